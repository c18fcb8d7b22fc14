"""Draws the one table of a sheet: headings in the same place on every sheet, then a row at a time."""

import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.cells import Content, Link, Words, put
from safeguard_kpi.reports.contents import Cover

HEAD_ROW = 5
"""The row of every table's headings: title, sentence, notice and the way back are above it."""

LINE_HEIGHT = 13.2
"""Points that a line of 10 point Arial takes, in Excel and in LibreOffice."""

LEAST_HEIGHT = 18.0
"""Points of a row with a single line, so that rows breathe."""


class Column(NamedTuple):
    """A heading, the width in characters, and whether numbers stand under it."""

    head: str
    width: float
    numeric: bool = False


class Table:
    """One sheet with its one table, written downwards."""

    def __init__(self, workbook: Workbook, name: str, columns: Sequence[Column]) -> None:
        """Take the sheet of that name and remember its columns."""
        self.sheet: Worksheet = workbook[name]
        self.columns = tuple(columns)
        self.next_row = HEAD_ROW + 1

    def open(self, heading: str, about: str, cover: Cover, *, back: str, frozen: int = 1) -> None:
        """Write what stands above the table and its headings, and freeze them with the first columns."""
        self._line(1, 26, Words(heading, "KPI title"))
        self._line(2, 17, Words(about, "KPI about"))
        self._line(3, 17, Words(cover.marker, "KPI alert" if cover.marker else "KPI about"))
        self._line(4, 20, Link(f"Back to {back.lower()}", back, style="KPI link"))
        for number, column in enumerate(self.columns, start=1):
            style = "KPI head number" if column.numeric else "KPI head"
            put(self.sheet.cell(HEAD_ROW, number), Words(column.head, style))
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.sheet.row_dimensions[HEAD_ROW].height = (
            self._height([Words(each.head) for each in self.columns]) + 4
        )
        self.sheet.freeze_panes = self.sheet.cell(HEAD_ROW + 1, frozen + 1)
        self.sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        dress_page(self.sheet, cover)

    def band(self, title: str) -> None:
        """Write a row that names the rows beneath it."""
        for number in range(1, len(self.columns) + 1):
            self.sheet.cell(self.next_row, number).style = "KPI band"
        self._line(self.next_row, 21, Words(title, "KPI band"))
        self.next_row += 1

    def row(self, contents: Sequence[Content]) -> int:
        """Write a row, as high as its longest text needs, and give its number."""
        written = self.next_row
        for number, content in enumerate(contents, start=1):
            put(self.sheet.cell(written, number), content)
        self.sheet.row_dimensions[written].height = self._height(contents)
        self.next_row += 1
        return written

    def close(self, said: str = "End of table") -> None:
        """Rule off the table, so that a reader knows that nothing follows."""
        for number in range(1, len(self.columns) + 1):
            self.sheet.cell(self.next_row, number).style = "KPI end"
        self._line(self.next_row, 16, Words(said, "KPI end"))
        self.next_row += 1

    def _line(self, row: int, height: float, content: Content) -> None:
        put(self.sheet.cell(row, 1), content)
        self.sheet.row_dimensions[row].height = height

    def _height(self, contents: Sequence[Content]) -> float:
        lines = max(
            (
                lines_of(content.text, column.width)
                for content, column in zip(contents, self.columns, strict=True)
                if isinstance(content, (Words, Link))
            ),
            default=1,
        )
        return max(LEAST_HEIGHT, lines * LINE_HEIGHT + 5)


def dress_page(sheet: Worksheet, cover: Cover) -> None:
    """Set a sheet up to be read and printed: no grid, A4 landscape, one page wide, pages numbered."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = False
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    footer = sheet.oddFooter
    footer.left.text = f"{cover.authority}: {cover.title}".replace("&", "&&")
    footer.center.text = cover.marker.replace("&", "&&")
    footer.right.text = "Page &P of &N"
    for part in (footer.left, footer.center, footer.right):
        part.font, part.size = "Arial,Regular", 8


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float) -> int:
    """Estimate, on the safe side, how many lines a text takes in a column of that width."""
    return max(1, len(textwrap.wrap(text, max(1, int(width * 1.04)))))
