"""Write every table of the store anew, so that nothing is left of what is taken out or changed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from safeguard_kpi.store import delta
from safeguard_kpi.store.begun import begin, ended
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.keys import PSEUDONYM, Keys
from safeguard_kpi.store.model import PLACED, TABLE, TOLD
from safeguard_kpi.store.pointer import write_pointer
from safeguard_kpi.store.shelves import Store

Change = Callable[[str, pl.DataFrame], pl.DataFrame]
"""Takes a table's name and all its rows, and gives those to be kept."""


def rewritten(store: Store, change: Change, keys: Keys | None = None, **told: Any) -> Store:
    """Write all tables in a new folder, take that for good in one move, and delete the old one.

    A new folder has no earlier version, no log and no orphan that a value could be left in. Killed
    before the move, the store is as it was, after it as it is to be; what is left to delete is
    deleted by whoever opens it next to write.

    Args:
        store: opened to write, by whoever holds the lock.
        change: what becomes of each table.
        keys: the keys of the pseudonyms from now on, if they are others.
        told: what else changes in the pointer.

    Raises:
        StoreError: it cannot be written, and is as it was; or the old folder cannot be deleted.
    """
    after = replace(
        store,
        keys=keys or store.keys,
        pointer=replace(store.pointer, generation=store.pointer.generation + 1, **told),
    )
    begin(store.folder, store.pointer.commit)
    tables = {}
    for name, version in store.pointer.tables.items():
        rows = change(name, delta.read_whole(store.table(name), version))
        tables[name] = delta.append(
            after.table(name), rows, told=("id",) if name == TABLE else TOLD
        )
    after = after.at(tables)
    write_pointer(store.folder, after.pointer)
    old = store.folder / store.pointer.tables_folder
    try:
        if old.exists():
            shutil.rmtree(old)
    except OSError as fault:
        raise StoreError(
            f"the store was changed, but what it held before cannot be deleted from {old}: {fault.strerror or 'no reason given'}",
            hint="make the folder yours to write and give the command again",
        ) from fault
    ended(store.folder)
    return replace(after, written=False)


def laid_over(store: Store, keys: Keys) -> Store:
    """Lay later keys over the pseudonyms of every identifier, and over what tells erased children."""
    before = store.keys

    def change(name: str, rows: pl.DataFrame) -> pl.DataFrame:
        if name == TABLE:
            return rows
        return rows.with_columns(_over(rows[column], keys, before) for column in _hidden(rows))

    erased = tuple(keys.laid_over(store.pointer.erased, before))
    return rewritten(store, change, keys, erased=erased)


def _hidden(rows: pl.DataFrame) -> list[str]:
    """Find the columns of pseudonyms: no other text is made of so many hexadecimal digits alone."""
    texts = [n for n, dtype in rows.schema.items() if dtype == pl.String() and n not in PLACED]
    form = f"^[0-9a-f]{{{PSEUDONYM}}}$"
    return [name for name in texts if rows[name].str.contains(form).any()]


def _over(pseudonyms: pl.Series, keys: Keys, before: Keys) -> pl.Series:
    known = pseudonyms.drop_nulls().unique()
    made = dict(zip(known, keys.laid_over(known, before), strict=True))
    return pseudonyms.replace_strict(made, default=None, return_dtype=pl.String)
