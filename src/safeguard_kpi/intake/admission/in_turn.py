"""Which of two extracts is the later: the one rule by which rows give way, in a run and between runs."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import PurePath
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.days import ending, latest_day


class Came(NamedTuple):
    """When a sheet came."""

    received: date
    kept_at: datetime | None = None
    """When a run first took it; none of a sheet that no run has taken yet."""
    reach: date | None = None
    """The latest day that it and what it corrects tell of, of a sheet that was taken before."""


class Extract(NamedTuple):
    """A sheet to be put in order."""

    number: int
    """The submission's in this run."""
    file: str
    reach: date | None
    """The latest day it tells of; of a correction, that of what it corrects too."""
    came: Came | None
    """None of one that comes now."""


def in_turn(sheets: Iterable[Extract]) -> pl.DataFrame:
    """Number sheets so that the later extract has the higher number.

    The later is the one that tells of later days. What ends in the last week of a month ends with the month,
    for a list put right may end some days before the first; of two that end alike it is the one that came
    later, and of two that came together the one whose name is later: "referrals (2)" after "referrals".

    Returns:
        `_submission`, `_order`, and `_alike`, the same of sheets that only their names put in order.
    """
    now = datetime.max  # noqa: DTZ901 (what no run has taken yet comes last)
    known = []
    for one in sheets:
        came = one.came or Came(date.max)
        reach = max((day for day in (one.reach, came.reach) if day), default=None)
        when = (ending(reach) if reach else date.min, came.received, came.kept_at or now)
        known.append((when, reach or date.min, _name(one.file), one.number))
    known.sort()
    alike = {when: place for place, when in enumerate(dict.fromkeys(each[0] for each in known))}
    return pl.DataFrame(
        [(number, place, alike[when]) for place, (when, _, _, number) in enumerate(known)],
        schema={"_submission": pl.UInt32, "_order": pl.Int64, "_alike": pl.Int64},
        orient="row",
    )


def reach_of(rows: pl.DataFrame, feed: Feed) -> dict[int, date | None]:
    """Give the latest day that each submission tells of: a slip of the year makes none the latest for ever.

    Args:
        rows: `_submission` and the feed's columns.
        feed: the contract, whose window's last dates tell.
    """
    found: dict[int, date | None] = {}
    for (number,), part in rows.group_by("_submission"):
        days = [part[column].cast(pl.Date).alias("day") for column in feed.window.last]
        found[int(str(number))] = latest_day(pl.concat(days))
    return found


def _name(file: str) -> tuple[str, ...]:
    """Give what a file's name is put in order by: without its ending, and numbers by what they come to."""
    path = PurePath(file.casefold())
    stem = re.sub(r"\d+", lambda number: number[0].zfill(12), path.stem)
    return (str(path.parent), stem, path.suffix)
