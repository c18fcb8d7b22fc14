"""How a submission is named in a sentence: by its file and sheet, and by its days where those do not tell it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]

SAID = ("file", "sheet", "received", "covers_from", "covers_to")
"""What tells one submission from another, of the table KEPT."""


def named(submission: str, known: Mapping[str, Row]) -> str:
    """Name a submission so that no other of those known is named alike, but for versions of itself.

    Of one that took another's place the sentence says so.

    Args:
        submission: its id.
        known: by id, SAID of each that is spoken of, and `replaced_by`; what is not known of one is None.
    """
    row, last = known[submission], _last(submission, known)
    others = [each for name, each in known.items() if _last(name, known) != last]
    name = f"{row['file']}, sheet {row['sheet']}" if row["sheet"] else str(row["file"])
    if not _alike(row, others, SAID[:2]):
        return name
    name += f"{_came(row)}{_of(row)}"
    return f"{name}, id {submission}" if _alike(row, others, SAID) else name


def _last(submission: str, known: Mapping[str, Row]) -> str:
    """Give the last of the versions of a list, each of which took the place of the one before."""
    passed = {submission}
    while (later := str(known[submission].get("replaced_by"))) in known and later not in passed:
        passed.add(later)
        submission = later
    return submission


def _alike(row: Row, others: Iterable[Row], names: tuple[str, ...]) -> bool:
    return any(all(row.get(name) == each.get(name) for name in names) for each in others)


def _came(row: Row) -> str:
    return f", received {_day(row['received'])}" if row.get("received") else ""


def _of(row: Row) -> str:
    if not row.get("covers_from") or not row.get("covers_to"):
        return ""
    return f", of {_day(row['covers_from'])} to {_day(row['covers_to'])}"


def _day(day: date | str) -> str:
    """Write a day; a release tells it as text."""
    return f"{date.fromisoformat(str(day)):%-d %b %Y}"
