"""Pivot tables and other summaries: told by the words that a spreadsheet program writes in them."""

import re
from collections.abc import Iterable, Mapping

from safeguard_kpi.intake.model import Grid
from safeguard_kpi.text import label

LOOKED_AT = 30
"""Rows in which the words are looked for."""

_MARKS = frozenset({"row labels", "column labels", "(all)", "(multiple items)"})
"""What stands in pivot tables alone."""

_SUMMED = re.compile(r"(?:sum|count|distinct count|average|min|max|product|stddev|var) of \S")
"""How a pivot table heads what it adds up; a list copied out of one may keep such a header."""


def is_summary(grid: Grid) -> bool:
    """Tell a sheet that holds a pivot table or the like; asked only where there is no list on it."""
    letters = [name for name in grid.cells.columns if name != "_row"]
    cells = (cell for row in grid.cells.head(LOOKED_AT).select(letters).rows() for cell in row)
    return any(_marks(label(cell)) or _SUMMED.match(label(cell)) for cell in cells if cell)


def summary_columns(grid: Grid, top: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Name the columns of a pivot table that stands beside a list, with an empty column between.

    Args:
        grid: the sheet.
        top: the labels of its first rows, by column letter.
    """
    marked = {letter for cells in top for letter, cell in cells.items() if _marks(cell)}
    if not marked:
        return ()
    blocks = _blocks(grid)
    beside = [block for block in blocks if marked & set(block)]
    if len(beside) == len(blocks):
        return ()
    return tuple(letter for block in beside for letter in block)


def _marks(cell: str) -> bool:
    return cell in _MARKS


def _blocks(grid: Grid) -> list[list[str]]:
    """Part a sheet's columns where one is empty from top to bottom."""
    blocks: list[list[str]] = [[]]
    for name in grid.cells.columns:
        if name == "_row":
            continue
        if grid.cells[name].null_count() < grid.cells.height:
            blocks[-1].append(name)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
