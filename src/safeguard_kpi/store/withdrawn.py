"""Submissions that count no more because somebody says so, and that count again where they do.

In `why` of what was withdrawn stand the moment, one for all that one withdrawal took, and the versions of
the same list that counted beside it: what counted together may count together again, and nothing else.
An older store has neither.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

import polars as pl

from safeguard_kpi.store.model import Standing

Row = Mapping[str, Any]
_BEGINS = "withdrawn"


def without(kept: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Give the table KEPT with some submissions withdrawn: they stay so, also when they are given again."""
    moment = datetime.now(UTC).isoformat()
    rows = kept.to_dicts()
    taken = [row for row in rows if row["id"] in ids]
    why = {row["id"]: " ".join((_BEGINS, moment, *_beside(row, rows))) for row in taken}
    return _standing(kept, why, Standing.WITHDRAWN)


def counting_again(kept: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Give the table KEPT with some submissions current that were withdrawn."""
    return _standing(kept, dict.fromkeys(ids), Standing.CURRENT)


def last_taken(withdrawn: pl.DataFrame) -> list[str]:
    """Give the ids of what the last of some withdrawals took.

    Where an older store does not tell them apart: of each list the version kept last, and what it corrects.
    """
    last = max((_moment(row) for row in withdrawn.to_dicts()), default="")
    rows = [row for row in withdrawn.to_dicts() if _moment(row) == last]
    if last:
        return [row["id"] for row in rows]
    chosen: list[Row] = []
    for row in sorted(rows, key=lambda row: row["kept_at"], reverse=True):
        others = [each for each in chosen if are_versions(row, each)]
        if all(_belong(row, other) for other in others):
            chosen.append(row)
    return [row["id"] for row in chosen]


def in_the_way(row: Row, current: pl.DataFrame) -> Row | None:
    """Give a version of a list that counts and did not count beside it when it was withdrawn."""
    beside = _told_beside(row)
    for other in current.to_dicts():
        apart = other["id"] not in beside and not _belong(row, other)
        if other["id"] != row["id"] and are_versions(row, other) and apart:
            return other
    return None


def are_versions(row: Row, other: Row) -> bool:
    """Say whether two sheets are versions of one list: of the same names, and of days in common."""
    if _named(row) != _named(other):
        return False
    if row["covers_from"] is None or other["covers_from"] is None:
        return True
    return bool(
        row["covers_from"] <= other["covers_to"] and other["covers_from"] <= row["covers_to"]
    )


def _beside(row: Row, rows: Collection[Row]) -> list[str]:
    """Name the versions of a list that count beside it, or did when they were themselves withdrawn."""
    return [
        other["id"]
        for other in rows
        if other["id"] != row["id"]
        and are_versions(row, other)
        and (other["standing"] == Standing.CURRENT or row["id"] in _told_beside(other))
    ]


def _told_beside(row: Row) -> list[str]:
    return (row["why"] or "").split()[2:] if _moment(row) else []


def _moment(row: Row) -> str:
    parts = (row["why"] or "").split()
    return parts[1] if parts[:1] == [_BEGINS] and row["standing"] == Standing.WITHDRAWN else ""


def _belong(row: Row, other: Row) -> bool:
    """Say whether one of two sheets was sent as a part of the other put right: both count then."""
    return (
        row["id"] in (other["corrects"] or "").split()
        or other["id"] in (row["corrects"] or "").split()
    )


def _named(row: Row) -> tuple[str, str, str]:
    """Tell a list by its file's own name, sheet and feed, as a list sent again is told."""
    return PurePath(row["file"]).name.casefold(), row["sheet"].casefold(), row["feed"]


def _standing(
    kept: pl.DataFrame, why: Mapping[str, str | None], standing: Standing
) -> pl.DataFrame:
    rows = [
        {**row, "standing": standing.value, "why": why[row["id"]]} if row["id"] in why else row
        for row in kept.to_dicts()
    ]
    return pl.DataFrame(rows, schema=kept.schema, orient="row")
