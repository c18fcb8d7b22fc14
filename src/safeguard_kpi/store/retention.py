"""Which rows are older than they are to be kept, and letting them go."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.model import TABLE
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


def past_rows(store: Store, feeds: Mapping[str, Feed], begins: Mapping[str, date]) -> pl.DataFrame:
    """Count, for each feed with a first day, the rows that would go: the table PAST."""
    ids = store.kept["id"].to_list()
    found = []
    for name, day in begins.items():
        rows = store.rows(feeds[name], ids)
        past = rows.filter(is_past(feeds[name], day))
        left = rows.height - past.height
        last = pl.max_horizontal(pl.col(c).cast(pl.Date) for c in feeds[name].window.last)
        still = rows.filter(~is_past(feeds[name], day) & (last < day)).height
        found.append((name, day, past.height, past["submission"].n_unique(), left, still))
    return pl.DataFrame(found, schema=PAST, orient="row")


def let_go(store: Store, feeds: Mapping[str, Feed], begins: Mapping[str, date]) -> Store:
    """Write the store anew without the rows before each feed's day, and keep the days.

    A day once kept is never moved back: rows before it would not be there.
    """
    days = store.begins
    days |= {name: max(day, days.get(name, day)) for name, day in begins.items()}

    def change(name: str, rows: pl.DataFrame) -> pl.DataFrame:
        if name == TABLE or name not in begins:
            return rows
        mine = pl.col("authority") == store.authority
        return rows.filter(~(mine & is_past(feeds[name], days[name])))

    told = {name: day.isoformat() for name, day in sorted(days.items())}
    every = {**store.pointer.begins, store.authority: told}
    return rewritten(store, change, begins=every)
