"""Which feed an unknown sheet may be, and which of its columns each field: a proposal, never a reading."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake.analyst.likeness import (
    cells_fit,
    cells_particular,
    header_tells,
    score,
    words_alike,
)
from safeguard_kpi.intake.analyst.proposal import Guess, Proposal
from safeguard_kpi.intake.cells.dates import read_dates
from safeguard_kpi.intake.files.one_file import grids_of
from safeguard_kpi.intake.model import FileRefusedError, Grid
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.intake.sheets.header_rows import LOOKED_AT, text_columns
from safeguard_kpi.intake.sheets.headers import recognise
from safeguard_kpi.text import label

POSSIBLE = 0.5
"""From where a column is mentioned, though it is not proposed."""

TRIED = 500
"""Rows whose cells are tried as each kind: enough to tell, and quick."""

LEAST_COLUMNS = 3
"""Columns that a header has at least; a row of fewer is a title."""

_NUMBER = r"^[+-]?\d+(?:[.,]\d+)*%?$"


def proposals(
    path: Path, name: str, contracts: Contracts, sheet: str = "", feed: str = ""
) -> tuple[Proposal, ...] | FileRefusedError:
    """Propose what the sheets of a file are; called in a child, and hands back no cell but headers.

    Args:
        path: the file.
        name: what it goes by.
        contracts: every feed.
        sheet: the one sheet wanted, or none for all.
        feed: the feed it is, where that is known.
    """
    feeds = [contracts.feeds[feed]] if feed else list(contracts.feeds.values())
    try:
        grids = [grid for grid in grids_of(path, look_at(path)) if not sheet or grid.sheet == sheet]
    except FileRefusedError as fault:
        return fault
    return tuple(
        found for grid in grids if (found := _proposed(grid, name, contracts, feeds)) is not None
    )


def _proposed(grid: Grid, name: str, contracts: Contracts, feeds: list[Feed]) -> Proposal | None:
    known = recognise(grid, name, contracts).best if text_columns(grid.cells) else None
    row = known.row if known else header_row(grid)
    if row is None:
        return None
    headers = known.headers if known else _headers(grid, row)
    every = sorted(
        (_for_feed(feed, grid, row, headers, contracts) for feed in feeds),
        key=lambda found: (not found.missing, found.total),
        reverse=True,
    )
    best = every[0]
    rival = every[1].feed if len(every) > 1 else ""
    return Proposal(**{**best.__dict__, "rival": rival}) if best.total >= 1 else None


def header_row(grid: Grid) -> int | None:
    """Find the row that looks most like headers: many different words, no date, no number.

    A cell whose text stands again under it is a value and no header, so a sheet without headers has
    no such row, and nothing of a child is taken for one.
    """
    best: tuple[int, int] | None = None
    letters = text_columns(grid.cells)
    top = grid.cells.head(LOOKED_AT)
    for number, cells in zip(top["_row"], top.select(letters).rows(), strict=True):
        written = {letter: cell for letter, cell in zip(letters, cells, strict=True) if cell}
        texts = pl.Series(list(written.values()), dtype=pl.String).str.strip_chars()
        if texts.len() < LEAST_COLUMNS or texts.n_unique() < texts.len():
            continue
        if texts.str.contains(_NUMBER).any() or read_dates(texts).is_not_null().any():
            continue
        under = grid.cells.filter(pl.col("_row") > number)
        if any((under[letter] == cell).any() for letter, cell in written.items()):
            continue
        if best is None or texts.len() > best[0]:
            best = (texts.len(), number)
    return best[1] if best else None


def _headers(grid: Grid, row: int) -> dict[str, str]:
    cells = grid.cells.filter(pl.col("_row") == row).select(text_columns(grid.cells)).row(0)
    named = zip(text_columns(grid.cells), cells, strict=True)
    return {letter: " ".join(cell.split()) for letter, cell in named if cell and cell.strip()}


def _for_feed(
    feed: Feed, grid: Grid, row: int, headers: Mapping[str, str], contracts: Contracts
) -> Proposal:
    under = grid.cells.filter(pl.col("_row") > row).head(TRIED)
    guesses = sorted(
        _guesses(feed, headers, under, contracts),
        key=lambda guess: (not guess.proposed, -guess.score, guess.letter),
    )
    given: dict[str, Guess] = {}
    fields: set[str] = set()
    for guess in guesses:
        if guess.letter not in given and guess.field not in fields and guess.score >= POSSIBLE:
            given[guess.letter] = guess
            fields.add(guess.field)
    likely = {guess.field for guess in given.values() if guess.proposed}
    named = (
        1.0 if label(grid.sheet) in {label(name) for name in (*feed.sheets, feed.title)} else 0.0
    )
    return Proposal(
        sheet=grid.sheet,
        header_row=row,
        feed=feed.name,
        total=named + sum(guess.score for guess in given.values() if guess.proposed),
        rival="",
        missing=tuple(
            field.name
            for field in feed.fields.values()
            if field.required and field.name not in likely
        ),
        columns=tuple(
            given.get(letter, Guess(letter=letter, header=header))
            for letter, header in headers.items()
        ),
    )


def _guesses(
    feed: Feed, headers: Mapping[str, str], under: pl.DataFrame, contracts: Contracts
) -> Iterator[Guess]:
    fits: dict[tuple[object, ...], float | None] = {}
    claimed = {
        label(known): field.name for field in feed.fields.values() for known in field.headers
    }
    particular = {
        letter: [
            field.name
            for field in feed.fields.values()
            if cells_particular(under[letter], field, contracts)
        ]
        for letter in headers
    }
    for field in feed.fields.values():
        for letter, header in headers.items():
            if claimed.get(label(header), field.name) != field.name or not label(header):
                continue
            if label(header) in feed.unused:
                continue
            words, like = max((words_alike(header, known), known) for known in field.headers)
            kind = (field.kind, field.codes, field.lowest, field.highest, letter)
            if kind not in fits:
                fits[kind] = cells_fit(under[letter], field, contracts)
            yield Guess(
                letter=letter, header=header, field=field.name, like=like, cells=fits[kind],
                score=round(score(words, fits[kind], field.kind), 2), words=words,
                worded=header_tells(header, like, words, field.kind),
                particular=particular[letter] == [field.name],
            )  # fmt: skip
