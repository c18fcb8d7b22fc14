"""Whether a sheet is a list of Annex A that holds each child's latest row only, and so limits its figures."""

import polars as pl

from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import LOOKED_AT, text_columns
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.text import label

CHILD = "child_id"

MOST = 0.75
"""The share of the list's own headers that tell it, whatever the sheet is called.

A flattened table of the census has four of the six of List 6.
"""


def one_row_a_child(match: Match, grid: Grid, file: str, rows: pl.DataFrame) -> bool:
    """Tell whether a sheet is such a list, by its name or its headers, and by its rows.

    Args:
        match: the header.
        grid: the sheet.
        file: the file's name.
        rows: the rows, typed; those of one child and day are one, sent twice or with a slip.
    """
    if not match.feed.annex_a_limits or not (_named(match, grid, file) or _headed(match)):
        return False
    known = rows.select(match.feed.keys[-1]).filter(pl.col(CHILD).is_not_null()).unique()
    return not known[CHILD].is_duplicated().any()


def _named(match: Match, grid: Grid, file: str) -> bool:
    """Look at the sheet's name, the titles above its header and the file's name."""
    above = grid.cells.filter(pl.col("_row") < match.row).head(LOOKED_AT)
    titles = [cell for cells in above.select(text_columns(above)).rows() for cell in cells if cell]
    names = [grid.sheet, file.rsplit(".", 1)[0], *titles]
    return any(label(name).split(":")[0].strip() == label(match.feed.annex_a) for name in names)


def _headed(match: Match) -> bool:
    """Look for most of the list's own headers, as one of its editions has them."""
    here = {label(header) for header in match.headers.values()}
    editions = [{label(header) for header in edition} for edition in match.feed.annex_a_headers]
    return any(len(own & here) >= MOST * len(own) for own in editions if own)
