"""Working days of England in the sample's years, counted as the indicators count them."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from safeguard_kpi.contracts.declared import Declarations, read_toml

FIRST, LAST = date(2010, 1, 1), date(2022, 12, 31)
"""No invented event lies outside these years."""

SATURDAY = 5
"""As `date.weekday` counts."""


def is_working(day: date) -> bool:
    """Say whether a day is a working day."""
    return day.weekday() < SATURDAY and day not in _holidays()


def working_days(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`."""
    return bisect_right(_working(), end) - bisect_right(_working(), start)


def after(start: date, days: int) -> date:
    """Give the working day that is so many working days after `start`; 0 gives `start`."""
    return _working()[bisect_right(_working(), start) + days - 1] if days else start


def before(end: date, days: int) -> date:
    """Give the working day so many working days before `end`, itself a working day."""
    return _working()[bisect_right(_working(), end) - 1 - days]


def next_working(day: date) -> date:
    """Give the day itself where it is a working day, or the first one after it."""
    return day if is_working(day) else after(day, 1)


def months_on(day: date, months: int) -> date:
    """Give the same day so many calendar months later (earlier if negative), or the month's last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)  # pragma: no cover: every month has a 28th


@cache
def _holidays() -> frozenset[date]:
    declared = read_toml(Declarations.standard().file("bank_holidays.toml"))
    return frozenset(declared["days"])


@cache
def _working() -> list[date]:
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [day for day in days if is_working(day)]
