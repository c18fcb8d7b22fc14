"""Count once, at the smallest grain: month by cut for events, month's end by cut for what is open."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from safeguard_kpi.indicators.model import Events, Indicator, Open, Share, Typical
from safeguard_kpi.measures.conditions import cuts_of, met, with_conditions, within
from safeguard_kpi.measures.evidence import Evidence, category, roots

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


def count_events(
    evidence: Evidence, feed: str, on: str, indicators: Sequence[Indicator]
) -> Counted:
    """Count rows, up to the day reported, by the month that one date column falls in."""
    rows = evidence.prepared[feed].filter(pl.col(on) <= evidence.as_of)
    frame = with_conditions(rows, evidence, feed, on, indicators).with_columns(
        pl.col(on).dt.truncate("1mo").alias("when")
    )
    plain = [indicator for indicator in indicators if not isinstance(indicator, Typical)]
    timed = [indicator for indicator in indicators if isinstance(indicator, Typical)]
    return Counted(
        _counted(frame, evidence, feed, plain) if plain else pl.DataFrame(schema=COUNTS),
        pl.concat(
            [pl.DataFrame(schema=DAYS)]
            + [_days(frame, evidence, feed, indicator.key) for indicator in timed]
        ),
    )


def count_open(
    evidence: Evidence, cohort: Open, indicators: Sequence[Indicator], days: Sequence[object]
) -> pl.DataFrame:
    """Count what was open at the end of each of the days given: the table COUNTS."""
    feed = cohort.feed
    days_asked = pl.LazyFrame({"period_end": days}, schema={"period_end": pl.Date})
    still = pl.col(cohort.end).is_null() | (pl.col(cohort.end) > pl.col("period_end"))
    rows = evidence.prepared[feed].filter(
        pl.col("_submission").is_in(evidence.sheets_with(feed, cohort.start, cohort.end))
    )
    frame = (
        (_latest_last(rows, cohort.start) if cohort.once else rows)
        .lazy()
        .select(_asked_for(cohort, rows.columns, indicators))
        .join(days_asked, how="cross")
        .filter((pl.col(cohort.start) <= pl.col("period_end")) & still)
        .filter(_one_each(cohort))
        .collect()
    )
    frame = with_conditions(frame, evidence, feed, "period_end", indicators)
    frame = frame.with_columns(pl.col("period_end").alias("when"))
    return _counted(frame, evidence, feed, indicators)


def _asked_for(cohort: Open, columns: list[str], indicators: Sequence[Indicator]) -> list[str]:
    """Name the columns that a day's count looks at: rows are many when each day has its own."""
    looked_at = {"_submission", "_place", "date_of_birth", "age", cohort.start, cohort.end}
    looked_at |= {cohort.once} | {name for each in indicators for name in roots(each)}
    named = [name for name in columns if name in looked_at or name.startswith(category(""))]
    return [*named, "_place"] if cohort.once else named


def _latest_last(rows: pl.DataFrame, start: str) -> pl.DataFrame:
    """Number rows by their start, and those of one day by all else, so that their order is no matter."""
    plain = [name for name, dtype in rows.schema.items() if not dtype.is_nested()]
    return rows.sort(start, *plain).with_row_index("_place")


def _one_each(cohort: Open) -> pl.Expr:
    """Keep, of each of whom the cohort counts once, the row that started last on each day asked."""
    if not cohort.once:
        return pl.lit(value=True)
    return pl.col("_place") == pl.col("_place").max().over(cohort.once, "period_end")


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


def _counted(
    frame: pl.DataFrame, evidence: Evidence, feed: str, indicators: Sequence[Indicator]
) -> pl.DataFrame:
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
    key, inside = indicator.key, pl.col(within(indicator.key))
    parts = {"whole": inside}
    if isinstance(indicator, Share):
        condition = pl.col(met(key))
        parts |= {"met": inside & condition, "unknown": inside & condition.is_null()}
    return [part.sum().cast(pl.Int64).alias(f"{key}|{name}") for name, part in parts.items()]


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


def open_of(indicators: Iterable[Indicator]) -> list[tuple[Open, list[Indicator]]]:
    """Group the indicators that look at what is open in one feed, with one of their cohorts."""
    groups: dict[tuple[str, str, str, str], tuple[Open, list[Indicator]]] = {}
    for indicator in indicators:
        if isinstance(cohort := indicator.cohort, Open):
            place = (cohort.feed, cohort.start, cohort.end, cohort.once)
            groups.setdefault(place, (cohort, []))[1].append(indicator)
    return list(groups.values())
