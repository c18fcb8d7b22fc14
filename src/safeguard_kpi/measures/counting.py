"""Count once, at the smallest grain: month by cut for events, month's end by cut for what is open."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from safeguard_kpi.indicators.model import Events, Indicator, Typical
from safeguard_kpi.measures.conditions import cuts_of, met, parts_of, with_conditions, within
from safeguard_kpi.measures.evidence import Evidence, category

COUNTS = pl.Schema(
    {
        "indicator": pl.String,
        "when": pl.Date,
        "cut": pl.String,
        "category": pl.String,
        "whole": pl.Int64,
        "met": pl.Int64,
        "unknown": pl.Int64,
    }
)
"""Additive counts of one indicator in one month (its first day) or at one month's end.

`whole` is the cohort, `met` those who met the condition, `unknown` those for whom it is null.
"""

ALL = ("all", "All")

DAYS = pl.Schema(
    {
        "indicator": pl.String,
        "when": pl.Date,
        "cut": pl.String,
        "category": pl.String,
        "days": pl.Int64,
        "rows": pl.Int64,
    }
)
"""How many rows of one month took so many days (null: not known), from which medians are taken."""


class Counted(NamedTuple):
    """What was counted of one feed's rows by one date: COUNTS, and DAYS for what has a median."""

    counts: pl.DataFrame
    days: pl.DataFrame


def event_rows(
    evidence: Evidence, feed: str, on: str, indicators: Sequence[Indicator]
) -> pl.DataFrame:
    """Give the rows of events up to the day reported: conditions, and `when`, the month's first day."""
    rows = evidence.prepared[feed].filter(pl.col(on) <= evidence.as_of)
    return with_conditions(rows, evidence, feed, on, indicators).with_columns(
        pl.col(on).dt.truncate("1mo").alias("when")
    )


def count_events(
    evidence: Evidence, feed: str, on: str, indicators: Sequence[Indicator]
) -> Counted:
    """Count rows, up to the day reported, by the month that one date column falls in."""
    frame = event_rows(evidence, feed, on, indicators)
    plain = [indicator for indicator in indicators if not isinstance(indicator, Typical)]
    timed = [indicator for indicator in indicators if isinstance(indicator, Typical)]
    return Counted(
        counted(frame, evidence, feed, plain) if plain else pl.DataFrame(schema=COUNTS),
        pl.concat(
            [pl.DataFrame(schema=DAYS)]
            + [_days(frame, evidence, feed, indicator.key) for indicator in timed]
        ),
    )


def _days(frame: pl.DataFrame, evidence: Evidence, feed: str, key: str) -> pl.DataFrame:
    rows = frame.lazy().filter(pl.col(within(key)))
    days = pl.col(met(key)).cast(pl.Int64).alias("days")
    plans = [
        rows.group_by("when", words, days)
        .agg(rows=pl.len().cast(pl.Int64))
        .with_columns(indicator=pl.lit(key), cut=pl.lit(cut))
        .select(DAYS.names())
        for cut, words in _cuts(evidence, feed)
    ]
    return pl.concat(pl.collect_all(plans))


def _cuts(evidence: Evidence, feed: str) -> list[tuple[str, pl.Expr]]:
    """Pair the whole and each cut with the expression of its category."""
    parts = [(cut, pl.col(category(cut)).alias("category")) for cut in cuts_of(evidence, feed)]
    return [(ALL[0], pl.lit(ALL[1]).alias("category")), *parts]


def counted(
    frame: pl.DataFrame, evidence: Evidence, feed: str, indicators: Sequence[Indicator]
) -> pl.DataFrame:
    """Count, by month or day and cut, rows whose conditions are worked out: the table COUNTS."""
    sums = [expression for indicator in indicators for expression in _sums(indicator)]
    cuts = _cuts(evidence, feed)
    plans = [frame.lazy().group_by("when", words).agg(sums) for _, words in cuts]
    tall = [
        _tall(wide.lazy(), wide.columns, indicator.key, cut)
        for (cut, _), wide in zip(cuts, pl.collect_all(plans), strict=True)
        for indicator in indicators
    ]
    return pl.concat(tall).collect()


def _sums(indicator: Indicator) -> list[pl.Expr]:
    return [
        part.sum().cast(pl.Int64).alias(f"{indicator.key}|{name}")
        for name, part in parts_of(indicator).items()
    ]


def _tall(wide: pl.LazyFrame, columns: list[str], key: str, cut: str) -> pl.LazyFrame:
    names = [
        pl.col(f"{key}|{part}").alias(part)
        if f"{key}|{part}" in columns
        else pl.lit(0, dtype=pl.Int64).alias(part)
        for part in ("whole", "met", "unknown")
    ]
    return wide.select(
        pl.lit(key).alias("indicator"), "when", pl.lit(cut).alias("cut"), "category", *names
    ).select(COUNTS.names())


def events_of(indicators: Iterable[Indicator]) -> dict[tuple[str, str], list[Indicator]]:
    """Group the indicators that place rows of one feed by one date."""
    groups: dict[tuple[str, str], list[Indicator]] = {}
    for indicator in indicators:
        if isinstance(indicator.cohort, Events):
            groups.setdefault((indicator.cohort.feed, indicator.cohort.on), []).append(indicator)
    return groups
