"""What a run did to the store, in counts and names of files: what is new, replaced, sent twice."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.changes import changes_of
from safeguard_kpi.store.settling import Settled
from safeguard_kpi.store.shelves import Store


def account_of(
    store: Store,
    settled: Settled,
    overlaps: pl.DataFrame,
    numbers: Mapping[int, str],
    feeds: Mapping[str, Feed],
) -> dict[str, Any]:
    """Say what became of the store: which sheets are new, which took the place of which, what overlaps."""
    names = {row["id"]: row for row in settled.kept.to_dicts()}
    pairs = overlaps.group_by("_submission", "_other_submission").agg(
        same=(pl.col("problem") == "row_repeated").sum(),
        different=(pl.col("problem") != "row_repeated").sum(),
    )
    return {
        "commit": store.pointer.commit,
        "key_id": store.keys.key_id,
        "submissions": store.current.height,
        "new": [_name(names[each]) for each in settled.new],
        "back": [_name(names[each]) for each in settled.back],
        "replaced": [
            {
                "before": _name(names[each.before]),
                "now": _name(names[each.now]),
                "why": each.why,
                **changes_of(
                    store, feeds[names[each.now]["feed"]], each.before, each.now
                )._asdict(),
            }
            for each in settled.replaced
        ],
        "withdrawn": [_name(names[each]) for each in settled.withdrawn],
        "overlaps": [
            {
                "earlier": _name(names[numbers[row["_submission"]]]),
                "later": _name(names[numbers[row["_other_submission"]]]),
                "same": row["same"],
                "different": row["different"],
            }
            for row in pairs.sort("_submission", "_other_submission").to_dicts()
        ],
    }


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['file']}, sheet {row['sheet']}" if row["sheet"] else str(row["file"])
