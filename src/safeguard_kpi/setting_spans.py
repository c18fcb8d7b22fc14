"""Read the stretches of time that the settings give: days that a feed was sent for, months that rows are kept."""

from datetime import date
from pathlib import Path
from re import fullmatch
from typing import Any

from safeguard_kpi.errors import DeclarationError

LONGEST_KEPT = 1200
"""The most months that rows can be said to be kept: a hundred years, beyond which no day is reached."""

WHOLE = r"0*([1-9][0-9]*)"
"""A whole number above nought, without the noughts before it."""


def covered_days(given: dict[str, Any], path: Path) -> dict[str, tuple[date, date]]:
    """Read the first and the last day that each feed was sent for.

    Raises:
        DeclarationError: one is missing, or they are the wrong way round.
    """
    spans = {}
    for feed, span in given.items():
        first, last = (span.get("from"), span.get("to")) if isinstance(span, dict) else (None, None)
        if not (isinstance(first, date) and isinstance(last, date) and first <= last):
            raise DeclarationError(
                f"{path.name} needs a first and a last day for `{feed}` under [coverage]",
                hint=f"{feed} = {{ from = 2018-04-01, to = 2020-03-31 }}",
            )
        spans[feed] = (first, last)
    return spans


def kept_months(given: Any, path: Path) -> dict[str, int]:
    """Read for how many months rows are kept, by feed and `default`: "6 years", "18 months".

    Raises:
        DeclarationError: it is no whole number of months or years above nought, or more than a hundred years.
    """
    months = {"month": 1, "months": 1, "year": 12, "years": 12}
    spans = {}
    for feed, span in given.items() if isinstance(given, dict) else [("default", given)]:
        number, _, unit = span.partition(" ") if isinstance(span, str) else ("", "", "")
        whole = fullmatch(WHOLE, number)
        if whole is None or unit not in months:
            raise DeclarationError(
                f"{path.name} does not say under [store.retain] how long rows of `{feed}` are kept",
                hint='for example default = "6 years", mash_contacts = "18 months"',
            )
        # Five figures are beyond what is allowed, and so is whatever has more.
        spans[feed] = int(whole[1][:5]) * months[unit]
        if spans[feed] > LONGEST_KEPT:
            raise DeclarationError(
                f"{path.name} says under [store.retain] that rows of `{feed}` are kept for more than {LONGEST_KEPT // 12} years",
                hint=f"give at most {LONGEST_KEPT // 12} years, or leave it out: rows that nothing is said of are kept",
            )
    return spans
