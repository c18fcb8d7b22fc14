"""Cells that hold several codes: parted where one code ends, and known as not read where one cannot be."""

import re
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.code_sets import UNREADABLE, CodeSet
from safeguard_kpi.intake.codes.columns import distinct
from safeguard_kpi.intake.codes.layers import Meanings, meanings, read_word
from safeguard_kpi.text import label
from safeguard_kpi.text import whole as whole_number

_PARTS = re.compile(r"[,;|\n\[\]]")
"""What parts one code from the next wherever it stands."""

_BETWEEN = re.compile(r"[\s/&+]+")
"""What parts codes alone: a label may hold it."""

_SLASH = re.compile(r"\s*/\s*")

_TOKEN = re.compile(r"[0-9A-Za-z]+")

_MIXED = re.compile(r"\d+[a-z]|[a-z]+\d")
"""A code that is nothing else by chance, as 20 may be."""

_QUOTES = "'\"() "
"""What a code may be wrapped in."""


class Part(NamedTuple):
    """One code or label of a cell, and what it means; null where that is not known."""

    text: str
    meaning: str | None


def read_code_lists(text: pl.Series, codes: CodeSet) -> pl.DataFrame:
    """Read a column of texts, several codes a cell.

    Returns:
        `meaning` (a sorted list, null where the cell is blank; with UNREADABLE in it where a part of
        the cell is not known) and `strange`, whether a part is not known; a row for each cell.
    """
    cells = list(distinct(text))
    parts = [parts_of(cell, codes) for cell in cells]
    found = [{part.meaning or UNREADABLE for part in each} or {UNREADABLE} for each in parts]
    read = pl.DataFrame(
        {"text": cells, "meaning": [sorted(each) for each in found]},
        schema={"text": pl.String, "meaning": pl.List(pl.String)},
    ).with_columns(strange=pl.col("meaning").list.contains(UNREADABLE))
    return (
        text.to_frame("text")
        .join(read, on="text", how="left", maintain_order="left")
        .select("meaning", pl.col("strange").fill_null(value=False))
    )


def not_read(lists: pl.Series, at: pl.Series) -> pl.Series:
    """Mark the lists whose cells held an error, so that nobody takes them for blank."""
    if not at.any():
        return lists
    marked = pl.when(at).then(pl.lit([UNREADABLE])).otherwise(lists)
    return pl.select(marked.alias(lists.name)).to_series()


def parts_of(cell: str, codes: CodeSet) -> list[Part]:
    """Part a cell where one code or label ends and the next begins; none of a cell of marks alone."""
    known = meanings(codes)
    if meaning := known.words.get(whole_number(label(cell))):
        return [Part(cell, meaning)]
    texts = [text.strip() for text in _PARTS.split(cell) if text.strip()]
    return [part for text in texts for part in _of_one(text, known)]


def _of_one(text: str, known: Meanings) -> list[Part]:
    """Read one label, or several codes that only a space, a slash or `&` parts."""
    if label(text) in known.own or label(text) in known.words:
        return [Part(text, read_word(text, known).meaning)]
    pieces = [piece.strip(_QUOTES) for piece in _BETWEEN.split(text)]
    if len(pieces) > 1 and all(_coded(piece, known) for piece in pieces):
        return [Part(piece, read_word(piece, known).meaning) for piece in pieces]
    beside = [piece.strip(_QUOTES) for piece in _SLASH.split(text)]
    if len(beside) > 1 and any(_coded(piece, known) for piece in beside):
        # What stands beside a code is one as well, be it known or not.
        return [Part(piece, read_word(piece, known).meaning) for piece in beside]
    within = dict.fromkeys(
        code
        for code in map(label, _TOKEN.findall(text))
        if _MIXED.fullmatch(code) and _coded(code, known)
    )
    if len(within) > 1:
        return [Part(code, known.codes[code][0]) for code in within]
    return [Part(text, read_word(text, known).meaning)]


def _coded(piece: str, known: Meanings) -> bool:
    return label(piece) in known.codes
