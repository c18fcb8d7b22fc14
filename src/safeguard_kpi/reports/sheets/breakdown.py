"""Draws a breakdown's table: each indicator for each category of a cut, such as each agency."""

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import BreakdownSheet
from safeguard_kpi.reports.ledger import QUARTER, TWELVE, Ledger, Period, Place
from safeguard_kpi.reports.sheets.theme import shown
from safeguard_kpi.reports.words import unit_in_words

LIMIT_DECIMALS = 1
"""Limits are shown to one decimal: more would claim more than the interval knows."""


def draw_breakdown(
    workbook: Workbook, sheet: BreakdownSheet, contents: Contents, ledger: Ledger
) -> Table:
    """Write the sheet's table and give it back, so that charts can go beneath."""
    quarters = ledger.last(QUARTER, contents.layout.breakdown_quarters)
    twelve = next(iter(ledger.last(TWELVE, 1)), None)
    columns = [
        Column(sheet.category, 34),
        Column("Unit", 12),
        *(Column(period.name, 12, numeric=True) for period in quarters),
        Column(twelve.name if twelve else "12 months", 15, numeric=True),
        Column("95% limits: lower", 12, numeric=True),
        Column("95% limits: upper", 12, numeric=True),
        Column("Counted, 12 months", 12, numeric=True),
        Column("Out of, 12 months", 12, numeric=True),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    for key in sheet.indicators:
        table.band(ledger.indicators[key].title)
        if not ledger.categories[sheet.name]:
            unsent = Words(f"{sheet.category}: not sent", "KPI quiet")
            table.row([unsent, Words("[x]", "KPI quiet"), *(Figures(None) for _ in columns[2:])])
        for category in ledger.categories[sheet.name]:
            table.row(_row(key, sheet.cut, category, quarters, ledger))
        table.row(_row(key, "all", "All", quarters, ledger))
    return table


def _row(
    key: str, cut: str, category: str, quarters: tuple[Period, ...], ledger: Ledger
) -> list[Content]:
    indicator = ledger.indicators[key]
    total = cut == "all"
    style = "KPI number now" if total else "KPI number"
    row: list[Content] = [
        Words(category, "KPI key" if total else "KPI text"),
        Words(unit_in_words(indicator.unit), "KPI quiet"),
    ]
    for period in quarters:
        figure = ledger.figure(Place(key, QUARTER, period.end, cut, category))
        row.append(shown(figure, indicator.decimals, style))
    figure = ledger.twelve_or_end(key, cut, category)
    limited = figure.lower is not None and figure.upper is not None
    counted = figure.status if figure.value is None else ""
    return [
        *row,
        shown(figure, indicator.decimals, "KPI number now"),
        Figures(figure.lower, LIMIT_DECIMALS, "" if limited else counted or "z", style),
        Figures(figure.upper, LIMIT_DECIMALS, "" if limited else counted or "z", style),
        Figures(figure.numerator, 0, counted, style),
        Figures(
            figure.denominator, 0, counted or ("" if figure.denominator is not None else "z"), style
        ),
    ]
