"""Which year a census is of: told by its header, or else by what ended in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from safeguard_kpi.contracts.census import CensusSheet
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.dates import read_dates

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


def year_of(
    header: Mapping[str, str],
    sheets: Sequence[tuple[CensusSheet, pl.DataFrame]],
    contracts: Contracts,
) -> Year:
    """Take the year from the reference date if that is a 31 March, else from what ended.

    Without a reference date that can be right, the year is taken in which most cases were closed,
    assessments completed, conferences held and plans ended: a census holds what was open in its
    year, however long ago it began, and what ended in its year only.
    """
    years = [
        rows.select(_year_to(column)).to_series()
        for sheet, rows in sheets
        if sheet.feed
        for column in contracts.feeds[sheet.feed].window.first
        if column in rows.columns and column not in _BEGINNINGS
    ]
    ended = pl.concat([pl.Series("year", [], pl.Int32), *years]).drop_nulls()
    told = _told(header.get("ReferenceDate", ""))
    likely = ended.mode().max() if ended.len() else None
    end = told or (date(likely, 3, 31) if isinstance(likely, int) else None)
    return Year(
        end=end,
        told=told is not None,
        ended=ended.len(),
        inside=int((ended == end.year).sum()) if end else 0,
    )


_BEGINNINGS = frozenset({"received_on", "started_on"})
"""Dates that may lie before the census year: cases still open are sent with them."""


def _told(text: str) -> date | None:
    when = read_dates(pl.Series([text], dtype=pl.String)).dt.date()[0]
    right = isinstance(when, date) and (when.month, when.day) == (3, 31)
    return when if right and isinstance(when, date) else None


def _year_to(column: str) -> pl.Expr:
    """Give the year in whose March the financial year of a date ends."""
    day = pl.col(column)
    return (day.dt.year() + (day.dt.month() > 3).cast(pl.Int32)).alias("year")  # noqa: PLR2004 - March
