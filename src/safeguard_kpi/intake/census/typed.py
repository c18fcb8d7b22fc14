"""The modules of one kind, typed: what the rules and the feeds look at, whatever year it is."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.census import ALL, Beside, CensusSheet
from safeguard_kpi.contracts.model import Contracts, Feed, Field, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.cells.said import unreadable_cells
from safeguard_kpi.intake.cells.table_columns import PROBLEM
from safeguard_kpi.intake.census.rows import Rows
from safeguard_kpi.intake.census.rules import element, of_sheet
from safeguard_kpi.intake.census.said import given_twice
from safeguard_kpi.intake.model import CellCount
from safeguard_kpi.intake.sheets.said import no_dates
from safeguard_kpi.intake.sheets.table import DATELESS


class Typed(NamedTuple):
    """One sheet before anybody knows which year the census is of."""

    sheet: CensusSheet
    rows: pl.DataFrame
    """`_row`, `_child`, the feed's columns, and what rules look at beside them."""
    found: list[pl.DataFrame]
    cells: CellCount
    dated: bool
    """Whether there is any date among its rows, where there are rows."""


def typed_rows(gathered: Rows, contracts: Contracts) -> Typed:
    """Type the rows of one sheet, with a finding wherever an element could not be read."""
    sheet, texts = gathered.sheet, gathered.frame()
    feed = contracts.feeds.get(sheet.feed)
    columns: dict[str, pl.Series] = {name: texts[name] for name in ("_row", "_child", "_cells")}
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
        if beside.path.startswith(ALL):
            columns[name] = _listed(texts[f"_{name}"], field)
            continue
        typed, unreadable = read_column(_plain(texts[f"_{name}"], field), field, None)
        columns |= typed
        at = texts["_row"].filter(unreadable)
        if not feed and at.len():
            found.append(_unreadable(at, beside))
    dated = not feed or not _without_dates(texts, sheet, feed)
    if feed and not dated:
        found = [no_dates(feed, texts["_row"])]
    said = [of_sheet(sheet, each) for each in found]
    return Typed(sheet, pl.DataFrame(columns), said, gathered.cells, dated)


def _without_dates(texts: pl.DataFrame, sheet: CensusSheet, feed: Feed) -> bool:
    """Tell modules of which not one has a date from a year in which there were none."""
    window = {*feed.window.first, *feed.window.last}
    dates = [name for name, paths in sheet.fields.items() if name in window and paths]
    return texts.height >= DATELESS and all(texts[name].is_null().all() for name in dates)


def _listed(texts: pl.Series, field: Field) -> pl.Series:
    """Read several texts of each row as a list, without those that cannot be read."""
    parted = (
        texts.str.split(";")
        .to_frame("text")
        .with_row_index("at")
        .explode("text", empty_as_null=True)
    )
    typed = read_column(_plain(parted["text"], field), field, None).typed[field.name]
    return (
        parted.select("at", typed)
        .group_by("at", maintain_order=True)
        .agg(pl.col(field.name).drop_nulls())
        .get_column(field.name)
    )


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
    return text.str.replace(r"([0-9])Z$", "${1}") if dated else text
