"""Which rows are older than they are to be kept, and letting them go."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.model import KEPT, TABLE
from safeguard_kpi.store.reduced import filled_of
from safeguard_kpi.store.rewriting import rewritten
from safeguard_kpi.store.shelves import Store

PAST = pl.Schema(
    {
        "feed": pl.String,
        "begins": pl.Date,
        "rows": pl.Int64,
        "submissions": pl.Int64,
        "rows_kept": pl.Int64,
        "open_kept": pl.Int64,
    }
)
"""By feed: the first day kept, the rows before it and of how many submissions, what stays, and how
many of those began before the day and stay because nothing says that they ended."""


def is_past(feed: Feed, begins: date) -> pl.Expr:
    """Say of rows whether the last thing they tell of lies before a day; what is open never does.

    A row with no end, in a feed whose rows can have one, is still open: without it the number
    open at a later day would be too low.
    """
    last = pl.max_horizontal(pl.col(name).cast(pl.Date) for name in feed.window.last)
    past = last < begins
    if set(feed.window.first) < set(feed.window.last):
        past &= pl.any_horizontal(pl.col(name).is_not_null() for name in feed.window.first)
    return past.fill_null(value=False)


def days_kept(store: Store, begins: Mapping[str, date]) -> dict[str, date]:
    """Give the first day of which each feed is kept: one once kept is never moved back."""
    return {name: max(day, store.begins.get(name, day)) for name, day in begins.items()}


def past_rows(
    store: Store,
    feeds: Mapping[str, Feed],
    begins: Mapping[str, date],
    going: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Count, for each feed with a first day, the rows that would go: the table PAST.

    Args:
        store: the store.
        feeds: every feed.
        begins: by feed, the first day kept.
        going: by feed, the rows that go: `submission`, the id, and `row`.
    """
    ids = store.kept["id"].to_list()
    found = []
    for name, day in begins.items():
        rows, gone = store.rows(feeds[name], ids), going[name]
        stay = rows.join(gone, on=gone.columns, how="anti")
        last = pl.max_horizontal(pl.col(c).cast(pl.Date) for c in feeds[name].window.last)
        still = stay.filter(last < day).height
        found.append((name, day, gone.height, gone["submission"].n_unique(), stay.height, still))
    return pl.DataFrame(found, schema=PAST, orient="row")


def let_go(
    store: Store,
    feeds: Mapping[str, Feed],
    begins: Mapping[str, date],
    going: Mapping[str, pl.DataFrame],
) -> Store:
    """Write the store anew without some rows, and keep the days that each feed begins at.

    What a sheet came with is noted first where an older version did not: it is told by all of its rows.

    Args:
        store: opened to write, by whoever holds the lock.
        feeds: every feed.
        begins: by feed, the first day kept.
        going: by feed, the rows that go: `submission`, the id, and `row`.
    """
    filled = _filled(store, feeds)

    def change(name: str, rows: pl.DataFrame) -> pl.DataFrame:
        mine = pl.col("authority") == store.authority
        if name == TABLE:
            return _noted(rows, filled, mine)
        if name not in going:
            return rows
        gone = going[name].with_columns(authority=pl.lit(store.authority))
        return rows.join(gone, on=gone.columns, how="anti", maintain_order="left")

    days = store.begins | days_kept(store, begins)
    told = {name: day.isoformat() for name, day in sorted(days.items())}
    every = {**store.pointer.begins, store.authority: told}
    return rewritten(store, change, begins=every)


def _filled(store: Store, feeds: Mapping[str, Feed]) -> dict[str, list[str]]:
    """Name by submission the columns that have a cell filled in the rows that are kept."""
    found: dict[str, list[str]] = {}
    for name, mine in store.kept.filter(pl.col("columns_filled").is_null()).group_by("feed"):
        if feed := feeds.get(str(name[0])):
            found |= {each: list[str]() for each in mine["id"]}
            found |= filled_of(store.rows(feed, mine["id"].to_list()), feed, "submission")
    return found


def _noted(rows: pl.DataFrame, filled: Mapping[str, list[str]], mine: pl.Expr) -> pl.DataFrame:
    dtype = KEPT["columns_filled"]
    known = pl.col("columns_filled") if "columns_filled" in rows.columns else pl.lit(None, dtype)
    told = pl.DataFrame(
        {"id": list(filled), "_filled": list(filled.values())},
        schema={"id": pl.String, "_filled": dtype},
    )
    return (
        rows.join(told, on="id", how="left", maintain_order="left")
        .with_columns(
            columns_filled=pl.coalesce(known, pl.when(mine).then("_filled")),
        )
        .drop("_filled")
    )
