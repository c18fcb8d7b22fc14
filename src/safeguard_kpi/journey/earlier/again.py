"""Two sheets of the same days: how much of the one the other has, and of which days each speaks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.taken_again import HALF

Rows = Callable[[Feed, str], pl.DataFrame]
"""Gives the rows of one submission of a feed."""


class Again(NamedTuple):
    """One sheet that has days of another, in rows of those days."""

    before: str
    """The id in the store of the sheet that was there first."""
    now: str
    there: int
    """Rows of the first that lie wholly in the days that the second speaks for."""
    sent: int
    """Rows of the second."""
    gone: int
    """Of the first's, the rows that the second has not: those that count no more, or that still do."""
    in_part: bool
    """Whether it bears the name of the first and covers a part of its days."""
    few: bool = False
    """Whether it is a few rows put right and sent back, and no list of its days."""


def are_few(mine: pl.DataFrame, theirs: pl.DataFrame, feed: Feed) -> bool:
    """Say whether a sheet is no list of its months again: too few rows, or of too few of the same children.

    Args:
        mine: the rows that were there and that a list of those months would have.
        theirs: the rows of the sheet.
        feed: the contract.
    """
    child = feed.keys[-1][0]
    again = mine.join(theirs, on=child, how="semi").height
    return min(theirs.height, again) < HALF * mine.height


def few_again(
    kept: pl.DataFrame,
    arrived: pl.DataFrame,
    rows: Rows,
    feeds: Mapping[str, Feed],
    told: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> frozenset[tuple[str, str]]:
    """Find the sheets of this run that are a few rows of one kept under the same name, as pairs of ids.

    Args:
        kept: KEPT, what counts before.
        arrived: KEPT, the sheets of this run.
        rows: gives the rows of one submission of a feed, kept or of this run.
        feeds: every feed.
        told: by file, the files that somebody says it takes the place of.
    """
    known = set(kept["id"])
    found = set()
    for now in arrived.filter(pl.col("feed") != "").drop_nulls("covers_from").to_dicts():
        named = told.get(now["file"], ())
        for before in kept.filter(feed=now["feed"]).to_dicts():
            same = before["sheet"] == now["sheet"] and _same_name(before, now)
            asked = (same and now["id"] not in known) or before["file"] in named
            if not asked or before["id"] == now["id"]:
                continue
            feed = feeds[now["feed"]]
            mine = rows(feed, before["id"]).filter(alive_in(feed, now))
            if are_few(mine, rows(feed, now["id"]), feed):
                found.add((before["id"], now["id"]))
    return frozenset(found)


def covering(
    rows: pl.DataFrame, counted: pl.DataFrame, feed: Feed, kept: pl.DataFrame
) -> Iterator[Again]:
    """Find the later sheets that tell of days of another, have most of its rows of these, and lack some that count.

    Args:
        rows: one feed's rows of every sheet that counts, `_submission` and `_row`.
        counted: those of them that count.
        feed: the contract.
        kept: KEPT and `submission`.
    """
    sheets = kept.filter(pl.col("covers_from").is_not_null()).sort("kept_at", "file").to_dicts()
    for now in sheets:
        for before in sheets:
            if _is_later(before, now):
                mine, left, theirs = (
                    frame.filter(_submission=each["submission"])
                    for frame, each in ((rows, before), (counted, before), (rows, now))
                )
                told_of = inside(feed, *days_of(feed, now, theirs))
                there = mine.filter(told_of).height
                gone = left.filter(told_of).height
                if 0 < gone <= (1 - HALF) * there:
                    yield Again(before["id"], now["id"], there, theirs.height, gone, in_part=False)


def _is_later(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether a sheet tells of days of another and of none before it ended; of two alike, the one kept later."""
    if before["id"] == now["id"] or before["id"] in (now["corrects"] or "").split():
        return False
    days = [(each["covers_from"], each["covers_to"]) for each in (before, now)]
    if days[0] == days[1]:
        return bool(before["kept_at"] < now["kept_at"])
    if days[0][1] == days[1][1]:
        return bool(days[1][0] < days[0][0])
    return bool(days[1][0] <= days[0][1] < days[1][1])


def _same_name(before: dict[str, Any], now: dict[str, Any]) -> bool:
    names = (PurePath(each["file"]).name.casefold() for each in (before, now))
    return len(set(names)) == 1


def days_of(feed: Feed, now: dict[str, Any], theirs: pl.DataFrame) -> tuple[date, date]:
    """Give the first and last day that a sheet speaks for.

    A list that ends in the middle of a month covers it, and says nothing of the days after its last; unless
    it covers the whole of its days, as somebody has said or as a census does.
    """
    if now["whole"]:
        return now["covers_from"], now["covers_to"]
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    sent = theirs.select(pl.concat_list(days).explode().alias("day"))["day"].drop_nulls()
    first, last = min(sent, default=date.max), max(sent, default=date.min)
    return max(now["covers_from"], first), min(now["covers_to"], last)


def alive_in(feed: Feed, now: dict[str, Any]) -> pl.Expr:
    """Tell the rows that a list of the months that a sheet covers would have: also what began before and was open."""
    ends = pl.max_horizontal(pl.col(name).cast(pl.Date) for name in feed.window.first)
    begins = pl.min_horizontal(pl.col(name).cast(pl.Date) for name in feed.window.last)
    alive: pl.Expr = (ends.is_null() | (ends >= now["covers_from"])) & (begins <= now["covers_to"])
    return alive


def inside(feed: Feed, first: date, last: date) -> pl.Expr:
    """Tell the rows whose every date lies in some days."""
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    within = (day.is_null() | day.is_between(first, last) for day in days)
    return pl.all_horizontal(*within) & pl.any_horizontal(day.is_not_null() for day in days)
