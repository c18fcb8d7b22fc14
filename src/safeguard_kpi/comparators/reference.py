"""The reference files: what a partnership compares itself with, chosen from imported releases."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.importing import Imported
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.tables import COMPARATORS, NEIGHBOURS, POPULATIONS

KEYS: Final = {
    "comparators": ["indicator", "time_period", "area_level", "la_code", "area_code"],
    "populations": ["area_level", "la_code", "area_code", "mid_year", "vintage"],
    "neighbours": ["model", "la_code", "rank"],
}
"""What names one row of each file; the files are sorted by it, and hold each row once."""


class Reference(NamedTuple):
    """The three reference tables (``tables.COMPARATORS``, ``POPULATIONS``, ``NEIGHBOURS``)."""

    comparators: pl.DataFrame
    populations: pl.DataFrame
    neighbours: pl.DataFrame


def build_reference(
    imported: Imported, neighbours: pl.DataFrame, *, la_codes: Sequence[str]
) -> Reference:
    """Choose the figures that these authorities are set beside.

    England, each authority, its region, and its neighbours by every model. A figure comes from
    the newest release that prints it; only where none does is it the newest one's printed counts
    worked out. So a rate the Department published is never replaced by one of ours on a later
    population (docs/decisions/0010).

    Raises:
        SafeguardError: an authority is in none of the releases, or has no neighbours.
    """
    figures = imported.figures.filter(pl.col("indicator") != "")
    _refuse_unknown(figures["la_code"], la_codes, "is in none of the releases")
    _refuse_unknown(neighbours["la_code"], la_codes, "has no neighbours in the models given")
    regions = figures.filter(pl.col("la_code").is_in(la_codes))["region"].unique()
    near = neighbours.filter(pl.col("la_code").is_in(la_codes))["neighbour_la_code"].unique()
    wanted = (
        (pl.col("area_level") == "country")
        | ((pl.col("area_level") == "region") & pl.col("area_name").is_in(regions.implode()))
        | pl.col("la_code").is_in([*la_codes, *near])
    )
    latest = _latest_codes(figures)
    comparators = (
        _as_called_now(figures.filter(wanted), latest)
        .sort("printed", "published", "release", descending=True)
        .unique(KEYS["comparators"], keep="first", maintain_order=True)
        .select(COMPARATORS.names())
        .sort(KEYS["comparators"])
    )
    populations = _as_called_now(imported.populations.filter(wanted), latest)
    return Reference(
        comparators,
        populations.select(POPULATIONS.names()).sort(KEYS["populations"]),
        neighbours.select(NEIGHBOURS.names()).sort(KEYS["neighbours"]),
    )


def write_reference(reference: Reference, folder: Path) -> list[Path]:
    """Write the three files, each beside its place and then moved into it."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in reference._asdict().items():
        target = folder / f"{name}.csv"
        beside = folder / f".{name}.csv.new"
        with beside.open("wb") as opened:
            table.write_csv(opened, line_terminator="\n")
            opened.flush()
            os.fsync(opened.fileno())
        written.append(beside.replace(target))
    return written


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


def _latest_codes(figures: pl.DataFrame) -> pl.DataFrame:
    """Give each authority's code and name as the newest release has them for its last year."""
    return (
        figures.filter(pl.col("area_level") == "authority")
        .sort("published", "time_period", "table", "area_code", descending=True)
        .unique("la_code", keep="first", maintain_order=True)
        .select("la_code", latest_code="area_code", latest_name="area_name")
    )


def _as_called_now(rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    return rows.join(latest, on="la_code", how="left", maintain_order="left").with_columns(
        area_code=pl.coalesce("latest_code", "area_code"),
        area_name=pl.coalesce("latest_name", "area_name"),
    )


def _refuse_unknown(known: pl.Series, la_codes: Sequence[str], why: str) -> None:
    if unknown := sorted(set(la_codes) - set(known)):
        raise SafeguardError(
            f"the authority {unknown[0]} {why}",
            hint="give the Department for Education's three figures, such as 335 for Walsall",
        )
