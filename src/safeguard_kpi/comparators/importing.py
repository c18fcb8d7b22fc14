"""A release's files made into one tidy frame of printed and derived figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from safeguard_kpi.comparators.cells import read_published
from safeguard_kpi.comparators.recognising import Ignored, Recognised, recognise, refuse_if_cut
from safeguard_kpi.comparators.release import Release
from safeguard_kpi.comparators.tidying import TIDY, populations_of, tidy
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.tables import POPULATIONS


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was found in a release's files.

    ``figures`` has a row for every declared measure, place and year (columns: see
    ``tidying.TIDY``); ``populations`` the children of each place (``tables.POPULATIONS``).
    """

    figures: pl.DataFrame
    populations: pl.DataFrame
    ignored: tuple[Ignored, ...]


def import_release(files: Sequence[Path], declared: Sequence[Release]) -> Imported:
    """Read the Department for Education's CSV files, known by their headers and last year.

    Raises:
        SafeguardError: a recognised file is not whole, is given twice, or has no population file.
    """
    known: list[Recognised] = []
    ignored: list[Ignored] = []
    for published in (one for file in files for one in read_published(file)):
        found = recognise(published, declared)
        if isinstance(found, Ignored):
            ignored.append(found)
        else:
            refuse_if_cut(found)
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
