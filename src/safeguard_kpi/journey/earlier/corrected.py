"""Sheets sent again: what a part, or a few rows, does to the list that it was sent again of."""

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.repeats import REPEATS
from safeguard_kpi.journey.earlier.again import Again, alive_in, are_few, days_of, inside
from safeguard_kpi.journey.earlier.giving_way import beaten
from safeguard_kpi.journey.earlier.put_right import paired, told_alike
from safeguard_kpi.store.reduced import PLACE


class Corrected(NamedTuple):
    """What the corrections of a feed's sheets have left of them."""

    stay: pl.DataFrame
    """The rows that stay, to be held against other sheets."""
    overlaps: pl.DataFrame
    """REPEATS: rows of corrected sheets that a later one of these has too."""
    settled: pl.DataFrame
    """`_submission` and `_other_submission`: corrected sheets and what corrects them, both ways."""
    found: list[Again]


def corrected(rows: pl.DataFrame, feed: Feed, kept: pl.DataFrame) -> Corrected:
    """Take the corrections one after the other as they came, each of what those before it have left.

    Args:
        rows: one feed's rows of every sheet that counts, `_submission` and `_row`.
        feed: the contract; its last key is the coarsest.
        kept: KEPT and `submission`, the sheets of that feed that count.
    """
    stay, overlaps, settled = rows, [pl.DataFrame(schema=REPEATS)], list[tuple[int, int]]()
    found = list[Again]()
    sheets = {row["id"]: row for row in kept.sort("kept_at", "file").to_dicts()}
    for now in sheets.values():
        before = [sheets[each] for each in (now["corrects"] or "").split() if each in sheets]
        if not before or now["covers_from"] is None:
            continue
        numbers = [each["submission"] for each in before]
        mine = stay.filter(pl.col("_submission").is_in(numbers))
        # Of these sheets, what a later one has too counts there, and never again in the earlier.
        twice = beaten(mine, feed, kept.filter(pl.col("submission").is_in(numbers)))
        mine = mine.join(twice, on=PLACE, how="anti", maintain_order="left")
        theirs = stay.filter(_submission=now["submission"])
        given_up, again = _given_up(mine, theirs, feed, now)
        overlaps.append(twice)
        stay = stay.join(twice, on=PLACE, how="anti", maintain_order="left").join(
            given_up, on=PLACE, how="anti", maintain_order="left"
        )
        settled += [
            pair for n in numbers for pair in ((n, now["submission"]), (now["submission"], n))
        ]
        if again.there:
            found.append(again._replace(before=_most_of(before, mine, feed, now)["id"]))
    return Corrected(
        stay,
        pl.concat(overlaps),
        pl.DataFrame(settled, schema=["_submission", "_other_submission"], orient="row"),
        found,
    )


def _given_up(
    mine: pl.DataFrame, theirs: pl.DataFrame, feed: Feed, now: dict[str, Any]
) -> tuple[pl.DataFrame, Again]:
    """Name the rows, of what was there and of its correction, that do not count.

    What both have alike counts as it stands, for the first speaks of later days. Of the others the correction
    counts: the rows that it has, and of a part that was taken again also those of its days that it has no more.
    """
    alive = mine.filter(alive_in(feed, now))
    few = are_few(alive, theirs, feed)
    again = Again("", now["id"], alive.height, theirs.height, 0, in_part=True, few=few)
    alike = told_alike(mine, theirs, feed)
    old = mine.join(alike, on=PLACE, how="anti")
    new = theirs.join(
        alike, left_on=PLACE, right_on=["_other_submission", "_other_row"], how="anti"
    )
    pairs = paired(old, new, feed)
    out = [alike.select(_submission="_other_submission", _row="_other_row")]
    left = old.join(pairs, on=PLACE, how="anti")
    if again.few:
        out.append(pairs.select(PLACE))
        still = left.filter(alive_in(feed, now)).height
        return pl.concat(out).cast(_PLACES), again._replace(gone=still)
    first, last = days_of(feed, now, theirs)
    older = _ends_later(pairs, old, new, feed, last)
    out += [
        older.select(_submission="_other_submission", _row="_other_row"),
        pairs.join(older, on=PLACE, how="anti").select(PLACE),
    ]
    # What began after the last row of the part began is none of its days, however late one of them ended.
    day = feed.keys[-1][-1]
    until = now["covers_to"] if now["whole"] else theirs[day].max()
    began = pl.col(day).is_null() | (pl.col(day) <= until)
    no_more = left.filter(inside(feed, first, last) & began)
    out.append(no_more.select(PLACE))
    of_all = alike.height + pairs.height + no_more.height
    return pl.concat(out).cast(_PLACES), again._replace(there=of_all, gone=no_more.height)


def _ends_later(
    pairs: pl.DataFrame, old: pl.DataFrame, new: pl.DataFrame, feed: Feed, last: date
) -> pl.DataFrame:
    """Take the pairs of which the first knows a day after the part's last that the part leaves blank.

    A list of July as it stood in July reopens nothing that August has closed.
    """
    days = list(feed.window.last)
    met = pairs.join(old.select(*PLACE, *days), on=PLACE).join(
        new.select(*PLACE, *days),
        left_on=["_other_submission", "_other_row"],
        right_on=PLACE,
        suffix="_new",
    )
    later = ((pl.col(day).cast(pl.Date) > last) & pl.col(f"{day}_new").is_null() for day in days)
    return met.filter(pl.any_horizontal(*later)).select(pairs.columns)


def _most_of(
    before: list[dict[str, Any]], mine: pl.DataFrame, feed: Feed, now: dict[str, Any]
) -> dict[str, Any]:
    """Give the sheet of which most rows lie in the months of a correction, to be named for all."""
    inside = mine.filter(alive_in(feed, now))["_submission"]
    return max(before, key=lambda each: int((inside == each["submission"]).sum()))


_PLACES = pl.Schema({"_submission": pl.UInt32, "_row": pl.Int64})
