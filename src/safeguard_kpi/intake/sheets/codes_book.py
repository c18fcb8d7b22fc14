"""The workbook in which the analyst says what words mean: its headings, and how it is told."""

from collections.abc import Collection, Iterable, Mapping

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.model import FileRefusedError, Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.text import label

NEEDED = ("Code set", "Written as", "Meaning")
"""The headings of the columns that are read; the others are for the analyst."""

LOOKED_AT = 20
"""Rows in which the headings are looked for."""

SEVERAL = 2
"""Code sets in one row that make it the head of the lists to choose from."""


def head_of(grid: Grid) -> tuple[int, list[str]] | None:
    """Find the row with the headings that are needed, and their columns."""
    wanted = [label(heading) for heading in NEEDED]
    for cells in grid.cells.head(LOOKED_AT).iter_rows(named=True):
        letters = {label(cells[name] or ""): name for name in text_columns(grid.cells)}
        if all(heading in letters for heading in wanted):
            return cells["_row"], [letters[heading] for heading in wanted]
    return None


def without_head(grid: Grid, codes: Mapping[str, CodeSet]) -> bool:
    """Tell a sheet that says what words mean and has lost the headings above them."""
    if head_of(grid) or not text_columns(grid.cells):
        return False
    titles = {label(text) for each in codes.values() for text in (each.title, each.name)}
    rows = grid.cells.select(text_columns(grid.cells)).rows()
    named = [_filled(row) for row in rows if not titles.isdisjoint(_filled(row))]
    lists = named and sum(text in titles for text in named[0]) >= SEVERAL
    return not lists and any(len(row) > 1 for row in named)


def _filled(row: Iterable[str | None]) -> Collection[str]:
    return [label(cell) for cell in row if cell and cell.strip()]


MISPLACED = FileRefusedError(
    "codes_misplaced",
    "it says what words mean, as codes.xlsx does, and under this name or in this folder nothing of it is used.",
    "Save it as codes.xlsx in the inputs folder itself, or name it as `codes` in the settings.",
)
"""What is said of such a workbook among the partners' files."""
