"""Writes a release beside the others and moves it into place: whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import polars as pl

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.errors import SafeguardError, why_refused
from safeguard_kpi.frozen.folder import RELEASES, SUMS, digest_of, files_of, next_name
from safeguard_kpi.tables import COMPARISONS, FIGURES, write_csv, write_parquet
from safeguard_kpi.unattended.private import make_private, settle

BESIDE = ".new-"
"""Begins the name of the folder that a release is written in before it is one."""

READ_ONLY = 0o400
"""What a release's files allow: its owner may read them, nobody may write."""

EVERYWHERE: Final = "snappy"
"""How Parquet is compressed: every reader there is knows it."""


@contextmanager
def frozen(outputs: Path, quarter: str) -> Iterator[tuple[Path, str]]:
    """Give a folder to write a release in, and its name; at the end it is moved into place.

    Its files are made read-only and summed up in SHA256SUMS. Whoever calls holds the lock: what a
    release that was killed left behind is removed.

    Raises:
        SafeguardError: it cannot be written; there is no release of that name then.
    """
    os.umask(0o077)
    folder = outputs / RELEASES
    try:
        make_private(folder)
        for left in folder.glob(f"{BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        name = next_name(quarter, frozenset(path.name for path in folder.iterdir()))
        beside = Path(tempfile.mkdtemp(prefix=BESIDE, dir=folder))
    except OSError as fault:
        raise _refused(folder, fault) from fault
    try:
        yield beside, name
        _seal(beside)
        beside.rename(folder / name)
        settle(folder)
    except OSError as fault:
        raise _refused(folder, fault) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_numbers(folder: Path, *, figures: pl.DataFrame, comparisons: pl.DataFrame) -> None:
    """Write the figures and the comparisons, each as Parquet and as CSV."""
    for name, table, schema in (
        ("figures", figures, FIGURES),
        ("comparisons", comparisons, COMPARISONS),
    ):
        whole = table.select(schema.names())
        write_parquet(folder / f"{name}.parquet", whole, compression=EVERYWHERE)
        write_csv(folder / f"{name}.csv", whole)


def write_declarations(folder: Path, declarations: Declarations) -> None:
    """Write the declarations in force as one folder: the authority's laid over the product's."""
    for root in declarations.roots:
        for path in sorted(root.rglob("*.toml")):
            there = folder / path.relative_to(root)
            there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            there.write_bytes(path.read_bytes())


def write_reference(folder: Path, source: Path, names: tuple[str, ...]) -> None:
    """Write the files of public figures as they were read."""
    folder.mkdir(mode=0o700)
    for name in names:
        (folder / name).write_bytes((source / name).read_bytes())


def _seal(folder: Path) -> None:
    """Write the checksums, make every file read-only, and ask the disk to hold them."""
    lines = [
        f"{digest_of(path)}  {path.relative_to(folder).as_posix()}" for path in files_of(folder)
    ]
    (folder / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for path in files_of(folder):
        path.chmod(READ_ONLY)
    for path in (*folder.rglob("*"), folder):
        settle(path)


def _refused(folder: Path, fault: OSError) -> SafeguardError:
    return SafeguardError(
        f"the release cannot be written in {folder}: {why_refused(fault)}",
        hint="check that the folder is yours to write and that the disk is not full; nothing was released",
    )
