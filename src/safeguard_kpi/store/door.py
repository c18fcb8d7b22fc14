"""What no longer comes in: rows of erased children, and rows from before the day that is kept."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.keys import Keys, kind_of
from safeguard_kpi.store.model import CHILD
from safeguard_kpi.store.reduced import PLACE
from safeguard_kpi.store.retention import is_past
from safeguard_kpi.store.shelves import Store

ERASED = "erased child"
"""What the marks of erased children are identifiers of: no column is called so."""


class LetIn(NamedTuple):
    """The rows that may be kept, those from before what is kept, and how many of erased children."""

    rows: pl.DataFrame
    past: pl.DataFrame
    erased: int


def mark(keys: Keys, authority: str, children: pl.Series) -> list[str]:
    """Give what tells an erased child when it is sent again: no pseudonym of any row."""
    return keys.pseudonyms(children, of=kind_of(authority, ERASED))


def let_in(rows: pl.DataFrame, feed: Feed, store: Store) -> LetIn:
    """Leave out of admitted rows those that were erased or let go, so that they do not come back."""
    known = rows
    if store.pointer.erased and CHILD in rows.columns:
        sent = rows[CHILD].drop_nulls().unique()
        marks = pl.Series(mark(store.keys, store.authority, sent), dtype=pl.String)
        gone = sent.filter(marks.is_in(list(store.pointer.erased)))
        known = rows.filter(~pl.col(CHILD).is_in(gone.to_list()).fill_null(value=False))
    begins = store.begins.get(feed.name)
    past = pl.lit(value=False) if begins is None else is_past(feed, begins)
    return LetIn(known.filter(~past), known.filter(past), rows.height - known.height)


def ends_what_is_kept(past: pl.DataFrame, feed: Feed, store: Store) -> pl.DataFrame:
    """Take, of rows from before what is kept, those of which the store has a version that is not.

    A plan that is kept because it was open has ended since: left outside, that would never be known.

    Args:
        past: such rows as they would be kept.
        feed: the contract.
        store: the store.
    """
    begins = store.begins.get(feed.name)
    if begins is None or past.is_empty():
        return past.clear()
    kept = store.rows(feed, store.kept.filter(feed=feed.name)["id"].to_list())
    there = kept.filter(~is_past(feed, begins))
    again = [past.join(there, on=list(key), how="semi").select(PLACE) for key in feed.keys]
    return past.join(pl.concat(again), on=PLACE, how="semi", maintain_order="left")
