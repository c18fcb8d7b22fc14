"""The latest day that a feed tells of, strays aside: a slip of the year must not move what is reported."""

from datetime import date
from math import ceil

import polars as pl

from safeguard_kpi.measures.silence import UNLIKELY

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
