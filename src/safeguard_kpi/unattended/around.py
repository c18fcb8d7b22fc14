"""What surrounds every run that writes: the lock, the mending, the log and the heartbeat."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from safeguard_kpi import __version__
from safeguard_kpi.errors import BusyError, ExitCode, SafeguardError, why_refused
from safeguard_kpi.settings import Settings
from safeguard_kpi.unattended.filesystems import refuse_share
from safeguard_kpi.unattended.heartbeat import Beat, keep_beat
from safeguard_kpi.unattended.lock import only_run
from safeguard_kpi.unattended.log import Log, Told
from safeguard_kpi.unattended.outputs import recover

STOPPED = "it was stopped"
"""What the log says of a run that somebody ended."""


@dataclass(kw_only=True)
class Run:
    """One run, while it is at work: what it tells the log, and how it will have ended."""

    log: Log
    code: ExitCode = ExitCode.DONE

    def tell(self, event: str, **facts: Told) -> None:
        """Add an event to the log; one that cannot be added stops nothing."""
        with suppress(OSError):
            self.log.tell(event, **facts)

    def timed(self, stage: str, seconds: float) -> None:
        """Add how many seconds a stage took."""
        self.tell("stage", stage=stage, seconds=seconds)


@contextmanager
def one_run(command: str, settings: Settings, *, wait: float = 0.0) -> Iterator[Run]:
    """Hold the lock, finish what a killed run left, and keep how this one ended.

    Args:
        command: what was asked for, as the heartbeat names it.
        settings: where outputs and store lie.
        wait: seconds to wait for another run to end.

    Raises:
        BusyError: another run is at work.
        SafeguardError: the store lies on a share, the folders cannot be written, or the run failed.
    """
    os.umask(0o077)
    outputs = settings.outputs
    run = Run(log=Log(outputs=outputs, about={"run": secrets.token_hex(4), "command": command}))
    started, clock = datetime.now(UTC), time.monotonic()

    def ended(event: str, code: ExitCode, sentence: str = "") -> None:
        seconds = round(time.monotonic() - clock, 3)
        run.tell(
            event, code=int(code), seconds=seconds, **({"sentence": sentence} if sentence else {})
        )
        beat = Beat(
            started=started,
            finished=datetime.now(UTC),
            seconds=seconds,
            code=code,
            sentence=sentence,
        )
        with suppress(OSError):  # `status --max-age` notices one that is not there
            keep_beat(outputs, command, beat)

    try:
        refuse_share(settings.store_folder, allowed=settings.store_on_a_share)
        with only_run(settings.store_folder, doing=command, wait=wait):
            _begin(run, settings)
            yield run
    except BusyError as fault:
        ended("busy", fault.code, fault.message)
        raise
    except SafeguardError as fault:
        ended("failed", fault.code, fault.message)
        raise
    except (KeyboardInterrupt, GeneratorExit):
        ended("stopped", ExitCode.COULD_NOT_RUN, STOPPED)
        raise
    except BaseException as fault:
        # Its words might quote a cell: only its kind is told.
        ended(
            "failed", ExitCode.COULD_NOT_RUN, f"the product itself failed ({type(fault).__name__})"
        )
        raise
    ended("finished", run.code)


def _begin(run: Run, settings: Settings) -> None:
    """Begin the log's account of a run, and finish what the last one left.

    Raises:
        SafeguardError: the log cannot be written, or what was ready not moved into place.
    """
    folders = {
        "inputs": settings.inputs,
        "outputs": settings.outputs,
        "store": settings.store_folder,
    }
    told: dict[str, Told] = {name: str(folder) for name, folder in folders.items()}
    try:
        run.log.tell("started", version=__version__, process=os.getpid(), **told)
    except OSError as fault:
        raise SafeguardError(
            f"the log cannot be written in {settings.outputs}: {why_refused(fault)}",
            hint="check that the folder is yours to write and that the disk is not full, or give --outputs",
        ) from fault
    mended = recover(settings.outputs)
    if mended.finished or mended.left_over:
        run.tell("mended", finished=mended.finished, left_over=mended.left_over)
