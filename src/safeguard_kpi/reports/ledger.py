"""The figures and comparisons the sheets need, read out of their frames once and looked up by name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.layout import BreakdownSheet, Layout, Neighbours

QUARTER, YEAR, TWELVE = "quarter", "year", "rolling_12_months"


class Period(NamedTuple):
    """A period's last day and its name."""

    end: date
    name: str


class Figure(NamedTuple):
    """One figure as the sheets show it."""

    period: str
    numerator: int | None
    denominator: int | None
    value: float | None
    lower: float | None
    upper: float | None
    status: str
    note: str


class Beside(NamedTuple):
    """One comparator beside one figure."""

    period: str
    comparator: str
    period_compared: str
    value: float | None
    status: str
    judgement: str
    children_sentence: str
    stale: bool
    note: str


class Place(NamedTuple):
    """Where a figure is found."""

    indicator: str
    grain: str
    end: date
    cut: str = "all"
    category: str = "All"


NOTHING = Figure("", None, None, None, None, None, "x", "no figure was made")
"""What stands for a figure that is not there, so that a cell is never blank."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Figures by place, comparisons by figure and kind, and the periods and categories there are."""

    indicators: dict[str, Indicator]
    figures: dict[Place, Figure]
    comparisons: dict[tuple[str, str, str], dict[str, Beside]]
    names: dict[str, str]
    periods: dict[str, tuple[Period, ...]]
    categories: dict[str, tuple[str, ...]]

    def figure(self, place: Place) -> Figure:
        """Look up a figure, or say that there is none."""
        return self.figures.get(place, NOTHING)

    def twelve_or_end(self, indicator: str, cut: str, category: str) -> Figure:
        """Look up the last 12 months, or for what is open at a date its value at the last quarter's end."""
        for grain in (TWELVE, QUARTER):
            for period in self.last(grain, 1):
                place = Place(indicator, grain, period.end, cut, category)
                if place in self.figures:
                    return self.figures[place]
        return NOTHING

    def last(self, grain: str, many: int) -> tuple[Period, ...]:
        """Give the last few periods of a grain, earliest first."""
        return self.periods.get(grain, ())[-many:]

    def beside(self, indicator: str, grain: str, period: str) -> dict[str, Beside]:
        """Look up what stands beside a figure, by kind of comparator."""
        return self.comparisons.get((indicator, grain, period), {})


def open_ledger(contents: Contents) -> Ledger:
    """Read the frames; raise SafeguardError where they hold figures of other areas only."""
    layout, area = contents.layout, contents.cover.authority
    figures = contents.figures.filter(area=area)
    if figures.is_empty() and not contents.figures.is_empty():
        held = ", ".join(contents.figures["area"].unique().sort().to_list()[:5])
        raise SafeguardError(
            f"the figures hold nothing about {area}",
            hint=f"they are about {held}: check the settings' authority",
        )
    figures = _wanted(figures, layout)
    comparisons = _compared(contents.comparisons.filter(area=area), layout.neighbours)
    by_figure: dict[tuple[str, str, str], dict[str, Beside]] = defaultdict(dict)
    for indicator, grain, kind, *beside in comparisons.select(
        "indicator", "grain", "comparator_kind", *_BESIDE
    ).iter_rows():
        found = Beside(*beside)
        by_figure[indicator, grain, found.period].setdefault(kind, found)
    return Ledger(
        indicators={each.key: each for each in contents.indicators},
        figures={
            Place(*row[:5]): Figure(*row[5:])
            for row in figures.select(*_PLACE, *Figure._fields).iter_rows()
        },
        comparisons=dict(by_figure),
        names=_names(comparisons),
        periods=_periods(figures),
        categories=_categories(figures, layout),
    )


_PLACE = ("indicator", "grain", pl.col("period_end").alias("end"), "cut", "category")
_BESIDE = (
    "period",
    "comparator",
    "period_compared",
    pl.col("comparator_value").alias("value"),
    pl.col("comparator_status").alias("status"),
    "judgement",
    "children_sentence",
    pl.col("stale").fill_null(False),
    "note",
)


def _wanted(figures: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    wanted = pl.col("cut") == "all"
    for sheet in layout.sheets:
        if isinstance(sheet, BreakdownSheet):
            wanted |= (pl.col("cut") == sheet.cut) & pl.col("indicator").is_in(sheet.indicators)
    texts = pl.col("status", "note").fill_null("")
    return figures.filter(pl.col("grain").is_in([QUARTER, YEAR, TWELVE]) & wanted).with_columns(
        texts
    )


def _compared(comparisons: pl.DataFrame, neighbours: Neighbours) -> pl.DataFrame:
    named = pl.col("comparator").str.to_lowercase()
    chosen = named.str.contains(neighbours.model, literal=True) & named.str.contains(
        neighbours.average, literal=True
    )
    return (
        comparisons.filter(
            pl.col("comparator_kind").is_in(["country", "region"])
            | ((pl.col("comparator_kind") == "neighbours") & chosen)
        )
        .with_columns(pl.col(pl.String).fill_null(""))
        .sort("indicator", "grain", "period", "comparator_kind", "comparator", "period_compared")
    )


def _names(comparisons: pl.DataFrame) -> dict[str, str]:
    held = comparisons.group_by("comparator_kind").agg(pl.col("comparator").min())
    return {
        "country": "England",
        "region": "Region",
        "neighbours": "Statistical neighbours",
    } | dict(held.iter_rows())


def _periods(figures: pl.DataFrame) -> dict[str, tuple[Period, ...]]:
    held = figures.filter(cut="all").select("grain", "period_end", "period").unique().sort(pl.all())
    periods: dict[str, dict[date, Period]] = defaultdict(dict)
    for grain, end, name in held.iter_rows():
        periods[grain].setdefault(end, Period(end, name))
    return {grain: tuple(found.values()) for grain, found in periods.items()}


def _categories(figures: pl.DataFrame, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Order the categories of each breakdown by size in its first indicator, then by name."""
    found = {}
    for sheet in layout.sheets:
        if isinstance(sheet, BreakdownSheet):
            size = pl.col("numerator").filter(
                (pl.col("indicator") == sheet.indicators[0]) & (pl.col("grain") == QUARTER)
            )
            ordered = (
                figures.filter(cut=sheet.cut)
                .group_by("category")
                .agg(size.sum().alias("size"))
                .sort("size", "category", descending=[True, False])
            )
            found[sheet.name] = tuple(ordered["category"])
    return found
