"""The statistical neighbours of a partnership: their published values averaged, one an authority."""

from typing import Final

import polars as pl

from safeguard_kpi.measures.rounding import as_units, from_units, published

OTHERS: Final = pl.Schema(
    {
        "indicator": pl.String,
        "year": pl.Int64,
        "period_compared": pl.String,
        "comparator": pl.String,
        "comparator_kind": pl.String,
        "comparator_numerator": pl.Int64,
        "comparator_denominator": pl.Int64,
        "comparator_value": pl.Float64,
        "comparator_status": pl.String,
        "areas_with_values": pl.Int64,
        "areas_in_group": pl.Int64,
        "release": pl.String,
        "published": pl.Date,
        "population_vintage": pl.String,
        "table": pl.String,
    }
)
"""One comparator's figure for one indicator and year."""

AVERAGES: Final = ("mean", "median")
"""Mean as the Local Authority Interactive Tool has it, median as the Department's dashboard."""


def group_name(model: str, average: str) -> str:
    """Name the neighbours of a model and how they are averaged."""
    return f"Statistical neighbours {model} ({average})"


def averages(values: pl.DataFrame, near: pl.DataFrame, model: str) -> pl.DataFrame:
    """Average the values of the neighbours that a model names, as ``OTHERS``.

    ``values`` has a row for every indicator, year and authority; ``near`` those of
    ``tables.NEIGHBOURS`` that are of this authority and model.
    """
    units = as_units(pl.col("value")).drop_nulls()
    grouped = (
        values.join(
            near.select(la_code="neighbour_la_code"),
            on="la_code",
            how="inner",
            maintain_order="left",
        )
        .group_by("indicator", "time_period", "period", maintain_order=True)
        .agg(
            areas_with_values=units.len().cast(pl.Int64),
            total=units.sum(),
            low=units.sort().get((units.len() - 1) // 2, null_on_oob=True),
            high=units.sort().get(units.len() // 2, null_on_oob=True),
            published=pl.col("published").max(),
            release=_all("release"),
            table=_all("table"),
            population_vintage=_all("population_vintage"),
        )
    )
    middle = published(pl.col("low") + pl.col("high"), pl.lit(2), per=1, decimals=0)
    mean = published(pl.col("total"), pl.col("areas_with_values"), per=1, decimals=0)
    both = {"mean": mean, "median": middle}
    return pl.concat(
        shaped(
            grouped.with_columns(
                comparator=pl.lit(group_name(model, average)),
                comparator_kind=pl.lit("neighbours"),
                value=from_units(both[average]),
                numerator=pl.lit(None, pl.Int64),
                denominator=pl.lit(None, pl.Int64),
                status=pl.when(pl.col("areas_with_values") == 0)
                .then(pl.lit("x"))
                .otherwise(pl.lit("")),
                areas_in_group=pl.lit(near.height, pl.Int64),
            )
        )
        for average in AVERAGES
    )


def with_origin(authorities: pl.DataFrame, comparators: pl.DataFrame) -> pl.DataFrame:
    """Give values of authorities the name of their year, and the vintage of their release's rates."""
    vintages = comparators.select("indicator", "release", "population_vintage").unique(
        ["indicator", "release"], keep="first", maintain_order=True
    )
    periods = comparators.select("time_period", "period").unique()
    return authorities.join(
        vintages, on=["indicator", "release"], how="left", maintain_order="left"
    ).join(periods, on="time_period", how="left", maintain_order="left")


def shaped(rows: pl.DataFrame) -> pl.DataFrame:
    """Name the columns of published figures as those of comparators."""
    return rows.rename(
        {
            "time_period": "year",
            "period": "period_compared",
            "numerator": "comparator_numerator",
            "denominator": "comparator_denominator",
            "value": "comparator_value",
            "status": "comparator_status",
        }
    ).select(pl.col(name).cast(kind) for name, kind in OTHERS.items())


def _all(name: str) -> pl.Expr:
    return pl.col(name).unique().sort().str.join("; ")
