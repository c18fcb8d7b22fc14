"""What a workbook shows, sheet by sheet, once its declaration has been read."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, kw_only=True)
class QuarterChart:
    """A line for each indicator over the quarters shown."""

    title: str
    series: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class YearChart:
    """Bars of one indicator by year, beside the comparators named by kind."""

    title: str
    indicator: str
    beside: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CategoryChart:
    """Bars of the last 12 months for each category of a breakdown."""

    title: str
    series: dict[str, str]


Chart: TypeAlias = QuarterChart | YearChart | CategoryChart


@dataclass(frozen=True, kw_only=True)
class Section:
    """Indicators that are read together, in the order they are read."""

    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every sheet has: the name on its tab, its heading and a sentence about it."""

    name: str
    heading: str
    about: str


Plainly: TypeAlias = Literal[
    "cover",
    "contents",
    "scorecard",
    "data_quality",
    "files_received",
    "findings",
    "definitions",
    "comparators",
    "chart_data",
]


@dataclass(frozen=True, kw_only=True)
class PlainSheet(Sheet):
    """A sheet whose table needs nothing more declared than what it shows."""

    shows: Plainly


@dataclass(frozen=True, kw_only=True)
class ThemeSheet(Sheet):
    """Indicators of one theme over quarters and years, and their charts."""

    sections: tuple[Section, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, kw_only=True)
class BreakdownSheet(Sheet):
    """Indicators for each category of one cut, such as each referring agency."""

    cut: str
    category: str
    indicators: tuple[str, ...]
    charts: tuple[Chart, ...]


AnySheet: TypeAlias = PlainSheet | ThemeSheet | BreakdownSheet


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Which of the statistical neighbour comparators is shown: the model's year and the average."""

    model: str
    average: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One audience's workbook: how far back it looks and its sheets in order."""

    title: str
    quarters: int
    years: int
    breakdown_quarters: int
    neighbours: Neighbours
    sheets: tuple[AnySheet, ...]

    def named(self, shows: Plainly) -> str:
        """Name the tab of the first sheet that shows this, or give an empty text."""
        plain = (sheet for sheet in self.sheets if isinstance(sheet, PlainSheet))
        return next((sheet.name for sheet in plain if sheet.shows == shows), "")
