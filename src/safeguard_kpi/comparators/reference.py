"""The reference files: what a partnership compares itself with."""

from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.reference_tables import POPULATIONS

KEYS: Final = {
    "comparators": ["indicator", "time_period", "area_level", "la_code", "area_code"],
    "populations": ["area_level", "la_code", "area_code", "mid_year", "vintage"],
    "neighbours": ["model", "la_code", "rank"],
}
"""What names one row of each file; the files are sorted by it, and hold each row once."""


class Reference(NamedTuple):
    """The four reference tables, as ``tables`` has them under their names in capitals."""

    comparators: pl.DataFrame
    populations: pl.DataFrame
    neighbours: pl.DataFrame
    authorities: pl.DataFrame


def populations_in_use(reference: Reference) -> pl.DataFrame:
    """Choose, for each place and mid-year, the population that the published rates stand on.

    Where the rates of the following reporting year come from one vintage, that one; otherwise the
    newest. A rate worked out on it is like with like beside the comparator of its year.
    """
    rates = reference.comparators.filter(pl.col("population_vintage") != "")
    stands = rates.select(
        "la_code",
        "area_code",
        (pl.col("time_period") - 1).alias("mid_year"),
        pl.col("population_vintage").alias("vintage"),
        "published",
    )
    newest_of = rates.group_by("release").agg(pl.col("published").max().alias("issued"))
    place = ["la_code", "area_code", "mid_year"]
    most = stands.group_by([*place, "vintage"]).agg(pl.len().alias("rates"))
    return (
        reference.populations.join(most, on=[*place, "vintage"], how="left")
        .join(newest_of, on="release", how="left")
        .sort("rates", "issued", "vintage", descending=True, nulls_last=True)
        .unique(place, keep="first", maintain_order=True)
        .select(POPULATIONS.names())
        .sort(place)
    )
