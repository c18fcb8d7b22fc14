"""Draws the one table of a sheet: headings in the same place on every sheet, then a row at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.contents import Cover
from safeguard_kpi.reports.drawing.cells import Content, Link, Words, plain, put
from safeguard_kpi.reports.drawing.style import LETTERS
from safeguard_kpi.reports.drawing.typeset import BOLDER, lines_of, pixels

HEAD_ROW = 5
"""The row of every table's headings: title, sentence, notice and the way back are above it."""

LINE_HEIGHT = 13.2
"""Points that a line of 10 point Arial takes, in Excel and in LibreOffice."""

MOST_HEIGHT = 409.0
"""Points Excel lets a row have; it calls a file with more damaged."""

LONGEST_FOOTER = 70
"""Characters of each part of the footer: Excel calls a file damaged whose footer has over 255."""

LONGEST_HEADER = 150
"""Characters of the header, which has one part alone."""

PLAIN_HEIGHT = 15.0
"""Points of a row that nothing is written in; set as the sheet's default, so that charts can be placed."""

PIXELS_A_POINT = 4 / 3
"""At 96 dots to the inch."""

MARGIN = 0.4
"""Inches left and right of the print."""

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
        self.heights: dict[int, float] = {}

    def open(self, heading: str, about: str, cover: Cover, *, back: str = "") -> None:
        """Write what stands above the table and its headings, and freeze them with the first column."""
        self._line(1, 26, Words(heading, "KPI title"))
        self._line(2, 17, Words(about, "KPI about"))
        self._line(3, 18, Words(cover.marker, "KPI alert" if cover.alerts else "KPI about"))
        if back:
            self._line(4, 20, Link(f"Back to {back.lower()}", back, style="KPI link"))
        for number, column in enumerate(self.columns, start=1):
            style = "KPI head number" if column.numeric else "KPI head"
            put(self.sheet.cell(HEAD_ROW, number), Words(column.head, style))
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
            if cover.alerts and number > 1:
                self.sheet.cell(3, number).style = "KPI alert"
        lines = max(lines_of(each.head, each.width, BOLDER) for each in self.columns)
        self.heights[HEAD_ROW] = lines * LINE_HEIGHT + 10
        self.sheet.row_dimensions[HEAD_ROW].height = self.heights[HEAD_ROW]
        self.sheet.freeze_panes = self.sheet.cell(HEAD_ROW + 1, 2)
        self.sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        dress_page(self.sheet, cover)

    @property
    def width(self) -> int:
        """Give the pixels from the first column's edge to the last's."""
        return sum(pixels(column.width) for column in self.columns)

    def height_of(self, row: int) -> float:
        """Give the pixels of a row."""
        return self.heights.get(row, PLAIN_HEIGHT) * PIXELS_A_POINT

    def down_to(self, row: int) -> float:
        """Give the pixels from the top of the sheet to the top of a row."""
        return sum(self.height_of(above) for above in range(1, row))

    def row_at(self, down: float) -> tuple[int, float]:
        """Find the row so many pixels down the sheet, and the pixels left over within it."""
        row, left = 1, down
        while left >= self.height_of(row):
            left -= self.height_of(row)
            row += 1
        return row, left

    def band(self, title: str) -> None:
        """Write a row that names the rows beneath it."""
        for number in range(1, len(self.columns) + 1):
            self.sheet.cell(self.next_row, number).style = "KPI band"
        self._line(self.next_row, 21, Words(title, "KPI band"))
        self.next_row += 1

    def note(self, text: str) -> None:
        """Write a line that belongs to the band above it."""
        self._line(self.next_row, 17, Words(text, "KPI note"))
        self.next_row += 1

    def row(self, contents: Sequence[Content]) -> int:
        """Write a row, as high as its longest text needs, and give its number."""
        written = self.next_row
        for number, content in enumerate(contents, start=1):
            put(self.sheet.cell(written, number), content)
        self.heights[written] = self._height(contents)
        self.sheet.row_dimensions[written].height = self.heights[written]
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
        self.heights[row] = height
        self.sheet.row_dimensions[row].height = height

    def _height(self, contents: Sequence[Content]) -> float:
        lines = max(
            (
                lines_of(content.text, column.width, LETTERS.get(content.style, 1.0))
                for content, column in zip(contents, self.columns, strict=True)
                if isinstance(content, (Words, Link))
            ),
            default=1,
        )
        return min(MOST_HEIGHT, max(LEAST_HEIGHT, lines * LINE_HEIGHT + 5))


def dress_page(sheet: Worksheet, cover: Cover) -> None:
    """Set a sheet up to be read and printed: no grid, A4 landscape, one page wide, pages numbered."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = PLAIN_HEIGHT
    sheet.sheet_format.customHeight = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = False
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top, margins.bottom = 0.55, 0.6
    margins.header = margins.footer = 0.3
    footer = sheet.oddFooter
    footer.left.text = brief(f"{cover.authority}: {cover.title}")
    footer.center.text = brief(cover.warning)
    footer.right.text = "Page &P of &N"
    for part in (footer.left, footer.center, footer.right):
        part.font, part.size = "Arial,Regular", 8
    # Else Excel shrinks both with a wide table, until nobody can read that it is a draft.
    sheet.HeaderFooter.scaleWithDoc = False
    header = sheet.oddHeader.center
    header.text, header.font, header.size = brief(cover.standing, LONGEST_HEADER), "Arial,Bold", 8


def brief(text: str, longest: int = LONGEST_FOOTER) -> str:
    """Shorten a text for the footer or header, in which an ampersand begins a command."""
    seen = plain(text)
    short = seen if len(seen) <= longest else seen[: longest - 1] + "…"
    return short.replace("&", "&&")
