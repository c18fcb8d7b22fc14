"""Child protection enquiries and the conferences they lead to."""

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
    sent,
)
from safeguard_kpi.indicators.standards import Standards

ENQUIRIES = Events(feed="section_47_enquiries", on="started_on")
CONFERENCES = Events(feed="section_47_enquiries", on="conference_on")
CENSUS = "Department for Education, Children in need census, table c4"
LIMIT = 15
"""Working days from strategy discussion to conference (Working Together to Safeguard Children)."""

LOCAL = "No national definition; agreed in the partnership"


def section_47(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of section 47 enquiries and initial conferences."""
    return (
        Tally(
            key="section_47_started",
            title="Section 47 enquiries started",
            means="Enquiries, by the date of the strategy discussion. Enquiries, not children: one child may be the subject of several.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=CENSUS,
            cohort=ENQUIRIES,
        ),
        Rate(
            key="section_47_started_per_10k",
            title="Section 47 enquiries started per 10,000 children aged 0 to 17",
            means="Enquiries started in the period for every 10,000 children living here. Enquiries, not children.",
            noun="enquiries",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=CENSUS,
            cohort=ENQUIRIES,
        ),
        Share(
            key="section_47_to_conference",
            title="Section 47 enquiries that led to an initial conference",
            means="Of enquiries started in the period, those with an initial child protection conference so far.",
            theme=Theme.CHILD_PROTECTION,
            source=LOCAL,
            cohort=ENQUIRIES,
            meeting=pl.col("conference_on").is_not_null(),
        ),
        Tally(
            key="initial_conferences",
            title="Initial child protection conferences",
            means="Initial conferences held in the period, those for children who transferred in included.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=CENSUS,
            cohort=CONFERENCES,
        ),
        Rate(
            key="initial_conferences_per_10k",
            title="Initial conferences per 10,000 children aged 0 to 17",
            means="Initial conferences held in the period for every 10,000 children living here.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=CENSUS,
            cohort=CONFERENCES,
        ),
        Share(
            key="conference_within_15_days",
            title="Initial conferences within 15 working days of the strategy discussion",
            means="Of all initial conferences held in the period, those held within 15 working days of the strategy discussion. A conference with no strategy discussion here, such as a transfer in, counts as not in time.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.HIGHER,
            national=True,
            source=CENSUS,
            cohort=CONFERENCES,
            meeting=(
                standards.calendar.working_days("started_on", "conference_on") <= LIMIT
            ).fill_null(value=False),
        ),
        Share(
            key="conference_to_plan",
            title="Initial conferences that resulted in a plan",
            means="Of initial conferences held in the period whose result is known, those that resulted in a child protection plan. Where a sheet sends no results, as in the census: those on whose day a plan of the same child started.",
            theme=Theme.CHILD_PROTECTION,
            source=LOCAL,
            cohort=CONFERENCES,
            meeting=pl.when(sent("conference_to_plan"))
            .then(pl.col("conference_to_plan"))
            .otherwise(_plan_that_day()),
        ),
    )


def _plan_that_day() -> pl.Expr:
    """Tell whether a plan started on the day of the conference, where plans were sent for that day.

    A plan that starts on another day than its conference breaks the Department's rule 2885.
    """
    held, started = pl.col("conference_on"), pl.col("plan_after_conference_on")
    known = known_to("plan_after_conference_on") >= held
    return pl.when(known).then((started == held).fill_null(value=False))
