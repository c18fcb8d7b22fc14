"""Works out what each chart plots, and writes it as the tidy table of the chart data sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl import Workbook

from safeguard_kpi.reports.cells import Blank, Content, Figures, Words
from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.layout import (
    BreakdownSheet,
    CategoryChart,
    Chart,
    PlainSheet,
    QuarterChart,
    ThemeSheet,
    YearChart,
)
from safeguard_kpi.reports.ledger import QUARTER, YEAR, Figure, Ledger, Place
from safeguard_kpi.reports.style import number_format
from safeguard_kpi.reports.table import Column, Table
from safeguard_kpi.reports.words import WITHOUT_A_NUMBER, unit_in_words

MOST_CATEGORIES = 15
"""Categories a chart can hold and still be read; the table beside it has them all."""


class Point(NamedTuple):
    """One value of one series: a quarter's, a year's or a category's."""

    series: str
    at: str
    value: float | None
    status: str


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
        return number_format(self.decimals, "")

    @property
    def alt_text(self) -> str:
        """Tell the chart in words, for a reader who cannot see it."""
        kind = "Line chart" if isinstance(self.chart, QuarterChart) else "Bar chart"
        told = []
        for name in self.names:
            held = [point for point in self.points if point.series == name]
            values = "; ".join(
                f"{point.at} {'not available' if point.value is None else f'{point.value:,.{self.decimals}f}'}"
                for point in held
            )
            told.append(f"{name}: {values}.")
        return f"{kind}. {self.title} ({self.unit}). {' '.join(told)}"


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
    points = tuple(_points(sheet, chart, contents, ledger))
    key = chart.indicator if isinstance(chart, YearChart) else next(iter(chart.series))
    indicator = ledger.indicators[key]
    unit = unit_in_words(indicator.unit)
    title = _title(chart, sheet, ledger)
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


def _title(chart: Chart, sheet: ThemeSheet | BreakdownSheet, ledger: Ledger) -> str:
    """Give the chart's title, saying so where not every category is in it."""
    if (
        isinstance(chart, CategoryChart)
        and len(ledger.categories.get(sheet.name, ())) > MOST_CATEGORIES
    ):
        return f"{chart.title} ({MOST_CATEGORIES} largest)"
    return chart.title


def _row(sheet: str, title: str, point: Point, unit: str, decimals: int) -> list[Content]:
    """Write a point; a missing value is a blank cell, since a chart would plot a text as nought."""
    value = Blank() if point.value is None else Figures(point.value, decimals)
    status = f"[{point.status or 'x'}]" if point.status or point.value is None else ""
    return [
        Words(sheet, "KPI quiet"),
        Words(title, "KPI quiet"),
        Words(point.series),
        Words(point.at),
        value,
        Words(unit, "KPI quiet"),
        Words(status, "KPI quiet"),
    ]


def _points(
    sheet: ThemeSheet | BreakdownSheet, chart: Chart, contents: Contents, ledger: Ledger
) -> Iterator[Point]:
    match chart:
        case QuarterChart():
            for key, name in chart.series.items():
                for period in ledger.last(QUARTER, contents.layout.quarters):
                    yield _point(name, period.name, ledger, Place(key, QUARTER, period.end))
        case YearChart():
            yield from _years(chart, contents, ledger)
        case CategoryChart() if isinstance(sheet, BreakdownSheet):
            for key, name in chart.series.items():
                for category in ledger.categories[sheet.name][:MOST_CATEGORIES]:
                    yield _drawn(name, category, ledger.twelve_or_end(key, sheet.cut, category))


def _years(chart: YearChart, contents: Contents, ledger: Ledger) -> Iterator[Point]:
    years = [
        period
        for period in ledger.last(YEAR, contents.layout.years)
        if ledger.figure(Place(chart.indicator, YEAR, period.end)).value is not None
        or ledger.beside(chart.indicator, YEAR, period.name)
    ]
    for period in years:
        place = Place(chart.indicator, YEAR, period.end)
        yield _point(contents.cover.authority, period.name, ledger, place)
    for kind in chart.beside:
        for period in years:
            found = ledger.beside(chart.indicator, YEAR, period.name).get(kind)
            value, status = (found.value, found.status) if found else (None, "x")
            yield Point(ledger.names[kind], period.name, value, status)


def _point(name: str, at: str, ledger: Ledger, place: Place) -> Point:
    return _drawn(name, at, ledger.figure(place))


def _drawn(name: str, at: str, figure: Figure) -> Point:
    hidden = figure.status in WITHOUT_A_NUMBER
    return Point(name, at, None if hidden else figure.value, figure.status)
