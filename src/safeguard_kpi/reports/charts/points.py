"""Gathers the points of a chart from the ledger: quarters, years beside comparators, or categories."""

from collections.abc import Iterator
from typing import NamedTuple

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.layout import (
    BreakdownSheet,
    CategoryChart,
    Chart,
    QuarterChart,
    ThemeSheet,
    YearChart,
)
from safeguard_kpi.reports.ledger import QUARTER, YEAR, Figure, Ledger, Period, Place
from safeguard_kpi.reports.words import BREAK, WITHOUT_A_NUMBER, broken, symbol

MOST_CATEGORIES = 15
"""Categories a chart can hold and still be read; the table beside it has them all."""


class Point(NamedTuple):
    """One value of one series: a quarter's, a year's or a category's."""

    series: str
    at: str
    value: float | None
    status: str


def title_of(chart: Chart, sheet: ThemeSheet | BreakdownSheet, ledger: Ledger) -> str:
    """Give the chart's title, saying so where not every category is in it."""
    if (
        isinstance(chart, CategoryChart)
        and len(ledger.categories.get(sheet.name, ())) > MOST_CATEGORIES
    ):
        return f"{chart.title} ({MOST_CATEGORIES} largest)"
    return chart.title


def points_of(
    sheet: ThemeSheet | BreakdownSheet, chart: Chart, contents: Contents, ledger: Ledger
) -> Iterator[Point]:
    """Give each series' points in turn, in the order they are drawn."""
    match chart:
        case QuarterChart():
            for key, name in chart.series.items():
                yield from _lines(key, name, ledger.last(QUARTER, contents.layout.quarters), ledger)
        case YearChart():
            yield from _years(chart, contents, ledger)
        case CategoryChart() if isinstance(sheet, BreakdownSheet):
            for key, name in chart.series.items():
                for category in ledger.categories[sheet.name][:MOST_CATEGORIES]:
                    yield _drawn(name, category, ledger.twelve_or_end(key, sheet.cut, category))


def _lines(key: str, name: str, periods: tuple[Period, ...], ledger: Ledger) -> Iterator[Point]:
    """Give a series' points; where it breaks a new line begins, so that no line crosses the break."""
    figures = [ledger.figure(Place(key, QUARTER, period.end)) for period in periods]
    starts = [at for at, figure in enumerate(figures) if at and broken(figure.status)]
    for first, end in zip([0, *starts], [*starts, len(periods)], strict=True):
        called = f"{name}, from {periods[first].name} {symbol(BREAK)}" if first else name
        for at, (period, figure) in enumerate(zip(periods, figures, strict=True)):
            inside = first <= at < end
            yield (
                _drawn(called, period.name, figure)
                if inside
                else Point(called, period.name, None, "z")
            )


def _years(chart: YearChart, contents: Contents, ledger: Ledger) -> Iterator[Point]:
    years = [
        period
        for period in ledger.last(YEAR, contents.layout.years)
        if ledger.figure(Place(chart.indicator, YEAR, period.end)).value is not None
        or ledger.beside(chart.indicator, YEAR, period.name)
    ]
    for period in years:
        place = Place(chart.indicator, YEAR, period.end)
        figure = ledger.figure(place)
        at = f"{period.name} {symbol(BREAK)}" if broken(figure.status) else period.name
        yield _drawn(contents.cover.authority, at, figure)
    for kind in chart.beside:
        for period in years:
            found = ledger.beside(chart.indicator, YEAR, period.name).get(kind)
            value, status = (found.value, found.status) if found else (None, "x")
            yield Point(ledger.names[kind], period.name, value, status)


def _drawn(name: str, at: str, figure: Figure) -> Point:
    hidden = figure.status in WITHOUT_A_NUMBER
    return Point(name, at, None if hidden else figure.value, figure.status)
