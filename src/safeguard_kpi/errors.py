"""What stops a run: the operator's and the author's faults, each a sentence with a hint."""

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


class SafeguardError(Exception):
    """A fault of whoever runs or declares, told in one sentence.

    Faults in partners' data are never raised: they are findings, and the run goes on.
    """

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
