"""Lays the charts of a sheet to the right of its table, two abreast, on printed pages of their own."""

from collections.abc import Sequence

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.charts.plotted import Plot
from safeguard_kpi.reports.charts.shapes import draw_chart
from safeguard_kpi.reports.drawing.cells import Link, put
from safeguard_kpi.reports.drawing.table import HEAD_ROW, Table
from safeguard_kpi.reports.drawing.typeset import PADDING, PIXELS_A_DIGIT
from safeguard_kpi.reports.layout import CategoryChart

CHART_COLUMNS = 12
"""Columns of equal width to the right of the table, over which the charts lie two abreast."""

GAP = 14
"""Pixels between charts, and between the table and the charts."""

A4_PROPORTION = 0.64
"""Height over width of what an A4 landscape page prints within its margins, a little under the true."""


def draw_charts(table: Table, data: Worksheet, plots: Sequence[Plot]) -> None:
    """Close the table and lay the plots' charts to its right, on printed pages of their own."""
    drawn = [plot for plot in plots if not plot.empty]
    table.close(_told(drawn, [plot for plot in plots if plot.empty]))
    if not drawn:
        return
    sheet, first = table.sheet, len(table.columns) + 2
    each = table.width / CHART_COLUMNS
    sheet.column_dimensions[get_column_letter(first - 1)].width = (GAP - PADDING) / PIXELS_A_DIGIT
    for column in range(first, first + CHART_COLUMNS):
        sheet.column_dimensions[get_column_letter(column)].width = (each - PADDING) / PIXELS_A_DIGIT
    put(
        sheet.cell(4, 2),
        Link("Go to charts", sheet.title, f"{get_column_letter(first)}4", "KPI link"),
    )
    put(sheet.cell(4, first), Link("Back to the table", sheet.title, "A4", "KPI link"))
    _lay(table, data, drawn, first)


def _lay(table: Table, data: Worksheet, drawn: Sequence[Plot], first: int) -> None:
    """Anchor each chart, and print the table and the charts as two areas.

    A break of pages goes right across a sheet: where the table is longer than a page, the charts are
    made so high that the second page of both begins at the same row. Charts of categories, of which
    there can be many, are a page high; others half a page.
    """
    sheet = table.sheet
    page = table.width * A4_PROPORTION
    top = table.down_to(HEAD_ROW + 1)
    above = top if table.down_to(table.next_row) > page else table.height_of(HEAD_ROW)
    lines = 1 if all(isinstance(plot.chart, CategoryChart) for plot in drawn) else 2
    high = (page - above - (lines + 1) * GAP) / lines
    wide = (table.width - GAP) / 2
    last = HEAD_ROW + 1
    for number, plot in enumerate(drawn):
        across, down = number % 2, number // 2
        row, over = table.row_at(top + down * (high + GAP) + down // lines * GAP)
        chart = draw_chart(plot, data)
        left = across * CHART_COLUMNS // 2
        chart.anchor = OneCellAnchor(
            _from=AnchorMarker(
                col=first - 1 + left,
                colOff=pixels_to_EMU(across * GAP // 2),
                row=row - 1,
                rowOff=pixels_to_EMU(int(over)),
            ),
            ext=XDRPositiveSize2D(pixels_to_EMU(int(wide)), pixels_to_EMU(int(high))),
        )
        sheet.add_chart(chart)
        if number and number % (2 * lines) == 0:
            sheet.row_breaks.append(Break(id=row - 1))
        last = max(last, table.row_at(top + (down + 1) * (high + GAP) + down // lines * GAP)[0])
    ends = get_column_letter(len(table.columns)), get_column_letter(first + CHART_COLUMNS - 1)
    sheet.print_area = [
        f"A1:{ends[0]}{table.next_row - 1}",
        f"{get_column_letter(first)}{HEAD_ROW}:{ends[1]}{last}",
    ]


def _told(drawn: Sequence[Plot], empty: Sequence[Plot]) -> str:
    said = ["End of table."]
    if drawn:
        said.append("The charts are to the right; their numbers are on the sheet of chart data.")
    if empty:
        said.append(
            "Not drawn, for want of figures: " + "; ".join(plot.title for plot in empty) + "."
        )
    return " ".join(said)
