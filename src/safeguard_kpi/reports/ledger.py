"""The figures and comparisons the sheets need, read out of their frames once and looked up by name."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.reports.words import broken

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

    def breaks_between(self, indicator: str, grain: str, before: date, now: date) -> bool:
        """Tell whether the series of the whole breaks after one period's end and by another's."""
        return any(
            broken(self.figure(Place(indicator, grain, period.end)).status)
            for period in self.periods.get(grain, ())
            if before < period.end <= now
        )

    def last(self, grain: str, many: int) -> tuple[Period, ...]:
        """Give the last few periods of a grain, earliest first."""
        return self.periods.get(grain, ())[-many:]

    def beside(self, indicator: str, grain: str, period: str) -> dict[str, Beside]:
        """Look up what stands beside a figure, by kind of comparator."""
        return self.comparisons.get((indicator, grain, period), {})
