"""How long things took and how soon they came again, as expressions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from safeguard_kpi.indicators.links import known_from, known_to

FIRST_DAY = date(1990, 1, 1)
"""Before the first date a contract admits as an event."""

LAST_DAY = date(2060, 12, 31)
"""Beyond any date a refresh can meet; later dates give null, never another day's count."""


@dataclass(frozen=True)
class Calendar:
    """Working days in England: Monday to Friday, less the bank holidays given."""

    holidays: frozenset[date]
    first: date = FIRST_DAY
    last: date = LAST_DAY
    """The days for which the bank holidays are known; beyond them nothing is counted."""

    def working_days(self, start: str | pl.Expr, end: str | pl.Expr) -> pl.Expr:
        """Count the working days after `start` up to and including `end`.

        The start day is left out and the end day counted, so Friday to Monday is 1 and the same
        day is 0; null where either date is null or in a year whose bank holidays are not listed.
        """
        return self._counted_to(end) - self._counted_to(start)

    def _counted_to(self, day: str | pl.Expr) -> pl.Expr:
        column = pl.col(day) if isinstance(day, str) else day
        inside = column.is_between(self.first, self.last)
        position = (column - pl.lit(FIRST_DAY)).dt.total_days()
        # A negative place would wrap round to the calendar's end in silence: null goes in instead.
        return pl.lit(self._table).gather(pl.when(inside).then(position))

    @cached_property
    def _table(self) -> pl.Series:
        days = pl.date_range(FIRST_DAY, LAST_DAY, eager=True)
        works = (days.dt.weekday() < 6) & ~days.is_in(sorted(self.holidays))  # noqa: PLR2004 (Saturday)
        return works.cast(pl.Int32).cum_sum()


def calendar_of(holidays: Iterable[date]) -> Calendar:
    """Make a calendar of the bank holidays given, for the years that they are given for."""
    listed = frozenset(holidays)
    if not listed:
        return Calendar(listed)
    first, last = min(listed).replace(month=1, day=1), max(listed).replace(month=12, day=31)
    return Calendar(listed, first=max(first, FIRST_DAY), last=min(last, LAST_DAY))


def months_before(day: str, months: int) -> pl.Expr:
    """Give the same day of the month so many calendar months earlier."""
    return pl.col(day).dt.offset_by(f"-{months}mo")


def months_after(day: str, months: int) -> pl.Expr:
    """Give the same day of the month so many calendar months later."""
    return pl.col(day).dt.offset_by(f"{months}mo")


def came_again(day: str, *, link: str, months: int) -> pl.Expr:
    """Say whether an earlier event lies within so many months before this one.

    Null where the months before were not all sent: too short a history says nothing.
    """
    since = months_before(day, months)
    return pl.when(known_from(link) <= since).then((pl.col(link) >= since).fill_null(value=False))


def followed_within(day: str, *, link: str, months: int) -> pl.Expr:
    """Say whether a later event lies within so many months after this one.

    Null until so many months have been sent: what has not yet had time to happen is not known.
    """
    until = months_after(day, months)
    return pl.when(known_to(link) >= until).then((pl.col(link) <= until).fill_null(value=False))


def hours_between(start: str, end: str) -> pl.Expr:
    """Count clock hours from one date-time to another; null where either has no time of day."""
    timed = has_time(start) & has_time(end)
    return pl.when(timed).then((pl.col(end) - pl.col(start)).dt.total_minutes() / 60)


def has_time(moment: str) -> pl.Expr:
    """Say whether a date-time was sent with a time of day.

    A spreadsheet's date without a time is read as midnight, so midnight is taken as no time sent.
    """
    return pl.col(moment).dt.time() != pl.time(0, 0, 0)


def days_between(start: str, end: str) -> pl.Expr:
    """Count calendar days from one date to another."""
    return (pl.col(end) - pl.col(start)).dt.total_days()


def first_missed_review(start: str, reviews: str, *, first: int, then: int) -> pl.Expr:
    """Give the day by which a review was due and not held.

    The first is due `first` months after the plan's start, each later one `then` months after
    the one before. A plan is reviewed in timescale at a day if that day is not after this one:
    once a review has been missed the plan stays out of timescale. Where none was missed this is
    the day by which the next is due.
    """
    held = pl.element()
    is_start = pl.int_range(pl.len()) == 0
    due = (
        pl.when(is_start)
        .then(held.dt.offset_by(f"{first}mo"))
        .otherwise(held.dt.offset_by(f"{then}mo"))
    )
    following = held.shift(-1)
    missed = pl.when(following.is_null() | (following > due)).then(due)
    return pl.concat_list(pl.col(start), pl.col(reviews)).list.eval(missed).list.min()
