"""Which release's figure each place and year is given, and what is kept of earlier imports."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from safeguard_kpi.comparators.distribution import KEY
from safeguard_kpi.comparators.importing import Imported
from safeguard_kpi.comparators.reference import KEYS, Reference
from safeguard_kpi.comparators.release import Release
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reference_tables import AUTHORITIES, COMPARATORS, NEIGHBOURS, POPULATIONS

BEST_FIRST: Final = ["printed", "published", "release", "fresh"]
"""Printed before worked out, then the newest; read just now before held from an earlier import."""


def build_reference(
    imported: Imported,
    neighbours: pl.DataFrame,
    *,
    la_codes: Sequence[str],
    held: Reference | None = None,
    releases: Sequence[Release] = (),
) -> Reference:
    """Choose the figures that these authorities are set beside.

    England, each authority, its region, and its neighbours by every model. A figure comes from
    the newest release that prints it; only where none does is it the newest one's printed counts
    worked out. So a rate the Department published is never replaced by one of ours on a later
    population (docs/decisions/0010). What ``held`` has and no file given says anew is kept, by the
    same rule; ``releases`` tell which of its figures were printed.

    Raises:
        SafeguardError: an authority is in none of the releases.
    """
    fresh = pl.lit(1).alias("fresh")
    figures = imported.figures.filter(pl.col("indicator") != "").with_columns(fresh)
    _refuse_unknown(figures["la_code"], la_codes)
    regions = figures.filter(pl.col("la_code").is_in(la_codes))["region_code"].unique()
    near = neighbours.filter(pl.col("la_code").is_in(la_codes))["neighbour_la_code"].unique()
    wanted = (
        (pl.col("area_level") == "country")
        | ((pl.col("area_level") == "region") & pl.col("area_code").is_in(regions.implode()))
        | pl.col("la_code").is_in([*la_codes, *near])
    )
    populations = imported.populations.with_columns(fresh)
    authorities = _of_all(figures)
    if held:
        printed = _printed(releases)
        columns = [*COMPARATORS.names(), "printed", "fresh"]
        figures = _with_held(figures, _known(held.comparators, printed), columns)
        populations = _with_held(populations, _known(held.populations), populations.columns)
        authorities = _with_held(
            authorities, _known(held.authorities, printed), authorities.columns
        )
    latest = _latest_codes(figures)
    return Reference(
        comparators=_best(_as_called_now(figures.filter(wanted), latest), KEYS["comparators"])
        .select(COMPARATORS.names())
        .sort(KEYS["comparators"]),
        populations=_as_called_now(populations.filter(wanted), latest)
        .sort("fresh", descending=True)
        .unique(KEYS["populations"], keep="first", maintain_order=True)
        .select(POPULATIONS.names())
        .sort(KEYS["populations"]),
        neighbours=neighbours.select(NEIGHBOURS.names()).sort(KEYS["neighbours"]),
        authorities=_best(authorities, KEY).select(AUTHORITIES.names()).sort(KEY),
    )


def _of_all(figures: pl.DataFrame) -> pl.DataFrame:
    """Take every authority's shares, rates and medians: counts are compared with no other's."""
    is_count = (pl.col("per") == 1) & pl.col("numerator").is_not_null().any().over("measure")
    return figures.filter(pl.col("area_level") == "authority", is_count.not_()).select(
        *AUTHORITIES.names(), "printed", "fresh"
    )


def _known(held: pl.DataFrame, printed: pl.DataFrame | None = None) -> pl.DataFrame:
    rows = held.with_columns(fresh=pl.lit(0))
    if printed is None:
        return rows
    return rows.join(printed, on=["release", "indicator"], how="left").with_columns(
        pl.col("printed").fill_null(True)
    )


def _printed(releases: Sequence[Release]) -> pl.DataFrame:
    """Tell of every declared release which indicators it prints itself."""
    return pl.DataFrame(
        [
            (release.name, measure.key, measure.printed)
            for release in releases
            for table in release.tables
            for measure in table.measures
            if measure.key
        ],
        schema={"release": pl.String, "indicator": pl.String, "printed": pl.Boolean},
        orient="row",
    )


def _with_held(read: pl.DataFrame, held: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return pl.concat([read.select(columns), held.select(columns)])


def _best(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    return rows.sort(BEST_FIRST, descending=True).unique(key, keep="first", maintain_order=True)


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


def _refuse_unknown(known: pl.Series, la_codes: Sequence[str]) -> None:
    if unknown := sorted(set(la_codes) - set(known)):
        raise SafeguardError(
            f"the authority {unknown[0]} is in none of the releases",
            hint="give the Department for Education's three figures, such as 335 for Walsall",
        )
