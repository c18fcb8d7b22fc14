"""One file from its bytes to its sheets, typed: what a worker does with each file it is given."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import delimited, findings, workbooks
from safeguard_kpi.intake.census import read_census
from safeguard_kpi.intake.census_flat import Flat
from safeguard_kpi.intake.continued import continued, shape_of
from safeguard_kpi.intake.guard import look_at
from safeguard_kpi.intake.model import FileRead, FileRefusedError, Grid, Look
from safeguard_kpi.intake.sheets import read_sheet

_NO_ERRORS_SEEN = frozenset({"xls", "xlsb", "ods"})
"""Kinds whose cells with errors cannot be told from empty ones."""


def read_file(path: Path, name: str, contracts: Contracts, beside: Sequence[Path] = ()) -> FileRead:
    """Look at a file, read it, recognise its sheets and type their rows; never raises for what it holds.

    Args:
        path: the file.
        name: what findings call it.
        contracts: every feed.
        beside: delimited files of the same folder, which may hold other tables of the same census.
    """
    try:
        sha256 = _sha256(path)
    except OSError:
        return refused(name, _MISSING)
    try:
        look = look_at(path)
        if look.kind == "xml":
            census = read_census(path, name, contracts)
            return FileRead(
                file=name, sha256=sha256, sheets=census.sheets, findings=census.findings
            )
        flat = Flat.of(list(grids_of(path, look)), name, beside, contracts.census)
        read = [
            (*flat.spared(*read_sheet(grid, name, contracts), known), shape_of(grid), known)
            for grid, known in flat.sheets()
        ]
    except FileRefusedError as fault:
        return refused(name, fault, sha256=sha256)
    sheets = tuple(flat.dated(sheet, known) for sheet, _, _, known in read)
    goes_on = continued([(sheet, shape) for sheet, _, shape, _ in read], name, contracts)
    found = [
        *(of_sheet for _, of_sheet, _, _ in read),
        flat.found(name),
        goes_on,
        *_about(look, name),
    ]
    any_error = any((of_sheet["level"] == Level.ERROR.value).any() for _, of_sheet, _, _ in read)
    if not any(sheet.feed for sheet in sheets) and not any_error and not flat.only_helps:
        found.append(_nothing_recognised(name, contracts))
    return FileRead(file=name, sha256=sha256, sheets=sheets, findings=findings.gather(found))


def refused(name: str, fault: FileRefusedError, *, sha256: str = "") -> FileRead:
    """Make of a file that cannot be used its one finding."""
    found = findings.one(
        fault.problem, Level.ERROR, f"{name}: {fault.message}", fault.remedy,
        file=name, row=fault.row, column=fault.column,
    )  # fmt: skip
    return FileRead(file=name, sha256=sha256, findings=found)


_MISSING = FileRefusedError(
    "file_missing",
    "The file is not there or cannot be opened.",
    "Check its name and folder, and that nobody has it open.",
)


def grids_of(path: Path, look: Look) -> Iterator[Grid]:
    """Read the sheets of a file that the guard has let through, one after another."""
    return iter([delimited.grid(path)]) if look.kind == "text" else workbooks.grids(path, look)


def _about(look: Look, name: str) -> Iterator[pl.DataFrame]:
    if look.macros:
        yield findings.one(
            "macros_not_run", Level.NOTE, "The workbook holds macros; they are never run.",
            "Nothing to do.", file=name,
        )  # fmt: skip
    if look.kind in _NO_ERRORS_SEEN:
        yield findings.one(
            "errors_not_seen",
            Level.NOTE,
            "In a workbook of this kind a cell with an error such as #N/A looks like an empty one.",
            "Ask the partner for an Excel workbook (.xlsx).",
            file=name,
        )


def _nothing_recognised(name: str, contracts: Contracts) -> pl.DataFrame:
    known = ", ".join(feed.title for feed in contracts.feeds.values())
    return findings.one(
        "file_not_recognised",
        Level.ERROR,
        f"{name}: no sheet has the headers of anything that is collected here.",
        f"Check that it is the right file. Collected are: {known}.",
        file=name,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
