"""A file that is, or holds, tables of a flattened return: the others are looked for beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.census import Census
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.census.flat_return import Return
from safeguard_kpi.intake.census.said import (
    conference_elsewhere,
    of_tables_year,
    table_helps,
    tables_lacking,
)
from safeguard_kpi.intake.census.tables import CONFERENCES, Told, told, with_others
from safeguard_kpi.intake.census.year import Year
from safeguard_kpi.intake.model import FileRefusedError, Grid, SheetRead
from safeguard_kpi.intake.opening import delimited
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.text import label

SNIFFED = 4096
"""Bytes in which a file beside names the columns of a census, if it is one of its tables."""

_NOT_KNOWN = ("sheet_not_recognised", "table_not_recognised")
"""What is said of a sheet of which nobody knows what it is."""

_NAMES_THEM = ("lachildid", "referencedate")


@dataclass(frozen=True, kw_only=True)
class Flat:
    """The sheets of a file, some of which are tables of one return."""

    grids: Sequence[Grid]
    known: Sequence[Told | None]
    """Which table each sheet is, with the columns it took from others."""
    whole: Return
    year: Year

    @classmethod
    def of(
        cls, grids: Sequence[Grid], file: str, beside: Sequence[Path], contracts: Contracts
    ) -> "Flat":
        """Tell which sheets are tables of a return, and bring them what they take from the others.

        Args:
            grids: the sheets of the file.
            file: its name.
            beside: delimited files of the same folder, each of which may hold another table.
            contracts: how a census is read, if it is, and its code sets.
        """
        census = contracts.census
        own = [told(grid, census) if census else None for grid in grids]
        known = [each for each in own if each]
        nothing = Return(tables={}, file=file)
        if census is None or not known:
            return cls(grids=grids, known=own, whole=nothing, year=nothing.year)
        others = _beside(known[0], Path(file).stem, beside, census) if len(grids) == 1 else []
        whole = Return.of([*known, *others], census, contracts, file)
        completed = [whole.completed(each) if each else None for each in own]
        return cls(grids=grids, known=completed, whole=whole, year=whole.year)

    def sheets(self) -> Iterator[tuple[Grid, Told | None]]:
        """Give every sheet to read, a table of CINdetails three times over, with what it is."""
        for grid, known in zip(self.grids, self.known, strict=True):
            elsewhere = self.whole.counted_elsewhere(known) if known else frozenset[int]()
            for one in with_others(known.grid if known else grid, known, elsewhere):
                yield one, known

    def spared(
        self, sheet: SheetRead, found: pl.DataFrame, known: Told | None
    ) -> tuple[SheetRead, pl.DataFrame]:
        """Take back that a sheet is not recognised where the others of its return take from it."""
        if known is None or not known.only_helps or sheet.feed:
            return sheet, found
        note = f"{known.table.name} of a children in need census"
        return replace(sheet, note=note), found.filter(~pl.col("problem").is_in(_NOT_KNOWN))

    def dated(self, sheet: SheetRead, known: Told | None) -> SheetRead:
        """Give a table the year of its return: a census covers all of it, quiet months too."""
        days = self.year.days
        if known is None or not known.numbered or not sheet.feed or not days:
            return sheet
        enquiries = self.whole.tables.get("Section47")
        if sheet.sheet.endswith(f"({CONFERENCES})") and (
            enquiries is None or enquiries.under.is_empty()
        ):
            return sheet
        note = "; ".join(filter(None, (sheet.note, f"children in need census, {self.year.words}")))
        return replace(sheet, covers=days, note=note)

    def found(self, file: str) -> pl.DataFrame:
        """Say what the tables lack, what is counted elsewhere, and which year was taken."""
        return findings.gather(self._found()).with_columns(file=pl.lit(file, pl.String))

    def _found(self) -> Iterator[pl.DataFrame]:
        tables = [each for each in self.known if each]
        for known in tables:
            at = known.grid.sheet
            if known.only_helps:
                yield table_helps(at, known.table)
            yield from tables_lacking(at, known.table, self.whole.lacking(known.table))
            yield conference_elsewhere(at, self.whole.counted_elsewhere(known))
        feeds = [each for each in tables if not each.only_helps]
        if feeds:
            yield from of_tables_year(
                feeds[0].grid.sheet, self.year, header="Header" in self.whole.tables
            )

    @property
    def only_helps(self) -> bool:
        """Tell a file that holds nothing but tables of which no row is counted."""
        return bool(self.known) and all(each and each.only_helps for each in self.known)


def _beside(own: Told, stem: str, beside: Sequence[Path], census: Census) -> list[Told]:
    """Find the other tables of a return, which are named alike but for the tables' names.

    Where none is named so, the only table of its kind in the folder is taken, unless its name has
    other figures: the numbers that tables are joined by begin anew in each return.
    """
    found = [(path.stem, each) for path in beside if (each := _told_of(path, census))]
    rest = _rest(stem, own)
    chosen = []
    for kind in {each.table.name for _, each in found} - {own.table.name}:
        of_kind = [(name, each) for name, each in found if each.table.name == kind]
        alike = [each for name, each in of_kind if rest is not None and _rest(name, each) == rest]
        if not alike and len(of_kind) == 1 and _figures(of_kind[0][0]) == _figures(stem):
            alike = [of_kind[0][1]]
        chosen += alike
    return chosen


def _told_of(path: Path, census: Census) -> Told | None:
    try:
        with path.open("rb") as file:
            start = file.read(SNIFFED).replace(b"\0", b"").lower()
        if not any(name.encode() in start for name in _NAMES_THEM) or look_at(path).kind != "text":
            return None
        return told(delimited.grid(path), census)
    except (FileRefusedError, OSError):
        return None


def _rest(stem: str, known: Told) -> str | None:
    """Take the table's own name out of a file's name; none where it is not in it."""
    plain, name = label(stem), label(known.table.name)
    return plain.replace(name, "", 1).strip(" -.()") if name in plain else None


def _figures(stem: str) -> list[str]:
    plain = "".join(letter if letter.isdigit() else " " for letter in stem)
    return plain.split()
