"""Other feeds on one sheet: their rows are not read, and may be another partner's."""

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match, recognise
from safeguard_kpi.intake.sheets.like_data import SEVERAL
from safeguard_kpi.text import label

_A_VALUE = r"^\s*(?:\d{4}-\d\d-\d\d|\d+\s*$|\d{1,2}[/.-])"
"""A date, a number or an identifier: what a row of a table has, and a header has not."""


def feeds_under(grid: Grid, row: int, contracts: Contracts) -> tuple[str, ...]:
    """Name the feeds that rows below a row of a sheet seem to head, however many tables follow."""
    letters = text_columns(grid.cells)
    values = [pl.col(letter).str.contains(_A_VALUE).fill_null(value=False) for letter in letters]
    filled = pl.sum_horizontal(pl.col(letters).is_not_null())
    below = grid.cells.filter(
        (pl.col("_row") > row)
        & (filled >= SEVERAL)
        & ~pl.any_horizontal(pl.lit(value=False), *values)
    )
    known = {label(header) for feed in contracts.feeds.values() for header in _headers_of(feed)}
    found: list[str] = []
    for number, *cells in below.select("_row", *letters).iter_rows():
        if sum(label(cell) in known for cell in cells if cell) < SEVERAL:
            continue
        alone = Grid(sheet=grid.sheet, cells=below.filter(pl.col("_row") == number))
        best, rival = recognise(alone, "", contracts)
        found += [match.feed.name for match in (best, rival) if match]
    return tuple(dict.fromkeys(found))


def feeds_beside(match: Match, contracts: Contracts) -> tuple[str, ...]:
    """Name the feeds that have all they need in the columns beside those of a table."""
    twice = {letter for letters in match.columns.values() for letter in letters[1:]}
    left = {
        label(header)
        for letter, header in match.headers.items()
        if letter in twice or letter in match.unused
    }
    return tuple(
        feed.name
        for feed in contracts.feeds.values()
        if feed.name != match.feed.name
        and (needed := [field for field in feed.fields.values() if field.required])
        and all(left & {label(header) for header in field.headers} for field in needed)
    )


def _headers_of(feed: Feed) -> tuple[str, ...]:
    return tuple(header for field in feed.fields.values() for header in field.headers)
