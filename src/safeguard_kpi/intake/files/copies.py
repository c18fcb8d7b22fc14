"""The cells of sheets as they were sent, read a second time for the partner who is asked about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.files.one_file import grids_of
from safeguard_kpi.intake.files.pool import done_with
from safeguard_kpi.intake.files.read import named
from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.opening.guard import look_at


@dataclass(frozen=True, kw_only=True)
class SheetCopy:
    """One sheet's cells as texts: `_row`, and columns by their letters."""

    sheet: str
    cells: pl.DataFrame


def copies(
    inputs: Sequence[Path],
    wanted: Mapping[str, frozenset[str]],
    contracts: Contracts,
    *,
    workers: int = 2,
) -> dict[str, tuple[SheetCopy, ...]]:
    """Read sheets again, in child processes, as they were sent.

    Args:
        inputs: the files that were read, all of them, so that their names are the same.
        wanted: the sheets wanted of each file; the others are not read.
        contracts: every feed.
        workers: child processes; with none, files are read in this process, unprotected.

    Returns:
        The sheets by file; none of a file that cannot be read.
    """
    jobs = [
        job._replace(task=copied, given=(wanted[job.name],))
        for job in named(inputs)
        if wanted.get(job.name)
    ]
    answers = done_with(jobs, contracts, workers=workers) if jobs else {}
    return {
        name: tuple(sheet for sheet in answer if isinstance(sheet, SheetCopy))
        if isinstance(answer, tuple)
        else ()
        for name, answer in answers.items()
    }


def copied(
    path: Path, _name: str, _contracts: Contracts, sheets: frozenset[str]
) -> tuple[SheetCopy, ...]:
    """Read some sheets of one file; none of a file that cannot be read."""
    try:
        return tuple(
            SheetCopy(sheet=grid.sheet, cells=grid.cells)
            for grid in grids_of(path, look_at(path))
            if grid.sheet in sheets
        )
    except (FileRefusedError, OSError):
        return ()
