"""Working days of England in the sample's years, counted as the indicators count them."""

from bisect import bisect_right
from datetime import date, timedelta

BANK_HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2016-01-01", "2016-03-25", "2016-03-28", "2016-05-02", "2016-05-30", "2016-08-29",
        "2016-12-26", "2016-12-27",
        "2017-01-02", "2017-04-14", "2017-04-17", "2017-05-01", "2017-05-29", "2017-08-28",
        "2017-12-25", "2017-12-26",
        "2018-01-01", "2018-03-30", "2018-04-02", "2018-05-07", "2018-05-28", "2018-08-27",
        "2018-12-25", "2018-12-26",
        "2019-01-01", "2019-04-19", "2019-04-22", "2019-05-06", "2019-05-27", "2019-08-26",
        "2019-12-25", "2019-12-26",
        "2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25", "2020-08-31",
        "2020-12-25", "2020-12-28",
    )
)  # fmt: skip
"""England's bank holidays of the years that invented dates fall in (gov.uk/bank-holidays)."""

FIRST, LAST = date(2016, 1, 1), date(2020, 12, 31)
SATURDAY = 5

_WORKING = [
    day
    for day in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    if day.weekday() < SATURDAY and day not in BANK_HOLIDAYS
]


def is_working(day: date) -> bool:
    """Say whether a day is a working day."""
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS


def working_days(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`."""
    return bisect_right(_WORKING, end) - bisect_right(_WORKING, start)


def after(start: date, days: int) -> date:
    """Give the working day that is so many working days after `start`; 0 gives `start`."""
    return _WORKING[bisect_right(_WORKING, start) + days - 1] if days else start


def before(end: date, days: int) -> date:
    """Give the working day so many working days before `end`, itself a working day."""
    return _WORKING[bisect_right(_WORKING, end) - 1 - days]


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
