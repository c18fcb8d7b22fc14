"""The inside of a child process: takes files one after another, hands back what was read of each."""

import contextlib
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from safeguard_kpi.intake.files.not_read import Failed

MOST_MEMORY = 6 * 1024**3
"""Bytes of address space that a child may have; Polars reserves more of it than it uses."""


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Take contracts, then for each file its path, name and what to do, until there are no more."""
    _limit()
    contracts = pickle.load(jobs)  # noqa: S301 - the pipe is from the process that started this one
    with contextlib.suppress(EOFError):
        while True:
            path, name, task, given = pickle.load(jobs)  # noqa: S301 - as above
            answer, failed = _done(task, path, name, contracts, given)
            answers.write(answer)
            answers.flush()
            if failed:  # what else is amiss in here nobody knows: a new child takes the next file
                return


def _done(
    task: Callable[..., object], path: Path, name: str, contracts: object, given: tuple[object, ...]
) -> tuple[bytes, bool]:
    """Do with a file what is asked, and give the answer packed; tell whether it failed.

    Raises:
        MemoryError: the file asked for too much; the child ends of it.
    """
    try:
        return pickle.dumps(task(path, name, contracts, *given), pickle.HIGHEST_PROTOCOL), False
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - a panic in Polars is no Exception
        # The first frame is this one, so there is always one of ours.
        here = Path(__file__).parents[1]
        frames = traceback.extract_tb(fault.__traceback__)
        at = [frame for frame in frames if here in Path(frame.filename).parents][-1]
        where = f"{type(fault).__name__} in {Path(at.filename).name}, line {at.lineno}"
        return pickle.dumps(Failed(where), pickle.HIGHEST_PROTOCOL), True


def _limit() -> None:
    """Hold the process to its memory and leave no core behind: it would hold children's data."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Serve over the standard streams, keeping anything a library prints out of the answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)
