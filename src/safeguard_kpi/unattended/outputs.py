"""Write beside, commit in one step, then move into place: at any kill the old outputs or the new.

Everything is written in a folder of its own and settled on the disk; renaming that folder to
`.ready` is the one step that commits. What is `.ready` is then moved into place, and whoever comes
after a kill goes on moving it. Before the step nothing has changed; after it nothing can be lost.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from safeguard_kpi.errors import SafeguardError, why_refused
from safeguard_kpi.unattended.private import make_private, settle

LAST = "run.json"
"""Moved into place after everything else, so that where it is new, so is all the rest."""

NEW = ".new-"
"""How the name begins of the folder that a run writes in; one that is left over is worth nothing."""

READY = ".ready"
"""Outputs that are whole and only wait to be moved into place."""

_ASIDE = ".old-"
"""How the name begins, inside the ready folder, of a folder whose place was taken."""


class Mended(NamedTuple):
    """What was found of a run that was killed."""

    finished: bool
    """Whether its outputs were whole, and have now been moved into place."""
    left_over: int
    """How many folders half written were removed."""


@contextmanager
def published(outputs: Path) -> Iterator[Path]:
    """Give a folder to write in; what is there at the end replaces what the outputs held.

    Called under the lock, after `recover`. Folders are made for their owner only, and files too:
    figures of small groups are personal.

    Raises:
        SafeguardError: the outputs cannot be written.
    """
    os.umask(0o077)
    try:
        make_private(outputs)
        beside = Path(tempfile.mkdtemp(prefix=NEW, dir=outputs))
    except OSError as fault:
        raise SafeguardError(
            f"nothing can be written in {outputs}: {why_refused(fault)}",
            hint="check that the folder is yours to write and that the disk is not full, or give --outputs",
        ) from fault
    try:
        yield beside
        _commit(beside, outputs)
    except Exception as fault:
        if isinstance(fault, SafeguardError) or not why_refused(fault):
            raise
        raise SafeguardError(
            f"the outputs could not be written in {outputs}: {why_refused(fault)}; they are as they were",
            hint="check that the disk is not full and that the folder is yours to write, and run again",
        ) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    try:
        _into_place(outputs)
    except KeyboardInterrupt:
        _into_place(outputs)  # some milliseconds; whoever stopped it finds nothing half done
        raise


def recover(outputs: Path) -> Mended:
    """Finish what a killed run had ready, and remove what it had not; called under the lock.

    It may itself be killed anywhere: the next call goes on from there.

    Raises:
        SafeguardError: what is ready cannot be moved into place.
    """
    finished = moving(outputs)
    if finished:
        _into_place(outputs)
    left_over = _left(outputs)
    for folder in left_over:
        shutil.rmtree(folder, ignore_errors=True)
    return Mended(finished, len(left_over))


def moving(outputs: Path) -> bool:
    """Say whether new outputs are ready and not all in place: what lies there may be of two runs."""
    return (outputs / READY).is_dir()


def unfinished(outputs: Path) -> bool:
    """Say whether a run left something to recover, or is at work."""
    return moving(outputs) or bool(_left(outputs))


def _left(outputs: Path) -> list[Path]:
    """List the folders half written: of the outputs, and one down, of releases."""
    return sorted([*outputs.glob(f"{NEW}*"), *outputs.glob(f"*/{NEW}*")])


def _commit(beside: Path, outputs: Path) -> None:
    """Settle everything that was written, then make it ready in one step."""
    for path in beside.rglob("*"):
        settle(path)
    settle(beside)
    beside.rename(outputs / READY)


def _into_place(outputs: Path) -> None:
    """Move what is ready into place, the record last; every step may have been done before."""
    ready = outputs / READY
    try:
        settle(outputs)
        for path in sorted(ready.iterdir(), key=lambda path: (path.name == LAST, path.name)):
            if path.name.startswith(_ASIDE):
                continue
            if path.is_dir():
                _replace_folder(path, outputs / path.name)
            else:
                path.replace(outputs / path.name)
        settle(
            outputs
        )  # before what is ready goes: a power cut must not lose a move and its source
        shutil.rmtree(ready)
        settle(outputs)
    except OSError as fault:
        raise SafeguardError(
            f"the new outputs are whole but cannot all be moved into place in {outputs}: {why_refused(fault)}",
            hint="close the workbook if it is open and run again: the next command goes on where this one stopped",
        ) from fault


def _replace_folder(new: Path, old: Path) -> None:
    """Put a whole folder in the place of another: what is not in the new one is gone."""
    if old.exists():
        aside = new.with_name(f"{_ASIDE}{new.name}")  # it goes when the ready folder does
        if aside.exists():
            shutil.rmtree(aside)
        old.replace(aside)
    new.replace(old)
