"""The one file that says which versions of the tables are the store: replaced last, in one move."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeguard_kpi import __version__
from safeguard_kpi.store.delta import StoreError

POINTER = "store.json"
"""The name of the file."""

FORMAT = 1
"""How the store is laid out; a store of a higher number was written by a newer version."""


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Which version of each table counts, and which key its pseudonyms were made with."""

    key_id: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)
    erased: tuple[str, ...] = ()
    """What tells an erased child that is sent again; see `erasure`."""
    commit: int = 0
    """How many times the store has been changed."""
    written: str = ""
    product: str = ""


def read_pointer(folder: Path) -> Pointer:
    """Read which versions are the store; an empty one where there is none.

    Raises:
        StoreError: it cannot be read, or a newer version of the product wrote it.
    """
    path = folder / POINTER
    if not path.exists():
        return Pointer()
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        number = int(told.pop("format"))
        pointer = Pointer(**{**told, "erased": tuple(told["erased"])}) if number <= FORMAT else None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise StoreError(
            f"the store in {folder} cannot be read: its {POINTER} is damaged",
            hint=f"bring {POINTER} back from a copy; the tables beside it are untouched",
        ) from fault
    if pointer is None:
        raise StoreError(
            f"the store in {folder} was written by a newer version, {told.get('product', 'not named')}; this is {__version__}",
            hint="install that version or a later one; nothing was changed",
        )
    return pointer


def write_pointer(folder: Path, pointer: Pointer) -> None:
    """Take written versions for good, in one move.

    Raises:
        StoreError: the file cannot be written; the store is as it was.
    """
    told = {
        "format": FORMAT,
        "product": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": pointer.commit,
        "key_id": pointer.key_id,
        "tables": dict(sorted(pointer.tables.items())),
        "erased": list(pointer.erased),
    }
    beside = folder / f".{POINTER}.new"
    try:
        os.umask(0o077)
        with beside.open("w", encoding="utf-8") as file:
            file.write(json.dumps(told, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / POINTER)
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    except OSError as fault:
        raise StoreError(
            f"the store in {folder} cannot be written: {fault.strerror or 'no reason given'}",
            hint="check that the folder is yours to write and the disk not full; what it held is as it was",
        ) from fault
