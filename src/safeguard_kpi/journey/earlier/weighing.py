"""Which rows of several sheets of a feed count, and which give way to another sheet's."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.in_turn import Came, Extract, in_turn
from safeguard_kpi.intake.admission.repeats import across_sheets
from safeguard_kpi.intake.admission.restarts import restarting
from safeguard_kpi.journey.earlier.corrected import Again, given_way
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
    return across_sheets(rows, feed, sent, in_order(kept).with_columns(pl.col("_order") + ahead))


def in_order(kept: pl.DataFrame) -> pl.DataFrame:
    """Number the sheets that are kept as `in_turn` does: `_submission`, `_order` and `_alike`."""
    reach = reach_with_corrected(kept)
    return in_turn(
        Extract(
            row["submission"],
            row["file"],
            reach[row["id"]],
            Came(row["received"] or date.max, row["kept_at"]),
        )
        for row in kept.select("submission", "id", "file", "received", "kept_at").to_dicts()
    )


def reach_with_corrected(kept: pl.DataFrame) -> dict[str, date | None]:
    """Give the latest day that each sheet tells of, by its id: a correction speaks for what it corrects."""
    days = dict(kept.select("id", "last_day").iter_rows())
    reach = {}
    for name, corrects in kept.select("id", "corrects").iter_rows():
        of_all = (days.get(each) for each in (name, *(corrects or "").split()))
        reach[name] = max((day for day in of_all if day), default=None)
    return reach
