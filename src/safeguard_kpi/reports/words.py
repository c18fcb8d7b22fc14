"""The words and symbols a reader meets in place of codes: units, changes, dates, what is missing."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

SYMBOLS = {
    "x": "not available: it was not sent, or could not be worked out; the note says which",
    "c": "confidential: left out so that no child can be recognised",
    "z": "not applicable: nothing of the kind is counted or published",
    "low": "rounds to zero but is not zero",
    "u": "low reliability: for more than a tenth it could not be told; shown after the number",
    "r": "revised since it was last shown",
    "p": "provisional",
    "e": "estimated",
    "b": "break in series: not to be compared with the periods before",
}
"""The letters of a figure's status, as published by the Analysis Function; also the cover's legend."""

WITHOUT_A_NUMBER = frozenset({"x", "c", "z"})
"""The statuses that stand in place of a number, so that a number beside them is never shown."""

UNITS = {"count": "number", "percent": "%", "per_10k": "per 10,000", "days": "days"}
"""What a reader is told a number counts; per 10,000 is always of children aged 0 to 17."""

GOOD_IS = {"higher": "higher", "lower": "lower", "neither": "neither"}
"""Which way is better, as the sheets say it."""

_AMOUNTS = {"count": "{}", "percent": "{} points", "per_10k": "{}", "days": "{} days"}


class Number(NamedTuple):
    """A published value with its 95 % limits, where it has any."""

    value: float | None
    lower: float | None
    upper: float | None


BREAK = "b"
"""The letter of a break in the series."""


def broken(status: str) -> bool:
    """Tell whether a series breaks at a figure of this status."""
    return BREAK in status.split()


def symbol(status: str) -> str:
    """Write a status as the reader sees it, each letter in brackets; nothing said is not available."""
    return " ".join(f"[{letter}]" for letter in (status or "x").split())


def unit_in_words(unit: str) -> str:
    """Name a unit for a column of the table."""
    return UNITS.get(unit, unit)


def day(when: date | None) -> str:
    """Write a day as in 31 December 2019."""
    return f"{when.day} {when:%B %Y}" if when else ""


def change(now: Number, before: Number, *, unit: str, decimals: int, better: str) -> str:
    """Say how a value moved: judged where both have limits, plainly where not, [x] where one is missing.

    Limits that overlap make the two similar; limits that do not make it better or worse by polarity,
    or higher or lower where neither way is better.
    """
    if now.value is None or before.value is None:
        return symbol("x")
    step = Decimal(1).scaleb(-decimals)
    moved = (Decimal(str(now.value)) - Decimal(str(before.value))).quantize(step, ROUND_HALF_UP)
    said = _movement(moved, before.value, unit)
    judged = _judged(now, before, better)
    return f"{judged}: {said}" if judged else said[0].upper() + said[1:]


def _movement(moved: Decimal, before: float, unit: str) -> str:
    if not moved:
        return "no change"
    amount = _AMOUNTS.get(unit, "{}").format(f"{abs(moved):,}")
    if unit == "count" and before:
        share = (abs(moved) * 100 / Decimal(str(before))).quantize(Decimal(1), ROUND_HALF_UP)
        amount = f"{amount} ({share}%)"
    return f"{'up' if moved > 0 else 'down'} {amount}"


def _judged(now: Number, before: Number, better: str) -> str:
    if now.lower is None or now.upper is None or before.lower is None or before.upper is None:
        return ""
    if now.lower <= before.upper and before.lower <= now.upper:
        return "Similar"
    rose = now.lower > before.upper
    if better == "neither":
        return "Higher" if rose else "Lower"
    return "Better" if rose == (better == "higher") else "Worse"
