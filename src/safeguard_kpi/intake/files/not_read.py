"""Why a child process gave nothing of a file: the file asked for too much, or the program failed."""

from typing import NamedTuple

from safeguard_kpi.intake.model import FileRefusedError


class Failed(NamedTuple):
    """What is told of a file at which the product itself failed: nothing of what the file holds."""

    fault: str
    """The kind of the fault and the line of the program, such as `ValueError in dates.py, line 59`."""


def why(answer: object) -> FileRefusedError:
    """Tell a file that the program failed at from one that asked for too much."""
    if not isinstance(answer, Failed):
        return _DIED
    return FileRefusedError(
        "reader_failed",
        f"The product could not read it, which is a fault of the product ({answer.fault}).",
        "Tell whoever looks after the product what stands in the brackets; the file may be sound.",
    )


_DIED = FileRefusedError(
    "reader_stopped",
    "The reader had to be stopped: the file asked for too much memory or time.",
    "Copy the table alone into a new workbook and send that.",
)
