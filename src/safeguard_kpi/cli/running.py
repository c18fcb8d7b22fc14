"""Run one command line to its end: every fault is told in a sentence and has its exit code."""

import os
import signal
from types import FrameType

import typer

from safeguard_kpi.cli.app import app
from safeguard_kpi.cli.quietly import in_one_line, line
from safeguard_kpi.errors import ExitCode, SafeguardError

INTERRUPTED = 130
"""What typer makes of an interrupt, and no command ends with."""


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code; a fault is told in a sentence."""
    if arguments in ([], ["indicators"], ["feeds"], ["comparators"], ["key"], ["store"]):
        arguments = [*arguments, "--help"]
    try:
        code = app(arguments, standalone_mode=False)
    except SafeguardError as fault:
        return _told(fault, arguments)
    except typer.TyperException as fault:
        hint = "add --help to see what a command takes"
        return _told(SafeguardError(fault.format_message(), hint=hint), arguments)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BaseException as fault:
        # Its own words might quote a cell; only its kind is told, and a whole trace only when asked for.
        if os.environ.get("SAFEGUARD_KPI_TRACEBACK") or not _is_a_fault(fault):
            raise
        return _told(
            SafeguardError(
                f"the product itself failed ({type(fault).__name__}); nothing was left half done",
                hint="run again with SAFEGUARD_KPI_TRACEBACK=1 where no one else can read it, and report where it failed",
            ),
            arguments,
        )
    if code == INTERRUPTED:
        typer.echo("stopped; nothing was left half done", err=True)
        return ExitCode.COULD_NOT_RUN
    return int(code or ExitCode.DONE)


def stop_when_told() -> None:
    """Take a request to end, such as that of systemd, as a person's: tidy up, say so, and end."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def _told(fault: SafeguardError, arguments: list[str]) -> int:
    typer.echo(line(fault) if in_one_line(arguments) else str(fault), err=True)
    return fault.code


def _is_a_fault(fault: BaseException) -> bool:
    """Tell a fault from a wish to end; what Polars raises when it panics is no ordinary exception."""
    return isinstance(fault, Exception) or type(fault).__name__ == "PanicException"
