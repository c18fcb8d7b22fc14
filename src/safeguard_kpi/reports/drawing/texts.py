"""The styles of sheets whose cells are all texts: what was sent, and what is asked about it."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.drawing.rapid import Styles
from safeguard_kpi.reports.drawing.style import INK, font

_ASKED_EDGE = Side(style="medium", color="B25000")
"""A mark is an edge and a comment as well as a colour: one of the three can be seen by anybody."""


def dress_texts(workbook: Workbook) -> None:
    """Give the workbook the styles of texts as they were sent; `dress` gives it the others."""
    top = Alignment(vertical="top")
    edges = Border(left=_ASKED_EDGE, right=_ASKED_EDGE, top=_ASKED_EDGE, bottom=_ASKED_EDGE)
    fill = PatternFill("solid", fgColor="FFE2C2")
    workbook.add_named_style(NamedStyle("KPI sent", font=font(), alignment=top, number_format="@"))
    workbook.add_named_style(
        NamedStyle(
            "KPI asked", font=font(bold=True, color=INK), fill=fill, border=edges, alignment=top,
            number_format="@",
        )
    )  # fmt: skip


def styles_of_texts(sheet: Worksheet) -> Styles:
    """Find the numbers of the styles, by drawing a cell in each; the rows written replace them."""
    numbers = []
    for column, (style, quoted) in enumerate(_DRAWN, start=1):
        cell = sheet.cell(1, column)
        cell.style = style
        cell.quotePrefix = quoted
        numbers.append(int(cell.style_id))
    return Styles(*numbers)


_DRAWN = (
    ("KPI sent", False),
    ("KPI sent", True),
    ("KPI asked", False),
    ("KPI asked", True),
    ("KPI head", False),
)
"""The style of each cell, and whether a text in it is kept from becoming a formula."""
