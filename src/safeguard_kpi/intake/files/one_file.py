"""One file from its bytes to its sheets, typed: what a worker does with each file it is given."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.census.flat import Flat
from safeguard_kpi.intake.census.whole import read_census
from safeguard_kpi.intake.model import FileRead, FileRefusedError, Grid, Look
from safeguard_kpi.intake.opening import delimited, workbooks
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.intake.sheets.codes_book import MISPLACED, head_of
from safeguard_kpi.intake.sheets.continued import joined_up, shape_of, without_second_word
from safeguard_kpi.intake.sheets.sheet import read_sheet


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
        flat = Flat.of(list(grids_of(path, look)), name, beside, contracts)
        read = [
            (*flat.spared(*read_sheet(grid, name, contracts), known), shape_of(grid), known)
            for grid, known in flat.sheets()
        ]
    except FileRefusedError as fault:
        return refused(name, fault, sha256=sha256)
    dated = [(flat.dated(sheet, known), shape) for sheet, _, shape, known in read]
    sheets, cut = joined_up(dated, name, contracts)
    found = [
        *(without_second_word(of_sheet, cut) for _, of_sheet, _, _ in read),
        flat.found(name),
        cut,
        *_about(look, name, path),
    ]
    any_error = any((each["level"] == Level.ERROR.value).any() for each in found)
    if not any(sheet.feed for sheet in sheets) and not any_error and not flat.only_helps:
        if any(head_of(grid) for grid in flat.grids):
            return refused(name, MISPLACED, sha256=sha256)
        summaries = [sheet.sheet for sheet in sheets if sheet.summary]
        found.append(_nothing_recognised(name, summaries, contracts))
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


def _about(look: Look, name: str, path: Path) -> Iterator[pl.DataFrame]:
    said = {
        "macros_not_run": (look.macros, "The workbook holds macros; they are never run."),
        "file_links_not_followed": (
            look.links,
            "The workbook takes values from other files; they are never fetched, and what was saved is read.",
        ),
        "file_objects_not_opened": (
            look.objects,
            "Other files lie inside the workbook; they are never opened.",
        ),
        "file_misnamed": (
            workbooks.misnamed(path, look),
            f"The file's name ends in {path.suffix} and it is a workbook of another kind; it is read as what it is.",
        ),
    }
    for problem, (seen, message) in said.items():
        if seen:
            yield findings.one(problem, Level.NOTE, message, "Nothing to do.", file=name)


def _nothing_recognised(name: str, summaries: list[str], contracts: Contracts) -> pl.DataFrame:
    known = ", ".join(feed.title for feed in contracts.feeds.values())
    why, remedy = (
        (
            f"sheet {summaries[0]} is a pivot table or summary, which has no row a child, and no sheet is a list",
            "Send the list that it is made of.",
        )
        if summaries
        else (
            "no sheet has the headers of anything that is collected here",
            "Check that it is the right file.",
        )
    )
    return findings.one(
        "file_not_recognised",
        Level.ERROR,
        f"{name}: {why}.",
        f"{remedy} Collected are: {known}.",
        file=name,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
