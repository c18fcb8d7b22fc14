"""The one door to Delta Lake: a table appended to, written anew, read at a version, put back to one."""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import polars as pl

from safeguard_kpi.errors import SafeguardError

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
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "read"):
        lazy = pl.scan_delta(DeltaTable(str(table), version=version)).filter(where)
        had = lazy.collect_schema()
        lacking = [pl.lit(None, dtype).alias(n) for n, dtype in schema.items() if n not in had]
        clocks = [n for n, dtype in schema.items() if n in had and isinstance(dtype, pl.Datetime)]
        return (
            lazy.with_columns(*lacking, pl.col(clocks).dt.replace_time_zone(None))
            .select(schema.names())
            .collect()
            .cast(schema)
        )


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


def put_back(table: Path, version: int | None) -> None:
    """Undo what was written after a version and never taken for good; None: there was no table."""
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "written"):
        if version is None:
            shutil.rmtree(table, ignore_errors=True)
        else:
            DeltaTable(str(table)).restore(version)


def sweep(table: Path) -> None:
    """Delete the files that the latest version does not use, and the log of versions before it."""
    from deltalake import DeltaTable  # noqa: PLC0415 (heavy)

    with _told(table, "written"):
        held = DeltaTable(str(table))
        held.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
        held.create_checkpoint()
        held.cleanup_metadata()


def _write(
    table: Path, rows: pl.DataFrame, *, mode: Literal["append", "overwrite"], told: Sequence[str]
) -> int:
    from deltalake import DeltaTable, WriterProperties, write_deltalake  # noqa: PLC0415 (heavy)

    os.umask(0o077)
    # Without a zone, a clock time would ask of every reader version 3 of the protocol.
    clocks = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.Datetime)]
    with _told(table, "written"):
        write_deltalake(
            str(table),
            rows.with_columns(pl.col(clocks).dt.replace_time_zone("UTC")),
            mode=mode,
            partition_by=list(PARTS),
            schema_mode="merge" if mode == "append" else "overwrite",
            configuration={"delta.dataSkippingStatsColumns": ",".join(told)},
            writer_properties=WriterProperties(compression=PLAIN),
        )
        held = DeltaTable(str(table))
        for file in (*held.file_uris(), str(table / "_delta_log" / f"{held.version():020}.json")):
            _settle(Path(file))
        return held.version()


def _settle(path: Path) -> None:
    """Ask the disk to hold a file and its folder, which Delta Lake does not."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(table: Path, done: str) -> Iterator[None]:
    """Tell a fault in a sentence of our own: the library's may quote rows."""
    from deltalake.exceptions import DeltaError  # noqa: PLC0415 (heavy)

    try:
        yield
    except (DeltaError, OSError, pl.exceptions.PolarsError) as fault:
        full = getattr(fault, "errno", None) == errno.ENOSPC or "No space left" in str(fault)
        why = ": the disk is full" if full else ""
        raise StoreError(
            f"the table {table.name} of the store in {table.parent} cannot be {done}{why}",
            hint="check that the folder is yours to write and the disk not full; what the store held is as it was",
        ) from None
