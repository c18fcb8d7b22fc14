"""An OpenDocument workbook's one part passed once through: its sheets, with their repeated rows and cells."""

from typing import IO
from xml.parsers import expat

from safeguard_kpi.intake.model import FileRefusedError, Look, SheetLook
from safeguard_kpi.intake.opening.extent import (
    MOST_ALIKE,
    TOO_LONG,
    Passing,
    columns_between,
    too_many_alike,
)

PIECE = 1024 * 1024
"""Bytes read together."""

LONGEST_TAG = 4 * 1024 * 1024
"""Bytes without an end of tag or text: a cell holds 32,767 letters at most."""

FIGURES = 15
"""What a spreadsheet keeps of a number."""

_UNSEEN = frozenset({"collapse", "filter"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_REPEATED = "table:number-columns-repeated"


def look_at_ods(stream: IO[bytes]) -> Look:
    """Pass once through a workbook's content.

    Raises:
        FileRefusedError: it defines entities, or a sheet reaches too far to be read safely.
        ExpatError: it is not well formed.
    """
    passing = _Content()
    parser = expat.ParserCreate()
    parser.StartElementHandler = passing.begin
    parser.EndElementHandler = passing.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    while piece := stream.read(PIECE):
        parser.Parse(piece, False)
        read += len(piece)
        if read - parser.CurrentByteIndex > LONGEST_TAG:
            raise FileRefusedError(
                "file_unsafe",
                "A sheet of the workbook holds a part that is no row and no cell.",
                "Copy the table alone into a new workbook and send that.",
            )
    parser.Parse(b"", True)
    return Look(kind="ods", date1904=passing.date1904, links=passing.links, sheets=passing.sheets)


_SOURCES = frozenset({"table:table-source", "table:cell-range-source"})
"""What says that a sheet, or a part of one, is fetched from another file."""


class _Content:
    """Where the parser stands, and what it has passed."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetLook] = {}
        self.date1904 = False
        self.links = False
        self._unseen_styles: set[str] = set()
        self._style = ""
        self._sheet: Passing | None = None
        self._row, self._rows, self._column, self._next_column = 1, 1, 1, 1
        self._last = 0
        self._row_hidden = False
        self._alike = 0

    def begin(self, name: str, given: dict[str, str]) -> None:
        """Take the beginning of an element; most are cells."""
        if name in _CELLS:
            self._cell(given)
        elif name == "table:table-row":
            self._rows = _times(given, "table:number-rows-repeated")
            self._column, self._last = 1, 0
            self._row_hidden = given.get("table:visibility") in _UNSEEN
        elif name == "table:table-column":
            self._head(given)
        elif name == "table:table":
            hidden = given.get("table:style-name") in self._unseen_styles
            self._sheet = Passing(sheet=given.get("table:name", ""), hidden=hidden)
            self._row = self._next_column = 1
        elif name in _SOURCES:
            self.links = True
        elif name == "style:style":
            self._style = given.get("style:name", "")
        elif name == "style:table-properties" and given.get("table:display") == "false":
            self._unseen_styles.add(self._style)
        elif name == "table:null-date":
            self.date1904 = given.get("table:date-value", "").startswith("1904")

    def end(self, name: str) -> None:
        """Take the end of a row or a sheet."""
        if name == "table:table-row":
            if self._sheet and self._last:
                self._alike += self._rows - 1
                if self._alike > MOST_ALIKE:
                    raise too_many_alike(self._sheet.sheet, self._row)
                self._sheet.reaches(self._row + self._rows - 1, self._last)
                self._sheet.hidden_rows += self._rows if self._row_hidden else 0
            self._row += self._rows
        elif name == "table:table" and self._sheet:
            self.sheets[self._sheet.sheet] = self._sheet.seen()
            self._sheet = None

    def _cell(self, given: dict[str, str]) -> None:
        column = self._column
        if _REPEATED in given:
            self._column += _times(given, _REPEATED)
        else:
            self._column += 1
        kind, formula = given.get("office:value-type"), "table:formula" in given
        if self._sheet is None or (kind is None and not formula):
            return
        self._last = self._column - 1
        if given.get("calcext:value-type") == "error":
            self._list(self._sheet.errors, column)
        elif kind is None:
            self._list(self._sheet.uncached, column)
        elif kind == "float" and _long(given.get("office:value", "")):
            self._list(self._sheet.long_numbers, column)

    def _list(self, cells: list[tuple[int, str]], column: int) -> None:
        if self._sheet:
            rows = range(self._row, self._row + self._rows)
            self._sheet.lists(cells, rows, range(column, self._column))

    def _head(self, given: dict[str, str]) -> None:
        first = self._next_column
        self._next_column += _times(given, _REPEATED)
        if self._sheet and given.get("table:visibility") in _UNSEEN:
            self._sheet.hidden_columns += columns_between(first, self._next_column - 1)


def _long(written: str) -> bool:
    """Tell a number of 16 figures or more; nearly every one is too short to be looked at."""
    if len(written) <= FIGURES and "e" not in written.lower():
        return False
    try:
        return abs(float(written)) >= TOO_LONG
    except ValueError:
        return False


def _times(given: dict[str, str], name: str) -> int:
    """Tell how often an element stands for itself: once, unless it says otherwise."""
    said = given.get(name, "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < len("1000000000") else 1


def _refuse_doctype(*_said: object) -> None:
    raise FileRefusedError(
        "file_unsafe",
        "The workbook defines entities of its own, which no spreadsheet program does.",
        "Ask the partner where it comes from; copy the table alone into a new workbook.",
    )
