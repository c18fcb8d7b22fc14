"""Whether children with a child protection plan are looked after: reviewed and visited in time."""

import polars as pl

from safeguard_kpi.indicators.links import known_from, known_to
from safeguard_kpi.indicators.model import Better, Indicator, Open, Share, Theme
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import first_missed_review, months_after

OPEN = Open(feed="child_protection_plans", start="started_on", end="ended_on", once="child_id")
OPEN_OVER_3_MONTHS = Open(
    feed="child_protection_plans",
    start="started_on",
    end="ended_on",
    once="child_id",
    where=months_after("started_on", 3) < pl.col("period_end"),
)


HIDDEN = 0.1
"""The share of a day's last visits that may be hidden by later ones, as for unknowns at large."""


def reviews_and_visits(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of the reviews and visits of open plans."""
    limit = standards.visit_working_days
    visit = pl.col("last_visit_on")
    since = standards.calendar.working_days(pl.coalesce(visit, pl.col("started_on")), "period_end")
    return (
        Share(
            key="reviews_in_timescale",
            title="Plans reviewed within timescale",
            means="Of children whose plan had been open for more than three months on the last day, those first reviewed within three months of the plan's start and then at most six months apart, with none overdue.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.HIGHER,
            national=True,
            source="Department for Education, Children in need census, table d6",
            differs="Needs every review of a plan: the latest review alone, as in Annex A List 7, cannot tell. Not known where reviews were not sent for the whole of the plan's life.",
            cohort=OPEN_OVER_3_MONTHS,
            meeting=_reviewed_in_time(),
        ),
        Share(
            key="visits_in_timescale",
            title="Children with a plan visited in time",
            means=f"Of children with a plan on the last day, those last visited (or whose plan started) within {limit} working days before it. Only the last visit is sent, so earlier periods cannot be told.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.HIGHER,
            source="The authority's own standard (settings: standards.visit_working_days)",
            cohort=OPEN,
            meeting=pl.when(_visits_tell() & ~_visited_since().fill_null(value=False)).then(
                since <= limit
            ),
        ),
    )


def _visited_since() -> pl.Expr:
    """Say whether the last visit came after the day looked at, and so hides the one before it."""
    return pl.col("last_visit_on") > pl.col("period_end")


def _visits_tell() -> pl.Expr:
    """Say whether the visits of a day can be told at all: few of them are hidden by later ones.

    Of an earlier day only the children not visited since would be left, and they are not like the rest.
    """
    return _visited_since().fill_null(value=False).mean().over("period_end") <= HIDDEN


def _reviewed_in_time() -> pl.Expr:
    """Say whether no review was missed; null where one may have been held and not sent."""
    first = pl.col("reviews_held").list.first()
    from_start = known_from("reviews_held") <= pl.col("started_on")
    first_in_time = (first <= months_after("started_on", 3)).fill_null(value=False)
    known = (from_start | first_in_time) & (known_to("reviews_held") >= pl.col("period_end"))
    missed = first_missed_review("started_on", "reviews_held", first=3, then=6)
    return pl.when(known).then(missed >= pl.col("period_end"))
