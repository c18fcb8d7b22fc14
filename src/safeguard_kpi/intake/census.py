"""A children in need census from its bytes to sheets of rows, typed and held to the census's rules."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.census import Beside, CensusSheet
from safeguard_kpi.contracts.model import Contracts, Field, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells import read_column
from safeguard_kpi.intake.census_refused import not_a_census
from safeguard_kpi.intake.census_rows import Rows
from safeguard_kpi.intake.census_rules import broken_rules, element, of_sheet
from safeguard_kpi.intake.census_said import given_twice, of_header, of_pass
from safeguard_kpi.intake.census_xml import Module, pass_through
from safeguard_kpi.intake.census_year import Year, year_of
from safeguard_kpi.intake.columns import PROBLEM
from safeguard_kpi.intake.model import SheetRead
from safeguard_kpi.intake.said_of_cells import unreadable_cells


class CensusRead(NamedTuple):
    """The sheets that a census comes to, and what was found in the whole of it."""

    sheets: tuple[SheetRead, ...]
    findings: pl.DataFrame


class _Typed(NamedTuple):
    """One sheet before anybody knows which year the census is of."""

    sheet: CensusSheet
    rows: pl.DataFrame
    """`_row`, `_child`, the feed's columns, and what rules look at beside them."""
    found: list[pl.DataFrame]


def read_census(path: Path, file: str, contracts: Contracts) -> CensusRead:
    """Read a census.

    Args:
        path: the file, whose first bytes are those of XML.
        file: its name in findings.
        contracts: every feed, and how the census gives rows of them.

    Raises:
        FileRefusedError: it is no census, is not well formed, or not safe to read.
    """
    census = contracts.census
    if census is None:
        raise not_a_census()
    gathered = [Rows(sheet, contracts, census) for sheet in census.sheets]
    by_module: dict[str, list[Rows]] = {}
    for rows in gathered:
        by_module.setdefault(rows.sheet.module, []).append(rows)

    def take(module: Module) -> None:
        for rows in by_module.get(module.name, ()):
            rows.take(module)

    passed = pass_through(path, census, take)
    modules = any(rows.rows for rows in gathered if rows.sheet.module != "Child")
    if passed.header.get("Collection") != census.collection and not modules:
        raise not_a_census()
    typed = [_typed(rows, contracts) for rows in gathered]
    year = year_of(passed.header, [(each.sheet, each.rows) for each in typed], contracts)
    judged = [(each, [*each.found, *broken_rules(each.sheet, each.rows, year)]) for each in typed]
    found = findings.gather(
        [
            *(one for _, each in judged for one in each),
            *of_header(passed.header, census, year),
            *of_pass(passed),
        ]
    )
    sheets = tuple(_as_sheet(each, contracts, year) for each in typed if each.sheet.feed)
    return CensusRead(sheets, found.with_columns(file=pl.lit(file)))


def _typed(gathered: Rows, contracts: Contracts) -> _Typed:
    sheet, texts = gathered.sheet, gathered.frame()
    feed = contracts.feeds.get(sheet.feed)
    columns: dict[str, pl.Series] = {"_row": texts["_row"], "_child": texts["_child"]}
    found = [given_twice(sheet, name, sorted(rows)) for name, rows in gathered.twice.items()]
    if feed:
        for name, paths in sheet.fields.items():
            field = feed.fields[name]
            typed, unreadable = read_column(
                _plain(texts[name], field), field, contracts.codes.get(field.codes)
            )
            columns |= typed
            at = texts["_row"].filter(unreadable)
            if at.len():
                found.append(unreadable_cells(at, PROBLEM[field.kind], feed, field, element(paths)))
    for name, beside in sheet.also.items():
        field = Field(name=name, title=name, kind=beside.kind, headers=())
        typed, unreadable = read_column(_plain(texts[f"_{name}"], field), field, None)
        columns |= typed
        at = texts["_row"].filter(unreadable)
        if not feed and at.len():
            found.append(_unreadable(at, beside))
    return _Typed(sheet, pl.DataFrame(columns), [of_sheet(sheet, each) for each in found])


def _unreadable(at: pl.Series, beside: Beside) -> pl.DataFrame:
    """Say that an element of no feed's could not be read."""
    return findings.at(
        at,
        PROBLEM[beside.kind],
        Level.WARN,
        "The element holds something that cannot be read, so it counts as not given.",
        "Correct it and make the return again.",
        column=element((beside.path,)),
    )


def _plain(text: pl.Series, field: Field) -> pl.Series:
    """Take the mark of Greenwich time off a date."""
    dated = field.kind in {Kind.DATE, Kind.DATETIME}
    return text.str.replace(r"(\d)Z$", "${1}") if dated else text


def _as_sheet(typed: _Typed, contracts: Contracts, year: Year) -> SheetRead:
    sheet, feed = typed.sheet, contracts.feeds[typed.sheet.feed]
    columns = [name for field in sheet.fields for name in feed.fields[field].columns]
    return SheetRead(
        sheet=sheet.name,
        feed=feed.name,
        recognised_by="the elements of a children in need census",
        letters={name: element(paths) for name, paths in sheet.fields.items()},
        missing=tuple(name for name in feed.fields if name not in sheet.fields),
        rows_in=typed.rows.height,
        note=f"children in need census, {year.words}",
        rows=typed.rows.select("_row", *columns),
        covers=year.days,
        children=typed.rows.select("_row", "_child"),
    )
