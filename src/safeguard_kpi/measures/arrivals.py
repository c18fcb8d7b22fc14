"""Which quarters each partner has sent, which late, which were sent again, and which are missing."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import polars as pl

from safeguard_kpi.measures.periods import add_months, month_end, month_start, quarter_name
from safeguard_kpi.tables import ARRIVALS

QUARTERS = 8
"""Quarters looked back on, from the one reported; the next after it is looked at too."""


MONTHS = 3
"""Months of a quarter."""


_Sheet = dict[str, Any]
"""One row of KEPT."""


class Arrival(StrEnum):
    """What there is to say of one feed and one quarter."""

    SENT = "sent"
    PART = "sent in part"
    LATE = "late"
    REPLACED = "replaced"
    MISSING = "missing"
    NOT_YET = "not yet due"
    BEFORE = "before the first"
    AWAITED = "awaited, never sent"
    NEVER = "never sent"


def arrivals(
    kept: pl.DataFrame,
    partners: Mapping[str, str],
    due_days: Callable[[str], int],
    *,
    as_of: date,
    today: date,
    again: Collection[str],
    covered: pl.DataFrame,
    expected: Collection[str] = (),
) -> pl.DataFrame:
    """Say of each feed and quarter what was sent.

    Args:
        kept: the table KEPT of the store, of every standing. The day that a file came is the day a run
            first met it unless somebody said another; then it is called late only if the product was
            at work on the day it was due.
        partners: the partner of each feed.
        due_days: days after a quarter's end by which a partner's files are due.
        as_of: the day reported.
        today: the day of the run.
        again: the reasons in `why` of a submission that was sent again.
        covered: the months that each feed was found to be sent for, the same that figures are given
            for: `feed` and `month`. Between a sheet's first and last day a quarter may be missing.
        expected: the partners of which files are awaited, also where none has ever come.

    Returns:
        The table ARRIVALS.
    """
    at_work = kept["kept_at"].dt.date().min()
    ends = [_quarter_end(as_of, -back) for back in range(QUARTERS - 1, -2, -1)]
    rows = []
    for feed, partner in partners.items():
        mine = (
            kept.filter(pl.col("feed") == feed, pl.col("standing") != "withdrawn")
            .drop_nulls("covers_from")
            .to_dicts()
        )
        first = min((row["covers_from"] for row in mine), default=None)
        months = set(covered.filter(feed=feed)["month"])
        for end in ends:
            due = end + timedelta(days=due_days(partner))
            here = [
                row
                for row in mine
                if row["covers_from"] <= end and _starts(end) <= row["covers_to"]
            ]
            found = [month for n in range(3) if (month := add_months(_starts(end), n)) in months]
            came = None
            if found:
                last = _completing(here, found)
                state = _state(here, len(found), again=again)
                if state is Arrival.SENT and last and _late(last, due, at_work):
                    state = Arrival.LATE
                came = _came(here, last, state)
            elif first is None:
                state = Arrival.AWAITED if partner in expected else Arrival.NEVER
            else:
                state = _not_here(first, end, due, today)
            to = month_end(found[-1]) if found else None
            rows.append((partner, feed, quarter_name(end), end, due, state.value, came, to))
    return pl.DataFrame(rows, schema=ARRIVALS, orient="row")


def _state(here: list[_Sheet], months: int, *, again: Collection[str]) -> Arrival:
    if months < MONTHS:
        return Arrival.PART
    replaced = any(row["why"] in again for row in here if row["standing"] == "replaced")
    corrected = {name for row in here for name in (row["corrects"] or "").split()}
    if replaced or any(row["id"] in corrected for row in here):
        return Arrival.REPLACED
    return Arrival.SENT


def _completing(here: list[_Sheet], months: list[date]) -> _Sheet | None:
    """Give the sheet with which the last of some months came, each with the first that has it."""
    firsts = []
    for month in months:
        having = [row for row in here if row["covers_from"] <= month_end(month)]
        having = [row for row in having if month <= row["covers_to"]]
        if having:
            firsts.append(min(having, key=lambda row: row["received"]))
    return max(firsts, key=lambda row: row["received"], default=None)


def _came(here: list[_Sheet], last: _Sheet | None, state: Arrival) -> date | None:
    """Give the day from which on all of a quarter was there; of one sent again, that of the latest sent."""
    days = [row["received"] for row in here if row["standing"] == "current"]
    if state is not Arrival.REPLACED and last:
        days = [last["received"]]
    return max(days, default=None)


def _not_here(first: date, end: date, due: date, today: date) -> Arrival:
    if end < first:
        return Arrival.BEFORE
    return Arrival.MISSING if due < today else Arrival.NOT_YET


def _late(row: _Sheet, due: date, at_work: object) -> bool:
    """Say whether a sheet came after the day it was due, where that can be known."""
    known = row["received_told"] or (isinstance(at_work, date) and at_work <= due)
    return bool(known and row["received"] > due)


def _quarter_end(day: date, quarters: int) -> date:
    """Give the last day of the quarter so many after that of a day."""
    ends = month_start(day).replace(month=(day.month - 1) // 3 * 3 + 3)
    return month_end(add_months(ends, 3 * quarters))


def _starts(end: date) -> date:
    return add_months(month_start(end), -2)
