"""Folders and files that only their owner may read, written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

OWNERS_FOLDER = 0o700
OWNERS_FILE = 0o600


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are not there, for its owner only.

    Raises:
        OSError: it cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=OWNERS_FOLDER, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, "it is a file, not a folder", str(folder))


def write_private(path: Path, text: str) -> None:
    """Put a text in the place of a file in one step; at any kill there is the old one or the new.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        beside.replace(path)
        settle(path.parent)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Ask the disk to hold what was written: a file's bytes, or a folder's names.

    Raises:
        OSError: the disk refuses.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
