"""A children in need census from its bytes to sheets of rows, typed and held to the census's rules."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.census.modules import Module
from safeguard_kpi.intake.census.refused import not_a_census
from safeguard_kpi.intake.census.rows import Rows
from safeguard_kpi.intake.census.rules import between, broken_rules, element
from safeguard_kpi.intake.census.said import of_header, of_pass
from safeguard_kpi.intake.census.streamed import pass_through
from safeguard_kpi.intake.census.typed import Typed, typed_rows
from safeguard_kpi.intake.census.year import Year, year_of
from safeguard_kpi.intake.model import SheetRead


class CensusRead(NamedTuple):
    """The sheets that a census comes to, and what was found in the whole of it."""

    sheets: tuple[SheetRead, ...]
    findings: pl.DataFrame


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
    typed = [typed_rows(rows, contracts) for rows in gathered]
    year = year_of(passed.header, [(each.sheet, each.rows) for each in typed], contracts)
    judged = [
        (each, [*each.found, *(broken_rules(each.sheet, each.rows, year) if each.dated else ())])
        for each in typed
    ]
    found = findings.gather(
        [
            *(one for _, each in judged for one in each),
            *between(census, {each.sheet.name: each.rows for each in typed}, year),
            *of_header(passed.header, census, year),
            *of_pass(passed),
        ]
    )
    sheets = tuple(
        _as_sheet(each, contracts, year, typed, passed.header.get("LEA", "").strip())
        for each in typed
        if each.sheet.feed
    )
    return CensusRead(sheets, found.with_columns(file=pl.lit(file)))


def _as_sheet(
    typed: Typed, contracts: Contracts, year: Year, others: Sequence[Typed], authority: str
) -> SheetRead:
    sheet, feed = typed.sheet, contracts.feeds[typed.sheet.feed]
    if not typed.dated:
        return _refused_whole(typed, feed)
    # What only adds to a feed, as conferences without an enquiry, covers no month alone.
    first = next(each for each in others if each.sheet.feed == sheet.feed)
    whole = first.dated and first.rows.height > 0
    columns = [name for field in sheet.fields for name in feed.fields[field].columns]
    return SheetRead(
        sheet=sheet.name,
        feed=feed.name,
        recognised_by="the elements of a children in need census",
        letters={name: element(paths) for name, paths in sheet.fields.items()},
        missing=tuple(name for name in feed.fields if name not in sheet.fields),
        rows_in=typed.rows.height,
        note=f"children in need census, {year.words}",
        cells=typed.cells,
        rows=typed.rows.select("_row", "_cells", *columns),
        covers=year.days if whole else None,
        children=typed.rows.select("_row", "_child"),
        authority=authority,
    )


def _refused_whole(typed: Typed, feed: Feed) -> SheetRead:
    """Give modules without any date as a sheet of no feed, all of whose rows are refused."""
    rows = typed.rows.select("_row", "_cells")
    return SheetRead(
        sheet=typed.sheet.name,
        rows_in=rows.height,
        rows_refused=rows.height,
        cells=replace(typed.cells, strays=int(rows["_cells"].sum())),
        note=f"looks like {feed.title}, with every date blank",
        rows=rows.clear(),
    )
