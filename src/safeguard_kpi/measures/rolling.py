"""From counts by month to counts by period, with every period there, whether or not anything happened."""

from collections.abc import Sequence

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Typical
from safeguard_kpi.measures.conditions import cuts_of, met, within
from safeguard_kpi.measures.counting import (
    ALL,
    count_events,
    count_open,
    events_of,
    open_of,
    placed,
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


def count_periods(
    evidence: Evidence, indicators: Sequence[Indicator], periods: pl.DataFrame
) -> pl.DataFrame:
    """Count every indicator in every period and cut: the table PERIOD_COUNTS.

    Events are counted by month and added up; what is open is counted at the month's end that ends
    the period; medians, which cannot be added, are taken period by period.
    """
    parts = [pl.DataFrame(schema=PERIOD_COUNTS)]
    months = months_of(periods)
    for (feed, on), group in events_of(indicators).items():
        parts.append(_add_up(count_events(evidence, feed, on, group), months))
    ends = periods.select("period", "period_end")
    days = ends["period_end"].unique().sort().to_list()
    for cohort, group in open_of(indicators):
        counts = count_open(evidence, cohort, group, days)
        parts.append(
            counts.join(ends, left_on="when", right_on="period_end")
            .with_columns(middle=pl.lit(None, dtype=pl.Float64))
            .select(PERIOD_COUNTS.names())
        )
    parts += [
        _medians(evidence, indicator, months)
        for indicator in indicators
        if isinstance(indicator, Typical)
    ]
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


def _medians(evidence: Evidence, indicator: Typical, months: pl.DataFrame) -> pl.DataFrame:
    cohort, key = indicator.cohort, indicator.key
    cuts = cuts_of(evidence, cohort.feed)
    rows = (
        placed(evidence, cohort.feed, cohort.on, [indicator])
        .filter(pl.col(within(key)))
        .select(
            pl.col(cohort.on).dt.truncate("1mo").alias("month"),
            pl.col(met(key)).cast(pl.Int64).alias("days"),
            pl.lit(ALL[1]).alias(f"cut|{ALL[0]}"),
            *(f"cut|{cut}" for cut in cuts),
        )
        .lazy()
        .join(months.lazy(), on="month")
    )
    plans = [
        rows.group_by("period", category=pl.col(f"cut|{cut}"))
        .agg(
            whole=pl.len().cast(pl.Int64),
            met=pl.lit(0, dtype=pl.Int64),
            unknown=pl.col("days").is_null().sum().cast(pl.Int64),
            middle=pl.col("days").median(),
        )
        .with_columns(indicator=pl.lit(key), cut=pl.lit(cut))
        .select(PERIOD_COUNTS.names())
        for cut in (ALL[0], *cuts)
    ]
    return pl.concat(pl.collect_all(plans))


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
