"""What no longer comes in: rows of erased children, and rows from before the day that is kept."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.keys import Keys, kind_of
from safeguard_kpi.store.model import CHILD
from safeguard_kpi.store.retention import is_past
from safeguard_kpi.store.shelves import Store

ERASED = "erased child"
"""What the marks of erased children are identifiers of: no column is called so."""


class LetIn(NamedTuple):
    """The rows that may be kept, and how many were left outside."""

    rows: pl.DataFrame
    erased: int
    past: int


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
    kept = known if begins is None else known.filter(~is_past(feed, begins))
    return LetIn(kept, rows.height - known.height, known.height - kept.height)
