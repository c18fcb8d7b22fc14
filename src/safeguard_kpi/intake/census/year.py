"""Which year a census is of: told by its header, or else by what ended in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from safeguard_kpi.contracts.census import CensusSheet
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.cells.dates import read_dates

SATURDAY = 5
"""From this day of the week on (Monday is nought) nobody decides on a referral."""


@dataclass(frozen=True, kw_only=True)
class Year:
    """The twelve months to 31 March that a census is of, and how that is known."""

    end: date | None
    told: bool
    """Whether the header says so; otherwise it is inferred."""
    ended: int = 0
    """How many closures, completions and conferences are dated."""
    inside: int = 0
    """How many of them lie in the year."""

    @property
    def days(self) -> tuple[date, date] | None:
        """Give the first and the last day."""
        return (date(self.end.year - 1, 4, 1), self.end) if self.end else None

    @property
    def eve(self) -> date | None:
        """Give the last working day before the year, bank holidays aside."""
        if not self.days:
            return None
        day = self.days[0] - timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
        return day

    @property
    def words(self) -> str:
        """Name the year in words."""
        if self.end is None:
            return "of a year that cannot be told"
        return f"year to 31 March {self.end.year}" + ("" if self.told else ", inferred")


@dataclass(frozen=True, kw_only=True, eq=False)
class Ended:
    """The years in whose March the financial years of what ended lie: one for each date.

    A census holds what was open in its year, however long ago it began, and what ended in its year
    only: cases closed, assessments completed, conferences held, plans ended.
    """

    years: pl.Series

    @classmethod
    def on(cls, dates: Iterable[pl.Series]) -> "Ended":
        """Take the dates on which things ended."""
        years = [day.to_frame("day").select(_year_to("day")).to_series() for day in dates]
        return cls(years=pl.concat([pl.Series("year", [], pl.Int32), *years]).drop_nulls())

    @property
    def inferred(self) -> Year:
        """Take the year in which most of it ended."""
        likely = self.years.mode().max() if self.years.len() else None
        return self._in(date(likely, 3, 31) if isinstance(likely, int) else None, told=False)

    def told(self, end: date) -> Year:
        """Take the year that the return itself gives."""
        return self._in(end, told=True)

    def _in(self, end: date | None, *, told: bool) -> Year:
        inside = int((self.years == end.year).sum()) if end else 0
        return Year(end=end, told=told, ended=self.years.len(), inside=inside)


def year_of(
    header: Mapping[str, str],
    sheets: Sequence[tuple[CensusSheet, pl.DataFrame]],
    contracts: Contracts,
) -> Year:
    """Take the year from the reference date if that is a 31 March, else from what ended."""
    ended = Ended.on(
        rows[column]
        for sheet, rows in sheets
        if sheet.feed
        for column in contracts.feeds[sheet.feed].window.first
        if column in rows.columns and column not in _BEGINNINGS
    )
    end = year_told(header.get("ReferenceDate", ""))
    return ended.told(end) if end else ended.inferred


_BEGINNINGS = frozenset({"received_on", "started_on"})
"""Dates that may lie before the census year: cases still open are sent with them."""


def year_told(text: str) -> date | None:
    """Read a reference date, if it is a 31 March."""
    when = read_dates(pl.Series([text], dtype=pl.String)).dt.date()[0]
    right = isinstance(when, date) and (when.month, when.day) == (3, 31)
    return when if right and isinstance(when, date) else None


def year_named(file: str) -> date | None:
    """Read the one year that a file's name gives, as `CIN_2024` or `2023-24`; a whole date gives none."""
    spans = [int(begun) + 1 for begun, end in _SPAN.findall(file) if int(begun[2:]) + 1 == int(end)]
    rest = _SPAN.sub(" ", _DAY.sub(" ", file))
    years = {*spans, *map(int, _YEAR.findall(rest))}
    return date(years.pop(), 3, 31) if len(years) == 1 else None


_DAY = re.compile(r"(?<!\d)(?:20\d\d[-_. ]?\d\d[-_. ]?\d\d|\d\d?[-_. ]\d\d?[-_. ]20\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)(20\d\d)[-_/ ](?:20)?(\d\d)(?![-_.]?\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def _year_to(column: str) -> pl.Expr:
    """Give the year in whose March the financial year of a date ends."""
    day = pl.col(column)
    return (day.dt.year() + (day.dt.month() > 3).cast(pl.Int32)).alias("year")  # noqa: PLR2004 - March
