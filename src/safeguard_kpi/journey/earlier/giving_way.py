"""Which rows a later extract has too, whichever run they came in."""

from collections.abc import Collection
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.in_turn import Came, Extract, in_turn
from safeguard_kpi.intake.admission.repeats import across_sheets


def beaten(
    rows: pl.DataFrame,
    feed: Feed,
    kept: pl.DataFrame,
    *,
    first: Collection[int] = (),
    settled: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Find the rows that a later extract has too: the later is the one that tells of later days.

    Args:
        rows: of the sheets, `_submission` and `_row`.
        feed: the contract.
        kept: KEPT and `submission`, those sheets.
        first: the submissions that win over every other, whatever days they tell of.
        settled: `_submission` and `_other_submission` of sheets of which it is known already what gives way.

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
    return across_sheets(
        rows, feed, sent, in_order(kept).with_columns(pl.col("_order") + ahead), settled=settled
    )


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
