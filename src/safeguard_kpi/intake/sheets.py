"""One sheet from cells as text to typed rows, with a finding wherever a cell could not be read."""

from collections.abc import Iterator, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed, Field, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells import NOT_KNOWN, read_column
from safeguard_kpi.intake.codes import meanings
from safeguard_kpi.intake.dates import months_first
from safeguard_kpi.intake.headers import (
    Match,
    in_annex_a,
    named_like,
    recognise,
    set_aside,
    text_columns,
)
from safeguard_kpi.intake.model import Grid, SheetRead
from safeguard_kpi.intake.said import (
    clashes,
    hidden,
    hidden_parts,
    no_columns,
    no_dates,
    no_feed,
    no_headers,
    no_rows,
    not_used_on_purpose,
    one_a_child,
    two_feeds,
)
from safeguard_kpi.intake.said_of_cells import month_first, unreadable_cells, zones_dropped
from safeguard_kpi.intake.spellings import spellings
from safeguard_kpi.intake.table import Table, table_under, without_dates
from safeguard_kpi.tables import SPELLINGS


def read_sheet(grid: Grid, file: str, contracts: Contracts) -> tuple[SheetRead, pl.DataFrame]:
    """Recognise a sheet and type its rows.

    Returns:
        The sheet, and its findings with file and sheet filled in.
    """
    sheet, found = _read(grid, file, contracts)
    stamped = findings.gather(found).with_columns(
        file=pl.lit(file, pl.String), sheet=pl.lit(grid.sheet, pl.String)
    )
    note = "; ".join(filter(None, ("hidden sheet" if grid.look.hidden else "", sheet.note)))
    return SheetRead(**{**sheet.__dict__, "note": note}), stamped


def _read(grid: Grid, file: str, contracts: Contracts) -> tuple[SheetRead, list[pl.DataFrame]]:
    if not grid.cells.height or not text_columns(grid.cells):
        note = "the sheet is empty"
        return SheetRead(sheet=grid.sheet, note=note), [no_feed(note)]
    best, rival = recognise(grid, file, contracts)
    if best is None:
        aside = set_aside(grid, contracts)
        note = f"it is {aside}, which is not used here" if aside else "no feed's headers were found"
        like = named_like(grid.sheet, contracts)
        found = no_headers(like, grid.sheet, file) if like else no_feed(note)
        return SheetRead(sheet=grid.sheet, note=note), [found]
    if rival is not None:
        note = f"could be {best.feed.title} or {rival.feed.title}"
        found = two_feeds(grid.sheet, file, best.feed, rival.feed)
        return SheetRead(sheet=grid.sheet, note=note, header_row=best.row), [found]
    clash, best = _without_clashes(best, grid, file)
    if best.missing:
        known = SheetRead(
            sheet=grid.sheet, header_row=best.row, missing=best.missing, note=f"looks like {best.feed.title}",
        )  # fmt: skip
        return known, [*clash, *([] if clash else [no_columns(best, grid.sheet, file)])]
    return _typed(best, grid, file, contracts, clash)


def _without_clashes(match: Match, grid: Grid, file: str) -> tuple[list[pl.DataFrame], Match]:
    """Take out the fields that two columns are headed for: nobody can tell which is meant."""
    twice = {name: letters for name, letters in match.columns.items() if len(letters) > 1}
    if not twice:
        return [], match
    found = [
        clashes(match, match.feed.fields[name], letters, grid.sheet, file)
        for name, letters in twice.items()
    ]
    left = {name: letters for name, letters in match.columns.items() if name not in twice}
    return found, Match(**{**match.__dict__, "columns": left})


