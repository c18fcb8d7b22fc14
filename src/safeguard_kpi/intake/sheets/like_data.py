"""Which rows of a sheet look like rows of some table, before anybody knows of which."""

import polars as pl

from safeguard_kpi.intake.model import Grid

SEVERAL = 3
"""Filled cells that make a row of a table of a line: a title or a note has one, a label with its value two."""

_A_DATE = r"^\s*(?:\d{4}-\d\d-\d\d|\d{1,2}[/.-](?:\d{1,2}|\p{L}{3,9})[/.-]\d{2,4})"
"""How a cell begins that holds a date."""

_A_FIGURE = r"^\s*\d+(?:\.\d+)?\s*$"
"""A number: an identifier, an age, or a date that was never formatted as one."""


def rows_like_data(
    grid: Grid, *, above: int, below: int = 0, with_dates: bool = True
) -> pl.DataFrame:
    """Take the rows between two others that hold several cells and among them a date.

    Args:
        grid: the sheet.
        above: the row before which they stand.
        below: the row after which they stand; nought for the top.
        with_dates: whether a date is asked for; otherwise a number does as well.
    """
    cells = grid.cells.filter((pl.col("_row") > below) & (pl.col("_row") < above))
    letters = [name for name in cells.columns if name != "_row"]
    telling = _A_DATE if with_dates else f"{_A_DATE}|{_A_FIGURE}"
    holds = pl.any_horizontal(
        pl.lit(value=False), pl.col(letters).str.contains(telling).fill_null(value=False)
    )
    filled = pl.sum_horizontal(pl.col(letters).str.contains(r"\S").fill_null(value=False))
    return cells.filter(holds & (filled >= SEVERAL))
