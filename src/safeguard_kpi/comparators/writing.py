"""The reference files written: all beside their places first, and only then moved into them."""

import os
from pathlib import Path

import polars as pl

from safeguard_kpi.comparators.distribution import widened
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.errors import SafeguardError


def write_reference(reference: Reference, folder: Path) -> list[Path]:
    """Write the four files; one that can't be written leaves all of them as they were.

    Raises:
        SafeguardError: the folder can't be written in.
    """
    tables = reference._asdict() | {"authorities": widened(reference.authorities)}
    beside: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            new = folder / f".{name}.csv.new"
            beside[new] = folder / f"{name}.csv"
            _write(table, new)
        return [new.replace(target) for new, target in beside.items()]
    except OSError as fault:
        raise SafeguardError(
            f"the reference files can't be written in {folder}: {fault.strerror or 'no reason given'}",
            hint="check that the folder is yours to write and that the disk is not full",
        ) from fault
    finally:
        for new in beside:
            if new.is_file():
                new.unlink()


def write_beside(table: pl.DataFrame, file: Path) -> Path:
    """Write a table beside its place and move it there.

    Raises:
        SafeguardError: the file can't be written.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(table, beside)
        return beside.replace(file)
    except OSError as fault:
        raise SafeguardError(
            f"{file} can't be written: {fault.strerror or 'no reason given'}",
            hint="give --into a folder that is yours to write in",
        ) from fault


def _write(table: pl.DataFrame, file: Path) -> None:
    with file.open("wb") as opened:
        opened.write(table.write_csv(line_terminator="\n").encode())
        opened.flush()
        os.fsync(opened.fileno())
