"""Rows that are one row of the feed, sent once for each code: gathered into one with all its codes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed, Field, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.several import NONE, says
from safeguard_kpi.intake.codes.columns import distinct
from safeguard_kpi.intake.codes.lists import parts_of
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.said_of_headers import both
from safeguard_kpi.intake.sheets.table import Table
from safeguard_kpi.text import label

DISABILITY = "disability"
"""The field of one code of which a child may have several: one that is named is enough."""


class Gathered(NamedTuple):
    """A table whose rows of one thing are one row."""

    table: Table
    parts: pl.DataFrame
    """The rows that were gathered: `_row` of the one, their own `_part`, and each column of several codes."""


def gathered(
    table: Table, match: Match, letters: Mapping[str, str], grid: Grid, contracts: Contracts
) -> Gathered:
    """Gather the rows that are alike but for their one code: they say several things of one.

    Rows are compared in every used column, and in those that are known and left alone on purpose,
    which may number what they are of. Where a cell that differs holds several codes the rows are
    left as they are. Rows that contradict each other are of one thing all the same. A gathered row
    stands at the place of its first, and the ledger counts it once, as it counts a list in a cell.

    Args:
        table: the rows under a header.
        match: the header.
        letters: the column letter by field.
        grid: the sheet, for the columns that are not used.
        contracts: the code sets.
    """
    feed = match.feed
    several = several_of(feed, letters)
    key = [letters[name] for name in feed.key_for(frozenset(letters)) if name in letters]
    whole = pl.all_horizontal(pl.lit(value=True), pl.col(key).is_not_null())
    held = table.rows.filter(whole)
    alike = held.filter(pl.struct(key).is_duplicated()) if key and several else held.clear()
    if alike.is_empty():
        return Gathered(table, _NO_PARTS)
    alike = _numbered(alike, match, grid)
    by = [name for name in alike.columns if name not in {"_row", "_cells", *several.values()}]
    differ = {letter: pl.col(letter).n_unique().over(by) > 1 for letter in several.values()}
    varied = alike.filter(pl.any_horizontal(differ.values()))
    single = [
        ~differ[letter] | _single(varied[letter], feed, name, contracts).all().over(by)
        for name, letter in several.items()
    ]
    parts = varied.filter(pl.all_horizontal(single))
    if parts.is_empty():
        return Gathered(table, _NO_PARTS)
    listed = pl.col(list(several.values()))
    other = pl.col("_cells") - pl.sum_horizontal(listed.is_not_null()).cast(pl.Int64)
    order = [
        _order(parts[letter], feed.fields[name], contracts)
        for name, letter in several.items()
        if feed.fields[name].kind is not Kind.CODES
    ]
    ones = (
        parts.with_columns(order)
        .group_by(by, maintain_order=True)
        .agg(
            pl.col("_row").first(),
            pl.col("_row").alias("_part"),
            other.max().alias("_cells"),
            *(_joined(letter, feed.fields[name]) for name, letter in several.items()),
        )
    )
    ones = ones.with_columns(pl.sum_horizontal("_cells", listed.is_not_null()).alias("_cells"))
    rest = table.rows.join(parts, on="_row", how="anti", maintain_order="left")
    less = int(parts["_cells"].sum()) - int(ones["_cells"].sum())
    names = [
        feed.fields[name].title for name, letter in several.items() if _differs(parts, letter, by)
    ]
    one = table._replace(
        rows=pl.concat([rest, ones.select(rest.columns)]).sort("_row"),
        rows_in=table.rows_in - parts.height + ones.height,
        cells=replace(table.cells, sent=table.cells.sent - less),
        found=findings.gather([table.found, _said(feed, names, parts.height, ones.height)]),
    )
    of_one = ones.select("_row", "_part").explode("_part", empty_as_null=True)
    texts = parts.select(pl.col("_row").alias("_part"), "_cells", listed)
    return Gathered(one, of_one.join(texts, on="_part", how="left", maintain_order="left"))


_NO_PARTS = pl.DataFrame()


def several_of(feed: Feed, letters: Mapping[str, str]) -> dict[str, str]:
    """Give the column letter by field of which one row of the feed may have several codes."""
    return {
        name: letters[name]
        for name, field in feed.fields.items()
        if name in letters and (field.kind is Kind.CODES or name == DISABILITY)
    }


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


def _joined(letter: str, field: Field) -> pl.Expr:
    """Put the codes of several rows into one cell; where one is kept, take the one that says most."""
    if field.kind is not Kind.CODES:
        return pl.col(letter).sort_by(f"_{letter}", maintain_order=True).first()
    joined = pl.col(letter).drop_nulls().unique(maintain_order=True).str.join(";")
    return pl.when(joined != "").then(joined).alias(letter)


def _order(cells: pl.Series, field: Field, contracts: Contracts) -> pl.Series:
    """Tell how much each cell says, the least number most; a blank one says nothing."""
    said = says(distinct(cells), contracts.codes[field.codes])
    order = cells.replace_strict(said, default=None, return_dtype=pl.Int64)
    return order.fill_null(NONE + 1).alias(f"_{cells.name}")


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
