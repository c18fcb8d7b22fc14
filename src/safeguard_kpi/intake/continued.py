"""Sheets that go on where another stopped, without headers: passed over, and never in silence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.headers import named_like, text_columns
from safeguard_kpi.intake.model import Grid, SheetRead

MANY = 10
"""Rows that make a table: lists of options and guidance on several columns are mostly shorter."""

SEVERAL = 3
"""Cells that make a row of a table."""

_GOES_ON = re.compile(
    r"[\s_-]*(?:\(?\d+\)?|(?:part|page|sheet)\s*\d+|cont(?:inued|d|\.)?|\(cont(?:inued|d|\.)?\))$",
    re.IGNORECASE,
)
"""What a second sheet's name has after the first's."""

_A_VALUE = r"^\s*\d"
"""How a date or a number begins, which stands in a row and hardly ever in a header."""


class Shape(NamedTuple):
    """How a sheet is filled, whatever it holds."""

    columns: int
    rows: int
    """Rows with several cells filled."""
    headless: bool
    """Whether the first of them holds a date or a number."""


def shape_of(grid: Grid) -> Shape:
    """Measure a sheet."""
    letters = text_columns(grid.cells)
    if not letters:
        return Shape(0, 0, headless=False)
    cells = grid.cells.select(pl.col(letters).cast(pl.String).replace("", None))
    full = cells.filter(pl.sum_horizontal(pl.all().is_not_null()) >= min(SEVERAL, len(letters)))
    first = pl.any_horizontal(pl.all().str.contains(_A_VALUE).fill_null(value=False))
    columns = sum(full[letter].null_count() < full.height for letter in letters)
    return Shape(columns, full.height, headless=full.head(1).select(first).to_series().any())


def continued(
    sheets: Sequence[tuple[SheetRead, Shape]], file: str, contracts: Contracts
) -> pl.DataFrame:
    """Find the sheets of a file that look like a feed's rows without their headers."""
    widths = {shape.columns for sheet, shape in sheets if sheet.feed}
    found = []
    for sheet, shape in sheets:
        if sheet.feed or sheet.header_row or shape.rows < MANY:
            continue
        named = named_like(_GOES_ON.sub("", sheet.sheet), contracts)
        if named or (shape.headless and shape.columns >= SEVERAL and shape.columns in widths):
            found.append(_without_headers(sheet.sheet, shape.rows, file))
    return findings.gather(found)


def _without_headers(sheet: str, rows: int, file: str) -> pl.DataFrame:
    return findings.one(
        "sheet_without_headers",
        Level.WARN,
        f"{file}, sheet {sheet} has {rows:,} rows and no headers that are known, so none of them is counted.",
        "If it goes on from another sheet, put the headers above its first row and send it again.",
        file=file,
        sheet=sheet,
    )
