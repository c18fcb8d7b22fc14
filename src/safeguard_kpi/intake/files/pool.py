"""Files shared out among child processes: one that dies costs its file, and the run goes on."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake.files.not_read import Failed, why
from safeguard_kpi.intake.files.one_file import read_file, refused
from safeguard_kpi.intake.model import FileRead

MOST_SECONDS = 300
"""How long one file may take; a million rows take under a minute."""


_WORKER = "from safeguard_kpi.intake.files.worker import main; main()"
"""What a child runs; it never loads the program that started it."""


class Job(NamedTuple):
    """One file to read, the name it goes by in findings, and what is done with it."""

    path: Path
    name: str
    task: Callable[..., object] = read_file
    """Called in the child with path, name and contracts, then with what is given."""
    given: tuple[object, ...] = ()


def read_all(
    jobs: Sequence[Job],
    contracts: Contracts,
    *,
    workers: int,
    told: Callable[[str], None],
    seconds: float = MOST_SECONDS,
) -> dict[str, FileRead]:
    """Read files, recognise their sheets and type their rows; see `done_with`."""
    answers = done_with(jobs, contracts, workers=workers, told=told, seconds=seconds)
    return {
        name: answer if isinstance(answer, FileRead) else refused(name, why(answer))
        for name, answer in answers.items()
    }


def done_with(
    jobs: Sequence[Job],
    contracts: Contracts,
    *,
    workers: int,
    told: Callable[[str], None] = lambda _name: None,
    seconds: float = MOST_SECONDS,
) -> dict[str, object]:
    """Do with files what is asked, the largest first, each in one of a few child processes.

    Args:
        jobs: the files.
        contracts: every feed.
        workers: how many processes; with none, files are read here, unprotected.
        told: called with a file's name when it is done, from one thread at a time.
        seconds: how long one may take. One that took longer, or whose child died, gives None;
            one at which the program failed in the child, `Failed`.
    """
    lock = threading.Lock()
    read: dict[str, object] = {}

    def done(job: Job, file: object) -> None:
        with lock:
            read[job.name] = file
            told(job.name)

    if not workers:
        for job in jobs:
            done(job, job.task(job.path, job.name, contracts, *job.given))
        return read
    waiting: SimpleQueue[Job] = SimpleQueue()
    for job in sorted(jobs, key=_size, reverse=True):
        waiting.put(job)
    several = min(workers, len(jobs))
    with ThreadPoolExecutor(max(several, 1)) as threads:
        turns = [
            threads.submit(_work, waiting, contracts, done, seconds, several)
            for _ in range(several)
        ]
        try:
            for turn in turns:
                turn.result()
        except BaseException:
            # Whoever stops the run waits for no more than the files in hand.
            _emptied(waiting)
            raise
    return read


def _work(
    waiting: "SimpleQueue[Job]",
    contracts: Contracts,
    done: Callable[[Job, object], None],
    seconds: float,
    several: int,
) -> None:
    """Feed one child with files; start another when it dies."""
    given = pickle.dumps(contracts, pickle.HIGHEST_PROTOCOL)
    while True:
        with _child(given, several) as child:
            while True:
                try:
                    job = waiting.get_nowait()
                except Empty:
                    return
                answer = _asked(child, job, seconds)
                done(job, answer)
                if answer is None or isinstance(answer, Failed):
                    break


def _emptied(waiting: "SimpleQueue[Job]") -> None:
    with suppress(Empty):
        while True:
            waiting.get_nowait()


def _asked(child: "subprocess.Popen[bytes]", job: Job, seconds: float) -> object:
    """Have a child do with one file what is asked; None comes of one that died or took too long."""
    if child.stdin is None or child.stdout is None:
        return None
    clock = threading.Timer(seconds, child.kill)
    clock.daemon = True
    clock.start()
    try:
        pickle.dump(tuple(job), child.stdin, pickle.HIGHEST_PROTOCOL)
        child.stdin.flush()
        answer: object = pickle.load(child.stdout)  # noqa: S301 - the pipe is from the process started here
    except (EOFError, OSError, pickle.UnpicklingError):
        return None
    finally:
        clock.cancel()
    return answer


@contextmanager
def _child(contracts: bytes, several: int) -> "Iterator[subprocess.Popen[bytes]]":
    """Start a child that knows the contracts; it is gone when the block ends.

    Raises:
        SafeguardError: the system starts no process.
    """
    threads = max(1, (os.cpu_count() or 1) // several)
    surroundings = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
        "POLARS_MAX_THREADS": str(threads),
    }
    try:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-c", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a reader prints as it dies may name a child
            env=surroundings,
        )
    except OSError as fault:
        raise SafeguardError(
            f"no process can be started to read the files: {fault.strerror or 'the system refuses'}",
            hint="look whether this Python may be run, and whether memory and processes are left",
        ) from fault
    try:
        if child.stdin is not None:
            # One that died at once is found out when it is asked for its first file.
            with suppress(OSError):
                child.stdin.write(contracts)
        yield child
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _size(job: Job) -> int:
    try:
        return job.path.stat().st_size
    except OSError:
        return 0
