"""What a new submission does to those kept before: nothing new, more, or in the place of one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import polars as pl

from safeguard_kpi.store.model import KEPT, Standing
from safeguard_kpi.store.spans import corrects, older, overlap, within

READ_AGAIN = "read again under other declarations"
SENT_AGAIN = "sent again"
SAID = "replaced, as submissions.toml says"
IN_PART = "sent again in part"


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """One submission that counts no more, and the one that counts in its place."""

    before: str
    now: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What is kept from now on, and what has come of it."""

    kept: pl.DataFrame
    new: tuple[str, ...]
    """Whose rows are not kept yet."""
    back: tuple[str, ...]
    """Replaced before, and given again without what took their place."""
    replaced: tuple[Replaced, ...]
    partly: tuple[Replaced, ...]
    """Sheets of the same name with a part of another's days or rows: both count; see `corrects` in KEPT."""
    withdrawn: tuple[str, ...]
    """Withdrawn before, and given again: they stay so."""

    @property
    def changed(self) -> bool:
        """Say whether the store is another than it was."""
        return bool(self.new or self.back or self.replaced)


def settle(
    kept: pl.DataFrame,
    arrived: pl.DataFrame,
    told: Mapping[str, Sequence[str]],
    few: Collection[tuple[str, str]] = (),
) -> Settled:
    """Say which submissions count once others have arrived.

    A sheet replaces the one kept under the same name, feed and sheet, if it covers all that that one
    covered and that one's file is not among those given too; and an earlier reading of itself.

    Args:
        kept: KEPT, one authority's.
        arrived: KEPT, all sheets of this run, standing current.
        told: by file, the files that somebody says it takes the place of.
        few: the pairs of ids of which the second is a few rows of the first put right.
    """
    known = {row["id"]: row for row in kept.to_dicts()}
    rows = arrived.to_dicts()
    given = {(row["sha256"], row["sheet"], row["feed"]) for row in rows}
    taken_out = {
        (row["sha256"], row["sheet"], row["feed"])
        for row in known.values()
        if row["standing"] == Standing.WITHDRAWN
    }
    withdrawn = {
        row["id"] for row in rows if (row["sha256"], row["sheet"], row["feed"]) in taken_out
    }
    new = [row["id"] for row in rows if row["id"] not in known and row["id"] not in withdrawn]
    back = [
        row["id"]
        for row in rows
        if _stands(known, row["id"]) == Standing.REPLACED
        and not _still_replaced(known[row["id"]], known, {each["id"] for each in rows}, told)
    ]
    known |= {row["id"]: row for row in rows if row["id"] in new}
    known |= {name: {**known[name], **_CURRENT} for name in back}
    replaced: list[Replaced] = []
    partly: list[Replaced] = []
    for row in rows:
        if _stands(known, row["id"]) == Standing.CURRENT:
            fresh = row["id"] in new or row["id"] in back
            others = _others(row, known, given, told.get(row["file"], ()), few, fresh=fresh)
            for other, why in others:
                found = Replaced(before=other["id"], now=row["id"], why=why)
                (partly if why == IN_PART else replaced).append(found)
    for each in replaced:
        known[each.before] |= {
            "standing": Standing.REPLACED.value,
            "replaced_by": each.now,
            "why": each.why,
        }
    for each in partly:
        corrected = {each.before, *(known[each.now]["corrects"] or "").split()}
        known[each.now] |= {"corrects": " ".join(sorted(corrected))}
    return Settled(
        kept=pl.DataFrame(list(known.values()), schema=KEPT, orient="row"),
        new=tuple(new),
        back=tuple(sorted(back)),
        replaced=tuple(replaced),
        partly=tuple(partly),
        withdrawn=tuple(sorted(withdrawn)),
    )


_CURRENT = {"standing": Standing.CURRENT.value, "replaced_by": None, "why": None}


def _still_replaced(
    row: dict[str, Any],
    known: Mapping[str, dict[str, Any]],
    here: Collection[str],
    told: Mapping[str, Sequence[str]],
) -> bool:
    """Say whether what took the place of a sheet is given too, or is said to, and still does."""
    if row["why"] == SAID:
        other = known.get(row["replaced_by"])
        stands = other is not None and other["standing"] == Standing.CURRENT
        return stands and row["file"] in told.get(other["file"], ()) if other else False
    return row["replaced_by"] in here


def _stands(known: Mapping[str, dict[str, Any]], name: str) -> str:
    return str(known[name]["standing"]) if name in known else ""


def _others(
    row: dict[str, Any],
    known: Mapping[str, dict[str, Any]],
    given: set[tuple[str, str, str]],
    told: Sequence[str],
    few: Collection[tuple[str, str]],
    *,
    fresh: bool,
) -> Iterator[tuple[dict[str, Any], str]]:
    """Find the submissions that one takes the place of, whole or in part, with the reason."""
    for other in list(known.values()):
        if other["standing"] != Standing.CURRENT or other["id"] == row["id"]:
            continue
        same_feed, same_sheet = other["feed"] == row["feed"], other["sheet"] == row["sheet"]
        there = (other["sha256"], other["sheet"], other["feed"]) in given
        if other["file"] in told and same_feed:
            if how := _as_said(row, other, few):
                yield other, how
        elif fresh and same_sheet and other["sha256"] == row["sha256"]:
            if same_feed or not there:
                yield other, READ_AGAIN
        elif fresh and same_sheet and same_feed and not there and _same_name(other, row):
            corrected = [known[each] for each in (other["corrects"] or "").split()]
            live = [each for each in corrected if each["standing"] == Standing.CURRENT]
            # In place of a correction alone, the rows that it had corrected away would count again.
            if all(within(each, row) for each in (other, *live)):
                # Few rows of a list are few of its earlier corrections too, however few these were.
                few_rows = any((each["id"], row["id"]) in few for each in (other, *live))
                yield other, IN_PART if few_rows or older(row, other) else SENT_AGAIN
            elif corrects(row, other) or any(
                corrects(row, each) and overlap(row, other) for each in live
            ):
                yield other, IN_PART


def _as_said(row: dict[str, Any], other: dict[str, Any], few: Collection[tuple[str, str]]) -> str:
    """Take what is said to be replaced for the days that are covered: three quarters may have borne one name."""
    if within(other, row) and (other["id"], row["id"]) not in few:
        return SAID
    return IN_PART if overlap(row, other) else ""


def _same_name(other: dict[str, Any], row: dict[str, Any]) -> bool:
    return PurePath(other["file"]).name.casefold() == PurePath(row["file"]).name.casefold()
