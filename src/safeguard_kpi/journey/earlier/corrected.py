"""Sheets sent again: what a part, or a few rows, does to the list that it was sent again of."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.taken_again import HALF
from safeguard_kpi.store.reduced import PLACE

Rows = Callable[[Feed, str], pl.DataFrame]
"""Gives the rows of one submission of a feed."""


class Again(NamedTuple):
    """One sheet that has days of another, in rows of those days."""

    before: str
    """The id in the store of the sheet that was there first."""
    now: str
    there: int
    """Rows of the first that lie wholly in the days that the second covers."""
    sent: int
    """Rows of the second."""
    gone: int
    """Of the first's, the rows that the second has not, by child and day."""
    in_part: bool
    """Whether it bears the name of the first and covers a part of its days."""

    @property
    def few(self) -> bool:
        """Whether it is a few rows put right and sent back, and no list of its days."""
        return self.sent < HALF * self.there


def given_way(
    rows: pl.DataFrame, feed: Feed, kept: pl.DataFrame
) -> tuple[pl.DataFrame, list[Again]]:
    """Leave out the rows that a correction takes the place of, and those of it that say nothing new.

    Args:
        rows: one feed's rows of every sheet that counts, `_submission` and `_row`.
        feed: the contract; its last key is the coarsest.
        kept: KEPT and `submission`, the sheets of that feed that count.

    Returns:
        The rows that stay; and what was found of each pair of sheets.
    """
    found, stay = [], rows
    for before, now in _pairs(kept):
        mine, theirs = (_of(rows, each) for each in (before, now))
        in_part = before["id"] in (now["corrects"] or "").split()
        again = _again(before["id"], now, mine, theirs, feed, in_part=in_part)
        if not _worth_saying(again):
            continue
        found.append(again)
        if in_part:
            # Of what the corrections before this one have left: a row that one took out and this one
            # has again is new here, though the first list has it alike.
            days = _days_of(feed, now, theirs)
            out = _given_up(_of(stay, before), _of(stay, now), feed, days, few=again.few)
            stay = stay.join(pl.concat(out), on=PLACE, how="anti", maintain_order="left")
    return stay, found


def _of(rows: pl.DataFrame, sheet: dict[str, Any]) -> pl.DataFrame:
    return rows.filter(pl.col("_submission") == sheet["submission"])


def few_again(
    kept: pl.DataFrame, arrived: pl.DataFrame, rows: Rows, feeds: Mapping[str, Feed]
) -> frozenset[tuple[str, str]]:
    """Find the sheets of this run that are a few rows of a sheet kept under the same name, as pairs of ids.

    Args:
        kept: KEPT, what counts before.
        arrived: KEPT, the sheets of this run.
        rows: gives the rows of one submission of a feed, kept or of this run.
        feeds: every feed.
    """
    known = set(kept["id"])
    found = set()
    for now in arrived.filter(~pl.col("id").is_in(known), pl.col("feed") != "").to_dicts():
        for before in kept.filter(feed=now["feed"], sheet=now["sheet"]).to_dicts():
            if not _same_name(before, now) or now["covers_from"] is None:
                continue
            feed = feeds[now["feed"]]
            mine, theirs = rows(feed, before["id"]), rows(feed, now["id"])
            if _again(before["id"], now, mine, theirs, feed, in_part=True).few:
                found.add((before["id"], now["id"]))
    return frozenset(found)


def _again(
    before: str,
    now: dict[str, Any],
    mine: pl.DataFrame,
    theirs: pl.DataFrame,
    feed: Feed,
    *,
    in_part: bool,
) -> Again:
    inside = mine.filter(_inside(feed, *_days_of(feed, now, theirs)))
    gone = inside.join(theirs, on=list(feed.keys[-1]), how="anti")
    return Again(before, now["id"], inside.height, theirs.height, gone.height, in_part)


def _given_up(
    mine: pl.DataFrame,
    theirs: pl.DataFrame,
    feed: Feed,
    spoken_for: tuple[date, date],
    *,
    few: bool,
) -> list[pl.DataFrame]:
    """Name the rows of the first sheet, and of its correction, that do not count.

    What both have alike counts as the first has it, which speaks of later days. So does what the first knows
    to have ended or happened after the days of the correction. Of the others the correction counts: those
    that it has, by child and day, and of a part that was taken again also those that it has no more.
    """
    cells, key = list(feed.columns), list(feed.keys[-1])
    first, last = spoken_for
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    after = mine.filter(pl.any_horizontal(day > last for day in days))
    nothing_new = pl.concat(
        [
            theirs.join(mine, on=cells, how="semi", nulls_equal=True).select(PLACE),
            theirs.join(after, on=key, how="semi").select(PLACE),
        ]
    ).unique()
    new = theirs.join(nothing_new, on=PLACE, how="anti")
    old = mine.join(theirs, on=cells, how="anti", nulls_equal=True).join(
        after, on=PLACE, how="anti"
    )
    counts = (frame.group_by(key).len(name) for frame, name in ((old, "_old"), (new, "_new")))
    known = next(counts).join(next(counts), on=key).filter(pl.col("_old") <= pl.col("_new"))
    given_up = [nothing_new, old.join(known, on=key, how="semi").select(PLACE)]
    if not few:
        given_up.append(old.filter(_inside(feed, first, last)).select(PLACE))
    return given_up


def _pairs(kept: pl.DataFrame) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair each sheet with those that correct it in part, and with later ones that cover all its days; as they came."""
    sheets = kept.filter(pl.col("covers_from").is_not_null()).sort("kept_at", "file").to_dicts()
    for now in sheets:
        for before in sheets:
            corrected = before["id"] in (now["corrects"] or "").split()
            if corrected or _covers_all_of(before, now):
                yield before, now


def _covers_all_of(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether a sheet of another name covers all the days of one; of two alike, the one kept later."""
    if _same_name(before, now):
        return False
    days = [(each["covers_from"], each["covers_to"]) for each in (before, now)]
    if days[0] == days[1]:
        return bool(before["kept_at"] < now["kept_at"])
    return bool(days[1][0] <= days[0][0] and days[0][1] <= days[1][1])


def _same_name(before: dict[str, Any], now: dict[str, Any]) -> bool:
    names = (PurePath(each["file"]).name.casefold() for each in (before, now))
    return len(set(names)) == 1


def _days_of(feed: Feed, now: dict[str, Any], theirs: pl.DataFrame) -> tuple[date, date]:
    """Give the first and last day that a sheet speaks for.

    A list that ends in the middle of a month covers it, and says nothing of the days after its last.
    """
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    sent = theirs.select(pl.concat_list(days).explode().alias("day"))["day"].drop_nulls()
    first, last = min(sent, default=date.max), max(sent, default=date.min)
    return max(now["covers_from"], first), min(now["covers_to"], last)


def _inside(feed: Feed, first: date, last: date) -> pl.Expr:
    """Tell the rows whose every date lies in some days."""
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    within = (day.is_null() | day.is_between(first, last) for day in days)
    return pl.all_horizontal(*within) & pl.any_horizontal(day.is_not_null() for day in days)


def _worth_saying(each: Again) -> bool:
    """Keep every correction; of other names those that look taken again and lack a row of the first."""
    return each.there > 0 if each.in_part else 0 < each.gone <= (1 - HALF) * each.there
