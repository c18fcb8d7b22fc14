"""Which rows of several sheets of a feed count, and which give way to another sheet's."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.restarts import restarting
from safeguard_kpi.journey.earlier.again import Again, covering
from safeguard_kpi.journey.earlier.corrected import corrected
from safeguard_kpi.journey.earlier.giving_way import beaten
from safeguard_kpi.store.reduced import PLACE, kept_schema
from safeguard_kpi.store.shelves import Store


class Weighed(NamedTuple):
    """What counts of one feed's rows, and why the others do not."""

    counted: pl.DataFrame
    """The rows that count, as they were given."""
    stay: pl.DataFrame
    """Those, and the rows that they are counted in the place of."""
    overlaps: pl.DataFrame
    """REPEATS: rows that a later extract has too, and the row that counts in the place of each."""
    sent_again: list[Again]
    """What sheets that cover days of others do to those."""
    restarts: pl.DataFrame
    """The pairs of sheets in which the same identifiers name other rows."""


def rows_of(store: Store, feed: Feed, kept: pl.DataFrame) -> pl.DataFrame:
    """Read the rows of submissions, with the numbers of this run, and every column of the feed.

    Args:
        store: the store.
        feed: the contract.
        kept: KEPT and `submission`, the number of each in this run.
    """
    rows = store.rows(feed, kept["id"].to_list())
    never = [pl.lit(None, t).alias(n) for n, t in feed.columns.items() if n not in rows.columns]
    ages = [name for name in kept_schema(feed).names() if name not in feed.columns]
    return (
        rows.join(kept.select(submission="id", _submission="submission"), on="submission")
        .with_columns(*never, _row="row")
        .select(*feed.columns, *ages, *PLACE)
    )


def weigh(rows: pl.DataFrame, feed: Feed, kept: pl.DataFrame) -> Weighed:
    """Say which rows of a feed's sheets count, each once: of two extracts the later wins.

    Args:
        rows: of the sheets, `_submission` and `_row`.
        feed: the contract.
        kept: KEPT and `submission`, those sheets.
    """
    left = corrected(rows, feed, kept)
    again = beaten(left.stay, feed, kept, settled=left.settled)
    counted = left.stay.join(again, on=PLACE, how="anti", maintain_order="left")
    numbers = kept["submission"].to_list()
    return Weighed(
        counted,
        left.stay,
        pl.concat([left.overlaps, again]),
        [*left.found, *covering(rows, counted, feed, kept)],
        restarting(left.stay, feed, numbers),
    )
