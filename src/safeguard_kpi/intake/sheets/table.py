"""Which rows under a header are rows of the table: blanks, repeated headers and totals set apart."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.labels import stripped, tidied, tokens
from safeguard_kpi.intake.model import CellCount, Grid, SheetLook
from safeguard_kpi.intake.sheets.blank_rows import Words, blank_rows
from safeguard_kpi.intake.sheets.cells_under import broken_cells, cells_under
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.like_data import rows_like_data
from safeguard_kpi.intake.sheets.row_kinds import kinds_of_rows
from safeguard_kpi.intake.sheets.stacked import Stacked, said_of_second

DATELESS = 2
"""Rows without a date that make a table without dates: one alone is a row to put right."""

ANOTHER_TABLE = 2
"""Rows above a header that look like those of a table and so are told."""

_NOTHING_STACKED = Stacked()


class Table(NamedTuple):
    """The rows of one table, tidied, and what became of the others."""

    rows: pl.DataFrame
    """`_row` and each used column by its letter, null where nothing was recorded; and `_cells`,
    how many of them hold something."""
    apart: pl.DataFrame
    """The same columns of the rows that were taken for totals and notes."""
    rows_in: int
    rows_blank: int
    rows_refused: int
    cells: CellCount
    found: pl.DataFrame


def table_under(
    match: Match,
    grid: Grid,
    words: Words,
    stacked: Stacked = _NOTHING_STACKED,
) -> Table:
    """Take the rows under a header.

    Args:
        match: the header row and its columns, one letter a field.
        grid: the sheet.
        words: what cells say that is no value.
        stacked: further headers under the first.
    """
    letters = {letters[0]: name for name, letters in match.columns.items()}
    above = _above(match, grid)
    under = grid.cells.filter((pl.col("_row") > match.row) | pl.col("_row").is_in(above.implode()))
    kinds = {letter: match.feed.fields[name].kind for letter, name in letters.items()}
    tidy = under.with_columns(_tidied(name, kinds.get(name)) for name in text_columns(under))
    said = {letter: tokens(tidy[letter], words.blank_in[name]) for letter, name in letters.items()}
    cleaned = tidy.with_columns(
        pl.when(~said[letter]).then(letter).alias(letter)
        for letter in letters
        if said[letter].any()
    )
    filled = pl.sum_horizontal(pl.col(list(letters)).is_not_null()).cast(pl.Int64)
    cleaned = cleaned.with_columns(filled.alias("_cells"))
    others = [name for name in text_columns(tidy) if name not in {*letters, *match.aside}]
    silent = blank_rows(tidy, letters, said, words, others)
    kind = kinds_of_rows(cleaned, silent, match, grid, letters, stacked=stacked, notes=words.notes)
    is_row = kind == "row"
    broken = broken_cells(tidy, grid)
    unread = [broken[letter] for letter in letters if letter in broken]
    cleaned = cleaned.with_columns(pl.sum_horizontal("_cells", *unread).alias("_cells"))
    counts = [
        _said_tokens(int((said[letter] & is_row).sum()), letter, match.feed, name)
        for letter, name in letters.items()
        if (said[letter] & is_row).any()
    ]
    strays = [
        _said_stray(cleaned["_row"].filter(kind == what), what, match.feed.name)
        for what in ("header", "foot", "above")
    ]
    strays.append(_said_template(cleaned["_row"].filter(kind == "template"), match.feed.name))
    second = cleaned["_row"].filter(kind == "second")
    blank = int(kind.is_in(["blank", "template"]).sum())
    return Table(
        cleaned.filter(is_row).select("_row", *letters, "_cells"),
        cleaned.filter(kind == "foot").select("_row", *letters, "_cells"),
        under.height - blank,
        blank,
        int(kind.is_in(["header", "foot", "second", "above"]).sum()),
        cells_under(tidy, letters, said, broken, int(cleaned["_cells"].filter(~is_row).sum())),
        findings.gather([*counts, *strays, *said_of_second(stacked, second, match.feed.name)]),
    )


def without_dates(table: Table, feed: Feed, letters: Mapping[str, str], look: SheetLook) -> bool:
    """Tell a table with rows and not one date from one with nothing to send.

    Where dates are errors or formulas never worked out, each is told by its place instead.
    """
    dates = {letters[name] for name in (*feed.window.first, *feed.window.last) if name in letters}
    # A row that has nothing but its identifier is no note where every row is like it.
    named = [
        pl.col(letter).str.contains(_AN_IDENTIFIER).fill_null(value=False)
        for name, letter in letters.items()
        if feed.fields[name].kind is Kind.IDENTIFIER
    ]
    rows = pl.concat([table.rows, table.apart.filter(pl.any_horizontal(pl.lit(False), *named))])
    broken = {row for row, letter in (*look.errors, *look.uncached) if letter in dates}
    return (
        rows.height >= DATELESS
        and bool(dates)
        and broken.isdisjoint(rows["_row"])
        and all(rows[letter].is_null().all() for letter in dates)
    )


_AN_IDENTIFIER = r"^\S*\d\S*$"
"""One word with a figure: neither a total nor a note."""


def _tidied(name: str, kind: Kind | None) -> pl.Expr:
    """Tidy a cell as far as its reading needs: the readers of dates and codes do their own."""
    worded = kind in {Kind.IDENTIFIER, Kind.TEXT}
    return (tidied if worded else stripped)(pl.col(name)).alias(name)


def _said_tokens(count: int, letter: str, feed: Feed, name: str) -> pl.DataFrame:
    cells = "1 cell says" if count == 1 else f"{count:,} cells say"
    return findings.one(
        "said_blank",
        Level.NOTE,
        f"{feed.fields[name].title}: {cells} that nothing was recorded, and counted as blank.",
        "Nothing to do; leaving the cell empty says the same.",
        feed=feed.name,
        column=letter,
        field=name,
    )


def _above(match: Match, grid: Grid) -> pl.Series:
    """Name the rows of another table above the header; one alone is an example of how to fill it in."""
    rows = rows_like_data(grid, above=match.first_row)["_row"]
    return rows if rows.len() >= ANOTHER_TABLE else rows.head(0)


def _said_template(rows: pl.Series, feed: str) -> pl.DataFrame:
    if rows.is_empty():
        return findings.none()
    return findings.one(
        "rows_of_formulas",
        Level.WARN,
        f"From here to row {int(rows.item(-1)):,}, {rows.len():,} {'row holds' if rows.len() == 1 else 'rows hold'}"
        " nothing but formulas that were never worked out, and no identifier or date: taken for rows of a"
        " template that nobody filled in, and not read.",
        "If they are rows of the list, open the workbook, let it calculate, save it and send it again.",
        feed=feed,
        row=int(rows.item(0)),
    )


def _said_stray(rows: pl.Series, what: str, feed: str) -> pl.DataFrame:
    if what == "header":
        return findings.at(
            rows,
            "header_repeated",
            Level.NOTE,
            "The row repeats the header and is not a row of the table.",
            "Nothing to do; take it out if the sheet is made by hand.",
            feed=feed,
        )
    if what == "above":
        return findings.at(
            rows,
            "row_above_header",
            Level.WARN,
            "The row stands above the header, as one of another table whose headers are not known, and is not read.",
            "If it is of a list that is collected, put it on a sheet of its own with the list's headers.",
            feed=feed,
        )
    return findings.at(
        rows,
        "not_a_row",
        Level.WARN,
        "The row is a total or a note (no key and few cells, or words such as Total or Run date in place of an identifier),"
        " not a row of the table.",
        "If it is one, give its identifier and date and send it again.",
        feed=feed,
    )
