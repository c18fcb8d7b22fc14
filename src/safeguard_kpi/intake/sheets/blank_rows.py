"""Rows that nobody filled in: every cell is empty, says that nothing was recorded, or waits for what is typed."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.intake.cells.labels import tokens
from safeguard_kpi.intake.model import SheetLook


class Words(NamedTuple):
    """What cells of a table say that is no value of it, as labels."""

    blank_in: Mapping[str, frozenset[str]]
    """By field: what says that nothing was recorded, less what has a meaning there."""
    blank: frozenset[str]
    """What says so anywhere else."""
    notes: frozenset[str] = frozenset()
    """What stands in a note under a table."""


def blank_rows(
    tidy: pl.DataFrame,
    letters: Mapping[str, str],
    said: Mapping[str, pl.Series],
    words: Words,
    others: list[str],
) -> pl.Series:
    """Tell the rows that say nothing: a template drawn far down, with a dash in each of its cells.

    Args:
        tidy: the cells as tidied texts, by letter.
        letters: the field by used column.
        said: by used column, which cells say that nothing was recorded.
        words: what says so.
        others: the columns that are not used and are looked at as well.
    """
    silent = pl.repeat(value=True, n=tidy.height, dtype=pl.Boolean, eager=True)
    for letter, name in letters.items():
        # A word that means something in its own column means nothing in a row without any other.
        alike = words.blank_in[name] == words.blank
        blank = said[letter] if alike else tokens(tidy[letter], words.blank)
        silent &= tidy[letter].is_null() | blank
    # Few rows are left by now, so the other columns are looked at there alone.
    left = tidy.with_row_index("_at").filter(silent)
    for letter in others:
        left = left.filter(left[letter].is_null() | tokens(left[letter], words.blank))
    return pl.int_range(tidy.height, eager=True).is_in(left["_at"].cast(pl.Int64).implode())


def template_rows(
    rows: pl.DataFrame, is_row: pl.Series, needed: Collection[str], look: SheetLook
) -> pl.Series:
    """Tell the rows at the end that a template holds ready: formulas alone, where nobody typed anything.

    None of them holds a text or an error, and where a row must say something no formula stands: a row
    whose identifier is a formula that was never worked out may be a child's.

    Args:
        rows: `_row` and the cells as tidied texts, by letter, without what says that nothing was recorded.
        is_row: which of them are rows of the table, these among them.
        needed: the columns that every row must fill.
        look: where errors and formulas stand.
    """
    formulas = {row for row, _ in look.uncached}
    may_be = {row for row, letter in look.uncached if letter in needed}
    waiting = rows["_row"].is_in(sorted(formulas - may_be - {row for row, _ in look.errors}))
    waiting &= rows.select(pl.all_horizontal(pl.exclude("^_.*$").is_null())).to_series()
    last = rows["_row"].filter(is_row & ~waiting)
    # Where nothing else stands there, nobody can tell a template from a list that was never worked out.
    return waiting & bool(len(last)) & (rows["_row"] > (last.max() if len(last) else 0))
