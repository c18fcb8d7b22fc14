"""The first rows of a sheet tried as headers: one row alone, or two of which the upper heads groups."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.summaries import summary_columns
from safeguard_kpi.text import label

LOOKED_AT = 60
"""Rows from the top in which a header is looked for: logos, titles and guidance come first."""

_VALUE = re.compile(r"[\d\s:/.,%£-]+$|\d{4}-\d\d-\d\d")
"""A date or a number: no lower row of a header has one."""


class Top(NamedTuple):
    """The first rows of a sheet, by sheet row and column letter, as written and as compared."""

    written: Mapping[int, Mapping[str, str]]
    labels: Mapping[int, Mapping[str, str]]
    aside: tuple[str, ...] = ()
    """Columns of a pivot table beside the list, in which no header is looked for."""

    def above(self, before: int) -> "Top":
        """Take the rows before another."""
        return Top(
            {row: cells for row, cells in self.written.items() if row < before},
            {row: cells for row, cells in self.labels.items() if row < before},
            self.aside,
        )


@dataclass(frozen=True, kw_only=True)
class Head:
    """One row of a sheet, or two, read as the header of one feed."""

    row: int
    """The last row of the header: the table begins under it."""
    columns: Mapping[str, tuple[str, ...]]
    """Column letters by field; more than one is a clash."""
    headers: Mapping[str, str]
    """Every header as it is written, by column letter."""
    rows: tuple[Mapping[str, str], ...]
    """Each row of the header as it is written, by column letter."""
    together: tuple[str, ...] = ()
    """Columns that only both rows together, or the upper alone, tell the field of."""

    @property
    def strength(self) -> tuple[int, int]:
        """Say how much of a feed the header tells: fields, and then how few columns clash."""
        clashing = sum(len(letters) > 1 for letters in self.columns.values())
        return len(self.columns), -clashing


def top_of(grid: Grid) -> Top:
    """Take the rows in which a header is looked for."""
    top = grid.cells.head(LOOKED_AT)
    letters = text_columns(top)
    written = {
        row: {
            letter: " ".join(cell.split())
            for letter, cell in zip(letters, cells, strict=True)
            if cell and cell.strip()
        }
        for row, cells in zip(top["_row"], top.select(letters).rows(), strict=True)
    }
    labels = {
        row: {letter: label(cell) for letter, cell in cells.items()}
        for row, cells in written.items()
    }
    aside = summary_columns(grid, labels.values())
    if not aside:
        return Top(written, labels)
    return Top(_without(written, aside), _without(labels, aside), aside)


def heads(top: Top, known: Mapping[str, str]) -> Iterator[Head]:
    """Read each row as a header, and two rows where together they tell more than either alone.

    Args:
        top: the first rows.
        known: the field by each header's label.
    """
    alone = {row: _alone(row, top, known) for row in top.labels}
    yield from (head for head in alone.values() if head.columns)
    for upper, lower in pairwise(top.labels):
        if not top.labels[upper] or not top.labels[lower] or _holds_values(top.written[lower]):
            continue
        both = _together(alone[upper], alone[lower], top, known)
        if both.strength > max(alone[upper].strength, alone[lower].strength):
            yield both


def text_columns(cells: pl.DataFrame) -> list[str]:
    """Name the columns of a grid that are cells of the sheet."""
    return [name for name in cells.columns if name != "_row"]


def _without(
    rows: Mapping[int, Mapping[str, str]], aside: tuple[str, ...]
) -> dict[int, dict[str, str]]:
    return {
        row: {letter: cell for letter, cell in cells.items() if letter not in aside}
        for row, cells in rows.items()
    }


def _alone(row: int, top: Top, known: Mapping[str, str]) -> Head:
    written = top.written[row]
    columns = _by_field(top.labels[row], known)
    return Head(row=row, columns=columns, headers=written, rows=(written,))


def _together(upper: Head, lower: Head, top: Top, known: Mapping[str, str]) -> Head:
    """Read two rows as one header: a group's name stands over its first column and those after it.

    What both rows say together tells more than the lower alone, and that more than the upper.
    """
    above, below = upper.headers, lower.headers
    groups = _spread(above, top)
    joined = {letter: f"{groups[letter]} {cell}" for letter, cell in below.items() if letter in groups}  # fmt: skip
    uppermost = {letter: cell for letter, cell in above.items() if letter not in below}
    columns: dict[str, tuple[str, ...]] = {}
    for way in (joined, below, uppermost):
        taken = {letter for letters in columns.values() for letter in letters}
        rest = {letter: label(cell) for letter, cell in way.items() if letter not in taken}
        columns = {**_by_field(rest, known), **columns}
    needed = {
        letter
        for field, letters in columns.items()
        if lower.columns.get(field) != letters
        for letter in letters
    }
    return Head(
        row=lower.row,
        columns=columns,
        headers={**above, **below, **{letter: joined[letter] for letter in needed & joined.keys()}},
        rows=(above, below),
        together=tuple(letter for letter in {**groups, **below} if letter in needed),
    )


def _by_field(labels: Mapping[str, str], known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for letter, cell in labels.items():
        if cell in known:
            columns[known[cell]] = (*columns.get(known[cell], ()), letter)
    return columns


def _spread(above: Mapping[str, str], top: Top) -> dict[str, str]:
    """Give each column the nearest group's name at or left of it, as a merged cell shows it."""
    letters = dict.fromkeys(letter for cells in top.written.values() for letter in cells)
    spread, name = {}, ""
    for letter in sorted(letters, key=lambda letter: (len(letter), letter)):
        name = above.get(letter, name)
        if name:
            spread[letter] = name
    return spread


def _holds_values(cells: Mapping[str, str]) -> bool:
    return any(_VALUE.match(cell) for cell in cells.values())
