"""The front door: contacts with the MASH, and referrals to social care."""

import polars as pl

from safeguard_kpi.indicators.links import known_to
from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Rate,
    Share,
    Tally,
    Theme,
    Typical,
    sent,
)
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import came_again, has_time, hours_between, months_before

LOCAL = "No national definition; agreed in the partnership"
CENSUS = "Department for Education, Children in need census, table c1"
CONTACTS = Events(feed="mash_contacts", on="received_on")
GRADED = Events(feed="mash_contacts", on="received_on", where=pl.col("rag").is_not_null())
REFERRALS = Events(feed="referrals", on="received_on")

OUTCOMES = {
    "no_further_action": ("no further action", "those closed with no further action"),
    "information_and_advice": (
        "information and advice",
        "those that ended in information or advice",
    ),
    "early_help": ("early help", "those passed to early help"),
    "strategy_discussion": (
        "a strategy discussion",
        "those that led straight to a strategy discussion",
    ),
}
"""The outcomes of a contact other than referral, with the words of title and meaning."""

SOURCES = {
    "individual": "an individual",
    "schools": "schools",
    "education_services": "education services",
    "health_services": "health services",
    "housing": "housing",
    "la_services": "local authority services",
    "police": "the police",
    "other_legal_agency": "another legal agency",
    "other": "another source",
    "anonymous": "an anonymous source",
    "unknown": "a source not known",
}
"""The groups of the Department's table c5."""


