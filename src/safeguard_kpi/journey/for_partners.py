"""What is a partner's own in what goes back: remedies that they can follow, and a file name for each."""

import hashlib
from collections.abc import Sequence

import polars as pl

FOR_A_PARTNER = {
    "code_unknown": "Use one of the codes or words that were agreed.",
    "yes_no_unreadable": "Write Yes or No, or leave the cell empty.",
    "table_not_recognised": "If it is a list that was agreed, head its columns as was agreed and send it again.",
}
"""What a partner can do by problem, where the remedy is the analyst's: declare a word, map a sheet."""

LONGEST_NAME = 180
"""Bytes of a file's name that are kept in that of its return: folders allow 255."""


def remedy_for_a_partner() -> pl.Expr:
    """Give a finding's remedy in a partner's words: they have neither codes.xlsx nor commands."""
    return pl.coalesce(
        pl.col("problem").replace_strict(FOR_A_PARTNER, default=None, return_dtype=pl.String),
        "remedy",
    )


def named_after(files: Sequence[str]) -> list[str]:
    """Name the return of each file after it, no two alike on any folder that there is."""
    names: list[str] = []
    for file in files:
        whole = file.replace("/", " - ")
        name = whole.encode(errors="surrogateescape")[-LONGEST_NAME:].decode(errors="ignore")
        taken = {other.casefold() for other in names}
        if name != whole or name.casefold() in taken:
            name = (
                f"{name} ({hashlib.sha256(file.encode(errors='surrogateescape')).hexdigest()[:8]})"
            )
        names.append(name)
    return [f"{name} to put right.xlsx" for name in names]
