"""Open the store; to write, put right first what a run that was killed had left."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from safeguard_kpi.store import delta
from safeguard_kpi.store.begun import ended, was_begun
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.keys import Keys
from safeguard_kpi.store.pointer import BESIDE, POINTER, TABLES, Pointer, read_pointer
from safeguard_kpi.store.rewriting import laid_over
from safeguard_kpi.store.shelves import Store

SWEPT = "what a run that was stopped had left in the store was deleted"
ROTATED = "a change of key that was stopped was finished"


def open_store(folder: Path, authority: str, keys: Keys, *, to_write: bool = False) -> Store:
    """Open the store, or an empty one where there is none yet.

    With `to_write`, whoever calls holds the lock: what a run that was killed wrote and never took
    for good is undone, what it was to delete is deleted, and a change of key is finished.

    Raises:
        StoreError: it cannot be read, was written by a newer version, or under another key.
    """
    pointer = read_pointer(folder)
    known = keys.known_as(pointer.key_id) if pointer.key_id else keys
    if known is None:
        raise StoreError(
            f"the key is not the one that the store in {folder} was written with ({pointer.key_id})",
            hint="name the right key file with `key` under [store] in the settings: another key would make other children of the same",
        )
    store = Store(folder=folder, authority=authority, keys=known, pointer=pointer)
    if not to_write:
        return store
    store = replace(store, mended=SWEPT if _undo(folder, pointer) else "")
    if known.secrets == keys.secrets:
        return store
    return replace(laid_over(store, keys), mended=ROTATED)


def _undo(folder: Path, pointer: Pointer) -> bool:
    """Leave of the store what the pointer names, and say whether there was more.

    Only what a change that was begun and never ended has left is taken away: tables that are ahead
    of the pointer for another reason, such as an older copy of it, are somebody's rows.
    """
    os.umask(0o077)
    here = folder / pointer.tables_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        left = [path for path in folder.iterdir() if path.name.startswith(TABLES) and path != here]
        tables = [path for path in here.iterdir() if path.is_dir()] if here.is_dir() else []
        _hold_whole(folder, pointer, tables)
        moved = [path for path in tables if delta.version_of(path) != pointer.tables.get(path.name)]
        if (left or moved) and not was_begun(folder, pointer.commit):
            raise StoreError(
                f"the tables of the store in {folder} are not those that its {POINTER} names, as where an older {POINTER} was put back or it was lost",
                hint=f"bring the whole folder back from one copy, {POINTER} and tables together; nothing was changed",
            )
        for path in left:
            shutil.rmtree(path)
        (folder / BESIDE).unlink(missing_ok=True)
        here.mkdir(exist_ok=True, mode=0o700)
    except OSError as fault:
        raise StoreError(
            f"the store cannot be written in {folder}: {fault.strerror or 'no reason given'}",
            hint="check that the folder is yours to write, or name another with `store` under [folders] in the settings",
        ) from fault
    for table in moved:
        delta.put_back(table, pointer.tables.get(table.name))
    if not moved:  # a table that was put back is at a version of its own until the next change
        ended(folder)
    return bool(left or moved)


def _hold_whole(folder: Path, pointer: Pointer, tables: list[Path]) -> None:
    lost = pointer.tables.keys() - {table.name for table in tables}
    if lost:
        raise StoreError(
            f"the store in {folder} lacks its table {min(lost)}",
            hint="bring the whole folder back from a copy; nothing was changed",
        )
