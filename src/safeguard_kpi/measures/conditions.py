"""Work out for each row what each indicator asks of it, and which category of each cut it is in."""

from collections.abc import Iterable

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Open, Share, Typical
from safeguard_kpi.indicators.people import AGE_BAND, age_band
from safeguard_kpi.measures.evidence import NOT_KNOWN, Evidence, category, lacking

OUTLIVED = "_outlived"
"""Names the made column that says whether a row's being open is no longer known."""


def cuts_of(evidence: Evidence, feed: str) -> list[str]:
    """Name the cuts that a feed's sheets can be cut by: at least one sheet sent the column."""
    anywhere = frozenset().union(*evidence.sent[feed].values())
    aged = {"date_of_birth", "age"} & anywhere
    return [
        cut
        for cut in evidence.facts[feed].cuts
        if (bool(aged) if cut == AGE_BAND else cut in anywhere)
    ]


def within(key: str) -> str:
    """Name the made column that says whether a row is in an indicator's cohort."""
    return f"{key}|within"


def met(key: str) -> str:
    """Name the made column that says whether a row met an indicator's condition, or gives its days."""
    return f"{key}|met"


def with_conditions(
    frame: pl.DataFrame, evidence: Evidence, feed: str, on: str, indicators: Iterable[Indicator]
) -> pl.DataFrame:
    """Add to a feed's rows, for each indicator, cohort and condition, and the band of age.

    `on` names the date at which a child's age is taken.
    """
    made = []
    for indicator in indicators:
        made.append(_inside(indicator, evidence).alias(within(indicator.key)))
        match indicator:
            case Share():
                made.append(_told(indicator.meeting, indicator, evidence).alias(met(indicator.key)))
            case Typical():
                made.append(_told(indicator.of, indicator, evidence).alias(met(indicator.key)))
    if AGE_BAND in cuts_of(evidence, feed):
        made.append(age_band(on, frame.columns, unknown=NOT_KNOWN).alias(category(AGE_BAND)))
    return frame.with_columns(made)


def parts_of(indicator: Indicator) -> dict[str, pl.Expr]:
    """Say of a row with its conditions whether it is in the whole, is unknown in it, and met.

    What is counted is the number of rows for which each holds; the rows behind a figure are those.
    """
    key, inside = indicator.key, pl.col(within(indicator.key))
    outlived = pl.col(OUTLIVED) if isinstance(indicator.cohort, Open) else pl.lit(value=False)
    match indicator:
        case Share():
            condition = pl.col(met(key))
            return {
                "whole": inside,
                "unknown": inside & (condition.is_null() | outlived),
                "met": inside & condition & ~outlived,
            }
        case Typical():
            return {"whole": inside, "unknown": inside & pl.col(met(key)).is_null()}
        case _:
            return {"whole": inside, "unknown": inside & outlived}


def _inside(indicator: Indicator, evidence: Evidence) -> pl.Expr:
    """Say whether a row is in the cohort; where its sheet cannot tell, it may be: unknown, not out."""
    where = indicator.cohort.where
    if where is None:
        return pl.lit(value=True)
    return where.fill_null(value=False) | pl.col("_submission").is_in(lacking(indicator, evidence))


def _told(condition: pl.Expr, indicator: Indicator, evidence: Evidence) -> pl.Expr:
    silent = lacking(indicator, evidence)
    return pl.when(~pl.col("_submission").is_in(silent)).then(condition) if silent else condition
