"""Of which days two kept sheets speak, and what the one may say of the other's."""

from datetime import date
from typing import Any

from safeguard_kpi.days import ending


def within(other: dict[str, Any], row: dict[str, Any]) -> bool:
    """Say whether one covers nothing that the other does not; of one refused whole, by what its rows told of.

    The next quarter's list under the same name is no correction of that, and that takes no sheet's place.
    """
    began, ended = _days(other, also_refused=True)
    first, last = _days(row, also_refused=bool(other["refused"]))
    return began > ended or (first <= began and ended <= last)


def older(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether one was taken before the other ended: it cannot tell what happened after."""
    if row["last_day"] is None or other["last_day"] is None:
        return False
    return ending(row["last_day"]) < ending(other["last_day"])


def corrects(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether one covers days of the other and none after them: a later extract is no correction."""
    (began, ended), (first, last) = _days(other), _days(row)
    return began <= last <= ended and first <= last


def overlap(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two have a day in common."""
    (began, ended), (first, last) = _days(other), _days(row)
    return began <= last and first <= ended


def _days(row: dict[str, Any], *, also_refused: bool = False) -> tuple[date, date]:
    """Give the days that a sheet covers; of one that covers none, the first lies after the last."""
    kind = "refused" if also_refused and row["refused"] else "covers"
    return row[f"{kind}_from"] or date.max, row[f"{kind}_to"] or date.min
