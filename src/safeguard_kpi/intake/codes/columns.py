"""Columns of codes: each different word is read once, however many rows it stands in."""

from collections.abc import Iterable, Mapping

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes.layers import meanings, read_answer, read_word


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


def distinct(text: pl.Series) -> Iterable[str]:
    """Give each word of a column once: a column of codes has few, however many its rows."""
    words: list[str] = text.drop_nulls().unique().to_list()
    return words


def looked_up(text: pl.Series, read: Mapping[str, str | None]) -> pl.Series:
    """Put in place of each word what was read of it."""
    return text.replace_strict(read, default=None, return_dtype=pl.String)
