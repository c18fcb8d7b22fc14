"""Who a partnership is set beside, and their figures for each indicator and year."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from safeguard_kpi.measures.neighbours import AVERAGES, averages, group_name, shaped, with_origin


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


def others(
    comparators: pl.DataFrame, neighbours: pl.DataFrame, beside: Beside, authorities: pl.DataFrame
) -> pl.DataFrame:
    """Give every comparator's figures, as ``OTHERS``.

    An authority asked for is taken from ``comparators``, and where it is not there from
    ``authorities``, which has its values without their parts.

    A region is known by its code, so that one spelt anew in a table is still the same.

    An average is of the neighbours' published values, one an authority, whatever its size; those
    suppressed or not published are left out, and ``areas_with_values`` says how many were in.
    """
    level, own = pl.col("area_level"), pl.col("la_code") == beside.la_code
    region = (level == "region") & is_region(comparators, beside.region)
    asked_for = (level == "authority") & pl.col("area_name").is_in(beside.authorities)
    whole = comparators.filter((level == "country") | region | asked_for | own).with_columns(
        comparator=pl.when(own)
        .then(pl.lit(f"{beside.area_name} as published"))
        .when(level == "country")
        .then(pl.lit("England"))
        .when(level == "region")
        .then(pl.lit(beside.region))
        .otherwise("area_name"),
        comparator_kind=pl.when(own).then(pl.lit("local_published")).otherwise("area_level"),
        areas_with_values=pl.lit(None, pl.Int64),
        areas_in_group=pl.lit(None, pl.Int64),
    )
    near = neighbours.filter(
        pl.col("la_code") == beside.la_code, pl.col("neighbour_la_code") != beside.la_code
    )
    values = every_value(comparators, authorities)
    groups = [averages(values, near.filter(model=model), model) for model in beside.models]
    asked = [
        _by_value(name, comparators, neighbours, authorities)
        for name in beside.authorities
        if comparators.filter(level == "authority", area_name=name).is_empty()
    ]
    return pl.concat([shaped(whole), *groups, *asked])


def is_region(comparators: pl.DataFrame, name: str) -> pl.Expr:
    """Tell the rows of the region of a name by its code, whatever name a table gives it."""
    named = comparators.filter(area_level="region", area_name=name)["area_code"].unique()
    return pl.col("area_code").is_in(named.implode())


def every_value(comparators: pl.DataFrame, authorities: pl.DataFrame) -> pl.DataFrame:
    """Give every authority's values: those of ``authorities``, and what only ``comparators`` has."""
    key = ["indicator", "time_period", "la_code"]
    all_of_them = with_origin(authorities, comparators)
    held = comparators.filter(pl.col("area_level") == "authority")
    return pl.concat(
        [all_of_them, held.join(authorities, on=key, how="anti").select(all_of_them.columns)]
    )


def _by_value(
    name: str, comparators: pl.DataFrame, neighbours: pl.DataFrame, authorities: pl.DataFrame
) -> pl.DataFrame:
    """Give an authority's figures from those of all."""
    codes = neighbours.filter(pl.col("la_name") == name)["la_code"].unique()
    own = authorities.filter(pl.col("la_code").is_in(codes.implode()))
    return shaped(
        with_origin(own, comparators).with_columns(
            comparator=pl.lit(name),
            comparator_kind=pl.lit("authority"),
            numerator=pl.lit(None, pl.Int64),
            denominator=pl.lit(None, pl.Int64),
            areas_with_values=pl.lit(None, pl.Int64),
            areas_in_group=pl.lit(None, pl.Int64),
        )
    )
