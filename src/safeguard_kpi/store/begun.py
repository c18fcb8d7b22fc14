"""A note that a change of the store was begun, so that what it left can be told from what is kept."""

import os
from contextlib import suppress
from pathlib import Path

BEGUN = ".begun"
"""The note's name: it holds the number of the change that the store stood at."""


def begin(folder: Path, commit: int) -> None:
    """Note that tables are about to be written after a change; on the disk before they are."""
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / BEGUN).open("w", encoding="ascii") as file:
        file.write(str(commit))
        file.flush()
        os.fsync(file.fileno())


def was_begun(folder: Path, commit: int) -> bool:
    """Say whether a change after this one was begun, or this very one was and is yet to be tidied up."""
    with suppress(OSError, ValueError):
        return int((folder / BEGUN).read_text(encoding="ascii")) in {commit, commit - 1}
    return False


def ended(folder: Path) -> None:
    """Take the note away: whatever lies there is kept."""
    with suppress(OSError):
        (folder / BEGUN).unlink(missing_ok=True)
