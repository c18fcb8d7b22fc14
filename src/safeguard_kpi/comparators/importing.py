"""A release's files made into one tidy frame of printed and derived figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.cells import Published, read_published
from safeguard_kpi.comparators.places import year
from safeguard_kpi.comparators.recognising import Ignored, Recognised, recognise
from safeguard_kpi.comparators.release import Release
from safeguard_kpi.comparators.tidying import TIDY, populations_of, tidy
from safeguard_kpi.comparators.wholeness import refuse_if_cut, refuse_unlike
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reference_tables import POPULATIONS

FIRST_NAMED: Final = 3
"""How many of the files that are no table an error names."""


class Taken(NamedTuple):
    """A file that was used: what for, its rows, and the first and last year it holds."""

    file: str
    title: str
    rows: int
    first: int | None
    last: int | None


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was found in a release's files.

    ``figures`` has a row for every declared measure, place and year (columns: see
    ``tidying.TIDY``); ``populations`` the children of each place (``reference_tables.POPULATIONS``).
    """

    figures: pl.DataFrame
    populations: pl.DataFrame
    taken: tuple[Taken, ...]
    ignored: tuple[Ignored, ...]


def import_release(files: Sequence[Path], declared: Sequence[Release]) -> Imported:
    """Read the Department for Education's CSV files, zipped or not.

    Raises:
        SafeguardError: as ``read_published`` and ``import_tables``.
    """
    return import_tables([one for file in files for one in read_published(file)], declared)


def import_tables(published: Sequence[Published], declared: Sequence[Release]) -> Imported:
    """Make the Department's tables tidy, each known by its headers and last year.

    Raises:
        SafeguardError: a recognised table is not whole, is given twice, has no population file,
            or lacks places that the others of its release have.
    """
    found = [recognise(one, declared) for one in published]
    known = [one for one in found if isinstance(one, Recognised)]
    ignored = tuple(one for one in found if isinstance(one, Ignored))
    _refuse_twice(known)
    if not known:
        named = "; ".join(f"{one.file}: {one.reason}" for one in ignored[:FIRST_NAMED])
        raise SafeguardError(
            f"none of the files is a table of a declared release{f' ({named})' if named else ''}",
            hint="declared: " + ", ".join(release.name for release in declared),
        )
    for one in known:
        refuse_if_cut(one)
    refuse_unlike(known)
    _refuse_without_population(known)
    peoples = [populations_of(one.published.cells, one.release) for one in known if not one.table]
    populations = pl.concat([POPULATIONS.to_frame(), *peoples])
    figures = [
        tidy(published.cells, release, table, populations)
        for published, release, table in known
        if table
    ]
    return Imported(
        figures=pl.concat([TIDY.to_frame(), *figures]),
        populations=populations.sort("area_level", "area_code", "mid_year", "vintage"),
        taken=tuple(_taken(one) for one in known),
        ignored=ignored,
    )


def _taken(one: Recognised) -> Taken:
    ends = one.published.cells.select(year(pl.col("time period"))).to_series()
    first, last = (int(end) for end in (ends.min(), ends.max()))  # type: ignore[arg-type] # whole
    return Taken(one.published.file, one.said, one.published.cells.height, first, last)


def _refuse_twice(known: list[Recognised]) -> None:
    seen: dict[str, str] = {}
    for one in known:
        if (title := one.title) in seen:
            raise SafeguardError(
                f"{seen[title]} and {one.published.file} are both {title}",
                hint="give each table of a release once",
            )
        seen[title] = one.published.file


def _refuse_without_population(known: list[Recognised]) -> None:
    peopled = {one.release.name for one in known if not one.table}
    for one in known:
        rates = one.table and any(measure.by_population for measure in one.table.measures)
        if rates and one.release.name not in peopled:
            raise SafeguardError(
                f"{one.published.file} holds rates, but the population file of {one.release.name} was not given",
                hint="give the file with `population_estimate` that comes with the release",
            )
