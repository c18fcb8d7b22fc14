"""A release's files made into one tidy frame of printed and derived figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.cells import (
    RAGGED_HINT,
    Published,
    read_published,
    refuse_unknown_symbols,
)
from safeguard_kpi.comparators.release import Release, Table
from safeguard_kpi.comparators.tidying import TIDY, places, populations_of, tidy, year
from safeguard_kpi.errors import DeclarationError, SafeguardError
from safeguard_kpi.tables import POPULATIONS

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


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was found in a release's files.

    ``figures`` has a row for every declared measure, place and year (columns: see
    ``tidying.TIDY``); ``populations`` the children of each place (``tables.POPULATIONS``).
    """

    figures: pl.DataFrame
    populations: pl.DataFrame
    ignored: tuple[Ignored, ...]


class _Recognised(NamedTuple):
    published: Published
    release: Release
    table: Table | None


def import_release(files: Sequence[Path], declared: Sequence[Release]) -> Imported:
    """Read the Department for Education's CSV files, known by their headers and last year.

    Raises:
        SafeguardError: a recognised file is not whole, is given twice, or has no population file.
    """
    known: list[_Recognised] = []
    ignored: list[Ignored] = []
    for published in (one for file in files for one in read_published(file)):
        found = _recognise(published, declared)
        if isinstance(found, Ignored):
            ignored.append(found)
        else:
            _refuse_if_cut(found)
            known.append(found)
    _refuse_twice(known)
    if not known:
        raise SafeguardError(
            "none of the files is a table of a declared release",
            hint="declared: " + ", ".join(release.name for release in declared),
        )
    peoples = [populations_of(one.published.cells, one.release) for one in known if not one.table]
    populations = pl.concat([POPULATIONS.to_frame(), *peoples])
    _refuse_without_population(known)
    figures = [
        tidy(published.cells, release, table, populations)
        for published, release, table in known
        if table
    ]
    return Imported(
        figures=pl.concat([TIDY.to_frame(), *figures]),
        populations=populations.sort("area_level", "area_code", "mid_year", "vintage"),
        ignored=tuple(ignored),
    )


def _recognise(published: Published, declared: Sequence[Release]) -> _Recognised | Ignored:
    headers = set(published.cells.columns)
    if not headers >= PLACE_COLUMNS:
        return Ignored(published.file, "it has no table of England, regions and authorities")
    last = published.cells.select(year(pl.col("time period")).max()).item()
    if headers >= POPULATION_COLUMNS:
        found = [_Recognised(published, one, None) for one in declared if one.last_year - 1 == last]
    else:
        found = [
            _Recognised(published, release, table)
            for release in declared
            for table in release.tables
            if release.last_year == last and table.is_headed(headers)
        ]
    if len(found) > 1:
        raise DeclarationError(
            f"{published.file} may be {' or '.join(_title(one) for one in found)}",
            hint="state more `headers` under one of these tables in schemas/releases/",
        )
    return (
        found[0]
        if found
        else Ignored(published.file, f"no declared table has its headers and ends in {last}")
    )


def _refuse_if_cut(found: _Recognised) -> None:
    """Refuse a table in which a year, England, or many authorities are missing."""
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
    first = table.first_year if table else years["time_period"].min()
    if missing := sorted(set(range(int(str(first)), last + 1)) - set(whole["time_period"])):
        raise SafeguardError(
            f"{published.file} is not the whole of {_title(found)}: {missing[0]} lacks England or some authorities",
            hint=RAGGED_HINT,
        )


def _refuse_twice(known: list[_Recognised]) -> None:
    seen: dict[str, str] = {}
    for one in known:
        if (title := _title(one)) in seen:
            raise SafeguardError(
                f"{seen[title]} and {one.published.file} are both {title}",
                hint="give each table of a release once",
            )
        seen[title] = one.published.file


def _refuse_without_population(known: list[_Recognised]) -> None:
    peopled = {one.release.name for one in known if not one.table}
    for one in known:
        rates = one.table and any(measure.by_population for measure in one.table.measures)
        if rates and one.release.name not in peopled:
            raise SafeguardError(
                f"{one.published.file} holds rates, but the population file of {one.release.name} was not given",
                hint="give the file with `population_estimate` that comes with the release",
            )


def _title(one: _Recognised) -> str:
    return f"{one.release.name}, {one.table.name if one.table else 'populations'}"
