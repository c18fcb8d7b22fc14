"""Which table of which release a file is, and whether it is the whole of it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.cells import RAGGED_HINT, Published, refuse_unknown_symbols
from safeguard_kpi.comparators.places import places, year
from safeguard_kpi.comparators.release import Release, Table
from safeguard_kpi.errors import DeclarationError, SafeguardError

POPULATION_COLUMNS: Final = {"age group", "population estimate"}
"""The headers of the population file that comes with every release."""

PLACE_COLUMNS: Final = {
    "time period",
    "geographic level",
    "country code",
    "country name",
    "region code",
    "region name",
    "old la code",
    "new la code",
    "la name",
}
"""The headers that say where and when, in every table with authorities."""


class Ignored(NamedTuple):
    """A file that was not used, and why."""

    file: str
    reason: str


class Recognised(NamedTuple):
    """A file known for a table of a release, or, without a table, for its populations."""

    published: Published
    release: Release
    table: Table | None

    @property
    def title(self) -> str:
        """Name the table."""
        return f"{self.release.name}, {self.table.name if self.table else 'populations'}"


def recognise(published: Published, declared: Sequence[Release]) -> Recognised | Ignored:
    """Know a file by its headers and the last year it holds.

    Raises:
        DeclarationError: more than one declared table has these headers and this year.
    """
    headers = set(published.cells.columns)
    if not headers >= PLACE_COLUMNS:
        return Ignored(published.file, "it has no table of England, regions and authorities")
    last = published.cells.select(year(pl.col("time period")).max()).item()
    if headers >= POPULATION_COLUMNS:
        found = [Recognised(published, one, None) for one in declared if one.last_year - 1 == last]
    else:
        found = [
            Recognised(published, release, table)
            for release in declared
            for table in release.tables
            if release.last_year == last and table.is_headed(headers)
        ]
    if len(found) > 1:
        raise DeclarationError(
            f"{published.file} may be {' or '.join(one.title for one in found)}",
            hint="state more `headers` under one of these tables in schemas/releases/",
        )
    return (
        found[0]
        if found
        else Ignored(published.file, f"no declared table has its headers and ends in {last}")
    )


def refuse_if_cut(found: Recognised) -> None:
    """Refuse a table in which a year, England, or many authorities are missing.

    Raises:
        SafeguardError: naming what is missing, or the first cell that can't be read.
    """
    published, release, table = found
    columns = sorted(table.columns) if table else ["population estimate"]
    refuse_unknown_symbols(published, columns)
    placed = places(published.cells)
    if placed.null_count().sum_horizontal().item():
        raise SafeguardError(
            f"{published.file} has a row whose year or place can't be read", hint=RAGGED_HINT
        )
    level = pl.col("area_level")
    years = placed.group_by("time_period").agg(
        (level == "country").sum().alias("country"), (level == "authority").sum().alias("authority")
    )
    whole = years.filter((pl.col("country") == 1) & (pl.col("authority") >= release.authorities))
    last = release.last_year if table else release.last_year - 1
    first = table.first_year if table else min(years["time_period"].to_list())
    if missing := sorted(set(range(first, last + 1)) - set(whole["time_period"])):
        raise SafeguardError(
            f"{published.file} is not the whole of {found.title}: {missing[0]} lacks England or some authorities",
            hint=RAGGED_HINT,
        )
