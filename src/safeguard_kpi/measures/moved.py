"""Which figures are not what they were, and by how much."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from safeguard_kpi.measures.counting import ALL

FIGURE: Final = ["indicator", "grain", "period", "cut", "category"]
"""What names a figure."""

COMPARISON: Final = ["indicator", "grain", "period", "area", "comparator", "comparator_kind"]
"""What names a comparison."""

NUMBERS: Final = ["numerator", "denominator", "unknown", "value"]
"""What of a figure is told then and now."""

_DTYPES: Final = {"value": pl.Float64()}
_EACH: Final = {name: _DTYPES.get(name, pl.Int64()) for name in NUMBERS}

MOVED: Final = pl.Schema(
    {
        **dict.fromkeys(FIGURE, pl.String()),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "change": pl.String(),
        **{f"{name}_then": dtype for name, dtype in _EACH.items()},
        "status_then": pl.String(),
        **{f"{name}_now": dtype for name, dtype in _EACH.items()},
        "status_now": pl.String(),
        "difference": pl.Float64(),
    }
)
"""One figure that moved. `change` is appeared, disappeared or changed; `difference` of the values."""


def side_by_side(then: pl.DataFrame, now: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Put two tables of the same columns beside each other, and say of each row if it is alike.

    Returns:
        The key, every other column as `<name>_then` and `<name>_now`, and `alike`; a row of one table
        alone has nulls for the other's, and is not alike.
    """
    rest = [name for name in then.columns if name not in key]
    both = then.with_columns(_there=pl.lit(value=True)).join(
        now.with_columns(_there=pl.lit(value=True)),
        on=list(key),
        how="full",
        coalesce=True,
        nulls_equal=True,
        suffix="_now",
    )
    same = [pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in ("_there", *rest)]
    return both.select(
        *key,
        *(pl.col(name).alias(f"{name}_then") for name in rest),
        *(pl.col(f"{name}_now") for name in rest),
        pl.all_horizontal(same).alias("alike"),
    )


def moved(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """List the figures whose numbers or status are not the same: the table MOVED.

    A figure has appeared where it has a value now and had none, and disappeared the other way round.
    A category of which there is nothing, and which the other table has no line of, has not moved.
    """
    told = [*FIGURE, "period_start", "period_end", *NUMBERS, "status"]
    both = side_by_side(then.select(told), now.select(told), FIGURE).filter(~pl.col("alike"))
    alone = pl.col("status_then").is_null() | pl.col("status_now").is_null()
    nothing = alone & _nothing("then") & _nothing("now") & (pl.col("cut") != ALL[0])
    both = both.filter(~nothing)
    had, has = (pl.col(f"value_{when}").is_not_null() for when in ("then", "now"))
    change = (
        pl.when(has & ~had)
        .then(pl.lit("appeared"))
        .when(had & ~has)
        .then(pl.lit("disappeared"))
        .otherwise(pl.lit("changed"))
    )
    # Values have one decimal at most: the difference is rounded to what floats cannot blur.
    difference = (pl.col("value_now") - pl.col("value_then")).round(6)
    return (
        both.with_columns(
            *(
                pl.coalesce(f"{name}_now", f"{name}_then").alias(name)
                for name in ("period_start", "period_end")
            ),
            change=change,
            difference=difference,
        )
        .select(MOVED.names())
        .cast(MOVED)
        .sort("indicator", "period_end", "grain", "cut", "category")
    )


def _nothing(when: str) -> pl.Expr:
    """Say whether a figure is not there, or is of a period known in which there was nothing."""
    counts = [pl.col(f"{name}_{when}").fill_null(0) == 0 for name in NUMBERS]
    status = pl.col(f"status_{when}")
    return status.is_null() | (pl.all_horizontal(counts) & (status != "x"))
