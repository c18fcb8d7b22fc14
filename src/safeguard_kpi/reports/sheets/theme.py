"""Draws a theme's table: its indicators down, the quarters and years across."""

from itertools import dropwhile

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import ThemeSheet
from safeguard_kpi.reports.ledger import QUARTER, YEAR, Figure, Ledger, Period, Place
from safeguard_kpi.reports.words import unit_in_words


def draw_theme(workbook: Workbook, sheet: ThemeSheet, contents: Contents, ledger: Ledger) -> Table:
    """Write the sheet's table and give it back, so that charts can go beneath."""
    layout = contents.layout
    keys = [key for section in sheet.sections for key in section.indicators]
    quarters = _begun(keys, QUARTER, layout.quarters, ledger)
    years = _begun(keys, YEAR, layout.years, ledger)
    columns = [
        Column("Indicator", 57),
        Column("Unit", 12),
        *(Column(period.name, 12, numeric=True) for period in quarters),
        *(Column(f"Year {period.name}", 15, numeric=True) for period in years),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=layout.named("contents"))
    periods = [(QUARTER, period) for period in quarters] + [(YEAR, period) for period in years]
    for section in sheet.sections:
        table.band(section.title)
        for key in section.indicators:
            table.row(_row(key, periods, ledger))
    return table


def shown(figure: Figure, decimals: int, style: str = "KPI number") -> Figures:
    """Give a figure the form of a cell."""
    return Figures(figure.value, decimals, figure.status, style)


def _begun(keys: list[str], grain: str, many: int, ledger: Ledger) -> tuple[Period, ...]:
    """Give the last few periods from the first in which the sheet has any number at all."""

    def empty(period: Period) -> bool:
        return all(ledger.figure(Place(key, grain, period.end)).value is None for key in keys)

    periods = ledger.last(grain, many)
    return tuple(dropwhile(empty, periods)) or periods


def _row(key: str, periods: list[tuple[str, Period]], ledger: Ledger) -> list[Content]:
    indicator = ledger.indicators[key]
    numbers = (
        shown(ledger.figure(Place(key, grain, period.end)), indicator.decimals)
        for grain, period in periods
    )
    return [Words(indicator.title), Words(unit_in_words(indicator.unit), "KPI quiet"), *numbers]
