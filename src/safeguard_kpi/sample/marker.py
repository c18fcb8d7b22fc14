"""How a folder of inputs says that its children are invented."""

from pathlib import Path

MARKER = "SAMPLE.txt"
"""The file that says a folder holds the sample."""

INVENTED = "SAMPLE: these children are invented. Only the totals are Walsall's, as published."
"""Stands at the top of every sheet, so that no copy of one is taken for real."""


def is_sample(folder: Path) -> bool:
    """Say whether a folder of inputs holds the sample, by its marker."""
    marker = folder / MARKER
    return marker.is_file() and marker.read_text(encoding="utf-8").startswith(INVENTED)
