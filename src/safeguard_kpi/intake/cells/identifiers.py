"""Identifiers read from cells, and what stands in their place and identifies nobody."""

from collections.abc import Collection

import polars as pl

from safeguard_kpi.intake.cells.labels import narrowed, tidied, tokens

_ROUNDED = r"^[0-9](?:\.[0-9]+[eE]\+?|[eE]\+)[0-9]+$"
"""A long number that a spreadsheet has shortened, with a point or a plus: what it was is lost. `4E123456` is none."""

_DOTTED = r"^[+-]?[0-9]+(?:\.0+$|\.?[0-9]*[eE])"
"""What may be a whole number written with a nought after the point, or one that was shortened."""

_NOUGHTS = r"^0+([0-9]+)$"
"""Noughts before a number, which a spreadsheet drops from an identifier that is all figures."""

_A_DAY = r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})$"
"""A date: a spreadsheet makes one of some identifiers, and what they were is lost."""

_SPELT = r"[\p{L}\p{N}]"
"""A letter or a figure: without one nothing is identified."""


def identifier(written: str) -> str | None:
    """Read one identifier as a cell of a partner's file is read; None where there is none in it."""
    text = pl.Series("identifier", [written]).to_frame().select(tidied(pl.col("identifier")))
    read: str | None = identifiers(text.to_series()).item()
    return read


def identifiers(text: pl.Series, nobody: Collection[str] = ()) -> pl.Series:
    """Read a column of tidied texts as identifiers; null where a cell holds none.

    Args:
        text: the texts, null where blank.
        nobody: the words, as labels, that identify nobody.
    """
    text = narrowed(text)
    cell = pl.col(text.name)
    whole = cell.str.to_uppercase().str.replace(_NOUGHTS, "${1}")
    if text.str.contains(_DOTTED).any():
        trimmed = whole.str.replace(r"^([+-]?[0-9]+)\.0+$", "${1}").str.replace(_NOUGHTS, "${1}")
        whole = pl.when(~trimmed.str.contains(_ROUNDED)).then(trimmed)
    if text.str.contains(_A_DAY).any():
        whole = pl.when(~cell.str.contains(_A_DAY)).then(whole)
    read = text.to_frame().select(whole.alias(text.name)).to_series()
    if not nobody:
        return read
    empty = names_nobody(text, nobody)
    return read.set(empty, None) if empty.any() else read


def names_nobody(text: pl.Series, nobody: Collection[str]) -> pl.Series:
    """Tell the cells that hold a word in place of an identifier, as `Unknown` or `TBC`, or no letter at all.

    Args:
        text: tidied texts, null where blank.
        nobody: such words, as labels; figures among them are compared without noughts before them.
    """
    text = narrowed(text)
    figures = text.str.replace(r"\.0+$", "").str.replace(_NOUGHTS, "${1}")
    said = tokens(text, frozenset(nobody)) | figures.is_in(sorted(nobody))
    return (said | ~text.str.contains(_SPELT)).fill_null(value=False)
