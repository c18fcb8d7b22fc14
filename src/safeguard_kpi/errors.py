"""What stops a run: the operator's and the author's faults, each a sentence with a hint."""

import os
import re
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class ExitCode(IntEnum):
    """What the command tells the shell; documented in docs/reference/exit-codes.md."""

    DONE = 0
    """Everything asked for was done."""

    FINDINGS = 1
    """Done, and something sent could not be used: see findings.csv."""

    COULD_NOT_RUN = 2
    """Nothing was computed; the message says why, and where rows were read, the findings are written."""

    BUSY = 3
    """Nothing was done: another run is at work."""


class SafeguardError(Exception):
    """A fault of whoever runs or declares, told in one sentence.

    Faults in partners' data are never raised: they are findings, and the run goes on.
    """

    code = ExitCode.COULD_NOT_RUN
    """What the command ends with."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the sentence and, where there is one, what to do about it."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Write the error as a terminal shows it."""
        return f"error: {self.message}" + (f"\n\nhint: {self.hint}" if self.hint else "")


class DeclarationError(SafeguardError):
    """A TOML file under schemas/, or the settings, that does not say what it must."""


class NothingToReportError(SafeguardError):
    """Nothing that was sent could be counted; the findings say why."""

    def __init__(self, message: str, findings: "pl.DataFrame", *, hint: str) -> None:
        """Keep the findings, which the terminal shows."""
        super().__init__(message, hint=hint)
        self.findings = findings


class BusyError(SafeguardError):
    """Another run is at work: nothing was done, and nothing is wrong."""

    code = ExitCode.BUSY


def why_refused(fault: BaseException) -> str:
    """Say in the system's words why a file could not be read or written; empty if that is not why.

    What is written in Rust keeps the system's number in its text alone, in errors of its own kind.
    """
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    number = re.search(r"\(os error (\d+)\)", str(fault))
    if number:
        return os.strerror(int(number[1]))
    return "no reason given" if isinstance(fault, OSError) else ""
