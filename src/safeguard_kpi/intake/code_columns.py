"""Columns of codes: each different word is read once, however many rows it stands in."""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes import meanings, read_answer, read_word
from safeguard_kpi.text import label
from safeguard_kpi.text import whole as whole_number

_PARTS = re.compile(r"[,;|\n\[\]]")
"""What parts one code from the next where a cell may hold several."""


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


def read_answers(text: pl.Series, codes: CodeSet) -> pl.Series:
    """Read a column of answers: yes, no, unknown, or null where a cell holds none of them."""
    known = meanings(codes)
    return looked_up(text, {word: read_answer(word, known) for word in distinct(text)})


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
        whole = known.words.get(whole_number(label(cell)))
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
