"""Where a figure stands among those of all authorities: rank, quartile and percentile."""

from typing import Final

import polars as pl

from safeguard_kpi.measures.rounding import as_units

RANKING: Final = ["rank", "ranked_of", "quartile", "percentile"]
"""What is told of a figure's place among the authorities."""

QUARTERS: Final = 4
"""The groups of equal size that quartiles are."""


def ranked(looked_at: pl.DataFrame, authorities: pl.DataFrame, la_code: str) -> pl.DataFrame:
    """Add ``RANKING`` to figures with indicator, year, value and better.

    The figure stands in the place of its own authority's published one, among all those with a
    value in that year. Rank 1 is the best where a good way is agreed, and otherwise the highest;
    equal values share the better rank. Quartile 1 holds the first quarter of ranks. The percentile is
    the share of the other authorities that lie below, equal ones counted half, rounded half up;
    it does not turn with polarity. Null where the figure or every other authority has no value.
    """
    units = as_units(pl.col("value"))
    rows = looked_at.with_row_index("_row")
    near = authorities.filter(pl.col("value").is_not_null(), pl.col("la_code") != la_code).select(
        "indicator", pl.col("time_period").alias("year"), _theirs=units
    )
    counted = (
        rows.select("_row", "indicator", "year", _ours=units)
        .drop_nulls("_ours")
        .join(near, on=["indicator", "year"], how="inner")
        .group_by("_row")
        .agg(
            _others=pl.len().cast(pl.Int64),
            _below=(pl.col("_theirs") < pl.col("_ours")).sum().cast(pl.Int64),
            _equal=(pl.col("_theirs") == pl.col("_ours")).sum().cast(pl.Int64),
        )
    )
    below, equal, others = pl.col("_below"), pl.col("_equal"), pl.col("_others")
    ahead = pl.when(pl.col("better") == "lower").then(below).otherwise(others - below - equal)
    return (
        rows.join(counted, on="_row", how="left", maintain_order="left")
        .with_columns(
            rank=ahead + 1,
            ranked_of=others + 1,
            percentile=(100 * (2 * below + equal) + others) // (2 * others),
        )
        .with_columns(
            quartile=(QUARTERS * pl.col("rank") + pl.col("ranked_of") - 1) // pl.col("ranked_of")
        )
        .drop("_row", "_others", "_below", "_equal")
    )
