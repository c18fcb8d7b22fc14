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
    told: Mapping[str, date],
    again: Collection[str],
    covered: pl.DataFrame,
    expected: Collection[str] = (),
) -> pl.DataFrame:
    """Say of each feed and quarter what was sent.

    Args:
        kept: the table KEPT of the store, of every standing.
        partners: the partner of each feed.
        due_days: days after a quarter's end by which a partner's files are due.
        as_of: the day reported.
        today: the day of the run.
        told: the day that a file came, where somebody says so; otherwise it is the day a run first
            met it, and it is called late only if the product was at work on the day it was due.
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
        mine = [
            {**row, "received": told.get(row["file"], row["received"])}
            for row in kept.filter(pl.col("feed") == feed, pl.col("standing") != "withdrawn")
            .drop_nulls("covers_from")
            .to_dicts()
        ]
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
            if found:
                late = bool(here) and _late(here, due, at_work, told)
                state = _state(here, len(found), again=again, late=late)
            elif first is None:
                state = Arrival.AWAITED if partner in expected else Arrival.NEVER
            else:
                state = _not_here(first, end, due, today)
            came = max(
                (row["received"] for row in here if found and row["standing"] == "current"),
                default=None,
            )
            to = month_end(found[-1]) if found else None
            rows.append((partner, feed, quarter_name(end), end, due, state.value, came, to))
    return pl.DataFrame(rows, schema=ARRIVALS, orient="row")


def _state(
    here: list[dict[str, Any]], months: int, *, again: Collection[str], late: bool
) -> Arrival:
    if months < MONTHS:
        return Arrival.PART
    if any(row["why"] in again for row in here if row["standing"] == "replaced"):
        return Arrival.REPLACED
    return Arrival.LATE if late else Arrival.SENT


def _not_here(first: date, end: date, due: date, today: date) -> Arrival:
    if end < first:
        return Arrival.BEFORE
    return Arrival.MISSING if due < today else Arrival.NOT_YET


def _late(here: list[dict[str, Any]], due: date, at_work: object, told: Mapping[str, date]) -> bool:
    """Say whether the first of the files came after the day it was due, where that can be known."""
    earliest = min(here, key=lambda row: row["received"])
    known = earliest["file"] in told or (isinstance(at_work, date) and at_work <= due)
    return bool(known and earliest["received"] > due)


def _quarter_end(day: date, quarters: int) -> date:
    """Give the last day of the quarter so many after that of a day."""
    ends = month_start(day).replace(month=(day.month - 1) // 3 * 3 + 3)
    return month_end(add_months(ends, 3 * quarters))


def _starts(end: date) -> date:
    return add_months(month_start(end), -2)
