"""Which rows of several sheets of a feed count, and which give way to another sheet's."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.repeats import across_sheets
from safeguard_kpi.intake.admission.restarts import restarting
from safeguard_kpi.journey.earlier.corrected import Again, given_way
from safeguard_kpi.store.model import ending
from safeguard_kpi.store.reduced import PLACE, kept_schema
from safeguard_kpi.store.shelves import Store


class Weighed(NamedTuple):
    """What counts of one feed's rows, and why the others do not."""

    counted: pl.DataFrame
    """The rows that count, as they were given."""
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
    stay, pairs = given_way(rows, feed, kept)
    again = beaten(stay, feed, kept)
    counted = stay.join(again, on=PLACE, how="anti", maintain_order="left")
    return Weighed(counted, again, pairs, restarting(stay, feed, kept["submission"].to_list()))


def beaten(
    rows: pl.DataFrame, feed: Feed, kept: pl.DataFrame, *, first: Collection[int] = ()
) -> pl.DataFrame:
    """Find the rows that a later extract has too: the later is the one that tells of later days.

    Args:
        rows: of the sheets, `_submission` and `_row`.
        feed: the contract.
        kept: KEPT and `submission`, those sheets.
        first: the submissions that win over every other, whatever days they tell of.

    Returns:
        The table REPEATS.
    """
    sent = {
        number: frozenset(
            column for name in used if name in feed.fields for column in feed.fields[name].columns
        )
        for number, used in kept.select("submission", "columns_used").iter_rows()
    }
    ahead = pl.when(pl.col("_submission").is_in(list(first))).then(pl.len()).otherwise(0)
    return across_sheets(rows, feed, sent, in_turn(kept).with_columns(pl.col("_order") + ahead))


def in_turn(kept: pl.DataFrame) -> pl.DataFrame:
    """Number sheets so that the later extract has the higher number: `_submission`, `_order`.

    The later is the one that tells of later days. What ends in the last week of a month ends with the month,
    for a list put right may end some days before the first; of two that end alike it is the one that came
    later. A correction speaks for the days of what it corrects.
    """
    days = dict(kept.select("id", "last_day").iter_rows())
    reach = []
    for row in kept.select("id", "corrects").iter_rows(named=True):
        of_all = [days.get(name) for name in (row["id"], *(row["corrects"] or "").split())]
        reach.append(max((day for day in of_all if day), default=None))
    ends = [day and ending(day) for day in reach]
    return (
        kept.with_columns(
            _reach=pl.Series(reach, dtype=pl.Date), _ends=pl.Series(ends, dtype=pl.Date)
        )
        .sort("_ends", "received", "kept_at", "_reach", "file", "submission", nulls_last=False)
        .select(_submission="submission", _order=pl.int_range(pl.len(), dtype=pl.Int64))
    )
