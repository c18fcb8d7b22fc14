"""What a new submission does to those kept before: nothing new, more, or in the place of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

import polars as pl

from safeguard_kpi.store.model import KEPT, Standing

READ_AGAIN = "read again under other declarations"
SENT_AGAIN = "sent again"


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
    replaced: tuple[Replaced, ...]
    partly: tuple[Replaced, ...]
    """Sheets of the same name that cover some of the same days: both count, the later first."""
    withdrawn: tuple[str, ...]
    """Withdrawn before, and given again: they stay so."""

    @property
    def changed(self) -> bool:
        """Say whether the store is another than it was."""
        return bool(self.new or self.replaced)


def settle(kept: pl.DataFrame, arrived: pl.DataFrame) -> Settled:
    """Say which submissions count once others have arrived.

    A sheet replaces the one kept under the same name, feed and sheet, if it covers all that that one
    covered and that one's file is not among those given too; and an earlier reading of itself.

    Args:
        kept: KEPT, one authority's.
        arrived: KEPT, all sheets of this run, standing current.
    """
    known = {row["id"]: row for row in kept.to_dicts()}
    given = {(row["sha256"], row["sheet"], row["feed"]) for row in arrived.to_dicts()}
    new: list[str] = []
    replaced: list[Replaced] = []
    partly: list[Replaced] = []
    withdrawn: list[str] = []
    for row in arrived.to_dicts():
        before = known.get(row["id"])
        if before is None:
            new.append(row["id"])
        elif before["standing"] == Standing.WITHDRAWN:
            withdrawn.append(row["id"])
            continue
        elif before["standing"] == Standing.CURRENT:
            continue
        for other, why in _in_its_place(row, known.values(), given):
            found = Replaced(before=other["id"], now=row["id"], why=why)
            (replaced if why else partly).append(found)
        known[row["id"]] = row if before is None else {**before, **_CURRENT}
    for each in replaced:
        known[each.before] |= {
            "standing": Standing.REPLACED.value,
            "replaced_by": each.now,
            "why": each.why,
        }
    return Settled(
        kept=pl.DataFrame(list(known.values()), schema=KEPT, orient="row"),
        new=tuple(new),
        replaced=tuple(replaced),
        partly=tuple(partly),
        withdrawn=tuple(withdrawn),
    )


_CURRENT = {"standing": Standing.CURRENT.value, "replaced_by": None, "why": None}


def _in_its_place(
    row: dict[str, Any], known: Any, given: set[tuple[str, str, str]]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Find the submissions that one takes the place of, with the reason; none where it takes a part."""
    for other in list(known):
        if other["standing"] != Standing.CURRENT or other["id"] == row["id"]:
            continue
        there = (other["sha256"], other["sheet"], other["feed"]) in given
        if other["sheet"] != row["sheet"]:
            continue
        if other["sha256"] == row["sha256"] and (other["feed"] == row["feed"] or not there):
            yield other, READ_AGAIN
        elif there or other["feed"] != row["feed"]:
            continue
        elif PurePath(other["file"]).name.casefold() == PurePath(row["file"]).name.casefold():
            if _within(other, row):
                yield other, SENT_AGAIN
            elif _touch(other, row):
                yield other, ""


def _within(other: dict[str, Any], row: dict[str, Any]) -> bool:
    """Say whether one covers nothing that the other does not."""
    if other["covers_from"] is None:
        return True
    first, last = _days(row)
    return bool(first <= other["covers_from"] and other["covers_to"] <= last)


def _touch(other: dict[str, Any], row: dict[str, Any]) -> bool:
    first, last = _days(row)
    return bool(other["covers_from"] <= last and first <= other["covers_to"])


def _days(row: dict[str, Any]) -> tuple[date, date]:
    return row["covers_from"] or date.max, row["covers_to"] or date.min
