"""The rows behind a figure: those that were counted, each with the part it played."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Open, Typical
from safeguard_kpi.measures.conditions import cuts_of, met, parts_of, within
from safeguard_kpi.measures.counting import ALL, event_rows, events_of
from safeguard_kpi.measures.counting_open import open_of, open_rows
from safeguard_kpi.measures.evidence import Evidence, category

PLACE = ("_submission", "_row")
"""Where a row stands: the number of its sheet, and its row there."""


class Part(StrEnum):
    """What a row of a cohort is to a figure."""

    NUMERATOR = "numerator"
    """Counted, and where there is a denominator in that too."""

    DENOMINATOR = "denominator"
    """In the denominator alone; of a median, one of those that the middle is taken of."""

    UNKNOWN = "unknown"
    """In neither: it could not be told."""


def rows_counted(
    evidence: Evidence,
    indicators: Sequence[Indicator],
    days: Sequence[object],
    also: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[tuple[Indicator, pl.DataFrame]]:
    """Give for each indicator the rows of its cohort, by the very rule that counts them.

    Args:
        evidence: admitted rows and how they were sent.
        indicators: for which.
        days: the ends of periods at which what is open is looked at.
        also: by feed, columns that are wanted besides.

    Yields:
        The indicator and its rows: PLACE, `when` (the month's first day, or the day looked at),
        `part` (a Part), `days` (of a median), the columns of `also`, and those of the cuts in words.
    """
    wanted = also or {}
    for (feed, on), group in events_of(indicators).items():
        frame = event_rows(evidence, feed, on, group)
        for each in group:
            yield each, _told(frame, evidence, each, wanted.get(feed, ()))
    for cohort, group in open_of(indicators):
        more = wanted.get(cohort.feed, ())
        frame = open_rows(evidence, cohort, group, days, also=("_row", *more))
        for each in group:
            yield each, _told(frame, evidence, each, more)


def of_figure(rows: pl.DataFrame, indicator: Indicator, figure: Mapping[str, Any]) -> pl.DataFrame:
    """Take of an indicator's rows those of one figure: its period, and its category."""
    first, last = figure["period_start"], figure["period_end"]
    inside = (
        pl.col("when") == last
        if isinstance(indicator.cohort, Open)
        else pl.col("when").is_between(first, last)
    )
    if figure["cut"] != ALL[0]:
        inside &= pl.col(category(figure["cut"])) == figure["category"]
    return rows.filter(inside)


def hold_to_figure(rows: pl.DataFrame, indicator: Indicator, figure: Mapping[str, Any]) -> None:
    """See that rows are as many as a figure says.

    Raises:
        RuntimeError: they are not; the product has counted one thing and listed another.
    """
    found = dict(rows.group_by("part").len().iter_rows())
    met_it, rest = found.get(Part.NUMERATOR, 0), found.get(Part.DENOMINATOR, 0)
    told = {"unknown": found.get(Part.UNKNOWN, 0)}
    match indicator.unit:
        case "percent":
            told |= {"numerator": met_it, "denominator": met_it + rest}
        case "days":
            told |= {"denominator": rest, "value": rows["days"].median()}
        case _:
            told |= {"numerator": met_it}
    for name, number in told.items():
        if number != figure[name]:
            raise RuntimeError(f"{indicator.key}: {number} rows behind a {name} of {figure[name]}")


def _told(
    frame: pl.DataFrame, evidence: Evidence, indicator: Indicator, also: Sequence[str]
) -> pl.DataFrame:
    parts = parts_of(indicator)
    timed = isinstance(indicator, Typical)
    otherwise = Part.DENOMINATOR if timed or "met" in parts else Part.NUMERATOR
    part = (
        pl.when(parts["unknown"])
        .then(pl.lit(Part.UNKNOWN.value))
        .when(parts.get("met", pl.lit(value=False)))
        .then(pl.lit(Part.NUMERATOR.value))
    )
    days = pl.col(met(indicator.key)).cast(pl.Int64) if timed else pl.lit(None, dtype=pl.Int64)
    cuts = [category(cut) for cut in cuts_of(evidence, indicator.cohort.feed)]
    return frame.filter(pl.col(within(indicator.key))).select(
        *PLACE,
        "when",
        part.otherwise(pl.lit(otherwise.value)).alias("part"),
        days.alias("days"),
        *(name for name in also if name in frame.columns),
        *cuts,
    )
