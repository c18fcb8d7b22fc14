"""The store as the rest of the house sees it: what is kept, its rows, and taking more for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store import delta
from safeguard_kpi.store.begun import begin, ended
from safeguard_kpi.store.keys import Keys
from safeguard_kpi.store.model import KEPT, PLACED, TABLE, TOLD, Standing
from safeguard_kpi.store.pointer import Pointer, write_pointer
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
    mended: str = ""
    """What a run that was killed had left, and opening it to write put right."""

    def table(self, name: str) -> Path:
        """Say where a table lies."""
        return self.folder / self.pointer.tables_folder / name

    @cached_property
    def kept(self) -> pl.DataFrame:
        """List every submission of the authority that is kept: the table KEPT, by when it came."""
        if TABLE not in self.pointer.tables:
            return pl.DataFrame(schema=KEPT)
        version, mine = self.pointer.tables[TABLE], pl.col("authority") == self.authority
        return delta.read(self.table(TABLE), version, KEPT, mine).sort(
            "kept_at", "file", "sheet", "id"
        )

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
        version = self.pointer.tables[feed.name]
        return delta.read(self.table(feed.name), version, schema, mine).sort("submission", "row")

    @property
    def begins(self) -> dict[str, date]:
        """Give by feed the first day of which rows are kept, where those before it were let go."""
        mine = self.pointer.begins.get(self.authority, {})
        return {feed: date.fromisoformat(day) for feed, day in mine.items()}

    def taking(self, kept: pl.DataFrame, rows: Mapping[str, pl.DataFrame]) -> "Store":
        """Write rows and the list of submissions beside what counts: it counts once `commit` is called.

        Args:
            kept: KEPT, all that the authority has from now on.
            rows: by feed, the rows to append: PLACED and the feed's kept columns.
        """
        begin(self.folder, self.pointer.commit)
        tables = dict(self.pointer.tables)
        for feed, more in rows.items():
            if more.height:
                tables[feed] = delta.append(self.table(feed), more, told=TOLD)
        others = pl.DataFrame(schema=KEPT)
        if TABLE in tables:
            theirs = pl.col("authority") != self.authority
            others = delta.read(self.table(TABLE), tables[TABLE], KEPT, theirs)
        listed = pl.concat([others, kept.select(KEPT.names()).cast(KEPT)])
        tables[TABLE] = delta.overwrite(self.table(TABLE), listed, told=("id",))
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
            ended(self.folder)
