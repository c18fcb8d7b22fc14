"""What the words in a column of codes mean, found in layers and never guessed."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import CodeSet
from safeguard_kpi.text import label

_LETTER = re.compile(r"^[a-z]\d{0,2}(?:\) ?|\. )")
"""The letter that Annex A puts before a code: `a) `, `a. ` or `p1) `; it means nothing."""

_BEGUN = re.compile(r"^([0-9a-z]+)(?: ?:| - |$)")
"""What may be a code at the start of a cell: before a colon, before a dash, or all there is."""

_FINER = re.compile(r"^([a-z]*\d+)[a-z]$")
"""A code with a letter of detail after its number, as in N1a."""

_PARTS = re.compile(r"[,;|\n\[\]]")
"""What parts one code from the next where a cell may hold several."""


class Meanings(NamedTuple):
    """The words of one code set, in the form they are compared in."""

    words: dict[str, str]
    """From any spelling, title, code or key to the meaning."""
    codes: dict[str, tuple[str, str]]
    """From a department's code to the meaning, and to the code as the department writes it."""


class Read(NamedTuple):
    """What one cell means, and the department's own code where the cell begins with one."""

    meaning: str | None
    detail: str | None


@cache
def meanings(codes: CodeSet) -> Meanings:
    """Lay out a code set for looking up."""
    words = {
        label(spelling): value.key
        for value in codes.values
        for spelling in (value.key, value.title, *value.spellings, *value.codes)
    }
    numbers = {label(code): (value.key, code) for value in codes.values for code in value.codes}
    return Meanings(words, numbers)


def read_word(word: str, known: Meanings) -> Read:
    """Try the whole label, then without its letter, then the code that it begins with."""
    plain = label(word)
    bare = bare_label(plain)
    begun = _BEGUN.match(bare)
    code = begun[1] if begun else ""
    finer = _FINER.match(code)
    if code not in known.codes and finer:
        code = finer[1]
    key, detail = known.codes.get(code, (None, None))
    meaning = known.words.get(plain) or known.words.get(bare) or key
    return Read(meaning, detail if meaning == key else None)


def bare_label(plain: str) -> str:
    """Take the letter of Annex A off a label."""
    return _LETTER.sub("", plain)


def read_codes(text: pl.Series, codes: CodeSet) -> pl.DataFrame:
    """Read a column of texts, one code a cell.

    Returns:
        `meaning` (null where none is found) and `detail`; a row for each cell.
    """
    known = meanings(codes)
    read = {word: read_word(word, known) for word in distinct(text)}
    return pl.DataFrame(
        {
            "meaning": looked_up(text, {word: found.meaning for word, found in read.items()}),
            "detail": looked_up(text, {word: found.detail for word, found in read.items()}),
        }
    )


def read_code_lists(text: pl.Series, codes: CodeSet) -> pl.DataFrame:
    """Read a column of texts, several codes a cell.

    Returns:
        `meaning` (a sorted list; null where the cell is blank or nothing in it is known) and
        `strange`, whether a part of the cell is not known; a row for each cell.
    """
    known = meanings(codes)
    cells = list(distinct(text))
    lists: list[list[str] | None] = []
    strange = []
    for cell in cells:
        whole = read_word(cell, known).meaning
        parts = [part for part in _PARTS.split(cell) if part.strip()]
        found = [whole] if whole else [read_word(part, known).meaning for part in parts]
        lists.append(sorted({meaning for meaning in found if meaning}) or None)
        strange.append(not found or None in found)
    read = pl.DataFrame(
        {"text": cells, "meaning": lists, "strange": strange},
        schema={"text": pl.String, "meaning": pl.List(pl.String), "strange": pl.Boolean},
    )
    return (
        text.to_frame("text")
        .join(read, on="text", how="left", maintain_order="left")
        .select("meaning", pl.col("strange").fill_null(value=False))
    )


def distinct(text: pl.Series) -> Iterable[str]:
    """Give each word of a column once: a column of codes has few, however many its rows."""
    words: list[str] = text.drop_nulls().unique().to_list()
    return words


def looked_up(text: pl.Series, read: Mapping[str, str | None]) -> pl.Series:
    """Put in place of each word what was read of it."""
    return text.replace_strict(read, default=None, return_dtype=pl.String)
