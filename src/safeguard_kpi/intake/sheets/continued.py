"""Sheets that go on where another stopped, without headers: neither they nor the list they go on from count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.dates import read_dates
from safeguard_kpi.intake.cells.table_columns import DATES
from safeguard_kpi.intake.model import Grid, SheetRead
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import named_like

MANY = 10
"""Rows that make a table: lists of options and guidance on several columns are mostly shorter."""

SEVERAL = 3
"""Cells that make a row of a table."""

TRIED = 200
"""Rows by which columns are compared: enough to tell dates from words."""

MOSTLY = 0.5
"""The share of a column's cells that are dates where it is a column of dates."""

_GOES_ON = re.compile(
    r"[\s_-]*(?:\(?\d+\)?|(?:part|page|sheet)\s*\d+|cont(?:inued|d|\.)?|\(cont(?:inued|d|\.)?\))$",
    re.IGNORECASE,
)
"""What a second sheet's name has after the first's."""

_A_VALUE = r"^\s*\d"
"""How a date or a number begins, which stands in a row and hardly ever in a header."""


class Shape(NamedTuple):
    """How a sheet is filled, whatever it holds."""

    columns: frozenset[str]
    """The letters of the columns that hold anything."""
    rows: int
    """Rows with several cells filled."""
    headless: bool
    """Whether the first of them holds a date or a number."""
    sample: pl.DataFrame
    """The first of them."""


def shape_of(grid: Grid) -> Shape:
    """Measure a sheet."""
    letters = text_columns(grid.cells)
    if not letters:
        return Shape(frozenset(), 0, headless=False, sample=pl.DataFrame())
    cells = grid.cells.select(pl.col(letters).cast(pl.String).replace("", None))
    full = cells.filter(pl.sum_horizontal(pl.all().is_not_null()) >= min(SEVERAL, len(letters)))
    first = pl.any_horizontal(pl.all().str.contains(_A_VALUE).fill_null(value=False))
    columns = frozenset(letter for letter in letters if full[letter].null_count() < full.height)
    headless = full.head(1).select(first).to_series().any()
    return Shape(columns, full.height, headless, full.head(TRIED))


def joined_up(
    sheets: Sequence[tuple[SheetRead, Shape]], file: str, contracts: Contracts
) -> tuple[tuple[SheetRead, ...], pl.DataFrame]:
    """Find the sheets that look like a list's rows without its headers, and the lists they are cut from.

    A list of which a part cannot be read would give figures that are too low, so none of it counts.

    Returns:
        The sheets, those lists marked as not whole; and the findings.
    """
    cut: dict[str, tuple[str, int]] = {}
    found = []
    for sheet, shape in sheets:
        if sheet.feed or sheet.header_row or sheet.summary or shape.rows < MANY:
            continue
        named = named_like(_GOES_ON.sub("", sheet.sheet), contracts)
        lists = [
            other
            for other, as_filled in sheets
            if other.feed
            and (
                named.name == other.feed if named else _goes_on(other, as_filled, shape, contracts)
            )
        ]
        cut |= {other.sheet: (sheet.sheet, shape.rows) for other in lists}
        if named or lists:
            like = named_like(sheet.sheet, contracts)
            found.append(_without_headers(sheet.sheet, shape.rows, file, like.name if like else ""))
    marked = [replace(sheet, whole=False) if sheet.sheet in cut else sheet for sheet, _ in sheets]
    found += _not_whole(marked, cut, file, contracts)
    return tuple(marked), findings.gather(found)


def _goes_on(one: SheetRead, filled: Shape, shape: Shape, contracts: Contracts) -> bool:
    """Tell whether a sheet has a list's columns: none where it has none, all it needs, dates for dates."""
    if not shape.headless or len(shape.columns) < SEVERAL or not shape.columns <= filled.columns:
        return False
    fields = contracts.feeds[one.feed].fields
    needed = {letter for name, letter in one.letters.items() if fields[name].required}
    dates = {letter for name, letter in one.letters.items() if fields[name].kind in DATES}
    are_dates = {letter for letter in dates & shape.columns if _is_dates(shape.sample[letter])}
    return needed <= shape.columns and needed & dates <= are_dates and bool(are_dates)


def _is_dates(cells: pl.Series) -> bool:
    held = cells.drop_nulls()
    return held.len() > 0 and read_dates(held).count() >= MOSTLY * held.len()


def without_second_word(of_sheet: pl.DataFrame, cut: pl.DataFrame) -> pl.DataFrame:
    """Leave out what else is said of unknown headers where a sheet seems to have none: one remedy a fault."""
    told = cut.filter(pl.col("problem") == "sheet_without_headers")["sheet"].to_list()
    other = pl.col("problem").is_in(["table_not_recognised", "headers_not_found"])
    return of_sheet.filter(~(other & pl.col("sheet").is_in(told)))


def _without_headers(sheet: str, rows: int, file: str, feed: str) -> pl.DataFrame:
    return findings.one(
        "sheet_without_headers",
        Level.ERROR,
        f"{file}, sheet {sheet} has {rows:,} rows and no headers that are known, so none of them is counted.",
        "If it goes on from another sheet, put the headers above its first row and send it again; if it is no part of a list, take it out.",
        feed=feed,
        file=file,
        sheet=sheet,
    )


def _not_whole(
    sheets: Sequence[SheetRead], cut: dict[str, tuple[str, int]], file: str, contracts: Contracts
) -> Iterator[pl.DataFrame]:
    for sheet in sheets:
        if sheet.sheet in cut:
            other, rows = cut[sheet.sheet]
            yield findings.one(
                "sheet_not_whole",
                Level.ERROR,
                f"{file}, sheet {sheet.sheet} seems to go on in sheet {other}, which has {rows:,} rows and no headers:"
                f" without them {contracts.feeds[sheet.feed].title} would be counted too low, so none of the sheet is used.",
                f"Put the headers above the first row of {other}, or take it out if it is no part of the list.",
                feed=sheet.feed,
                file=file,
                sheet=sheet.sheet,
            )
