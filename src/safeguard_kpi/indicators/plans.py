"""Child protection plans: how many, why, how long, and whether they are looked after."""

import polars as pl

from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Open,
    Rate,
    Share,
    Tally,
    Theme,
)
from safeguard_kpi.indicators.reviews_and_visits import OPEN, reviews_and_visits
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import days_between, months_after

STARTED = Events(feed="child_protection_plans", on="started_on")
ENDED = Events(feed="child_protection_plans", on="ended_on")
TWO_YEARS = 729
"""Two years or more is more than 729 days (Department for Education, tables d5 and d7)."""

CATEGORIES = {
    "neglect": "neglect",
    "physical": "physical abuse",
    "sexual": "sexual abuse",
    "emotional": "emotional abuse",
    "multiple": "multiple categories",
}
"""The categories of abuse of the CIN census."""


def plans(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of child protection plans."""
    return (*_how_many(), *_again_and_long(), *reviews_and_visits(standards), *_categories())


def _how_many() -> tuple[Indicator, ...]:
    told: dict[str, tuple[str, str, Events | Open]] = {
        "open": (
            "at the end of the period",
            "Children with a plan on the last day, each counted once",
            OPEN,
        ),
        "started": ("started", "Plans started in the period; a child may have had two", STARTED),
        "ended": ("ended", "Plans ended in the period", ENDED),
    }
    tallies = tuple(
        Tally(
            key=f"plans_{key}",
            title=f"Child protection plans {words}",
            means=f"{meaning}.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=_table("d1"),
            cohort=cohort,
        )
        for key, (words, meaning, cohort) in told.items()
    )
    rates = tuple(
        Rate(
            key=f"plans_{key}_per_10k",
            title=f"Child protection plans {words} per 10,000 children aged 0 to 17",
            means=f"{meaning}, for every 10,000 children living here.",
            noun=f"plans {key}",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=_table("d1"),
            cohort=cohort,
        )
        for key, (words, meaning, cohort) in told.items()
    )
    return tallies + rates


def _again_and_long() -> tuple[Indicator, ...]:
    previous, ended = pl.col("previous_plans"), pl.col("previous_plan_ended_on")
    soon = pl.col("started_on") <= ended.dt.offset_by("24mo")
    return (
        Share(
            key="second_or_subsequent_plan",
            title="Plans that are a second or subsequent plan",
            means="Of plans started in the period, those of a child who had a plan before, however long ago.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.LOWER,
            national=True,
            source=_table("d3"),
            differs="Previous plans are those that the authority knows of; Annex A counts its own only.",
            cohort=STARTED,
            meeting=previous > 0,
        ),
        Share(
            key="second_plan_within_2_years",
            title="Plans that began within two years of the child's previous plan",
            means="Of plans started in the period, those of a child whose previous plan ended in the two years before, to the day.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.LOWER,
            source="No national definition; the usual companion of table d3",
            cohort=STARTED,
            meeting=pl.when(previous == 0).then(statement=False).otherwise(soon),
        ),
        Share(
            key="plans_open_2_years",
            title="Plans open two years or more",
            means="Of children with a plan on the last day, those whose plan had lasted more than 729 days.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.LOWER,
            national=True,
            source=_table("d5"),
            cohort=OPEN,
            meeting=days_between("started_on", "period_end") > TWO_YEARS,
        ),
        Share(
            key="plans_ended_2_years",
            title="Plans that ended after two years or more",
            means="Of plans ended in the period, those that had lasted more than 729 days.",
            theme=Theme.CHILD_PROTECTION,
            better=Better.LOWER,
            national=True,
            source=_table("d7"),
            cohort=ENDED,
            meeting=days_between("started_on", "ended_on") > TWO_YEARS,
        ),
        *(
            Share(
                key=f"plans_ended_within_{months}_months",
                title=f"Plans that ended within {months} months",
                means=f"Of plans ended in the period, those that had lasted {months} months or less.",
                theme=Theme.CHILD_PROTECTION,
                national=True,
                source=_table("d7"),
                cohort=ENDED,
                meeting=pl.col("ended_on") <= months_after("started_on", months),
            )
            for months in (3, 6)
        ),
    )


def _categories() -> tuple[Indicator, ...]:
    started = tuple(
        Share(
            key=f"plans_started_category_{category}",
            title=f"Plans started with {words} as the initial category",
            means=f"Of plans started in the period whose initial category is known, those for {words}.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=_table("d2"),
            cohort=STARTED,
            meeting=pl.col("initial_category") == category,
        )
        for category, words in CATEGORIES.items()
    )
    latest = tuple(
        Share(
            key=f"plans_open_category_{category}",
            title=f"Plans open with {words} as the latest category",
            means=f"Of children with a plan on the last day whose latest category is known, those for {words}.",
            theme=Theme.CHILD_PROTECTION,
            national=True,
            source=_table("d4"),
            cohort=OPEN,
            meeting=pl.col("category_of_abuse") == category,
        )
        for category, words in CATEGORIES.items()
    )
    return started + latest


def _table(name: str) -> str:
    return f"Department for Education, Children in need census, table {name}"