def _typed(
    match: Match, grid: Grid, file: str, contracts: Contracts, clash: list[pl.DataFrame]
) -> tuple[SheetRead, list[pl.DataFrame]]:
    feed, found = match.feed, [*clash]
    letters = {name: columns[0] for name, columns in match.columns.items()}
    blanks = {name: _blanks(feed.fields[name], contracts) for name in letters}
    table = table_under(match, grid, blanks)
    if without_dates(table, feed, letters):
        known = SheetRead(
            sheet=grid.sheet, header_row=match.row, unused=tuple(match.headers.values()),
            note=f"looks like {feed.title}, with every date blank",
        )  # fmt: skip
        return known, [*clash, no_dates(feed, pl.Series([match.row]))]
    columns: dict[str, pl.Series] = {name: table.rows[name] for name in ("_row", "_cells")}
    spelt = [pl.DataFrame(schema=SPELLINGS)]
    for name, letter in letters.items():
        field, codes = feed.fields[name], contracts.codes.get(feed.fields[name].codes)
        typed, unreadable = read_column(table.rows[letter], field, codes, date1904=grid.date1904)
        if codes:
            spelt.append(spellings(table.rows[letter], typed[name], codes, feed.name, name))
        columns |= typed
        found += zones_dropped(table.rows[letter], feed, field, letter)
        if field.kind in DATES and months_first(table.rows[letter]).any():
            found.append(month_first(feed, field, letter))
        rows = {
            "cell_error": _listed(table.rows["_row"], grid.look.errors, letter),
            "formula_not_worked_out": _listed(table.rows["_row"], grid.look.uncached, letter),
            PROBLEM[field.kind]: table.rows["_row"].filter(unreadable),
        }
        found += [
            unreadable_cells(at, problem, feed, field, letter)
            for problem, at in rows.items()
            if at.len()
        ]
    found += [table.found, *not_used_on_purpose(match), *_ragged(table, grid, feed)]
    if not table.rows.height:
        found.append(no_rows(feed))
    if grid.look.hidden:
        found.append(hidden(feed))
    found += hidden_parts(feed, grid.look, frozenset(letters.values()))
    rows_read = pl.DataFrame(columns)
    annex_a = (
        bool(feed.annex_a_limits)
        and in_annex_a(match, grid, file)
        and not rows_read["child_id"].is_duplicated().any()
    )
    if annex_a:
        found.append(one_a_child(feed))
    sheet = SheetRead(
        sheet=grid.sheet,
        feed=feed.name,
        recognised_by=match.told_by,
        header_row=match.row,
        letters=letters,
        unused=tuple(match.unused.values()),
        missing=tuple(name for name in feed.fields if name not in letters),
        rows_in=table.rows_in,
        rows_blank=table.rows_blank,
        rows_refused=table.rows_refused,
        cells=table.cells,
        rows=rows_read,
        spellings=pl.concat(spelt).with_columns(sheet=pl.lit(grid.sheet)),
        annex_a=annex_a,
        note=f"{feed.annex_a} of Annex A: only each child's latest row" if annex_a else "",
    )
    return sheet, found


def _blanks(field: Field, contracts: Contracts) -> frozenset[str]:
    """Leave out of the blanks what a field's own words give a meaning."""
    if field.codes:
        known = meanings(contracts.codes[field.codes])
        return contracts.blanks - known.words.keys() - known.own.keys()
    return contracts.blanks - NOT_KNOWN if field.kind is Kind.YES_NO else contracts.blanks


def _listed(rows: pl.Series, cells: tuple[tuple[int, str], ...], letter: str) -> pl.Series:
    listed = [row for row, column in cells if column == letter]
    return rows.filter(rows.is_in(listed)) if listed else rows.head(0)


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


def _ragged(table: Table, grid: Grid, feed: Feed) -> Iterator[pl.DataFrame]:
    rows = table.rows["_row"]
    yield findings.at(
        rows.filter(rows.is_in(grid.ragged.implode())),
        "row_ragged",
        Level.WARN,
        "The row has more or fewer cells than the others.",
        "Look whether a comma inside a cell has pushed the others along.",
        feed=feed.name,
    )
