"""Assessment and need: how soon children are assessed, what is found, how many are in need."""

import polars as pl

from safeguard_kpi.indicators.links import known_from
from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Open,
    Rate,
    Share,
    Tally,
    Theme,
    Typical,
    sent_or,
)
from safeguard_kpi.indicators.standards import Standards

COMPLETED = Events(feed="assessments", on="completed_on")
WITH_FACTORS = Events(
    feed="assessments",
    on="completed_on",
    where=pl.col("factors").list.set_difference(pl.lit(["none"])).list.len() > 0,
)
IN_NEED = Open(feed="children_in_need", start="started_on", end="closed_on", once="child_id")
CASES_CLOSED = Events(feed="children_in_need", on="closed_on")
DURATION = "Department for Education, Children in need census, table c2"
NEED = "Department for Education, Children in need census, table b1"

FACTORS = {
    "alcohol_child": "alcohol misuse by the child",
    "alcohol_parent": "alcohol misuse by a parent or carer",
    "drugs_child": "drug misuse by the child",
    "drugs_parent": "drug misuse by a parent or carer",
    "domestic_abuse_child": "domestic abuse of the child",
    "domestic_abuse_parent": "domestic abuse of a parent or carer",
    "mental_health_child": "the child's mental health",
    "mental_health_parent": "a parent or carer's mental health",
    "neglect": "neglect",
    "sexual_exploitation": "child sexual exploitation",
    "criminal_exploitation": "child criminal exploitation",
    "gangs": "gangs",
    "missing": "going missing",
    "trafficking": "trafficking",
}
"""The factors the partnership follows, by their key in schemas/codes/assessment_factors.toml."""

UNREADABLE = "unreadable"
"""Stands among the factors for what of the cell could not be read."""

FIRST_USED = {"criminal_exploitation": 2022}
"""The year to March from which table c3 has a factor that it did not have before."""


def assessment(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of assessments, their factors and children in need."""
    referred = sent_or("referral_on", _last_referral())
    taken = standards.calendar.working_days(referred, "completed_on")
    return (
        Tally(
            key="assessments_completed",
            title="Assessments completed",
            means="Social care assessments completed in the period, whenever they started.",
            theme=Theme.ASSESSMENT,
            national=True,
            source=DURATION,
            cohort=COMPLETED,
        ),
        Rate(
            key="assessments_completed_per_10k",
            title="Assessments completed per 10,000 children aged 0 to 17",
            means="Assessments completed in the period for every 10,000 children living here.",
            theme=Theme.ASSESSMENT,
            national=True,
            source=DURATION,
            cohort=COMPLETED,
        ),
        Share(
            key="assessments_within_45_days",
            title="Assessments completed within 45 working days of referral",
            means="Of assessments completed, those completed within 45 working days of the referral. Where a sheet does not send the referral's date, the child's last referral on or before the assessment's start that went on to something is taken.",
            theme=Theme.ASSESSMENT,
            better=Better.HIGHER,
            national=True,
            source=f"{DURATION}; clock from the referral as in the Local Authority Interactive Tool",
            differs="The published table does not say when its clock starts; here it is the referral. England's bank holidays are left out.",
            cohort=COMPLETED,
            meeting=taken <= 45,  # noqa: PLR2004 (the statutory limit, as titled)
        ),
        Typical(
            key="assessment_days",
            title="Working days from referral to completed assessment (median)",
            means="Half of the assessments completed took no longer than this.",
            theme=Theme.ASSESSMENT,
            better=Better.LOWER,
            national=True,
            source=DURATION,
            cohort=COMPLETED,
            of=taken,
        ),
        *(_factor(key, words) for key, words in FACTORS.items()),
        Tally(
            key="children_in_need",
            title="Children in need at the end of the period",
            means="Children with an open episode of need on the last day, each counted once.",
            theme=Theme.ASSESSMENT,
            national=True,
            source=NEED,
            cohort=IN_NEED,
        ),
        Rate(
            key="children_in_need_per_10k",
            title="Children in need per 10,000 children aged 0 to 17",
            means="Children in need on the last day for every 10,000 children living here.",
            noun="children in need",
            theme=Theme.ASSESSMENT,
            national=True,
            source=NEED,
            cohort=IN_NEED,
        ),
        Share(
            key="children_in_need_closed_to_early_help",
            title="Episodes of need closed with step-down to early help",
            means="Of episodes of need closed in the period with a known reason, those closed after assessment and referred to early help (RC9, a code from 2023).",
            theme=Theme.ASSESSMENT,
            source="CIN census closure reason RC9",
            since=2023,
            cohort=CASES_CLOSED,
            meeting=pl.col("closure_reason") == "assessed_to_early_help",
        ),
    )


def _last_referral() -> pl.Expr:
    """Give the last referral before an assessment, but one that came to nothing; null where later ones may not have been sent."""
    found = pl.col("referral_assessed_on")
    return pl.when(found >= known_from("referral_assessed_on")).then(found)


def _factor(key: str, words: str) -> Share:
    return Share(
        key=f"factor_{key}",
        title=f"Assessments that identified {words}",
        means=f"Of completed assessments that identified any factor, those that identified {words}. Code 21, no factors identified, is none. Where not all that was written can be read, it is not known.",
        theme=Theme.ASSESSMENT,
        national=True,
        source="Department for Education, Children in need census, table c3",
        differs="The published table counts episodes of need with an assessment; this counts assessments.",
        since=FIRST_USED.get(key, 0),
        cohort=WITH_FACTORS,
        meeting=_identified(key),
    )


def _identified(key: str) -> pl.Expr:
    """Tell whether a factor was identified; null where not all that was written could be read.

    Of such an assessment those factors that were read do not count either: it would be in the whole
    of the factors it has and of no others, and every share would come out too high.
    """
    given = pl.col("factors").list
    return pl.when(~given.contains(UNREADABLE)).then(given.contains(key))
