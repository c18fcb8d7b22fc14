"""Second headers further down a sheet: the same again, or those of another table under the first."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.header_rows import Head, heads, text_columns, top_of
from safeguard_kpi.intake.headers import Match, recognise
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.text import label

SEVERAL = 3
"""Known headers that make a header of a row further down."""

MOST_TRIED = 5_000
"""Rows without a date that are tried; a sheet with more of them is refused for its dates."""

_A_VALUE = r"^\s*\d"
"""How a date begins."""


class Stacked(NamedTuple):
    """What stands under a table's header beside its rows."""

    repeated: frozenset[int] = frozenset()
    """Rows that repeat the header, perhaps in other spelling."""
    second: int | None = None
    """The row that heads another table, which is not read, nor anything under it."""
    like: str = ""
    """The title of the feed that the other table seems to be of."""
    same_feed: bool = False
    """Whether it is the same list going on with its columns in another order."""


def stacked_under(match: Match, grid: Grid, contracts: Contracts) -> Stacked:
    """Look for headers under a table's own, among the rows without a date."""
    rows = _dateless(match, grid)
    known = {
        label(header)
        for feed in contracts.feeds.values()
        for field in feed.fields.values()
        for header in field.headers
    }
    letters = text_columns(rows)
    repeated = set()
    for number, cells in zip(rows["_row"], rows.select(letters).rows(), strict=True):
        filled = [cell for cell in cells if cell and cell.strip()]
        told = sum(label(cell) in known for cell in filled)
        if told < SEVERAL or 2 * told < len(filled):
            continue
        alone = Grid(sheet=grid.sheet, cells=rows.filter(pl.col("_row") == number))
        if _goes_on(match, alone):
            repeated.add(number)
            continue
        best = recognise(alone, "", contracts).best
        like = best.feed.title if best else ""
        same = best is not None and best.feed.name == match.feed.name
        return Stacked(frozenset(repeated), number, like, same)
    return Stacked(frozenset(repeated))


def said_of_second(stacked: Stacked, rows: pl.Series, feed: str) -> list[pl.DataFrame]:
    """Say that a second table begins, and of each row under it that it is not read.

    Args:
        stacked: what was found.
        rows: the second header and the rows under it that hold anything.
        feed: the feed of the first table.
    """
    if stacked.second is None:
        return []
    rows = rows.filter(rows > stacked.second)
    like = f", which look like those of {stacked.like}" if stacked.like else ""
    lost = "1 row is" if rows.len() == 1 else f"{rows.len():,} rows are"
    cut = findings.one(
        "sheet_not_whole",
        Level.ERROR,
        f"The list goes on in row {stacked.second} with its columns in another order: without those rows it"
        " would be counted too low, so none of the sheet is used.",
        "Put the columns of both parts in one order, or each part on a sheet of its own.",
        feed=feed,
        row=stacked.second,
    )
    return [
        *([cut] if stacked.same_feed else []),
        findings.one(
            "header_second",
            Level.ERROR,
            f"Row {stacked.second} has the headers of a second table{like}; {lost} under it and not read.",
            "Put the second table on a sheet of its own, or its columns in the order of the first.",
            feed=feed,
            row=stacked.second,
        ),
        findings.at(
            rows,
            "row_under_second_header",
            Level.REJECT,
            f"The row stands under a second header, in row {stacked.second}, and is not read.",
            "Put the second table on a sheet of its own.",
            feed=feed,
        ),
    ]


def _dateless(match: Match, grid: Grid) -> pl.DataFrame:
    """Take the rows with several cells and no date where the table has its dates."""
    letters = text_columns(grid.cells)
    dates = [
        match.columns[name][0]
        for name in dict.fromkeys((*match.feed.window.last, *match.feed.window.first))
        if name in match.columns
    ] or [match.columns[name][0] for name in match.feed.recognised_by if name in match.columns]
    starts = [pl.col(letter).str.contains(_A_VALUE).fill_null(value=False) for letter in dates]
    filled = pl.sum_horizontal(pl.col(letters).is_not_null())
    return grid.cells.filter(
        (pl.col("_row") > match.row)
        & ~pl.any_horizontal(pl.lit(value=False), *starts)
        & (filled >= SEVERAL)
    ).head(MOST_TRIED)


def _goes_on(match: Match, alone: Grid) -> bool:
    """Tell whether a row heads the same columns for the same fields."""
    known = {
        label(header): field.name
        for field in match.feed.fields.values()
        for header in field.headers
    }
    head: Head | None = next(heads(top_of(alone), known), None)
    return (
        head is not None
        and 2 * len(head.columns) >= len(match.columns)
        and all(match.columns.get(name) == letters for name, letters in head.columns.items())
    )
