"""One published table made tidy: a row for every measure, place and year."""

from functools import reduce
from operator import add
from typing import Final

import polars as pl

from safeguard_kpi.comparators.cells import count, number, symbol
from safeguard_kpi.comparators.places import period_name, places
from safeguard_kpi.comparators.release import Measure, Release, Table
from safeguard_kpi.measures.rounding import published
from safeguard_kpi.reference_tables import POPULATIONS

TIDY: Final = pl.Schema(
    {
        "indicator": pl.String,
        "measure": pl.String,
        "table": pl.String,
        "time_period": pl.Int64,
        "period": pl.String,
        "la_code": pl.String,
        "area_code": pl.String,
        "area_name": pl.String,
        "area_level": pl.String,
        "region_code": pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
        "per": pl.Int64,
        "printed": pl.Boolean,
        "value": pl.Float64,
        "status": pl.String,
        "release": pl.String,
        "published": pl.Date,
        "population_vintage": pl.String,
        "source": pl.String,
    }
)
"""A figure as read: ``printed`` tells the Department's own values from those worked out here."""

COUNT, VALUE, SYMBOL = "#count", "#value", "#symbol"
"""What the names of a table's columns end in once read as whole numbers, as values, as symbols."""


def tidy(
    cells: pl.DataFrame, release: Release, table: Table, populations: pl.DataFrame
) -> pl.DataFrame:
    """Give every measure of one table, with the release's own populations under its rates.

    ``populations`` has the columns of ``tables.POPULATIONS``. Suppressed parts are never worked
    back: a sum with a hidden part has the part's status and no value.
    """
    children = populations.filter(pl.col("release") == release.name).select(
        "la_code",
        pl.col("area_code").alias("_joined_on"),
        (pl.col("mid_year") + 1).alias("time_period"),
        "population",
    )
    placed = places(cells).with_columns(cells.select(_read_once(table)))
    based = placed.with_columns(_joined_on=_outliving("area_code")).join(
        children.with_columns(_joined_on=_outliving("_joined_on")),
        on=["_joined_on", "time_period"],
        how="left",
        maintain_order="left",
    )
    return pl.concat(based.select(*_figure(measure, table, release)) for measure in table.measures)


def populations_of(cells: pl.DataFrame, release: Release) -> pl.DataFrame:
    """Give the children aged 0 to 17 of each place in the middle of each year."""
    children = count(pl.col("population estimate"))
    return (
        places(cells)
        .with_columns(cells.select(children.alias("population")))
        .drop_nulls("population")
        .select(
            "la_code",
            "area_code",
            "area_name",
            "area_level",
            pl.col("time_period").alias("mid_year"),
            pl.lit("0 to 17").alias("age_group"),
            "population",
            pl.lit(release.population_vintage).alias("vintage"),
            pl.lit(release.name).alias("release"),
            pl.lit(release.source.format(table="ONS populations")).alias("source"),
        )
        .cast(POPULATIONS)
    )


def _read_once(table: Table) -> list[pl.Expr]:
    """Read each column as it is needed: counts, printed values, and symbols; several measures share one."""
    printed = {measure.published for measure in table.measures} - {""}
    return [
        *(count(pl.col(name)).alias(name + COUNT) for name in sorted(table.counts)),
        *(number(pl.col(name)).alias(name + VALUE) for name in sorted(printed)),
        *(symbol(pl.col(name)).alias(name + SYMBOL) for name in sorted(table.columns)),
    ]


def _figure(measure: Measure, table: Table, release: Release) -> list[pl.Expr]:
    numerator = _sum(measure.numerator)
    denominator = pl.col("population") if measure.by_population else _sum(measure.denominator)
    if measure.published:
        value = pl.col(measure.published + VALUE)
        hidden = pl.col(measure.published + SYMBOL)
    elif measure.denominator:
        value = published(numerator, denominator, per=measure.per)
        hidden = _worst(measure.columns)
    else:
        value = numerator.cast(pl.Float64)
        hidden = _worst(measure.columns)
    nothing = pl.when(denominator == 0).then(pl.lit("z")).otherwise(pl.lit("x"))
    said = {
        "indicator": pl.lit(measure.key),
        "measure": pl.lit(measure.name),
        "table": pl.lit(table.name),
        "period": period_name(pl.col("time_period")),
        "numerator": numerator,
        "denominator": denominator,
        "per": pl.lit(measure.per, pl.Int64),
        "printed": pl.lit(measure.printed),
        "value": value,
        "status": pl.when(value.is_null()).then(pl.coalesce(hidden, nothing)).otherwise(pl.lit("")),
        "release": pl.lit(release.name),
        "published": pl.lit(release.published),
        "population_vintage": pl.lit(release.population_vintage if measure.by_population else ""),
        "source": pl.lit(release.source.format(table=table.name)),
    }
    return [said.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in TIDY.items()]


def _sum(columns: tuple[str, ...]) -> pl.Expr:
    """Add the columns; one hidden part leaves no sum."""
    if not columns:
        return pl.lit(None, pl.Int64)
    return reduce(add, (pl.col(column + COUNT) for column in columns))


def _worst(columns: tuple[str, ...]) -> pl.Expr:
    symbols = [pl.col(column + SYMBOL) for column in columns]
    confidential = pl.any_horizontal(one.eq_missing("c") for one in symbols)
    return pl.when(confidential).then(pl.lit("c")).otherwise(pl.coalesce(symbols))


def _outliving(area_code: str) -> pl.Expr:
    """Give the code that outlives boundary changes: the Department's for authorities."""
    return pl.when(pl.col("la_code") == "").then(pl.col(area_code)).otherwise(pl.col("la_code"))
