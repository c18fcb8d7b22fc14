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


class Arrival(StrEnum):
    """What there is to say of one feed and one quarter."""

    SENT = "sent"
    PART = "sent in part"
    LATE = "late"
    REPLACED = "replaced"
    MISSING = "missing"
    NOT_YET = "not yet due"
    BEFORE = "before the first"
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
        for end in ends:
            due = end + timedelta(days=due_days(partner))
            here = [
                row
                for row in mine
                if row["covers_from"] <= end and _starts(end) <= row["covers_to"]
            ]
            late = bool(here) and _late(here, due, at_work, told)
            state = _state(here, end, again=again, late=late)
            if not here:
                state = _not_here(first, end, due, today)
            came = max(
                (row["received"] for row in here if row["standing"] == "current"), default=None
            )
            rows.append((partner, feed, quarter_name(end), end, due, state.value, came))
    return pl.DataFrame(rows, schema=ARRIVALS, orient="row")


def _state(here: list[dict[str, Any]], end: date, *, again: Collection[str], late: bool) -> Arrival:
    current = [row for row in here if row["standing"] == "current"]
    if any(row["why"] in again for row in here if row["standing"] == "replaced"):
        return Arrival.REPLACED
    months = {add_months(_starts(end), n) for n in range(3)}
    covered = {
        month
        for month in months
        for row in current
        if row["covers_from"] <= month_end(month) and month <= row["covers_to"]
    }
    if covered != months:
        return Arrival.PART
    return Arrival.LATE if late else Arrival.SENT


def _not_here(first: date | None, end: date, due: date, today: date) -> Arrival:
    if first is None:
        return Arrival.NEVER
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
