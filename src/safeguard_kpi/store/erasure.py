"""Take a child out of the store for good, and remember only what tells it when it is sent again."""

import polars as pl

from safeguard_kpi.store import delta
from safeguard_kpi.store.door import mark
from safeguard_kpi.store.keys import Keys, kind_of
from safeguard_kpi.store.model import CHILD, TABLE
from safeguard_kpi.store.rewriting import rewritten
from safeguard_kpi.store.scanning import ERASED, SHORT, word_of
from safeguard_kpi.store.shelves import Store

HELD = pl.Schema({"feed": pl.String, "rows": pl.Int64, "submissions": pl.Int64})
"""How many rows of a child a feed's table holds, and of how many submissions."""


def pseudonym_of(store: Store, child: str) -> str:
    """Give the pseudonym that a child has in the store."""
    return store.keys.pseudonyms([child], of=kind_of(store.authority, CHILD))[0]


def pseudonyms_of(store: Store, child: str) -> list[str]:
    """Give the pseudonyms that a child has or ever had in the store, under the keys of each time."""
    every = store.keys.secrets
    stages = [Keys(secrets=every[: length + 1]) for length in range(len(every))]
    kind = kind_of(store.authority, CHILD)
    return [keys.pseudonyms([child], of=kind)[0] for keys in stages]


def held_of(store: Store, child: str) -> pl.DataFrame:
    """Count a child's rows: the table HELD, without the feeds that have none."""
    hers = _hers(store, child)
    found = []
    for name, version in sorted(store.pointer.tables.items()):
        rows = delta.read_whole(store.table(name), version)
        if CHILD in rows.columns and (some := rows.filter(hers)).height:
            found.append((name, some.height, some["submission"].n_unique()))
    return pl.DataFrame(found, schema=HELD, orient="row")


def erased(store: Store, child: str) -> Store:
    """Write the store anew without a child, and with the mark that keeps it from coming back.

    Where the identifier stands in the name of a file or sheet, the name is kept without it; one too short
    to be told from a number stays.

    Args:
        store: opened to write, by whoever holds the lock.
        child: the identifier, as intake gives it.
    """
    hers = _hers(store, child)

    def change(name: str, rows: pl.DataFrame) -> pl.DataFrame:
        if name == TABLE:
            return _unnamed(rows, child)
        return rows.filter(~hers) if CHILD in rows.columns else rows

    marks = {*store.pointer.erased, *mark(store.keys, store.authority, pl.Series([child]))}
    return rewritten(store, change, erased=tuple(sorted(marks)))


def _unnamed(kept: pl.DataFrame, child: str) -> pl.DataFrame:
    """Take an identifier out of the names of files and sheets."""
    if len(child) < SHORT:
        return kept
    word = word_of(child)

    def plain(column: str) -> pl.Expr:
        named = {name: word.sub(ERASED, name) for name in kept[column].drop_nulls().unique()}
        return pl.col(column).replace(named)

    return kept.with_columns(plain("file"), plain("sheet"))


def _hers(store: Store, child: str) -> pl.Expr:
    theirs = pl.col("authority") == store.authority
    return (theirs & (pl.col(CHILD) == pseudonym_of(store, child))).fill_null(value=False)
