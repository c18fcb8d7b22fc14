"""With which day a list ends: what every room may know that asks which of two is the later."""

from calendar import monthrange
from datetime import date
from math import ceil

import polars as pl

UNLIKELY = 4.6
"""Rows to be expected in a silence that has a chance of one in a hundred (Poisson): -ln(0.01)."""

NEARLY_ALL = 0.999
"""The share of a feed's dates that the latest day is taken from: one slip among many must not move it."""

A_QUARTER = 92
"""Days of silence before which the latest dates are no strays, however busy the feed was."""

FEW = 0.02
"""The share of a feed's dates that may be strays: more of them are the feed going on after a gap."""


def latest_day(days: pl.Series) -> date | None:
    """Give the latest of some days, without the few that lie after a silence their feed's pace makes unlikely.

    Unlikely: at the pace before it, of a chance of less than one in a hundred that nothing should have
    happened for so long (Poisson). At most one day in fifty, and always one, can be a stray.
    """
    told = days.drop_nulls().sort()
    if not len(told):
        return None
    told = told.head(ceil((len(told) - 1) * NEARLY_ALL) + 1)
    most = max(1, int(FEW * len(told)))
    for strays in range(min(most, len(told) - 1), 0, -1):
        before, after = told[-strays - 1], told[-strays]
        silence = (after - before).days
        pace = (len(told) - strays) / max((before - told[0]).days, A_QUARTER)
        if silence > A_QUARTER and silence * pace > UNLIKELY:
            told = told.head(len(told) - strays)
            break
    latest: date = told[-1]
    return latest


A_WEEK = 7
"""Days before a month's end that count as its end, as of the last month reported (assumption 8)."""


def ending(day: date) -> date:
    """Give the day with which a list ends that has a last date: the month's, where that is of its last week."""
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    return last if (last - day).days < A_WEEK else day
