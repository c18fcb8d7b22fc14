"""Read the stretches of time that the settings give: days that a feed was sent for, months that rows are kept."""

from datetime import date
from pathlib import Path
from typing import Any

from safeguard_kpi.errors import DeclarationError


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
        DeclarationError: it is no whole number of months or years above nought.
    """
    months = {"month": 1, "months": 1, "year": 12, "years": 12}
    spans = {}
    for feed, span in given.items() if isinstance(given, dict) else [("default", given)]:
        number, _, unit = span.partition(" ") if isinstance(span, str) else ("", "", "")
        if not (number.isdecimal() and number.isascii() and int(number) > 0 and unit in months):
            raise DeclarationError(
                f"{path.name} does not say under [store.retain] how long rows of `{feed}` are kept",
                hint='for example default = "6 years", mash_contacts = "18 months"',
            )
        spans[feed] = int(number) * months[unit]
    return spans
