"""Sheets sent again: what a part does to the days that it covers, and what nobody said was sent again."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Any, NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.taken_again import HALF
from safeguard_kpi.store.reduced import PLACE


class Again(NamedTuple):
    """One sheet that has days of another, in rows of those days."""

    before: str
    """The id in the store of the sheet that was there first."""
    now: str
    there: int
    """Rows of the first that lie wholly in the days that the second covers."""
    gone: int
    """Of those, the rows that the second has not, by child and day."""
    in_part: bool
    """Whether it bears the name of the first and covers a part of its days."""

    @property
    def replaces(self) -> bool:
        """Whether rows of the first give way: a few rows sent back are no part that was taken again."""
        return self.in_part and self.there - self.gone >= HALF * self.there


def given_way(
    rows: pl.DataFrame, feed: Feed, kept: pl.DataFrame
) -> tuple[pl.DataFrame, list[Again]]:
    """Leave out the rows that a correction of their days takes the place of.

    A row that starts before the days of a correction would not be in it: such a row stays, and is brought
    up to date by its key alone.

    Args:
        rows: one feed's rows of every sheet that counts, `_submission` and `_row`.
        feed: the contract; its last key is the coarsest.
        kept: KEPT and `submission`, the sheets of that feed that count.

    Returns:
        The rows that stay; and what was found of each pair of sheets.
    """
    found, out = [], [rows.select(PLACE).clear()]
    for before, now in _pairs(kept):
        mine, theirs = (
            rows.filter(pl.col("_submission") == each["submission"]) for each in (before, now)
        )
        inside = mine.filter(_inside(feed, now, theirs))
        gone = inside.join(theirs, on=list(feed.keys[-1]), how="anti")
        in_part = before["id"] in (now["corrects"] or "").split()
        again = Again(before["id"], now["id"], inside.height, gone.height, in_part)
        found.append(again)
        if again.replaces:
            out.append(inside.select(PLACE))
    stay = rows.join(pl.concat(out), on=PLACE, how="anti", maintain_order="left")
    return stay, [each for each in found if _worth_saying(each)]


def in_turn(kept: pl.DataFrame) -> pl.DataFrame:
    """Number sheets so that the later extract has the higher number: `_submission`, `_order`.

    The later is the one that tells of a later month. Of two that end in one month it is the one that came
    later, for a list put right may end some days before the first; then the one that tells of a later day.
    A correction speaks for the days of what it corrects.
    """
    days = dict(kept.select("id", "last_day").iter_rows())
    reach = []
    for row in kept.select("id", "corrects").iter_rows(named=True):
        of_all = [days.get(name) for name in (row["id"], *(row["corrects"] or "").split())]
        reach.append(max((day for day in of_all if day), default=None))
    return (
        kept.with_columns(pl.Series("_reach", reach, dtype=pl.Date))
        .with_columns(_month=pl.col("_reach").dt.month_end())
        .sort("_month", "received", "kept_at", "_reach", "file", "submission", nulls_last=False)
        .select(_submission="submission", _order=pl.int_range(pl.len(), dtype=pl.Int64))
    )


def _pairs(kept: pl.DataFrame) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair each sheet with those that correct it in part, and with later ones that cover all its days."""
    sheets = kept.filter(pl.col("covers_from").is_not_null()).to_dicts()
    for now in sheets:
        for before in sheets:
            corrected = before["id"] in (now["corrects"] or "").split()
            if corrected or _covers_all_of(before, now):
                yield before, now


def _covers_all_of(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether a sheet of another name covers all the days of one; of two alike, the one kept later."""
    if PurePath(before["file"]).name.casefold() == PurePath(now["file"]).name.casefold():
        return False
    days = [(each["covers_from"], each["covers_to"]) for each in (before, now)]
    if days[0] == days[1]:
        return bool(before["kept_at"] < now["kept_at"])
    return bool(days[1][0] <= days[0][0] and days[0][1] <= days[1][1])


def _inside(feed: Feed, now: dict[str, Any], theirs: pl.DataFrame) -> pl.Expr:
    """Tell the rows whose every date is of the days covered, and none before the first or after the last sent.

    A list that ends in the middle of a month covers it, and says nothing of the days after its last.
    """
    days = [pl.col(name).cast(pl.Date) for name in feed.window.last]
    sent = theirs.select(pl.concat_list(days).explode().alias("day"))["day"].drop_nulls()
    first, last = min(sent, default=date.max), max(sent, default=date.min)
    within = (
        day.is_null() | day.is_between(max(now["covers_from"], first), min(now["covers_to"], last))
        for day in days
    )
    return pl.all_horizontal(*within) & pl.any_horizontal(day.is_not_null() for day in days)


def said_of(
    pairs: Iterable[Again], kept: pl.DataFrame, here: Collection[str]
) -> Iterator[pl.DataFrame]:
    """Say as findings what sheets of this run do to others, in counts of rows.

    Args:
        pairs: what was found of each pair of sheets.
        kept: KEPT.
        here: the ids of the sheets of this run.
    """
    names = {row["id"]: row for row in kept.to_dicts()}
    for each in pairs:
        if each.now not in here:
            continue
        before, now = names[each.before], names[each.now]
        first = f"{before['file']}, sheet {before['sheet']}" if before["sheet"] else before["file"]
        problem, level, message, remedy = _words(each, first)
        yield findings.one(
            problem, level, message, remedy,
            feed=now["feed"], file=now["file"], sheet=now["sheet"],
        )  # fmt: skip


def _words(each: Again, first: str) -> tuple[str, Level, str, str]:
    stay = each.there - each.gone
    if each.replaces:
        return (
            "sent_again_in_part",
            Level.NOTE,
            (
                f"Sent again under its name, for a part of the days of {first}: it takes the place of {each.there:,}"
                f" rows of those days, of which it has {stay:,} again and {each.gone:,} no more."
            ),
            "Nothing to do where that is meant; otherwise withdraw it (store withdraw) or send it under another name.",
        )
    if each.in_part:
        return (
            "sent_again_few",
            Level.WARN,
            (
                f"It bears the name of {first} and has fewer than half of its rows of the same days ({stay:,} of"
                f" {each.there:,}): those it has are brought up to date, and the other {each.gone:,} still count."
            ),
            "If those rows are not to count, ask for the whole list again; or name the first under `replaces` in submissions.toml.",
        )
    return (
        "looks_sent_again",
        Level.QUERY,
        f"It covers all the days of {first} and lacks {each.gone:,} of its {each.there:,} rows: they still count.",
        "If it is that list sent again, name the first under `replaces` in submissions.toml.",
    )


def _worth_saying(each: Again) -> bool:
    """Keep every correction; of other names those that look taken again and lack a row of the first."""
    return each.in_part or (0 < each.gone <= (1 - HALF) * each.there)
