"""Which table of which release a file is, and what it lacks to be one."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.cells import Published
from safeguard_kpi.comparators.places import year
from safeguard_kpi.comparators.release import Release, Table
from safeguard_kpi.errors import DeclarationError

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


MISSING_BUT_NEAR: Final = 3
"""Up to so many columns of places spelt anew, a file is still named as nearly a table."""

NEW_RELEASE: Final = (
    "declare the release by a file in schemas/releases/, copied from the newest there"
)
"""What to do about a year that no declared release ends in."""


class Ignored(NamedTuple):
    """A file that was not used, and why; ``near`` where it is nearly a declared table."""

    file: str
    reason: str
    near: bool = False


class Recognised(NamedTuple):
    """A file known for a table of a release, or, without a table, for its populations."""

    published: Published
    release: Release
    table: Table | None

    @property
    def title(self) -> str:
        """Name the table."""
        return f"{self.release.name}, {self.table.name if self.table else 'populations'}"

    @property
    def said(self) -> str:
        """Name the table with what it holds."""
        title = self.table.title if self.table else self.release.population_vintage
        return f"{self.title}: {title}"


def recognise(published: Published, declared: Sequence[Release]) -> Recognised | Ignored:
    """Know a file by its headers and the last year it holds.

    Raises:
        DeclarationError: more than one declared table has these headers and this year.
    """
    headers = set(published.cells.columns)
    if lacking := sorted(PLACE_COLUMNS - headers):
        return _without_places(published, lacking)
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
            f"{published.file} may be {' or '.join(one.title for one in found)}: both claim the year {last}",
            hint="in schemas/releases/ keep one release a year, or state more `headers` under one of these tables",
        )
    return found[0] if found else _of_no_table(published, declared, last)


def _without_places(published: Published, lacking: list[str]) -> Ignored:
    """Tell a table of England alone from one whose columns of places are spelt anew."""
    near = len(lacking) <= MISSING_BUT_NEAR
    if near and "la name" in published.cells.columns:
        return Ignored(published.file, _spelt(lacking, published), near)
    return Ignored(published.file, "it has no table of England, regions and authorities")


def _of_no_table(published: Published, declared: Sequence[Release], last: int | None) -> Ignored:
    headers = set(published.cells.columns)
    years = [release.last_year for release in declared]
    reason = f"no declared table has its headers and ends in {last}"
    if last is not None and years and last > max(years):
        return Ignored(published.file, f"{reason}: {NEW_RELEASE}", near=True)
    nearly = [
        (len(lacking), f"{release.name}, {table.name}", lacking)
        for release in declared
        if release.last_year == last
        for table in release.tables
        if len(lacking := table.columns - headers) * 2 < len(table.columns)
    ]
    if not nearly:
        return Ignored(published.file, reason)
    _, title, lacking = min(nearly, key=lambda one: one[:2])
    return Ignored(published.file, f"{reason}; as {title} {_spelt(lacking, published)}", near=True)


def _spelt(lacking: Iterable[str], published: Published) -> str:
    """Name each missing column with the one it may have become."""
    spare = published.cells.columns
    named = []
    for column in sorted(lacking):
        near = get_close_matches(column, spare, n=1)
        named.append(f"`{column}`" + (f" (nearest: `{near[0]}`)" if near else ""))
    return "it has no column " + ", ".join(named)
