"""Look through every byte of the store for what must not be there, and through files that are not its own."""

import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.store.delta import StoreError

ERASED: Final = "(erased)"
"""What stands in the name of a file or sheet in the place of an erased child's identifier."""

SHORT: Final = 6
"""Characters below which an identifier stands in bytes, sizes and names of files by chance."""

FOUND = pl.Schema(
    {
        "file": pl.String,
        "bytes": pl.Int64,
        "identifier": pl.Int64,
        "pseudonym": pl.Int64,
        "key": pl.Int64,
        "cells": pl.Int64,
    }
)
"""By file of the store: how often its bytes hold each, and how many decoded cells hold any of them."""

HOLDS = pl.Schema(
    {
        "file": pl.String,
        "member": pl.String,
        "times": pl.Int64,
        "read": pl.Boolean,
        "named": pl.Boolean,
    }
)
"""A file that is not the store's and holds the identifier, bears it in its name, or could not be looked through.

The names are told without it."""

UNREAD: Final = frozenset({".xls", ".xlsb"})
"""Kinds in which numbers are no text."""


class Sought(NamedTuple):
    """What must not be found."""

    identifier: str
    """As intake gives it."""
    pseudonyms: tuple[str, ...]
    """In hexadecimal digits; looked for as bytes too."""
    keys: tuple[bytes, ...]

    @property
    def short(self) -> bool:
        """Say whether the identifier is too short for its bytes to be judged."""
        return len(self.identifier) < SHORT

    @property
    def token(self) -> str:
        """Give the identifier as a pattern, with or without noughts before a number."""
        noughts = "0*" if self.identifier.isdecimal() else ""
        return f"(?i:{noughts}{re.escape(self.identifier)})"


def scanned(store: Path, sought: Sought) -> pl.DataFrame:
    """Look through every byte of every file in the store's folder, and every decoded cell.

    The pseudonym and the key are looked for as hexadecimal digits and as bytes, anywhere. The
    identifier counts where it stands as a whole word, with no letter or figure on either side, or
    as a whole value with its length before it, as Parquet writes one; a number of JSON, such as
    the size of a file, is none. Of a short one only whole cells are judged.

    Returns:
        FOUND, a row for each file.

    Raises:
        StoreError: a file cannot be read, so that nothing can be said of it.
    """
    rows = []
    try:
        for path in sorted(path for path in store.rglob("*") if path.is_file()):
            size = path.stat().st_size
            counts = _counts(path, sought) if size else (0, 0, 0)
            cells = _cells(path, sought) if path.suffix == ".parquet" else 0
            rows.append((str(path.relative_to(store)), size, *counts, cells))
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise StoreError(
            f"a file of the store in {store} cannot be looked through",
            hint="check that all of it is yours to read, and give the command again",
        ) from fault
    return pl.DataFrame(rows, schema=FOUND, orient="row")


def held_elsewhere(folder: Path, sought: Sought, *, but: Path) -> pl.DataFrame:
    """Name the files under a folder that hold the identifier as a whole word, also in zips and in their names: HOLDS.

    Args:
        folder: the inputs, or the outputs.
        sought: what to look for; where it is short, every file that might hold it is named by nobody.
        but: a folder that is left out.
    """
    found = []
    word, named = _word(sought), word_of(sought.identifier)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.is_relative_to(but):
            continue
        name, bears = named.subn(ERASED, str(path.relative_to(folder)))
        if bears:
            found.append((name, "", bears, True, True))
        if path.suffix.lower() in UNREAD:
            found.append((name, "", 0, False, False))
            continue
        try:
            for member, data in _parts(path):
                if times := len(word.findall(data)):
                    found.append((name, named.sub(ERASED, member), times, True, False))
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            found.append((name, "", 0, False, False))
    return pl.DataFrame(found, schema=HOLDS, orient="row")


def word_of(identifier: str) -> re.Pattern[str]:
    """Match an identifier as a whole word of a text, with no letter or figure on either side."""
    token = Sought(identifier, (), ()).token
    return re.compile(rf"(?<![0-9A-Za-z]){token}(?![0-9A-Za-z])")


def _counts(path: Path, sought: Sought) -> tuple[int, int, int]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return (
            0 if sought.short else _times(_in_store(path, sought), data),
            _times(_any_of([bytes.fromhex(each) for each in sought.pseudonyms]), data),
            _times(_any_of(sought.keys), data),
        )


def _times(pattern: re.Pattern[bytes], data: mmap.mmap) -> int:
    return sum(1 for _ in pattern.finditer(data))


def _any_of(secrets: list[bytes] | tuple[bytes, ...]) -> re.Pattern[bytes]:
    """Match each as it is, or written as hexadecimal digits in either case."""
    ways = [re.escape(way) for each in secrets for way in (each, each.hex().encode())]
    ways += [re.escape(each.hex().upper().encode()) for each in secrets]
    return re.compile(b"|".join(ways), re.DOTALL)


def _in_store(path: Path, sought: Sought) -> re.Pattern[bytes]:
    name = sought.identifier.encode()
    if path.suffix == ".json":
        return re.compile(rb"(?<![0-9A-Za-z:,\[])" + sought.token.encode() + rb"(?![0-9A-Za-z])")
    value = re.escape(len(name).to_bytes(4, "little") + name)
    return re.compile(_word(sought).pattern + b"|" + value)


def _word(sought: Sought) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![0-9A-Za-z])" + sought.token.encode() + rb"(?![0-9A-Za-z])")


def _cells(path: Path, sought: Sought) -> int:
    """Count the cells of a Parquet file, decoded, that hold any of what is sought."""
    frame = pl.read_parquet(path, hive_partitioning=False)
    secrets = [*sought.pseudonyms, *(key.hex() for key in sought.keys)]
    whole = f"^{sought.token}$"
    word = whole if sought.short else f"(^|[^0-9A-Za-z]){sought.token}([^0-9A-Za-z]|$)"
    counts = [
        frame.select((_text(name, dtype).str.contains(f"{word}|{'|'.join(secrets)}")).sum()).item()
        for name, dtype in frame.schema.items()
        if dtype == pl.String or dtype.is_nested()
    ]
    return sum(count or 0 for count in counts)


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.struct(name).struct.json_encode() if dtype.is_nested() else pl.col(name)


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give a file's bytes, or those of each member where it is a zip, as a workbook is."""
    if not zipfile.is_zipfile(path):
        data = path.read_bytes()
        wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        yield "", data.decode("utf-16", "replace").encode() if wide else data
        return
    with zipfile.ZipFile(path) as members:
        for each in members.infolist():
            yield each.filename, members.read(each)
