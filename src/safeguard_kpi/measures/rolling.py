"""From counts by month to counts by period, with every period there, whether or not anything happened."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Open
from safeguard_kpi.measures.counting import (
    ALL,
    count_events,
    count_open,
    events_of,
    open_of,
)
from safeguard_kpi.measures.evidence import Evidence
from safeguard_kpi.measures.periods import months_of

PERIOD_COUNTS = pl.Schema(
    {
        "indicator": pl.String,
        "period": pl.String,
        "cut": pl.String,
        "category": pl.String,
        "whole": pl.Int64,
        "met": pl.Int64,
        "unknown": pl.Int64,
        "middle": pl.Float64,
    }
)
"""Counts of one indicator in one period; `middle` is the median of what has one."""


AT_ONCE = 2
"""Cohorts counted at the same time: Polars leaves a core idle on frames as small as these."""

_SERIES = ["indicator", "cut", "category"]


def count_periods(
    evidence: Evidence, indicators: Sequence[Indicator], periods: pl.DataFrame
) -> pl.DataFrame:
    """Count every indicator in every period and cut: the table PERIOD_COUNTS.

    Events are counted by month and added up; what is open is counted at the month's end that ends
    the period; medians are taken of the added-up numbers of rows that took each number of days.
    """
    parts = [pl.DataFrame(schema=PERIOD_COUNTS)]
    months = months_of(periods)
    ends = periods.select("period", "period_end")
    days = ends["period_end"].unique().sort().to_list()

    def events(feed: str, on: str, group: Sequence[Indicator]) -> list[pl.DataFrame]:
        counted = count_events(evidence, feed, on, group)
        return [_add_up(counted.counts, months), _medians(counted.days, months)]

    def still_open(cohort: Open, group: Sequence[Indicator]) -> list[pl.DataFrame]:
        counts = count_open(evidence, cohort, group, days)
        return [
            counts.join(ends, left_on="when", right_on="period_end")
            .with_columns(middle=pl.lit(None, dtype=pl.Float64))
            .select(PERIOD_COUNTS.names())
        ]

    _ = evidence.prepared  # made once, before several threads ask for it
    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [threads.submit(still_open, *each) for each in open_of(indicators)]
        asked += [threads.submit(events, *at, group) for at, group in events_of(indicators).items()]
        parts += [frame for counted in asked for frame in counted.result()]
    return _every_period(pl.concat(parts), [indicator.key for indicator in indicators], periods)


def _add_up(counts: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    return (
        counts.lazy()
        .join(months.lazy(), left_on="when", right_on="month")
        .group_by("indicator", "period", "cut", "category")
        .agg(pl.col("whole", "met", "unknown").sum())
        .with_columns(middle=pl.lit(None, dtype=pl.Float64))
        .select(PERIOD_COUNTS.names())
        .collect()
    )


def _medians(days: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Take the median of each period from how many rows took each number of days.

    The middle one of an odd number, half-way between the two middle ones of an even number.
    """
    # Numbers stand for series and periods while rows are many: names are long to compare.
    series = days.select(_SERIES).unique().with_row_index("series")
    periods = months.select("period").unique().with_row_index("in_period")
    group = ["series", "in_period"]
    rows, known = pl.col("rows"), pl.col("days").is_not_null()
    total, upto = pl.col("total"), pl.col("upto")
    return (
        days.join(series, on=_SERIES)
        .lazy()
        .select("when", "series", "days", "rows")
        .join(
            months.join(periods, on="period").select("month", "in_period").lazy(),
            left_on="when",
            right_on="month",
        )
        .group_by(*group, "days")
        .agg(rows.sum())
        .sort("days", nulls_last=True)
        .with_columns(
            total=pl.when(known).then(rows).sum().over(group), upto=rows.cum_sum().over(group)
        )
        .with_columns(
            lower=pl.when(known & (upto >= (total + 1) // 2)).then("days"),
            upper=pl.when(known & (upto >= total // 2 + 1)).then("days"),
            untold=pl.when(~known).then(rows).otherwise(0),
        )
        .group_by(group)
        .agg(rows.sum(), pl.col("untold").sum(), pl.col("lower", "upper").min())
        .join(series.lazy(), on="series")
        .join(periods.lazy(), on="in_period")
        .select(
            "indicator",
            "period",
            "cut",
            "category",
            whole="rows",
            met=pl.lit(0, dtype=pl.Int64),
            unknown="untold",
            middle=(pl.col("lower") + pl.col("upper")) / 2,
        )
        .collect()
    )


def _every_period(counts: pl.DataFrame, keys: Sequence[str], periods: pl.DataFrame) -> pl.DataFrame:
    """Put nought where nothing happened: a period without a row is still a period.

    An indicator of which nothing was ever counted has its noughts too.
    """
    wholes = pl.DataFrame({"indicator": keys}, schema={"indicator": pl.String}).with_columns(
        cut=pl.lit(ALL[0]), category=pl.lit(ALL[1])
    )
    series = pl.concat([wholes, counts.select("indicator", "cut", "category")]).unique()
    nought = [pl.col(part).fill_null(0) for part in ("whole", "met", "unknown")]
    return (
        series.join(periods.select("period"), how="cross")
        .join(counts, on=["indicator", "period", "cut", "category"], how="left")
        .with_columns(nought)
        .select(PERIOD_COUNTS.names())
    )
