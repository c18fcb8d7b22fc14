"""Whether a figure is better, similar or worse than what it is set beside."""

from typing import Final

import polars as pl

JUDGEMENTS: Final = {
    ("above", "higher"): "better",
    ("above", "lower"): "worse",
    ("above", "neither"): "higher",
    ("below", "higher"): "worse",
    ("below", "lower"): "better",
    ("below", "neither"): "lower",
}
"""What lying wholly above or below a comparator means, by which way is good."""

FEWEST: Final = 8
"""Of ten neighbours so many must have values: the average of fewer is of another group."""


def too_few() -> pl.Expr:
    """Tell the averages of neighbours of whom too many have no value."""
    few = pl.col("areas_with_values") * 10 < pl.col("areas_in_group") * FEWEST
    return (pl.col("comparator_kind") == "neighbours") & few.fill_null(False)


def side() -> pl.Expr:
    """Tell on which side of the comparator the whole interval lies.

    As England's public health profiles judge: by the local figure's own 95 % interval, the
    comparator taken as given (UKHSA, Fingertips technical guidance). No interval, no side; nor beside ``too_few`` neighbours.
    """
    other = pl.col("comparator_value")
    return (
        pl.when(pl.col("comparator_kind") == "local_published")
        .then(None)
        .when(too_few())
        .then(None)
        .when(pl.col("lower") > other)
        .then(pl.lit("above"))
        .when(pl.col("upper") < other)
        .then(pl.lit("below"))
        .when((pl.col("lower") <= other) & (pl.col("upper") >= other))
        .then(pl.lit("similar"))
    )


def judgement() -> pl.Expr:
    """Name the side in the words of the indicator: by its better way, or plainly where it has none."""
    judged = pl.lit("")
    for (side, better), word in JUDGEMENTS.items():
        met = (pl.col("side") == side) & (pl.col("better") == better)
        judged = pl.when(met).then(pl.lit(word)).otherwise(judged)
    return pl.when(pl.col("side") == "similar").then(pl.lit("similar")).otherwise(judged)
