"""Which rows of the store go once those before a day are let go: each with the row that counts for it."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.journey.earlier.giving_way import beaten
from safeguard_kpi.journey.earlier.weighing import rows_of, weigh
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
    one extract has open and a later one has ended would otherwise be open again, and for ever. A row that
    would begin to count without others, as one that a part sent again took the place of, goes too.

    Raises:
        SafeguardError: a row that stays would count no more.
    """
    return {name: _to_go(store, feeds[name], day) for name, day in begins.items()}


def _to_go(store: Store, feed: Feed, begins: date) -> pl.DataFrame:
    kept = store.kept.filter(feed=feed.name).with_columns(
        submission=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    rows = rows_of(store, feed, kept)
    counting = kept.filter(standing=Standing.CURRENT.value)
    current = rows.filter(pl.col("_submission").is_in(counting["submission"].implode()))
    now = weigh(current, feed, counting)
    # What counts no more is judged by what counts in its place; it never judges what counts.
    others = beaten(rows, feed, kept, first=counting["submission"]).join(
        current.select(PLACE), on=PLACE, how="anti"
    )
    pairs = pl.concat([now.overlaps, others]).select(*PLACE, *_WINNER)
    going = _with_beaten(rows.filter(is_past(feed, begins)).select(PLACE), pairs)
    while True:
        left = current.join(going, on=PLACE, how="anti")
        after = weigh(left, feed, counting).counted.select(PLACE)
        begun = after.join(now.counted, on=PLACE, how="anti")
        if begun.is_empty():
            break
        going = _with_beaten(pl.concat([going, begun]), pairs)
    ceased = now.counted.join(going, on=PLACE, how="anti").join(after, on=PLACE, how="anti")
    _hold(feed, begins, ceased.height)
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


def _hold(feed: Feed, begins: date, ceased: int) -> None:
    """Hold that what stays counts as before: which rows are the same is told by what sheets have in common."""
    if ceased:
        raise SafeguardError(
            f"{ceased:,} rows of {feed.name} that stay would count no more without those before {begins}, which tell that they are none of another sheet's",
            hint=f"keep {feed.name} longer under [store.retain], or `store withdraw` the sheet that has the same identifiers or days again; nothing was changed",
        )