def contacts(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of contacts with the MASH."""
    rag = standards.rag_hours
    allowed = pl.col("rag").replace_strict(rag, default=None, return_dtype=pl.Int64)
    return (
        Tally(
            key="mash_contacts",
            title="MASH contacts",
            means="Contacts received in the period. One row is one contact about one child, so a call about three children is three.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
        ),
        Rate(
            key="mash_contacts_per_10k",
            title="MASH contacts per 10,000 children aged 0 to 17",
            means="Contacts received in the period for every 10,000 children living here.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
        ),
        Share(
            key="mash_decided_in_one_working_day",
            title="MASH contacts decided within one working day",
            means="Of contacts received, those with a decision by the end of the next working day. Not yet decided counts as not in time.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source="Working Together to Safeguard Children: a decision within one working day",
            cohort=CONTACTS,
            meeting=(standards.calendar.working_days("received_on", "decided_on") <= 1).fill_null(
                value=False
            ),
        ),
        Share(
            key="mash_decided_in_24_hours",
            title="MASH contacts decided within 24 hours",
            means="Of contacts received and decided with a time of day, those decided within 24 clock hours, nights and weekends counted. Not yet decided counts as not in time.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source=LOCAL,
            differs="Working Together counts working days; this counts clock hours.",
            cohort=CONTACTS,
            meeting=_decided_within(pl.lit(24)),
        ),
        Typical(
            key="mash_days_to_decision",
            title="Working days from contact to decision (median)",
            means="Half of the contacts received and decided took no longer than this. Decided on the day of receipt is nought.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            source=LOCAL,
            cohort=CONTACTS,
            of=standards.calendar.working_days("received_on", "decided_on"),
        ),
        Share(
            key="mash_rag_in_time",
            title="Graded MASH contacts decided within the standard of their grade",
            means="Of contacts with a RAG grade and times, those decided within "
            + ", ".join(f"{hours} hours ({grade})" for grade, hours in rag.items())
            + ", in clock hours from receipt.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source="The authority's own standard for each grade (settings: [standards.rag_hours])",
            cohort=GRADED,
            meeting=_decided_within(allowed),
        ),
        *(
            Share(
                key=f"mash_to_{outcome}"
                if outcome in {"early_help", "strategy_discussion"}
                else f"mash_{outcome}",
                title=f"MASH contacts ending in {words}",
                means=f"Of contacts received whose outcome is known, {meaning}.",
                theme=Theme.FRONT_DOOR,
                source=LOCAL,
                cohort=CONTACTS,
                meeting=pl.col("outcome") == outcome,
            )
            for outcome, (words, meaning) in OUTCOMES.items()
        ),
        Share(
            key="mash_to_referral",
            title="MASH contacts that became referrals",
            means="Of contacts received, those whose outcome is a referral. Where a sheet sends no outcomes: those followed within 7 days by a referral of the same child from the same source, with no other contact between.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
            meeting=pl.when(sent("outcome"))
            .then(pl.col("outcome") == "referral")
            .otherwise(_followed_by_referral()),
        ),
        Share(
            key="mash_repeat_within_12_months",
            title="Repeat MASH contacts within 12 months",
            means="Of contacts received, those about a child who had an earlier contact, on another day, in the 12 months before. Known only where the 12 months before were sent.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            source=LOCAL,
            cohort=CONTACTS,
            meeting=came_again("received_on", link="previous_contact_on", months=12),
        ),
    )


def referrals() -> tuple[Indicator, ...]:
    """Declare what is counted of referrals to social care."""
    return (
        Tally(
            key="referrals",
            title="Referrals",
            means="Referrals received in the period, repeat ones too.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
        ),
        Rate(
            key="referrals_per_10k",
            title="Referrals per 10,000 children aged 0 to 17",
            means="Referrals received in the period for every 10,000 children living here.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
        ),
        Share(
            key="re_referrals_within_12_months",
            title="Re-referrals within 12 months",
            means="Of referrals received, those of a child with an earlier referral in the 12 months before, by the sheet's date of the previous referral or by the referrals sent.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            national=True,
            source=CENSUS,
            differs="A second referral on the same day is not a re-referral here.",
            cohort=REFERRALS,
            meeting=_referred_again(),
        ),
        Share(
            key="referrals_no_further_action",
            title="Referrals with no further action",
            means="Of referrals received, those marked no further action.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
            meeting=pl.col("no_further_action"),
        ),
        Share(
            key="referrals_assessed_not_in_need",
            title="Referrals assessed and not in need",
            means="Of referrals received, those not marked no further action that were closed after assessment with no further action (RC8) or with referral to early help (RC9).",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
            meeting=_closed_not_in_need(),
        ),
        *(
            Share(
                key=f"referrals_from_{source}",
                title=f"Referrals from {words}",
                means=f"Of referrals received whose sheet names the source, those from {words}.",
                theme=Theme.FRONT_DOOR,
                national=True,
                source="Department for Education, Children in need census, table c5",
                cohort=REFERRALS,
                meeting=pl.col("referring_agency") == source,
            )
            for source, words in SOURCES.items()
        ),
        Share(
            key="referrals_from_early_help",
            title="Referrals stepped up from early help",
            means="Of referrals received with the Department's own source code, those from the authority's early help (5D, a code from 2023).",
            theme=Theme.FRONT_DOOR,
            source="CIN census source code 5D",
            cohort=REFERRALS,
            meeting=pl.col("referral_source_code") == "5D",
        ),
    )


def _decided_within(hours: pl.Expr) -> pl.Expr:
    taken = hours_between("received_at", "decided_at")
    undecided = pl.col("decided_at").is_null()
    return pl.when(has_time("received_at") & hours.is_not_null()).then(
        pl.when(undecided).then(statement=False).otherwise(taken <= hours)
    )


def _followed_by_referral() -> pl.Expr:
    referral, contact = pl.col("referral_after_contact_on"), pl.col("next_contact_on")
    until = pl.col("received_on").dt.offset_by("7d")
    soon = referral <= until
    none_between = contact.is_null() | (contact >= referral)
    known = (
        sent("referring_agency")
        & pl.col("referring_agency").is_not_null()
        & (known_to("referral_after_contact_on") >= until)
        & (known_to("next_contact_on") >= until)
    )
    return pl.when(known).then((soon & none_between).fill_null(value=False))


def _referred_again() -> pl.Expr:
    since = months_before("received_on", 12)
    told = pl.col("previous_referral_on")
    either = pl.max_horizontal(
        pl.col("referral_before_on"), pl.when(told < pl.col("received_on")).then(told)
    )
    return (
        pl.when(sent("previous_referral_on"))
        .then((either >= since).fill_null(value=False))
        .otherwise(came_again("received_on", link="referral_before_on", months=12))
    )


def _closed_not_in_need() -> pl.Expr:
    reason = pl.col("closure_reason")
    met = reason.is_in(["assessed_no_further_action", "assessed_to_early_help"])
    # A case still open has no reason and is not "not in need"; a closed one without a reason is not known.
    untold = sent("closed_on") & pl.col("closed_on").is_not_null() & reason.is_null()
    not_acted_on = pl.col("no_further_action").fill_null(value=False)
    return (
        pl.when(not_acted_on).then(statement=False).when(~untold).then(met.fill_null(value=False))
    )
