"""Which rows of the store go once those before a day are let go: each with the row that counts for it."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.journey.weighing import beaten, rows_of, weigh
from safeguard_kpi.store.model import Standing
from safeguard_kpi.store.reduced import PLACE
from safeguard_kpi.store.retention import is_past
from safeguard_kpi.store.shelves import Store

_WINNER = ("_other_submission", "_other_row")


def rows_to_go(
    store: Store, feeds: Mapping[str, Feed], begins: Mapping[str, date]
) -> dict[str, pl.DataFrame]:
    """Find by feed the rows that are past: `submission`, the id, and `row`.

    The row that counts is judged, and the versions of it in other sheets go where it goes: a plan that
    one extract has open and a later one has ended would otherwise be open again, and for ever.
    """
    return {name: _to_go(store, feeds[name], day) for name, day in begins.items()}


def _to_go(store: Store, feed: Feed, begins: date) -> pl.DataFrame:
    kept = store.kept.filter(feed=feed.name).with_columns(
        submission=pl.int_range(pl.len(), dtype=pl.UInt32),
        _counts=pl.col("standing") == Standing.CURRENT.value,
    )
    rows = rows_of(store, feed, kept)
    counting = kept.filter("_counts")
    current = rows.filter(pl.col("_submission").is_in(counting["submission"].implode()))
    now = weigh(current, feed, counting)
    # What counts no more is judged by what counts in its place; it never judges what counts.
    others = beaten(rows, feed, kept, first_by=("_counts",)).join(
        current.select(PLACE), on=PLACE, how="anti"
    )
    pairs = pl.concat([now.overlaps, others]).select(*PLACE, *_WINNER)
    going = _with_beaten(rows.filter(is_past(feed, begins)).select(PLACE), pairs)
    while (begun := _begun(current, going, feed, counting, now.counted)).height:
        going = _with_beaten(pl.concat([going, begun]), pairs)
    return going.join(kept, left_on="_submission", right_on="submission").select(
        submission="id", row="_row"
    )


def _with_beaten(going: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add to rows that go those that they are counted in the place of."""
    while True:
        more = (
            pairs.join(going, left_on=_WINNER, right_on=PLACE, how="semi")
            .select(PLACE)
            .unique()
            .join(going, on=PLACE, how="anti")
        )
        if more.is_empty():
            return going
        going = pl.concat([going, more])


def _begun(
    current: pl.DataFrame,
    going: pl.DataFrame,
    feed: Feed,
    counting: pl.DataFrame,
    counted: pl.DataFrame,
) -> pl.DataFrame:
    """Find the rows that would begin to count once others are gone: those that a part sent again covers."""
    left = current.join(going, on=PLACE, how="anti")
    after = weigh(left, feed, counting).counted.select(PLACE)
    return after.join(counted, on=PLACE, how="anti")
