"""What would be kept of the sheets of one run: each under a name of its own, its rows reduced."""

import hashlib
from array import array
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any, NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake import Admitted
from safeguard_kpi.measures.periods import quarter_name
from safeguard_kpi.store.door import ends_what_is_kept, let_in
from safeguard_kpi.store.model import KEPT, NO_PERIOD, PLACED, Standing
from safeguard_kpi.store.reduced import PLACE, filled_of, kept_schema, reduced
from safeguard_kpi.store.shelves import Store


class Arrived(NamedTuple):
    """What would be kept of this run's sheets."""

    submissions: pl.DataFrame
    """KEPT, and `_number`: the sheet's in this run."""
    rows: dict[str, pl.DataFrame]
    """By feed: PLACED and the feed's kept columns."""
    outside: dict[str, int]
    """How many rows were left outside: of erased children, and from before what is kept."""


def arrived_of(
    admitted: Admitted,
    store: Store,
    feeds: Mapping[str, Feed],
    authority: str,
    came: Mapping[str, date],
    *,
    synthetic: bool,
) -> Arrived:
    """Make of this run's sheets what would be kept of them."""
    sheets = admitted.submissions.filter(pl.col("feed") != "")
    rows: dict[str, pl.DataFrame] = {}
    told: dict[object, str] = {}
    outside = {"erased": 0, "past": 0}
    filled: dict[int, list[str]] = {}
    for name, feed in feeds.items():
        sound = admitted.sound[name]
        # Of all rows, also those that stay outside: the same file is the same submission ever after.
        for (number,), part in sound.group_by("_submission"):
            told[number] = _digest(part)
        let = let_in(sound, feed, store)
        inside, past = (reduced(each, feed, store.keys, authority) for each in let[:2])
        ending = ends_what_is_kept(past, feed, store)
        rows[name] = pl.concat([inside, ending])
        filled |= filled_of(pl.concat([inside, past]), feed, PLACE[0])
        outside["erased"] += let.erased
        outside["past"] += past.height - ending.height
    listed, now = [], datetime.now(UTC).replace(tzinfo=None)
    for row in sheets.to_dicts():
        number = row["submission"]
        what = (row["sha256"], sheet_name(row), row["feed"], authority, *row["columns_used"])
        what = (
            *what,
            str(row["covers_from"]),
            str(row["covers_to"]),
            str(number in admitted.whole),
            *(["refused whole"] if number in admitted.refused else []),
        )
        refused = admitted.refused.get(number) or (None, None)
        content = told.get(number, "nothing")
        listed.append(
            row
            | {
                "_number": number,
                "id": hashlib.sha256("\n".join((*what, content)).encode()).hexdigest()[:16],
                "authority": authority,
                "period": quarter_name(row["covers_to"]).replace(" ", "-")
                if row["covers_to"]
                else NO_PERIOD,
                "received": came.get(row["file"], admitted.today),
                "last_day": admitted.reach.get(number),
                "kept_at": now,
                "standing": Standing.CURRENT.value,
                "replaced_by": None,
                "why": None,
                "annex_a": number in admitted.annex_a,
                "whole": number in admitted.whole,
                "synthetic": synthetic,
                "refused": number in admitted.refused,
                "refused_from": refused[0],
                "refused_to": refused[1],
                "columns_filled": filled.get(number, []),
            }
        )
    arrived = pl.DataFrame(listed, schema={**KEPT, "_number": pl.UInt32}, orient="row")
    place = arrived.select("authority", "period", submission="id", _submission="_number")
    kept = {
        name: frame.join(place, on="_submission", how="inner", maintain_order="left")
        .with_columns(row="_row")
        .select(*PLACED.names(), *kept_schema(feeds[name]).names())
        for name, frame in rows.items()
    }
    return Arrived(arrived, kept, outside)


def sheet_name(row: Mapping[str, Any]) -> str:
    """Give the name of a sheet; a text file's one sheet is called as the file, and is the same renamed."""
    name = str(row["sheet"])
    return "" if name == PurePath(row["file"]).stem else name


def _digest(rows: pl.DataFrame) -> str:
    """Tell one reading of a sheet from another; no row can be had back from it."""
    whole = rows.sort("_row").drop("_submission").hash_rows(seed=1)
    return hashlib.sha256(array("Q", whole).tobytes()).hexdigest()
