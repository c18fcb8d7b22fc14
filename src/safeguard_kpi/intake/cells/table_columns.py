"""The used columns of a table, each typed as its field, with a finding wherever a cell could not be read."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed, Field, Kind
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.cells.dates import months_first, swapped_by_program
from safeguard_kpi.intake.cells.identifiers import names_nobody
from safeguard_kpi.intake.cells.identifiers_asked import asked_of_identifiers
from safeguard_kpi.intake.cells.said import (
    month_first,
    swapped,
    unreadable_cells,
    zones_dropped,
)
from safeguard_kpi.intake.codes.columns import read_answers
from safeguard_kpi.intake.codes.layers import meanings
from safeguard_kpi.intake.codes.lists import not_read
from safeguard_kpi.intake.codes.spellings import spellings
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.tables import SPELLINGS

DATES = frozenset({Kind.DATE, Kind.DATETIME})
"""The kinds of fields that hold a day."""

PROBLEM: Mapping[Kind, str] = {
    Kind.DATE: "date_unreadable",
    Kind.DATETIME: "date_unreadable",
    Kind.INTEGER: "number_unreadable",
    Kind.NUMBER: "number_unreadable",
    Kind.CODE: "code_unknown",
    Kind.CODES: "code_unknown",
    Kind.YES_NO: "yes_no_unreadable",
    Kind.IDENTIFIER: "identifier_unreadable",
    Kind.TEXT: "text_unreadable",
}
"""What is the matter where a cell cannot be read as what its field holds."""


class Columns(NamedTuple):
    """The columns of a table, typed."""

    rows: pl.DataFrame
    """`_row`, `_cells` and the admitted columns."""
    spellings: pl.DataFrame
    found: list[pl.DataFrame]


def typed(
    rows: pl.DataFrame, feed: Feed, letters: Mapping[str, str], grid: Grid, contracts: Contracts
) -> Columns:
    """Read the used columns of a table's rows.

    Args:
        rows: `_row`, `_cells` and each used column by its letter, as tidied texts.
        feed: the feed they belong to.
        letters: the column letter by field.
        grid: the sheet.
        contracts: the code sets.
    """
    columns: dict[str, pl.Series] = {name: rows[name] for name in ("_row", "_cells")}
    spelt, found = [pl.DataFrame(schema=SPELLINGS)], []
    for name, letter in letters.items():
        field, codes = feed.fields[name], contracts.codes.get(feed.fields[name].codes)
        read, unreadable = read_column(rows[letter], field, codes, date1904=grid.date1904)
        if field.kind is Kind.IDENTIFIER and grid.look.long_numbers:
            shortened = rows["_row"].is_in(
                _listed(rows["_row"], grid.look.long_numbers, letter).implode()
            )
            read = {name: read[name].set(shortened, None)}
            unreadable |= shortened
        if codes:
            answered = field.kind is Kind.YES_NO
            meaning = read_answers(rows[letter], codes) if answered else read[name]
            spelt.append(spellings(rows[letter], meaning, codes, feed.name, name))
        columns |= read
        found += zones_dropped(rows[letter], feed, field, letter)
        if field.kind in DATES and months_first(rows[letter]).any():
            found.append(month_first(feed, field, letter))
        if field.kind in DATES and swapped_by_program(rows[letter]).any():
            found.append(swapped(feed, field, letter))
        # Only a cell that holds no identifier can hold a word in place of one.
        empty = unreadable & (field.kind is Kind.IDENTIFIER)
        if empty.any():
            empty &= names_nobody(rows[letter], field.nobody)
        at = {
            "cell_error": _listed(rows["_row"], grid.look.errors, letter),
            "formula_not_worked_out": _listed(rows["_row"], grid.look.uncached, letter),
            "identifier_names_nobody": rows["_row"].filter(empty),
            PROBLEM[field.kind]: rows["_row"].filter(unreadable & ~empty),
        }
        if field.kind is Kind.CODES:
            errors = pl.concat([at["cell_error"], at["formula_not_worked_out"]])
            columns[name] = not_read(read[name], rows["_row"].is_in(errors.implode()))
        found += [
            unreadable_cells(where, problem, feed, field, letter)
            for problem, where in at.items()
            if where.len()
        ]
    read_in = pl.DataFrame(columns)
    found += asked_of_identifiers(rows, read_in, feed, letters)
    return Columns(read_in, pl.concat(spelt), found)


def blanks_of(field: Field, contracts: Contracts) -> frozenset[str]:
    """Leave out of the blanks what a field's own words give a meaning."""
    if field.codes:
        known = meanings(contracts.codes[field.codes])
        return contracts.blanks - known.words.keys() - known.own.keys()
    return contracts.blanks


def _listed(rows: pl.Series, cells: tuple[tuple[int, str], ...], letter: str) -> pl.Series:
    listed = [row for row, column in cells if column == letter]
    return rows.filter(rows.is_in(listed)) if listed else rows.head(0)
