"""What is a partner's own in what goes back: remedies that they can follow, and a file name for each."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import polars as pl

FOR_A_PARTNER = {
    "sheets_contradict": "Send only the list that is right.",
    "code_unknown": "Use one of the codes or words that were agreed.",
    "yes_no_unreadable": "Write Yes or No, or leave the cell empty.",
    "column_missing": "Head the column one of those ways and send the list again.",
    "census_reference_date": "Correct the reference date and send the return again.",
    "file_of_another_authority": "Send the return of this authority.",
    "codes_misplaced": "Leave it out of what is sent: it is no list of children.",
    "table_not_recognised": "If it is a list that was agreed, head its columns as was agreed and send it again.",
}
"""What a partner can do by problem, where the remedy is the analyst's: declare a word or header, map a sheet."""

LONGEST_NAME = 180
"""Bytes of a partner's or file's name that are kept in that of its workbook: folders allow 255."""

_COLON = re.compile(r"\s*:\s*")
_NOT_IN_NAMES = re.compile(r'[<>"|?*\x00-\x1f\x7f]')
"""Characters that Windows has in no name of a file."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
"""A name that Windows takes for a device, whatever comes after its first full stop."""


def remedy_for_a_partner() -> pl.Expr:
    """Give a finding's remedy in a partner's words: they have neither codes.xlsx nor commands."""
    return pl.coalesce(
        pl.col("problem").replace_strict(FOR_A_PARTNER, default=None, return_dtype=pl.String),
        "remedy",
    )


def named_after(titles: Sequence[str]) -> list[str]:
    """Name the workbook of each partner or file after it, no two alike on any folder that there is."""
    names: list[str] = []
    taken: set[str] = set()
    for title in titles:
        whole = _legal(title)
        name = whole.encode(errors="surrogateescape")[-LONGEST_NAME:].decode(errors="ignore")
        if name != whole or not name or _alike(name) in taken:
            known = hashlib.sha256(title.encode(errors="surrogateescape")).hexdigest()[:8]
            name = f"{name} ({known})".strip()
        # The same name twice, of a partner and of a file, has the same digest.
        while _alike(name) in taken:
            name += " (2)"
        names.append(name)
        taken.add(_alike(name))
    return [f"{name} to put right.xlsx" for name in names]


def _legal(title: str) -> str:
    """Write a name as Windows allows it: `Council: early help` is `Council - early help`."""
    name = re.sub(r"[/\\]", " - ", _COLON.sub(" - ", title))
    name = _NOT_IN_NAMES.sub("-", name).strip().lstrip(".~ ")
    return f"_{name}" if _DEVICE.match(name) else name


def _alike(name: str) -> str:
    """Give the form in which folders that tell neither case nor accents' making apart compare names."""
    return unicodedata.normalize("NFKC", name).casefold()
