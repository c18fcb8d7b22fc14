"""What each row under a header is: a row of the table, blank, the header again, a total or a note."""

import re
from collections.abc import Collection, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Field, Kind
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.blank_rows import template_rows
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.stacked import TOLD, Stacked

FEW = 3
"""One part in so many of the used columns: a row with no more filled, and no key, is no row."""

MOST_NOTES = 5
"""Rows under the last ordinary row that may be notes of a few cells: who ran a report, when, of what, from
where and until when. Where more stand there they are rows of the list, sorted by what they are called."""

_FOOT = (
    r"^(?:(?:grand |sub-?)?totals?\b|notes?\b|source\b|applied filters|end of |filters\b|none$|\*)"
)
"""How the first cell of a row under a table begins when it is no row of it."""


_A_TOTAL = (
    r"^\W*(?:(?:grand|overall|sub|running|all|row)[\s-]*)?"
    r"(?:totals?|averages?|mean|median|counts?|sum|overall|subtotals?)\W*$"
)
"""What no child is called: a word of totals alone where the identifier stands."""

_OF_TOTALS = r"^\W*(?:(?:grand|overall|sub)[\s-]*)?totals?\b"
"""How what stands in place of an identifier begins where a total is written out: `Total contacts`."""

_DATES = frozenset({Kind.DATE, Kind.DATETIME})

_WORDS = r"^[^\d]*\p{L}{2,}\S* +\S*\p{L}{2,}"
"""How a sentence under a table begins: with two words."""


