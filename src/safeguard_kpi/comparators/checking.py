"""Printed rates and percentages worked out again from the printed counts."""

from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.importing import Imported
from safeguard_kpi.measures.rounding import published

ROUNDED_TO: Final = 10
"""What the Department rounds the counts of England and its regions to."""

PERCENT: Final = 100
"""What a percentage is a part of; all else that is verified is a rate for 10,000 children."""


class Verified(NamedTuple):
    """How many printed values came out again, and each one that did not.

    ``counts``: release, table, kind (``rates`` or ``percentages``), measure, area_level, checked, matched. ``mismatches``: the figures
    themselves (``tidying.TIDY``), with the ``lowest`` and ``highest`` value their counts allow.
    """

    counts: pl.DataFrame
    mismatches: pl.DataFrame


def verify(imported: Imported) -> Verified:
    """Work out every printed rate and percentage whose counts are printed beside it.

    An authority's must come out to the digit. The counts of England and regions are rounded to
    ten, so theirs must lie between what the smallest and the largest true counts would give.
    Values whose own counts are suppressed can't be worked out, and are not among those checked.
    """
    exact = pl.col("area_level") == "authority"
    half = pl.when(exact).then(0).otherwise(ROUNDED_TO // 2)
    base_half = pl.when(pl.col("population_vintage") == "").then(half).otherwise(0)
    checked = (
        imported.figures.filter(
            pl.col("printed"),
            pl.col("value").is_not_null(),
            pl.col("numerator").is_not_null(),
            pl.col("denominator") > 0,
        )
        .with_columns(
            lowest=_worked_out(pl.col("numerator") - half, pl.col("denominator") + base_half),
            highest=_worked_out(pl.col("numerator") + half, pl.col("denominator") - base_half),
        )
        .with_columns(
            matched=pl.col("value").is_between(
                pl.col("lowest"), pl.col("highest").fill_null(float("inf"))
            ),
            kind=pl.when(pl.col("per") == PERCENT)
            .then(pl.lit("percentages"))
            .otherwise(pl.lit("rates")),
        )
    )
    by = ["release", "table", "kind", "measure", "area_level"]
    return Verified(
        counts=checked.group_by(by)
        .agg(checked=pl.len().cast(pl.Int64), matched=pl.col("matched").sum().cast(pl.Int64))
        .sort(by),
        mismatches=checked.filter(pl.col("matched").not_())
        .drop("matched", "kind")
        .sort("release", "table", "measure", "time_period", "area_code"),
    )


def _worked_out(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Round half up what a percentage or a rate comes to; null over nothing."""
    part = pl.max_horizontal(numerator, pl.lit(0, pl.Int64))
    percent, rate = (published(part, denominator, per=per) for per in (PERCENT, 10_000))
    return pl.when(pl.col("per") == PERCENT).then(percent).otherwise(rate)
