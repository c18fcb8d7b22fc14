"""Published CSV files as they are: any line ending, with a byte order mark or not, zipped or not."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.archives import tables_in
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.text import label

SYMBOLS: Final = {
    "c": "c",
    "z": "z",
    "x": "x",
    "u": "u",
    "low": "low",
    "k": "low",
    "..": "x",
    ":": "x",
    ".": "z",
}
"""What the Department prints in place of a number, and the house's letter for it.

``k`` is *low* in the Explore Education Statistics guidance; ``..``, ``:`` and ``.`` are the older
marks for not available and not applicable.
"""

LARGEST: Final = 200_000_000
"""Bytes a file may hold once unzipped: the largest table of a release is under two million."""

NUMBER: Final = r"^-?\d+(\.\d+)?$"
"""A printed number: no thousands comma has been seen in these files."""

COUNT: Final = r"^\d+(\.0+)?$"
"""A printed count: whole and not below nought, whatever decimals of nought it is written with."""

RAGGED_HINT: Final = "download the release again; a file cut short or saved from Excel is refused"
"""What to do about a file that is not whole."""


UNREADABLE: Final = (
    OSError,
    EOFError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
"""What a file or archive raises that is damaged, encrypted or packed in a way Python does not know."""


class Published(NamedTuple):
    """One CSV file: where it came from, and its cells as text under labelled headers."""

    file: str
    cells: pl.DataFrame


def read_published(file: Path) -> Iterator[Published]:
    """Read a CSV file, or every CSV file of a zip archive, as text.

    Raises:
        SafeguardError: the file can't be read, is too large, or its rows are of unequal length.
    """
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                members = tables_in(archive, file.name)
                _refuse_large(file.name, sum(member.file_size for member in members))
                for member in members:
                    name = f"{file.name}/{member.filename}"
                    with archive.open(member) as opened:
                        yield Published(name, _cells(name, opened.read(LARGEST + 1)))
        else:
            _refuse_large(file.name, file.stat().st_size)
            yield Published(file.name, _cells(file.name, file.read_bytes()))
    except UNREADABLE as fault:
        raise SafeguardError(f"{file.name} can't be read: {fault}", hint=RAGGED_HINT) from fault


def refuse_unknown_symbols(published: Published, counts: list[str], values: list[str]) -> None:
    """Refuse cells that hold neither a number nor a known symbol: the file was cut or changed.

    A cell of ``counts`` must be a whole number not below nought, one of ``values`` any number.

    Raises:
        SafeguardError: naming the first such cell by line and column.
    """
    kinds = dict.fromkeys(values, "number") | dict.fromkeys(counts, "whole number")
    odd = published.cells.select(
        (
            (is_count(pl.col(name)) if name in counts else is_number(pl.col(name)))
            | symbol(pl.col(name)).is_not_null()
        )
        .fill_null(False)
        .not_()
        .alias(name)
        for name in kinds
    )
    for name, kind in kinds.items():
        if odd[name].any():
            row = odd[name].arg_max() or 0
            raise SafeguardError(
                f"{published.file}, line {row + 2}, column `{name}`: neither a {kind} nor one of the symbols {' '.join(sorted(SYMBOLS))}",
                hint=RAGGED_HINT,
            )


def is_number(cell: pl.Expr) -> pl.Expr:
    """Tell the cells that hold a number."""
    return cell.str.strip_chars().str.contains(NUMBER)


def is_count(cell: pl.Expr) -> pl.Expr:
    """Tell the cells that hold a whole number not below nought, such as 91 or 91.0."""
    return cell.str.strip_chars().str.contains(COUNT)


def number(cell: pl.Expr) -> pl.Expr:
    """Give the number printed in each cell, null where a symbol stands."""
    return pl.when(is_number(cell)).then(cell.str.strip_chars()).cast(pl.Float64, strict=False)


def count(cell: pl.Expr) -> pl.Expr:
    """Give the whole number printed in each cell, null where a symbol stands."""
    whole = cell.str.strip_chars().str.replace(r"\.0+$", "")
    return pl.when(is_count(cell)).then(whole).cast(pl.Int64, strict=False)


def symbol(cell: pl.Expr) -> pl.Expr:
    """Give the house's letter for the symbol in each cell, null where there is none."""
    return (
        cell.str.strip_chars()
        .str.to_lowercase()
        .str.strip_chars("[]")
        .replace_strict(SYMBOLS, default=None, return_dtype=pl.String)
    )


def _cells(name: str, content: bytes) -> pl.DataFrame:
    try:
        text = content.decode("utf-8-sig")
        rows = pl.read_csv(io.BytesIO(text.encode()), has_header=False, infer_schema=False)
    except (UnicodeDecodeError, pl.exceptions.PolarsError) as fault:
        raise SafeguardError(
            f"{name} is no CSV file in UTF-8 with rows of equal length", hint=RAGGED_HINT
        ) from fault
    if not text.endswith(("\n", "\r")):
        raise SafeguardError(
            f"{name}, line {rows.height}: the file ends in mid-line", hint=RAGGED_HINT
        )
    return _headed(rows)


def _headed(rows: pl.DataFrame) -> pl.DataFrame:
    """Take the first row as headers; a header given twice keeps its place in its second name."""
    names: list[str] = []
    for place, written in enumerate(rows.row(0)):
        name = label(written or "")
        names.append(f"{name or 'column'} #{place + 1}" if not name or name in names else name)
    return rows.slice(1).fill_null("").rename(dict(zip(rows.columns, names, strict=True)))


def _refuse_large(name: str, size: int) -> None:
    if size > LARGEST:
        raise SafeguardError(
            f"{name} holds more than {LARGEST:,} bytes", hint="give the release's own CSV files"
        )
