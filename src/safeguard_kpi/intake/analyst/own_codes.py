"""What the authority says its partners' words mean: codes.xlsx, filled in, laid over what is declared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.files.not_read import Failed
from safeguard_kpi.intake.files.pool import Job, done_with
from safeguard_kpi.intake.model import FileRefusedError, Grid
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.intake.opening.workbooks import grids
from safeguard_kpi.intake.sheets.codes_book import NEEDED, head_of, without_head
from safeguard_kpi.text import label

MOST_SECONDS = 60
"""How long the reading may take; the fullest workbook that a run writes takes a few."""


class _Filled(NamedTuple):
    """One row that the analyst has filled in, and where it is."""

    codes: str
    spelling: str
    meaning: str
    where: str


class _Read(NamedTuple):
    """What a child process found in the workbook, or why it could not be used."""

    rows: tuple[_Filled, ...] = ()
    headed: bool = False
    """Whether a sheet has the headings that are needed."""
    fault: str = ""


def with_own_codes(contracts: Contracts, path: Path, *, workers: int = 1) -> Contracts:
    """Lay what the analyst has filled in over the declared codes.

    Args:
        contracts: what is declared.
        path: the workbook; it is looked at and read in a child process, as partners' files are:
            it may have come by post.
        workers: how many child processes; with none, it is read here, unprotected.

    Raises:
        DeclarationError: it cannot be read, or a row names no code set or no meaning of it, or two
            rows give one spelling two meanings; names file, sheet and row, never the spelling.
    """
    own: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _filled(path, contracts, workers):
        codes = _code_set(row, contracts.codes)
        meaning = _meaning(row, codes)
        before, where = own.setdefault(codes.name, {}).setdefault(
            label(row.spelling), (meaning, row.where)
        )
        if before != meaning:
            raise DeclarationError(
                f"{row.where} gives another meaning to what {where} has already",
                hint="one spelling, one meaning: empty one of the two cells",
            )
    laid = {
        name: replace(codes, own=tuple((text, key) for text, (key, _) in own[name].items()))
        for name, codes in contracts.codes.items()
        if name in own
    }
    return replace(contracts, codes={**contracts.codes, **laid})


def _filled(path: Path, contracts: Contracts, workers: int) -> tuple[_Filled, ...]:
    job = Job(path, path.name, task=read_filled)
    read = done_with([job], contracts, workers=workers, seconds=MOST_SECONDS)[path.name]
    if isinstance(read, Failed):
        read = _Read(fault=f"The product failed at it, a fault of the product ({read.fault}).")
    if not isinstance(read, _Read):
        read = _Read(fault="The reader had to be stopped: it asked for too much memory or time.")
    if read.fault:
        raise DeclarationError(
            f"{path.name} cannot be read: {read.fault}",
            hint="start again from the codes.xlsx in the outputs",
        )
    if not read.headed:
        raise DeclarationError(
            f"{path.name} has no sheet with the headings {', '.join(NEEDED)}",
            hint="start again from the codes.xlsx in the outputs",
        )
    return read.rows


def read_filled(path: Path, name: str, contracts: Contracts) -> _Read:
    """Look at the workbook and take the rows that are filled in; never raises for what it holds."""
    try:
        read = list(grids(path, look_at(path)))
    except FileRefusedError as fault:
        return _Read(fault=fault.message)
    found = [(grid, head) for grid in read if (head := head_of(grid))]
    faults = [
        *(_NO_HEAD.format(grid.sheet) for grid in read if without_head(grid, contracts.codes)),
        *(
            _NO_RESULT.format(grid.sheet, row)
            for grid, head in found
            for row in _unsaid(grid, *head)
        ),
    ]
    rows = (row for grid, head in found for row in _rows(name, grid, *head))
    return _Read(tuple(rows), headed=bool(found), fault=" ".join(faults[:1]))


_NO_HEAD = f"sheet {{}} has code sets and not the headings {', '.join(NEEDED)} above them."
_NO_RESULT = "sheet {}, row {}: the meaning is a formula or an error, of which no result is saved."


def _unsaid(grid: Grid, head: int, letters: list[str]) -> Iterator[int]:
    """Name the rows whose meaning is a formula that was never worked out, or an error."""
    cells = {*grid.look.uncached, *grid.look.errors}
    yield from sorted(row for row, letter in cells if row > head and letter == letters[2])


def _rows(name: str, grid: Grid, head: int, letters: list[str]) -> Iterator[_Filled]:
    cells = grid.cells.filter(pl.col("_row") > head).select("_row", *letters)
    for number, codes, spelling, meaning in cells.drop_nulls(letters).iter_rows():
        if codes.strip() and spelling.strip() and meaning.strip():
            yield _Filled(codes, spelling, meaning, f"{name}, sheet {grid.sheet}, row {number}")


def _code_set(row: _Filled, codes: Mapping[str, CodeSet]) -> CodeSet:
    for each in codes.values():
        if label(row.codes) in {label(each.title), label(each.name)}:
            return each
    raise DeclarationError(
        f"{row.where}: the code set is none of those declared",
        hint=f"code sets: {', '.join(each.title for each in codes.values())}",
    )


def _meaning(row: _Filled, codes: CodeSet) -> str:
    for key, title in codes.titles.items():
        if label(row.meaning) in {label(key), label(title)}:
            return key
    raise DeclarationError(
        f"{row.where}: the meaning is none of {codes.title}",
        hint=f"choose from the list in the cell: {', '.join(codes.titles.values())}",
    )
