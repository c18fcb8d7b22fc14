"""What a submission that was sent again says otherwise than before, in counts of rows."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.model import PLACED
from safeguard_kpi.store.shelves import Store


class Changes(NamedTuple):
    """How many rows of two submissions are the same, differ, or are in one alone; told by their key."""

    same: int
    changed: int
    added: int
    gone: int


def changes_of(store: Store, feed: Feed, before: str, now: str) -> Changes:
    """Compare the rows of two submissions of a feed; a row whose key has a gap is told by all of it."""
    old, new = (store.rows(feed, [each]).drop(PLACED.names()) for each in (before, now))
    key = _key(feed, old, new)
    cells = [name for name in old.columns if name not in key]
    both = old.join(new, on=key, how="inner", nulls_equal=True, suffix="_now")
    same = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(c).eq_missing(pl.col(f"{c}_now")) for c in cells)
    )
    unchanged = int(both.select(same.sum()).item()) if both.height else 0
    return Changes(
        same=unchanged,
        changed=both.height - unchanged,
        added=new.join(old, on=key, how="anti", nulls_equal=True).height,
        gone=old.join(new, on=key, how="anti", nulls_equal=True).height,
    )


def _key(feed: Feed, old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """Choose the first key that both have in every row; failing that, the whole row."""
    for key in feed.keys:
        if not any(frame[name].null_count() for frame in (old, new) for name in key):
            return list(key)
    return list(old.columns)
