"""Rows of a delimited file with other cells than its header: those pushed along, and one cut short."""

from collections.abc import Iterator

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.table import Table


def ragged(table: Table, grid: Grid, match: Match) -> Iterator[pl.DataFrame]:
    """Refuse rows that hold something past the header's last cell, and say where a file is cut short.

    A comma inside a cell without quotation marks pushes all that follows it into other columns, and
    nobody can tell where it stood. A row that merely ends early has lost nothing but blank cells, as
    many programs leave off, or has some to spare; only at a file's end can more be missing.
    """
    rows = table.rows["_row"]
    pushed = _pushed(grid, match)
    yield findings.at(
        rows.filter(rows.is_in(pushed.implode())),
        "row_pushed_along",
        Level.REJECT,
        "The row has more cells than the header, so which cell belongs to which column cannot be told "
        "and the row is refused.",
        "Put quotation marks around cells that hold a comma, head every column, or send it as .xlsx.",
        feed=match.feed.name,
    )
    yield findings.at(
        rows.filter(rows.is_in([grid.cut_short or 0])),
        "row_cut_short",
        Level.WARN,
        "The file ends in the middle of the row: it has fewer cells than the others and its line does not end.",
        "Look whether the file was cut short on its way and, if so, send it again.",
        feed=match.feed.name,
    )


def _pushed(grid: Grid, match: Match) -> pl.Series:
    """Find the rows with something in a cell past the last one of the header's own line."""
    if grid.widths.is_empty():
        return pl.Series("_row", [], pl.Int64)
    lines = grid.widths[match.row - len(match.rows) : match.row]
    # Further columns are those that a table of a census took from the others.
    past = text_columns(grid.cells)[max(lines, default=0) : max(grid.widths)]
    if not past:
        return pl.Series("_row", [], pl.Int64)
    filled = pl.any_horizontal(pl.col(past).str.strip_chars().str.len_chars() > 0)
    held = filled.fill_null(value=False) & (pl.col("_row") > match.row)
    return grid.cells.filter(held)["_row"]
