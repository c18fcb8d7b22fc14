"""Write beside, then move into place: a run that fails leaves the last good outputs untouched."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeguard_kpi.errors import SafeguardError

LAST = "run.json"
"""Moved into place after everything else, so that where it is new, so is all the rest."""


@contextmanager
def published(outputs: Path) -> Iterator[Path]:
    """Give a folder to write in; what is there at the end replaces what the outputs held.

    Folders are made for their owner only, and files too: figures of small groups are personal.

    Raises:
        SafeguardError: the outputs cannot be written.
    """
    os.umask(0o077)
    try:
        outputs.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=outputs))
    except OSError as fault:
        raise SafeguardError(
            f"nothing can be written in {outputs}: {fault.strerror or 'no reason given'}",
            hint="check that the folder is yours to write and that the disk is not full, or give --outputs",
        ) from fault
    try:
        yield beside
        _into_place(beside, outputs)
    except OSError as fault:
        raise SafeguardError(
            f"the outputs could not be written in {outputs}: {fault.strerror or 'no reason given'}",
            hint="close the workbook if it is open, check that the disk is not full, and run again",
        ) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _into_place(beside: Path, outputs: Path) -> None:
    files = sorted(beside.iterdir(), key=lambda path: (path.name == LAST, path.name))
    for path in beside.rglob("*"):
        _settle(path)
    for path in files:
        if path.is_dir():
            _replace_folder(path, outputs / path.name)
        else:
            path.replace(outputs / path.name)
    _settle(outputs)


def _replace_folder(new: Path, old: Path) -> None:
    """Put a whole folder in the place of another: what is not in the new one is gone."""
    if old.exists():
        aside = new.with_name(f"{new.name}.old")  # it goes when the temporary folder does
        old.replace(aside)
    new.replace(old)


def _settle(path: Path) -> None:
    """Ask the disk to hold what was written, before anything is moved over the last good one."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
