"""Works out what each chart plots, and writes it as the tidy table of the chart data sheet."""

from dataclasses import dataclass

from openpyxl import Workbook

from safeguard_kpi.reports.charts.points import Point, points_of, title_of
from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Blank, Content, Figures, Words
from safeguard_kpi.reports.drawing.style import plain_format
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import (
    BreakdownSheet,
    Chart,
    PlainSheet,
    QuarterChart,
    ThemeSheet,
    YearChart,
)
from safeguard_kpi.reports.ledger import Ledger
from safeguard_kpi.reports.words import symbol, unit_in_words


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A chart, its series, and the rows of the chart data sheet each of them fills."""

    chart: Chart
    title: str
    names: tuple[str, ...]
    rows: tuple[range, ...]
    points: tuple[Point, ...]
    unit: str
    decimals: int

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return all(point.value is None for point in self.points)

    @property
    def number_format(self) -> str:
        """Give the format of the values on the axis and on the labels."""
        return plain_format(self.decimals)

    @property
    def alt_text(self) -> str:
        """Tell the chart in words, for a reader who cannot see it."""
        kind = "Line chart" if isinstance(self.chart, QuarterChart) else "Bar chart"
        told = []
        for name in self.names:
            held = [point for point in self.points if point.series == name]
            values = "; ".join(f"{point.at} {self._said(point)}" for point in held)
            told.append(f"{name}: {values}.")
        return f"{kind}. {self.title} ({self.unit}). {' '.join(told)}"

    def _said(self, point: Point) -> str:
        if point.value is None:
            return "not applicable" if point.status == "z" else "not available"
        return f"{point.value:,.{self.decimals}f}"


def draw_chart_data(
    workbook: Workbook, sheet: PlainSheet, contents: Contents, ledger: Ledger
) -> tuple[Table, dict[str, list[Plot]]]:
    """Write every chart's points, and give for each sheet what its charts plot."""
    columns = [
        Column("Sheet", 20),
        Column("Chart", 62),
        Column("Series", 40),
        Column("Period or category", 26),
        Column("Value", 12, numeric=True),
        Column("Unit", 12),
        Column("Status", 9),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    plots: dict[str, list[Plot]] = {}
    for drawn in contents.layout.sheets:
        if isinstance(drawn, (ThemeSheet, BreakdownSheet)):
            plots[drawn.name] = [
                _plot(table, drawn, chart, contents, ledger) for chart in drawn.charts
            ]
    table.close()
    return table, plots


def _plot(
    table: Table,
    sheet: ThemeSheet | BreakdownSheet,
    chart: Chart,
    contents: Contents,
    ledger: Ledger,
) -> Plot:
    points = tuple(points_of(sheet, chart, contents, ledger))
    key = chart.indicator if isinstance(chart, YearChart) else next(iter(chart.series))
    indicator = ledger.indicators[key]
    unit = unit_in_words(indicator.unit)
    title = title_of(chart, sheet, ledger)
    names = tuple(dict.fromkeys(point.series for point in points))
    rows = []
    for name in names:
        first = table.next_row
        for point in points:
            if point.series == name:
                table.row(_row(sheet.name, title, point, unit, indicator.decimals))
        rows.append(range(first, table.next_row))
    return Plot(
        chart=chart,
        title=title,
        names=names,
        rows=tuple(rows),
        points=points,
        unit=unit,
        decimals=indicator.decimals,
    )


def _row(sheet: str, title: str, point: Point, unit: str, decimals: int) -> list[Content]:
    """Write a point; a missing value is a blank cell, since a chart would plot a text as nought."""
    value = Blank() if point.value is None else Figures(point.value, decimals)
    status = symbol(point.status) if point.status or point.value is None else ""
    return [
        Words(sheet, "KPI quiet"),
        Words(title, "KPI quiet"),
        Words(point.series),
        Words(point.at),
        value,
        Words(unit, "KPI quiet"),
        Words(status, "KPI quiet"),
    ]
