"""The one door to Delta Lake: a table appended to, written anew, read at a version, put back to one."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote

import polars as pl

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.store.hushed import hushed

PARTS = ("authority", "period")
"""What every table is partitioned by."""

PLAIN: Final = "UNCOMPRESSED"
"""Pages are not compressed, so that a scan of the store's bytes sees every value there is."""


class StoreError(SafeguardError):
    """The store cannot be read or written; what it held is as it was."""


def append(table: Path, rows: pl.DataFrame, *, told: Sequence[str]) -> int:
    """Append rows in one transaction and give the version of the table.

    Args:
        table: the table's folder.
        rows: with the columns of PARTS.
        told: the columns whose least and greatest value go into the log; never a personal one.
    """
    return _write(table, rows, mode="append", told=told)


def overwrite(table: Path, rows: pl.DataFrame, *, told: Sequence[str]) -> int:
    """Put rows in the place of all that the table holds, in one transaction; its version."""
    return _write(table, rows, mode="overwrite", told=told)


def read(table: Path, version: int, schema: pl.Schema, where: pl.Expr) -> pl.DataFrame:
    """Read the rows of one version that meet a condition; a column it has not is null throughout."""
    with _told(table, "read"):
        lazy = _scanned(table, version).filter(where)
        had = lazy.collect_schema()
        lacking = [pl.lit(None, dtype).alias(n) for n, dtype in schema.items() if n not in had]
        return lazy.with_columns(lacking).select(schema.names()).collect().cast(schema)


def read_whole(table: Path, version: int) -> pl.DataFrame:
    """Read all rows and columns of one version, as they were written."""
    with _told(table, "read"):
        return _scanned(table, version).collect()


def _scanned(table: Path, version: int) -> pl.LazyFrame:
    """Scan one version: the log says which files, and they are found from the table's own folder.

    Delta Lake writes a space in the folder's name as %20, and Polars would look for it so.
    """
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    held = DeltaTable(str(table), version=version)
    schema = pl.Schema(held.schema())
    lazy = pl.LazyFrame(schema=schema)
    if files := _files(table, held):
        lazy = pl.scan_parquet(
            files,
            schema={name: dtype for name, dtype in schema.items() if name not in PARTS},
            hive_schema={name: schema[name] for name in PARTS},
            missing_columns="insert",
            glob=False,
        ).select(schema.names())
    return lazy.with_columns(pl.col(_clocks(schema)).dt.replace_time_zone(None))


def _files(table: Path, held: Any) -> list[Path]:
    """Name the files of a version."""
    return [table / unquote(path) for path in pl.DataFrame(held.get_add_actions())["path"]]


def version_of(table: Path) -> int | None:
    """Give the latest version of a table; None where there is no table."""
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "read"):
        return DeltaTable(str(table)).version() if DeltaTable.is_deltatable(str(table)) else None


def rows_of(table: Path, version: int) -> int:
    """Count the rows of one version, from the log alone."""
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "read"):
        return int(DeltaTable(str(table), version=version).count())


def hold_whole(table: Path, version: int) -> None:
    """Hold that a version is there with every file of rows that its log names.

    Raises:
        StoreError: it is not.
    """
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "read"):
        lost = [
            path
            for path in _files(table, DeltaTable(str(table), version=version))
            if not path.is_file()
        ]
    if lost:
        raise StoreError(
            f"the table {table.name} of the store in {table.parent.parent} lacks {len(lost):,} of its files",
            hint="bring the whole folder of the store back from a copy; nothing was changed",
        )


def put_back(table: Path, version: int | None) -> None:
    """Undo what was written after a version and never taken for good; None: there was no table."""
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "written"):
        if version is None:
            shutil.rmtree(table, ignore_errors=True)
        else:
            DeltaTable(str(table)).restore(version)


def _write(
    table: Path, rows: pl.DataFrame, *, mode: Literal["append", "overwrite"], told: Sequence[str]
) -> int:
    from deltalake import (  # noqa: PLC0415 (heavy)
        ColumnProperties,
        DeltaTable,
        WriterProperties,
        write_deltalake,
    )

    os.umask(0o077)
    with _told(table, "written"):
        write_deltalake(
            str(table),
            # Without a zone, a clock time would ask of every reader version 3 of the protocol.
            rows.with_columns(pl.col(_clocks(rows.schema)).dt.replace_time_zone("UTC")),
            mode=mode,
            partition_by=list(PARTS),
            schema_mode="merge" if mode == "append" else "overwrite",
            configuration={"delta.dataSkippingStatsColumns": ",".join(told)},
            writer_properties=WriterProperties(
                compression=PLAIN,
                default_column_properties=ColumnProperties(statistics_enabled="NONE"),
                column_properties={
                    name: ColumnProperties(statistics_enabled="CHUNK") for name in told
                },
            ),
        )
        held = DeltaTable(str(table))
        log = table / "_delta_log" / f"{held.version():020}.json"
        _settle([log, *_files(table, held)], table.parent)
        return held.version()


def _clocks(schema: pl.Schema) -> list[str]:
    return [name for name, dtype in schema.items() if isinstance(dtype, pl.Datetime)]


def _settle(files: Iterable[Path], top: Path) -> None:
    """Ask the disk to hold files and the folders that lead to them, which Delta Lake does not."""
    inside = {up for file in files for up in (file, *file.parents) if up.is_relative_to(top)}
    for each in inside:
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(table: Path, done: str) -> Iterator[None]:
    """Tell a fault in a sentence of our own: the library's may quote rows, also as it panics."""
    try:
        with hushed():
            yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # noqa: BLE001 (a panic of Rust is no Exception, and quotes too)
        full = getattr(fault, "errno", None) == errno.ENOSPC or "No space left" in str(fault)
        why = ": the disk is full" if full else ""
        raise StoreError(
            f"the table {table.name} of the store in {table.parent.parent} cannot be {done}{why}",
            hint="check that the folder is yours to write and the disk not full; what the store held is as it was",
        ) from None
