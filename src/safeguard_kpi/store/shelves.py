"""The store as the rest of the house sees it: what is kept, its rows, and taking more for good."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store import delta
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.keys import Keys
from safeguard_kpi.store.model import KEPT, PLACED, TABLE, TOLD, Standing
from safeguard_kpi.store.pointer import Pointer, read_pointer, write_pointer
from safeguard_kpi.store.reduced import kept_schema


@dataclass(frozen=True, kw_only=True, eq=False)
class Store:
    """One authority's rows, at the versions of the tables that a pointer names."""

    folder: Path
    authority: str
    keys: Keys
    pointer: Pointer
    written: bool = False
    """Whether it holds what is yet to be taken for good."""

    @cached_property
    def kept(self) -> pl.DataFrame:
        """List every submission of the authority that is kept: the table KEPT, by when it came."""
        if TABLE not in self.pointer.tables:
            return pl.DataFrame(schema=KEPT)
        table, version = self.folder / TABLE, self.pointer.tables[TABLE]
        mine = pl.col("authority") == self.authority
        return delta.read(table, version, KEPT, mine).sort("kept_at", "file", "sheet", "id")

    @property
    def current(self) -> pl.DataFrame:
        """List the submissions that count."""
        return self.kept.filter(standing=Standing.CURRENT.value)

    def rows(self, feed: Feed, ids: Sequence[str]) -> pl.DataFrame:
        """Read the rows of some submissions: PLACED and the feed's kept columns, in order."""
        schema = pl.Schema({**PLACED, **kept_schema(feed)})
        if feed.name not in self.pointer.tables:
            return pl.DataFrame(schema=schema)
        mine = (pl.col("authority") == self.authority) & pl.col("submission").is_in(list(ids))
        table, version = self.folder / feed.name, self.pointer.tables[feed.name]
        return delta.read(table, version, schema, mine).sort("submission", "row")

    def taking(self, kept: pl.DataFrame, rows: Mapping[str, pl.DataFrame]) -> "Store":
        """Write rows and the list of submissions beside what counts: it counts once `commit` is called.

        Args:
            kept: KEPT, all that the authority has from now on.
            rows: by feed, the rows to append: PLACED and the feed's kept columns.
        """
        tables = dict(self.pointer.tables)
        for feed, more in rows.items():
            if more.height:
                tables[feed] = delta.append(self.folder / feed, more, told=TOLD)
        others = pl.DataFrame(schema=KEPT)
        if TABLE in tables:
            theirs = pl.col("authority") != self.authority
            others = delta.read(self.folder / TABLE, tables[TABLE], KEPT, theirs)
        listed = pl.concat([others, kept.select(KEPT.names()).cast(KEPT)])
        tables[TABLE] = delta.overwrite(self.folder / TABLE, listed, told=("id",))
        return self.at(tables)

    def at(self, tables: Mapping[str, int]) -> "Store":
        """Give the store as it is at other versions of its tables."""
        pointer = replace(
            self.pointer,
            tables=tables,
            key_id=self.keys.key_id,
            commit=self.pointer.commit + 1,
        )
        return replace(self, pointer=pointer, written=True)

    def commit(self) -> None:
        """Take what was written for good; where nothing was, nothing changes."""
        if self.written:
            write_pointer(self.folder, self.pointer)


def open_store(folder: Path, authority: str, keys: Keys, *, to_write: bool = False) -> Store:
    """Open the store, or an empty one where there is none yet.

    With `to_write`, whoever calls holds the lock: what a run that was killed wrote and never took
    for good is undone.

    Raises:
        StoreError: it cannot be read, was written by a newer version, or under another key.
    """
    pointer = read_pointer(folder)
    if pointer.key_id and pointer.key_id != keys.key_id:
        raise StoreError(
            f"the key is not the one that the store in {folder} was written with ({pointer.key_id})",
            hint="name the right key file with `key` under [store] in the settings: another key would make other children of the same",
        )
    if to_write:
        _undo(folder, pointer)
    return Store(folder=folder, authority=authority, keys=keys, pointer=pointer)


def _undo(folder: Path, pointer: Pointer) -> None:
    os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tables = [path for path in folder.iterdir() if path.is_dir() and path.name[0] != "."]
    except OSError as fault:
        raise StoreError(
            f"the store cannot be written in {folder}: {fault.strerror or 'no reason given'}",
            hint="check that the folder is yours to write, or name another with `store` under [folders] in the settings",
        ) from fault
    for table in tables:
        counts = pointer.tables.get(table.name)
        if delta.version_of(table) != counts:
            delta.put_back(table, counts)
    lost = pointer.tables.keys() - {table.name for table in tables}
    if lost:
        raise StoreError(
            f"the store in {folder} lacks its table {min(lost)}",
            hint="bring the whole folder back from a copy",
        )
