"""Run one command line to its end: every fault is told in a sentence and has its exit code."""

import os

import typer

from safeguard_kpi.cli.app import app
from safeguard_kpi.errors import ExitCode, SafeguardError


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit code; a fault is told in a sentence."""
    if arguments in ([], ["indicators"], ["feeds"], ["comparators"], ["key"], ["store"]):
        arguments = [*arguments, "--help"]
    try:
        code = app(arguments, standalone_mode=False)
    except SafeguardError as fault:
        typer.echo(str(fault), err=True)
        return ExitCode.COULD_NOT_RUN
    except typer.TyperException as fault:
        typer.echo(
            f"error: {fault.format_message()}\n\nhint: add --help to see what a command takes",
            err=True,
        )
        return ExitCode.COULD_NOT_RUN
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("stopped; the outputs are as they were", err=True)
        return ExitCode.COULD_NOT_RUN
    except Exception as fault:
        # Its own words might quote a cell; only its kind is told, and a whole trace only when asked for.
        if os.environ.get("SAFEGUARD_KPI_TRACEBACK"):
            raise
        typer.echo(
            f"error: the product itself failed ({type(fault).__name__}); the outputs are as they were\n\n"
            "hint: run again with SAFEGUARD_KPI_TRACEBACK=1 where no one else can read it, and report where it failed",
            err=True,
        )
        return ExitCode.COULD_NOT_RUN
    return int(code or ExitCode.DONE)
