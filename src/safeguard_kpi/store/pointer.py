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

BESIDE = f".{POINTER}.new"
"""Where it is written before it is moved into place."""

FORMAT = 1
"""How the store is laid out; a store of a higher number was written by a newer version."""


TABLES = "tables-"
"""How the folders of tables begin; the number of a generation follows."""


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Which version of each table counts, and which key its pseudonyms were made with."""

    key_id: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)
    generation: int = 1
    """Which folder the tables lie in: all of them are written anew in the next one where rows go for good."""
    erased: tuple[str, ...] = ()
    """What tells an erased child that is sent again; see `door`."""
    begins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By authority and feed, the first day of which rows are kept; those before it were let go."""
    commit: int = 0
    """How many times the store has been changed."""
    written: str = ""
    product: str = ""

    @property
    def tables_folder(self) -> str:
        """Name the folder in the store that the tables lie in."""
        return f"{TABLES}{self.generation}"


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
        _hold_kinds(told)
        pointer = Pointer(**{**told, "erased": tuple(told["erased"])}) if number <= FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise StoreError(
            f"the store in {folder} cannot be read: its {POINTER} is damaged",
            hint="bring the whole folder of the store back from a copy; nothing was changed",
        ) from fault
    if pointer is None:
        raise StoreError(
            f"the store in {folder} was written by a newer version, {told.get('product', 'not named')}, in format {number}; this is {__version__} and reads format {FORMAT}",
            hint="install that version or a later one; nothing was changed",
        )
    return pointer


def _hold_kinds(told: dict[str, Any]) -> None:
    """Hold that each part is of its kind.

    Raises:
        TypeError: one is not.
    """
    whole = [told["commit"], told["generation"], *told["tables"].values()]
    texts = [*told["erased"], *(day for days in told["begins"].values() for day in days.values())]
    if (
        not all(
            isinstance(each, int) and not isinstance(each, bool) and each >= 0 for each in whole
        )
        or not all(isinstance(each, str) for each in texts)
        or (told["tables"] and not told["key_id"])
        or not isinstance(told["key_id"], str)
    ):
        raise TypeError


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
        "generation": pointer.generation,
        "tables": dict(sorted(pointer.tables.items())),
        "erased": sorted(pointer.erased),
        "begins": {name: dict(days) for name, days in sorted(pointer.begins.items())},
    }
    beside = folder / BESIDE
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
