"""Small workbooks of every format read here, drawn from one description; three are written byte by byte."""

import csv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

FAULTS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}  # fmt: skip
"""The errors a cell may hold, and the number each has in a binary workbook."""


@dataclass(frozen=True)
class Fault:
    """A cell that holds an error."""

    written: str = "#N/A"


@dataclass(frozen=True)
class Formula:
    """A cell with a formula whose result was never saved."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: rows of texts, numbers, truths, dates, faults, formulas and nothing."""

    rows: Sequence[Sequence[Any]]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    """Counted from 1, as rows are."""
    merged: tuple[tuple[int, int, int], ...] = ()
    """Row, first and last column of cells made one."""
    far: tuple[int, int] | None = None
    """Row and column of one more cell, which holds 1."""

    def numbered(self) -> list[tuple[int, list[tuple[int, Any]]]]:
        """Give the filled cells by row and column, counted from nought."""
        rows = [
            (row, [(column, cell) for column, cell in enumerate(cells) if cell is not None])
            for row, cells in enumerate(self.rows)
        ]
        return rows if self.far is None else [*rows, (self.far[0] - 1, [(self.far[1] - 1, 1)])]


Book = Mapping[str, Sheet]


def serial(cell: date, *, date1904: bool) -> float:
    """Count a day as a spreadsheet does."""
    when = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - local
    passed = when - (datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30))  # noqa: DTZ001 - local
    return passed.total_seconds() / 86_400


def xlsx(path: Path, book: Book, *, date1904: bool = False) -> Path:
    """Write the usual kind; nothing in it is a macro."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    if date1904:
        made.epoch = CALENDAR_MAC_1904
    for name, drawn in book.items():
        sheet = made.create_sheet(name)
        _fill(sheet, drawn)
    made.active = next(n for n, drawn in enumerate(book.values()) if not drawn.hidden)
    made.save(path)
    return path


def _fill(sheet: Worksheet, drawn: Sheet) -> None:
    sheet.sheet_state = "hidden" if drawn.hidden else "visible"
    for row, cells in drawn.numbered():
        for column, cell in cells:
            place = sheet.cell(row + 1, column + 1)
            match cell:
                case Fault():
                    place.value, place.data_type = cell.written, "e"
                case Formula():
                    place.value = "=1+1"
                case _:
                    place.value = cell
                    if isinstance(cell, str):
                        place.data_type = "s"
    for row in drawn.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in drawn.hidden_columns:
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
    for row, first, last in drawn.merged:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def xlsm(path: Path, book: Book, *, date1904: bool = False) -> Path:
    """Write the usual kind with a part that holds macros."""
    xlsx(path, book, date1904=date1904)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return path


def separated(delimiter: str) -> Callable[..., Path]:
    """Give a writer of separated text, which has one sheet and no dates but texts."""

    def write(path: Path, book: Book) -> Path:
        (drawn,) = book.values()
        width = max(map(len, drawn.rows))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            for cells in drawn.rows:
                writer.writerow(_said(cell) for cell in [*cells, *[None] * (width - len(cells))])
        return path

    return write


def _said(cell: Any) -> str:
    """Write a cell as a spreadsheet saves it to text."""
    match cell:
        case None:
            return ""
        case Fault():
            return cell.written
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case bool():
            return str(cell).upper()
        case _:
            return str(cell)
