"""Who a partnership is set beside, and their figures for each indicator and year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The place whose figures are looked at, its models of neighbours, and authorities asked for.

    ``authorities`` are names, as the reference files have them; ``reasons``, by indicator, tell why
    a figure is known not to be the one published.
    """

    area_name: str
    la_code: str
    region: str
    models: tuple[str, ...] = ("2021", "2025")
    authorities: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def named(self) -> list[tuple[str, str]]:
        """List the comparators and their kinds, in the order a reader meets them."""
        groups = [
            (group_name(model, average), "neighbours")
            for model in self.models
            for average in AVERAGES
        ]
        return [
            ("England", "country"),
            (self.region, "region"),
            *groups,
            *((name, "authority") for name in self.authorities),
            (f"{self.area_name} as published", "local_published"),
        ]


def group_name(model: str, average: str) -> str:
    """Name the neighbours of a model and how they are averaged."""
    return f"Statistical neighbours {model} ({average})"


def others(
    comparators: pl.DataFrame, neighbours: pl.DataFrame, beside: Beside, authorities: pl.DataFrame
) -> pl.DataFrame:
    """Give every comparator's figures, as ``OTHERS``.

    An authority asked for is taken from ``comparators``, and where it is not there from
    ``authorities``, which has its values without their parts.

    An average is of the neighbours' published values, one an authority, whatever its size; those
    suppressed or not published are left out, and ``areas_with_values`` says how many were in.
    """
    level, own = pl.col("area_level"), pl.col("la_code") == beside.la_code
    region = (level == "region") & (pl.col("area_name") == beside.region)
    asked_for = (level == "authority") & pl.col("area_name").is_in(beside.authorities)
    whole = comparators.filter((level == "country") | region | asked_for | own).with_columns(
        comparator=pl.when(own)
        .then(pl.lit(f"{beside.area_name} as published"))
        .otherwise("area_name"),
        comparator_kind=pl.when(own).then(pl.lit("local_published")).otherwise("area_level"),
        areas_with_values=pl.lit(None, pl.Int64),
        areas_in_group=pl.lit(None, pl.Int64),
    )
    groups = [_averages(comparators, neighbours, beside, model) for model in beside.models]
    asked = [
        _by_value(name, comparators, neighbours, authorities)
        for name in beside.authorities
        if comparators.filter(level == "authority", area_name=name).is_empty()
    ]
    return pl.concat([_shaped(whole), *groups, *asked])


def _averages(
    comparators: pl.DataFrame, neighbours: pl.DataFrame, beside: Beside, model: str
) -> pl.DataFrame:
    near = neighbours.filter(
        pl.col("model") == model,
        pl.col("la_code") == beside.la_code,
        pl.col("neighbour_la_code") != beside.la_code,
    )
    units = as_units(pl.col("value")).drop_nulls()
    grouped = (
        comparators.join(
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
    values = {"mean": mean, "median": middle}
    return pl.concat(
        _shaped(
            grouped.with_columns(
                comparator=pl.lit(group_name(model, average)),
                comparator_kind=pl.lit("neighbours"),
                value=from_units(values[average]),
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


def _by_value(
    name: str, comparators: pl.DataFrame, neighbours: pl.DataFrame, authorities: pl.DataFrame
) -> pl.DataFrame:
    """Give an authority's figures from those of all, with the vintage of its release's rates."""
    vintages = comparators.select("indicator", "release", "population_vintage").unique(
        ["indicator", "release"], keep="first", maintain_order=True
    )
    periods = comparators.select("time_period", "period").unique()
    codes = neighbours.filter(pl.col("la_name") == name)["la_code"].unique()
    return _shaped(
        authorities.filter(pl.col("la_code").is_in(codes.implode()))
        .join(vintages, on=["indicator", "release"], how="left", maintain_order="left")
        .join(periods, on="time_period", how="left", maintain_order="left")
        .with_columns(
            comparator=pl.lit(name),
            comparator_kind=pl.lit("authority"),
            numerator=pl.lit(None, pl.Int64),
            denominator=pl.lit(None, pl.Int64),
            areas_with_values=pl.lit(None, pl.Int64),
            areas_in_group=pl.lit(None, pl.Int64),
        )
    )


def _all(name: str) -> pl.Expr:
    return pl.col(name).unique().sort().str.join("; ")


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
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
