"""The inside of a child process: takes files one after another, hands back what was read of each."""

import contextlib
import os
import pickle
import sys
from typing import BinaryIO

MOST_MEMORY = 6 * 1024**3
"""Bytes of address space that a child may have; Polars reserves more of it than it uses."""


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Take contracts, then for each file its path, name and what to do, until there are no more."""
    _limit()
    contracts = pickle.load(jobs)  # noqa: S301 - the pipe is from the process that started this one
    with contextlib.suppress(EOFError):
        while True:
            path, name, task, given = pickle.load(jobs)  # noqa: S301 - as above
            answer = task(path, name, contracts, *given)
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


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
