"""Rows that are one row of the feed, sent once for each code: gathered into one with all its codes."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from safeguard_kpi.contracts.code_sets import UNREADABLE
from safeguard_kpi.contracts.model import Contracts, Feed, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.codes.columns import distinct
from safeguard_kpi.intake.codes.layers import meanings, read_word
from safeguard_kpi.intake.codes.lists import parts_of
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.said_of_headers import both
from safeguard_kpi.intake.sheets.table import Table
from safeguard_kpi.text import label

DISABILITY = "disability"
"""The field of one code of which a child may have several: the first of them is enough."""


def gathered(
    table: Table, match: Match, letters: Mapping[str, str], grid: Grid, contracts: Contracts
) -> Table:
    """Gather the rows that are alike but for their one code: they say several things of one.

    Rows are compared in every used column, and in those that are known and left alone on purpose,
    which may number what they are of. Where a cell that differs holds several codes, or one that
    says that there is none beside another, the rows are left as they are: which of them is right
    nobody can tell. A gathered row stands at the place of
    its first, and the ledger counts it once, as it counts a list in a cell.

    Args:
        table: the rows under a header.
        match: the header.
        letters: the column letter by field.
        grid: the sheet, for the columns that are not used.
        contracts: the code sets.
    """
    feed = match.feed
    several = {letters[name]: name for name in _several(feed) if name in letters}
    key = [letters[name] for name in feed.key_for(frozenset(letters)) if name in letters]
    whole = pl.all_horizontal(pl.lit(value=True), pl.col(key).is_not_null())
    held = table.rows.filter(whole)
    alike = held.filter(pl.struct(key).is_duplicated()) if key and several else held.clear()
    if alike.is_empty():
        return table
    alike = _numbered(alike, match, grid)
    by = [name for name in alike.columns if name not in {"_row", "_cells", *several}]
    differ = {letter: pl.col(letter).n_unique().over(by) > 1 for letter in several}
    varied = alike.filter(pl.any_horizontal(differ.values()))
    single = [
        ~differ[letter]
        | (
            _single(varied[letter], feed, name, contracts).all().over(by)
            & _agreed(varied[letter], feed, name, contracts, by)
        )
        for letter, name in several.items()
    ]
    parts = varied.filter(pl.all_horizontal(single))
    if parts.is_empty():
        return table
    ones = parts.group_by(by, maintain_order=True).agg(
        pl.col("_row").first(), *(_joined(letter, name) for letter, name in several.items())
    )
    ones = ones.with_columns(
        _cells=pl.sum_horizontal(pl.col(list(letters.values())).is_not_null()).cast(pl.Int64)
    )
    rest = table.rows.join(parts, on="_row", how="anti", maintain_order="left")
    less = int(parts["_cells"].sum()) - int(ones["_cells"].sum())
    names = [
        feed.fields[name].title for letter, name in several.items() if _differs(parts, letter, by)
    ]
    return table._replace(
        rows=pl.concat([rest, ones.select(rest.columns)]).sort("_row"),
        rows_in=table.rows_in - parts.height + ones.height,
        cells=replace(table.cells, sent=table.cells.sent - less),
        found=findings.gather([table.found, _said(feed, names, parts.height, ones.height)]),
    )


def _several(feed: Feed) -> list[str]:
    """Name the fields of which one row of the feed may have several codes."""
    return [
        name
        for name, field in feed.fields.items()
        if field.kind is Kind.CODES or name == DISABILITY
    ]


def _numbered(rows: pl.DataFrame, match: Match, grid: Grid) -> pl.DataFrame:
    """Add the columns that are known and not used, which may number what a row is of."""
    numbers = [
        letter for letter, header in match.unused.items() if label(header) in match.feed.unused
    ]
    beside = grid.cells.select("_row", *numbers)
    return rows.join(beside, on="_row", how="left", maintain_order="left")


def _single(cells: pl.Series, feed: Feed, name: str, contracts: Contracts) -> pl.Expr:
    """Tell the cells that hold one code at most."""
    field = feed.fields[name]
    if field.kind is not Kind.CODES:
        return pl.lit(value=True).first()
    codes = contracts.codes[field.codes]
    more = [cell for cell in distinct(cells) if len(parts_of(cell, codes)) > 1]
    return ~pl.col(cells.name).is_in(more).fill_null(value=False)


def _agreed(
    cells: pl.Series, feed: Feed, name: str, contracts: Contracts, by: list[str]
) -> pl.Expr:
    """Tell the rows of which none says that there is none where another says something else."""
    codes = contracts.codes[feed.fields[name].codes]
    alone = {value.key for value in codes.values if value.alone}
    known = meanings(codes)
    read = {cell: read_word(cell, known).meaning for cell in distinct(cells)}
    none = [cell for cell, meaning in read.items() if meaning in alone]
    meaning = pl.col(cells.name).replace_strict(
        {cell: meaning or UNREADABLE for cell, meaning in read.items()},
        default=None,
        return_dtype=pl.String,
    )
    several = meaning.drop_nulls().n_unique().over(by) > 1
    return ~(several & pl.col(cells.name).is_in(none).fill_null(value=False).any().over(by))


def _joined(letter: str, name: str) -> pl.Expr:
    """Put the codes of several rows into one cell; of disabilities, which agree, take the first."""
    texts = pl.col(letter).drop_nulls().unique(maintain_order=True)
    if name == DISABILITY:
        return texts.first().alias(letter)
    joined = texts.str.join(";")
    return pl.when(joined != "").then(joined).alias(letter)


def _differs(rows: pl.DataFrame, letter: str, by: list[str]) -> bool:
    return bool(rows.select((pl.col(letter).n_unique().over(by) > 1).any()).item())


def _said(feed: Feed, names: list[str], many: int, ones: int) -> pl.DataFrame:
    return findings.one(
        "rows_of_one",
        Level.NOTE,
        f"{many:,} rows that differ in nothing but {both(names)} are read as {ones:,}, each with all that its rows say.",
        "Nothing to do, if one row was sent for each code.",
        feed=feed.name,
    )
