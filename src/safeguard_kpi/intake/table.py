"""Which rows under a header are rows of the table: blanks, repeated headers and totals set apart."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.headers import Match, text_columns
from safeguard_kpi.intake.labels import stripped, tidied, tokens
from safeguard_kpi.intake.model import CellCount, Grid

FEW = 3
"""One part in so many of the used columns: a row with no more filled, and no key, is no row."""

DATELESS = 2
"""Rows without a date that make a table without dates: one alone is a row to put right."""

_FOOT = (
    r"^(?:(?:grand |sub-?)?totals?\b|notes?\b|source\b|applied filters|end of |filters\b|none$|\*)"
)
"""How the first cell of a row under a table begins when it is no row of it."""


_WORDS = r"^[^\d]*\p{L}{2,}\S* +\S*\p{L}{2,}"
"""How a sentence under a table begins: with two words."""


class Table(NamedTuple):
    """The rows of one table, tidied, and what became of the others."""

    rows: pl.DataFrame
    """`_row` and each used column by its letter, null where nothing was recorded; and `_cells`,
    how many of them hold something."""
    rows_in: int
    rows_blank: int
    rows_refused: int
    cells: CellCount
    found: pl.DataFrame


def table_under(match: Match, grid: Grid, blanks: Mapping[str, frozenset[str]]) -> Table:
    """Take the rows under a header.

    Args:
        match: the header row and its columns, one letter a field.
        grid: the sheet.
        blanks: by field, the labels that mean nothing was recorded.
    """
    letters = {letters[0]: name for name, letters in match.columns.items()}
    under = grid.cells.filter(pl.col("_row") > match.row)
    kinds = {letter: match.feed.fields[name].kind for letter, name in letters.items()}
    tidy = under.with_columns(_tidied(name, kinds.get(name)) for name in text_columns(under))
    said = {letter: tokens(tidy[letter], blanks[name]) for letter, name in letters.items()}
    cleaned = tidy.with_columns(
        pl.when(~said[letter]).then(letter).alias(letter)
        for letter in letters
        if said[letter].any()
    )
    filled = pl.sum_horizontal(pl.col(list(letters)).is_not_null()).cast(pl.Int64)
    cleaned = cleaned.with_columns(filled.alias("_cells"))
    kind = cleaned.select(_kind(match, grid, letters)).to_series()
    is_row = kind == "row"
    counts = [
        _said_tokens(int((said[letter] & is_row).sum()), letter, match.feed, name)
        for letter, name in letters.items()
        if (said[letter] & is_row).any()
    ]
    strays = [
        _said_stray(cleaned["_row"].filter(kind == what), what, match.feed.name)
        for what in ("header", "foot")
    ]
    blank = int((kind == "blank").sum())
    return Table(
        cleaned.filter(is_row).select("_row", *letters, "_cells"),
        under.height - blank,
        blank,
        int(kind.is_in(["header", "foot"]).sum()),
        _cells_of(tidy, letters, said, int(cleaned["_cells"].filter(~is_row).sum())),
        findings.gather([*counts, *strays]),
    )


def without_dates(table: Table, feed: Feed, letters: Mapping[str, str]) -> bool:
    """Tell a table with rows and not one date from one with nothing to send."""
    dates = {letters[name] for name in (*feed.window.first, *feed.window.last) if name in letters}
    return (
        table.rows.height >= DATELESS
        and bool(dates)
        and all(table.rows[letter].is_null().all() for letter in dates)
    )


def _tidied(name: str, kind: Kind | None) -> pl.Expr:
    """Tidy a cell as far as its reading needs: the readers of dates and codes do their own."""
    worded = kind in {Kind.IDENTIFIER, Kind.TEXT}
    return (tidied if worded else stripped)(pl.col(name)).alias(name)


def _kind(match: Match, grid: Grid, letters: Mapping[str, str]) -> pl.Expr:
    fields = match.feed.fields
    broken = {row for row, letter in (*grid.look.errors, *grid.look.uncached) if letter in letters}
    whole = ~pl.col("_row").is_in(sorted(broken))
    used = pl.col(list(letters))
    other = [name for name in text_columns(grid.cells) if name not in letters]
    filled = pl.col("_cells")
    needed = [
        pl.col(letter)
        for letter, name in letters.items()
        if fields[name].required and not fields[name].blank
    ] or [pl.col(letter) for letter, name in letters.items() if fields[name].required]
    keyless = pl.all_horizontal(cell.is_null() for cell in needed)
    gap = pl.any_horizontal(cell.is_null() for cell in needed)
    same = pl.sum_horizontal(
        (pl.col(letter) == " ".join(match.headers[letter].split())).fill_null(value=False)
        for letter in letters
    )
    first = pl.coalesce(used).str.to_lowercase()
    foot = (
        (keyless & (filled <= max(1, len(letters) // FEW)))
        | (gap & (filled == 1) & (len(letters) >= FEW))
        | (gap & first.str.contains(_FOOT).fill_null(value=False))
    )
    unused = pl.any_horizontal(pl.col(other).is_not_null()) if other else pl.lit(False)
    # Words on their own, whatever column they stand in: an identifier is one word or has a figure.
    sentence = first.str.contains(_WORDS).fill_null(value=False)
    foot |= (filled == 1) & (len(letters) >= FEW) & ~unused & sentence
    return (
        pl.when(same >= max(2, len(letters) // 2)).then(pl.lit("header"))
        .when(whole & (filled == 0) & ~unused).then(pl.lit("blank"))
        .when(whole & foot).then(pl.lit("foot"))
        .otherwise(pl.lit("row"))
    )  # fmt: skip


def _cells_of(
    tidy: pl.DataFrame, letters: Mapping[str, str], said: Mapping[str, pl.Series], strays: int
) -> CellCount:
    """Count by column what lies under the header, before any row is judged."""
    held = {name: tidy.height - tidy[name].null_count() for name in text_columns(tidy)}
    return CellCount(
        sent=sum(held.values()),
        unused=sum(count for name, count in held.items() if name not in letters),
        said_blank=sum(int(said[letter].sum()) for letter in letters),
        strays=strays,
    )


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
    return findings.at(
        rows,
        "not_a_row",
        Level.WARN,
        "The row has no key and few cells: a total or a note, not a row of the table.",
        "If it is one, give its identifier and date and send it again.",
        feed=feed,
    )
