"""One sheet from cells as text to typed rows, with a finding wherever a cell could not be read."""

from dataclasses import replace

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.table_columns import blanks_of, typed
from safeguard_kpi.intake.model import Grid, SheetRead
from safeguard_kpi.intake.sheets.annex_a import one_row_a_child
from safeguard_kpi.intake.sheets.blank_rows import Words
from safeguard_kpi.intake.sheets.gathered import gathered
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match, named_like, recognise, set_aside
from safeguard_kpi.intake.sheets.like_data import rows_like_data
from safeguard_kpi.intake.sheets.mixed import feeds_beside, feeds_under
from safeguard_kpi.intake.sheets.others import holds_others
from safeguard_kpi.intake.sheets.parts import with_parts
from safeguard_kpi.intake.sheets.periods import row_a_period
from safeguard_kpi.intake.sheets.plain_headers import shown
from safeguard_kpi.intake.sheets.ragged import ragged
from safeguard_kpi.intake.sheets.said import (
    hidden_parts,
    no_dates,
    no_feed,
    no_headers,
    no_list,
    no_rows,
    one_a_child,
    summary,
)
from safeguard_kpi.intake.sheets.said_of_headers import (
    beside,
    clashes,
    no_columns,
    not_used_on_purpose,
    two_feeds,
    two_rows,
)
from safeguard_kpi.intake.sheets.stacked import stacked_under
from safeguard_kpi.intake.sheets.summaries import is_summary
from safeguard_kpi.intake.sheets.table import table_under, without_dates

CHILD = "child_id"
"""The field that every list has."""

MANY = 20
"""Rows with a date that make a list of a sheet whose headers nobody knows."""

A_SUMMARY = "a pivot table or summary, which has no row a child"
"""What is noted of a sheet that adds up and lists nothing."""


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
    data = rows_like_data(grid, above=grid.cells.height + 1) if best is None else grid.cells.head(0)
    periods = data.height > 0 and row_a_period(data, text_columns(grid.cells))
    # A list has the child's identifier; a pivot table made of it may have other headers of it.
    if periods or ((best is None or CHILD not in best.columns) and is_summary(grid)):
        like = named_like(grid.sheet, contracts)
        return SheetRead(sheet=grid.sheet, note=A_SUMMARY, summary=True), [
            summary(like, grid.sheet, file)
        ]
    if best is None:
        aside = set_aside(grid, contracts)
        note = f"it is {aside}, which is not used here" if aside else "no feed's headers were found"
        like = named_like(grid.sheet, contracts)
        rows = 0 if aside else data.height
        if rows >= MANY:
            found = no_list(like, grid.sheet, file, rows)
        else:
            found = no_headers(like, grid.sheet, file) if like else no_feed(note)
        return SheetRead(sheet=grid.sheet, note=note), [found]
    apart = holds_others(best, grid, contracts)
    if rival is not None:
        note = f"could be {best.feed.title} or {rival.feed.title}"
        found = two_feeds(grid.sheet, file, best.feed, rival.feed)
        either = (best.feed.name, rival.feed.name)
        return SheetRead(
            sheet=grid.sheet, note=note, header_row=best.row, like=either, others=apart
        ), [found]
    others = feeds_beside(best, contracts)
    clash, best = _without_clashes(best, grid, file)
    if best.missing:
        known = SheetRead(
            sheet=grid.sheet, header_row=best.row, missing=best.missing, note=f"looks like {best.feed.title}",
            like=(best.feed.name, *others, *feeds_under(grid, best.row, contracts)), others=apart,
        )  # fmt: skip
        return known, [*clash, *([] if clash else [no_columns(best, grid.sheet, file)])]
    sheet, said = _typed(best, grid, file, contracts, clash)
    return replace(sheet, like=(*sheet.like, *others), others=apart), said


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
    feed = match.feed
    letters = {name: columns[0] for name, columns in match.columns.items()}
    blanks = {name: blanks_of(feed.fields[name], contracts) for name in letters}
    words = Words(blanks, contracts.blanks, contracts.notes)
    stacked = stacked_under(match, grid, contracts)
    table = table_under(match, grid, words, stacked)
    if without_dates(table, feed, letters, grid.look):
        known = SheetRead(
            sheet=grid.sheet, header_row=match.row, unused=shown(match.headers, contracts),
            note=f"looks like {feed.title}, with every date blank",
            like=(feed.name, *feeds_under(grid, match.row, contracts)),
        )  # fmt: skip
        return known, [*clash, no_dates(feed, pl.Series([match.row]))]
    table, parts = gathered(table, match, letters, grid, contracts)
    columns = typed(table.rows, feed, letters, grid, contracts)
    columns = with_parts(columns, parts, feed, letters, grid=grid, contracts=contracts)
    annex_a = one_row_a_child(match, grid, file, columns.rows)
    sheet = SheetRead(
        sheet=grid.sheet,
        feed=feed.name,
        recognised_by=match.told_by,
        header_row=match.row,
        letters=letters,
        unused=shown(match.unused, contracts),
        missing=tuple(name for name in feed.fields if name not in letters),
        rows_in=table.rows_in,
        rows_blank=table.rows_blank,
        rows_refused=table.rows_refused,
        cells=table.cells,
        rows=columns.rows,
        parts=parts.select("_row", "_part") if parts.height else parts,
        spellings=columns.spellings.with_columns(sheet=pl.lit(grid.sheet)),
        annex_a=annex_a,
        note=f"{feed.annex_a} of Annex A: only each child's latest row" if annex_a else "",
        whole=not stacked.same_feed,
        like=feeds_under(grid, stacked.second - 1, contracts) if stacked.second else (),
    )
    found = [
        *clash,
        *columns.found,
        table.found,
        *two_rows(match),
        *beside(match),
        *not_used_on_purpose(match),
        *ragged(table, grid, match),
        *hidden_parts(feed, grid.look, frozenset(letters.values())),
        *([] if table.rows.height else [no_rows(feed)]),
        *([one_a_child(feed)] if annex_a else []),
    ]
    return sheet, found