def kinds_of_rows(
    rows: pl.DataFrame,
    silent: pl.Series,
    match: Match,
    grid: Grid,
    letters: Mapping[str, str],
    *,
    stacked: Stacked,
    notes: Collection[str],
) -> pl.Series:
    """Tell what each row is: `row`, `blank`, `header` (again), `foot` (a total or note), `second` and so on.

    `above` is a row over the header, and `template` one that waits at the end for what is typed.

    Args:
        rows: what lies under the header, without what says that nothing was recorded.
        silent: which of the rows say nothing at all.
        match: the header.
        grid: the sheet.
        letters: the field by used column.
        stacked: further headers; a second table's rows are none of the first's.
        notes: what stands in a note in place of an identifier, as labels.
    """
    fields = match.feed.fields
    broken = {row for row, letter in (*grid.look.errors, *grid.look.uncached) if letter in letters}
    whole = ~pl.col("_row").is_in(sorted(broken))
    used = pl.col(list(letters))
    read = {*letters, *match.aside}
    other = [name for name in text_columns(grid.cells) if name not in read]
    filled = pl.col("_cells")
    asked = [letter for letter, name in letters.items() if fields[name].required]
    needed = [letter for letter in asked if not fields[letters[letter]].blank] or asked
    keyless = pl.all_horizontal(pl.col(needed).is_null())
    gap = pl.any_horizontal(pl.col(needed).is_null())
    at = pl.col("_row")
    again = at.is_in(sorted(stacked.repeated)) | pl.any_horizontal(
        _repeats(written, letters) for written in match.rows
    )
    above = at < match.row
    second = pl.lit(value=False) if stacked.second is None else at >= stacked.second
    first = pl.coalesce(used).str.to_lowercase()
    foot = (
        (keyless & (filled <= max(1, len(letters) // FEW)))
        | (gap & (filled == 1) & (len(letters) >= FEW))
        | (gap & first.str.contains(_FOOT).fill_null(value=False))
    )
    unused = pl.any_horizontal(pl.col(other).is_not_null()) if other else pl.lit(False)
    # Words on their own, whatever column they stand in: an identifier is one word or has a figure.
    sentence = first.str.contains(_WORDS).fill_null(value=False)
    # Whatever else stands there, a formula that was never worked out too: its total or its count.
    total = _total(fields, letters, _A_TOTAL) | (gap & _total(fields, letters, _OF_TOTALS))
    foot |= (filled == 1) & (len(letters) >= FEW) & ~unused & sentence
    kinds = (
        pl.when(above).then(pl.lit("above"))
        .when(whole & silent).then(pl.lit("blank"))
        .when(second).then(pl.lit("second"))
        .when(again).then(pl.lit("header"))
        .when((whole & foot) | total).then(pl.lit("foot"))
        .otherwise(pl.lit("row"))
    )  # fmt: skip
    told = rows.select(
        "_row",
        "_cells",
        kind=kinds,
        note=(_note(fields, letters, notes) & whole).fill_null(value=False),
    )
    told = told.with_columns(
        kind=pl.when(_under_the_rows(told)).then(pl.lit("foot")).otherwise("kind")
    )
    waiting = template_rows(rows, told["kind"] == "row", needed, grid.look)
    return told.select(pl.when(waiting).then(pl.lit("template")).otherwise("kind")).to_series()


def _under_the_rows(told: pl.DataFrame) -> pl.Series:
    """Tell the notes that stand under the last ordinary row, or under the last before the header again.

    Where most rows are so they are the list: of few columns, or with names in place of identifiers.

    Args:
        told: `_row`, `_cells`, `kind` as told without notes, and `note`.
    """
    is_row = pl.col("kind") == "row"
    ordinary = pl.when(is_row & ~pl.col("note")).then("_row")
    parts = told.with_columns(part=(pl.col("kind") == "header").cum_sum())
    last = parts.select(ordinary.max().over("part").fill_null(0)).to_series()
    under = parts.with_columns(under=is_row & pl.col("note") & (pl.col("_row") > last))
    few = pl.col("under").sum().over("part") <= MOST_NOTES
    fewer = 2 * pl.col("under").sum() <= (pl.col("_cells") > 0).sum()
    return under.select(pl.col("under") & few & fewer).to_series()


def _total(fields: Mapping[str, Field], letters: Mapping[str, str], words: str) -> pl.Expr:
    """Tell the rows whose identifier is a word of totals, whatever else they hold."""
    named = [
        pl.col(letter).str.to_lowercase().str.contains(words).fill_null(value=False)
        for letter, name in letters.items()
        if fields[name].kind is Kind.IDENTIFIER
    ]
    return pl.any_horizontal(pl.lit(value=False), *named)


def _note(
    fields: Mapping[str, Field], letters: Mapping[str, str], notes: Collection[str]
) -> pl.Expr:
    """Tell the rows with a note where the child's identifier belongs, and hardly more than a date."""
    named = [
        letter
        for letter, name in letters.items()
        if fields[name].kind is Kind.IDENTIFIER and fields[name].required
    ]
    if not named:
        return pl.lit(value=False)
    said = pl.col(named[0]).str.to_lowercase()
    dated = [letter for letter, name in letters.items() if fields[name].kind in _DATES]
    dates = pl.sum_horizontal(pl.lit(0), *(pl.col(letter).is_not_null() for letter in dated))
    beside = pl.col("_cells") - 1 - dates
    words = "|".join(re.escape(note) for note in sorted(notes))
    noted = said.str.contains(rf"(?:^|[^\pL\pN])(?:{words})(?:[^\pL\pN]|$)")
    sentence = said.str.contains(_WORDS) & ~said.str.contains(r"\d")
    return (sentence & (beside == 0)) | (noted & (beside <= 1))


def _repeats(written: Mapping[str, str], letters: Mapping[str, str]) -> pl.Expr:
    """Tell the rows in which a row of the header stands again, and nothing but it."""
    cells = [letter for letter in letters if letter in written]
    if len(cells) < TOLD:
        return pl.lit(value=False)
    same = pl.sum_horizontal(
        (pl.col(letter) == written[letter]).fill_null(value=False) for letter in cells
    )
    other = pl.any_horizontal(
        (pl.col(letter) != written[letter]).fill_null(value=False) for letter in cells
    )
    return (same >= max(TOLD, len(cells) // 2)) & ~other
