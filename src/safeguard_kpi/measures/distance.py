"""How many fewer or more events would have made a figure similar to what it is set beside."""

from typing import Final

import polars as pl

from safeguard_kpi.measures.intervals import proportion_limits, rate_limits

PER: Final = {"per_10k": 10_000, "percent": 100}
"""What the value of each unit is a part of."""


def children_away(judged: pl.DataFrame) -> pl.DataFrame:
    """Add ``children``, the fewest events that part a figure from similar, and a sentence of it.

    Needs numerator, denominator, unit, counted, side, judgement, comparator and comparator_value. Found by
    halving, for limits rise with the count; null where the figure is similar or better, has no
    interval, or no number of events would do.
    """
    near, far = pl.col("_near"), pl.col("_far")
    middle = (near + far) // 2
    above = pl.col("side") == "above"
    room = (
        pl.when(above)
        .then("numerator")
        .when(pl.col("unit") == "percent")
        .then(pl.col("denominator") - pl.col("numerator"))
    )
    more = pl.max_horizontal("numerator", "denominator") + 1
    apart = (
        pl.col("side").is_in(["above", "below"])
        & (pl.col("judgement") != "better")
        & pl.col("unit").is_in(list(PER))
    )
    rows = judged.with_columns(
        _near=pl.lit(0, pl.Int64),
        _far=pl.when(apart).then(pl.coalesce(room, more)).cast(pl.Int64),
    ).with_columns(_reaches=_similar(far))
    widest = rows.select(far.max().fill_null(0)).item()
    for _ in range(widest.bit_length()):
        met = _similar(middle)
        rows = rows.with_columns(
            _near=pl.when(met).then(near).otherwise(middle),
            _far=pl.when(met).then(middle).otherwise(far),
        )
    children = pl.when(pl.col("_reaches") & apart).then(far)
    name = pl.col("comparator").str.replace("^Statistical", "the statistical")
    word = pl.when(above).then(pl.lit("fewer")).otherwise(pl.lit("more"))
    return rows.with_columns(
        children=children,
        children_sentence=pl.when(children.is_not_null())
        .then(pl.format("{} {} {} would have been similar to {}.", far, word, "counted", name))
        .otherwise(pl.lit("")),
    ).drop("_near", "_far", "_reaches")


def _similar(moved: pl.Expr) -> pl.Expr:
    """Tell whether the interval, with so many events moved, holds the comparator."""
    above = pl.col("side") == "above"
    count = pl.col("numerator") + pl.when(above).then(-moved).otherwise(moved)
    rate = rate_limits(count, pl.col("denominator"), per=PER["per_10k"])
    share = proportion_limits(count, pl.col("denominator"), per=PER["percent"])
    is_rate = pl.col("unit") == "per_10k"
    lower = pl.when(is_rate).then(rate.lower).otherwise(share.lower)
    upper = pl.when(is_rate).then(rate.upper).otherwise(share.upper)
    other = pl.col("comparator_value")
    return pl.when(above).then(lower <= other).otherwise(upper >= other).fill_null(False)
