"""One run at a time: a lock that the kernel keeps, and lets go of when its holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from safeguard_kpi.errors import BusyError, SafeguardError, why_refused
from safeguard_kpi.unattended.private import OWNERS_FILE, make_private

if sys.platform != "win32":
    import fcntl

NAME = ".lock"
"""The file whose lock is meant. It is never removed: a file that lies there locks nothing."""

MOMENT = 0.5
"""Seconds that a lock is tried for in any case: `status` holds it for a moment to look, or to mend."""

PAUSE = 0.05
"""Seconds between two tries."""

LONGEST = 200
"""Bytes of what a holder says of itself."""


@contextmanager
def only_run(folder: Path, *, doing: str = "a run", wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a folder; whoever else asks for it is told what is being done.

    Args:
        folder: made for its owner only if it is not there.
        doing: what is done meanwhile, for whoever is kept waiting.
        wait: seconds to go on trying while another holds it.

    Raises:
        BusyError: another run holds it still.
        SafeguardError: the folder cannot be written, or its file system keeps no locks.
    """
    handle = _taken(folder, max(wait, MOMENT))
    try:
        _sign(
            handle, f"{doing}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        )
        yield
    finally:
        _sign(handle, "")
        os.close(handle)


def holder(folder: Path) -> str | None:
    """Say who holds the lock of a folder at this moment; None where nobody does. Nothing is made."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(handle, LONGEST, 0).decode("utf-8", "replace") or "a run"
    except OSError:
        return None
    finally:
        os.close(handle)
    return None


@contextmanager
def in_turn(folder: Path, *, patience: float = 2.0) -> Iterator[None]:
    """Let processes write notes in a folder one after another, each for some milliseconds.

    Where the turn does not come, because a process was halted in it or the file system keeps no
    locks, the block is done all the same: a note out of turn is better than none.
    """
    handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNERS_FILE)
    try:
        with suppress(OSError):
            _tried(handle, patience)
        yield
    finally:
        os.close(handle)


def _taken(folder: Path, patience: float) -> int:
    if sys.platform == "win32":
        raise SafeguardError(
            "Windows itself has no lock of the kind that keeps two runs apart",
            hint="run it under the Windows Subsystem for Linux: see docs/how-to/run-unattended.md",
        )
    deadline = time.monotonic() + patience
    while True:
        handle = _opened(folder)
        try:
            _tried(handle, max(deadline - time.monotonic(), 0))
            if _still_there(handle, folder / NAME):
                return handle
        except BlockingIOError:
            said = os.pread(handle, LONGEST, 0).decode("utf-8", "replace")
            os.close(handle)
            raise BusyError(
                f"another run is at work in {folder}{f' ({said})' if said else ''}, so nothing was done",
                hint="let it end, or give --wait and the seconds to wait for it",
            ) from None
        except OSError as fault:
            os.close(handle)
            raise SafeguardError(
                f"no lock can be had in {folder}: {why_refused(fault)}",
                hint="let `store` under [folders] in the settings name a folder on a disk of this machine",
            ) from fault
        os.close(handle)


def _opened(folder: Path) -> int:
    try:
        make_private(folder)
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNERS_FILE)
    except OSError as fault:
        raise SafeguardError(
            f"nothing can be written in {folder}: {why_refused(fault)}",
            hint="check that the folder is yours to write and that the disk is not full, or name another",
        ) from fault


def _tried(handle: int, patience: float) -> None:
    """Take the lock within some seconds.

    Raises:
        BlockingIOError: another holds it still.
        OSError: the file system keeps no locks.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(PAUSE)
        else:
            return


def _still_there(handle: int, path: Path) -> bool:
    """Say whether what was locked is what others will find: somebody may have removed the file."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _sign(handle: int, words: str) -> None:
    """Leave word for whoever is kept waiting; a full disk must not stop a run for it."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, words.encode("utf-8")[:LONGEST], 0)
