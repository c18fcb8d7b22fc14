"""Second headers further down a sheet: the same again, or those of another table under the first."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match, recognise
from safeguard_kpi.intake.sheets.like_data import SEVERAL
from safeguard_kpi.text import label

TOLD = 2
"""Headers that make a repeated header of a row: one alone may be a word."""

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
    own = _own(match)
    # The upper of two header rows has few cells, and is repeated with them.
    least = min(sum(letter in own for letter in written) for written in match.rows)
    letters = text_columns(rows)
    repeated = set()
    for number, *cells in rows.select("_row", *letters).rows():
        labels = {
            letter: label(cell)
            for letter, cell in zip(letters, cells, strict=True)
            if cell and cell.strip()
        }
        told = sum(cell in known for cell in labels.values())
        alike = sum(labels.get(letter) in meant for letter, meant in own.items())
        other = told >= SEVERAL and 2 * told >= len(labels)
        if not other and alike < max(TOLD, len(own) // 2):
            continue
        if 2 * alike >= least and _same_columns(labels, own):
            repeated.add(number)
            continue
        alone = Grid(sheet=grid.sheet, cells=rows.filter(pl.col("_row") == number))
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
        & (filled >= TOLD)
    ).head(MOST_TRIED)


def _own(match: Match) -> dict[str, frozenset[str]]:
    """Give by used column every label that heads it: as it is written here, or may be elsewhere."""
    fields = match.feed.fields
    return {
        letter: frozenset(
            label(header)
            for header in (
                *fields[name].headers,
                *(written.get(letter, "") for written in (match.headers, *match.rows)),
            )
            if header
        )
        for name, letters in match.columns.items()
        for letter in letters
    }


def _same_columns(labels: Mapping[str, str], own: Mapping[str, frozenset[str]]) -> bool:
    """Tell a header that is repeated from that of a list with some columns of the same name."""
    return all(labels[letter] in meant for letter, meant in own.items() if letter in labels)
