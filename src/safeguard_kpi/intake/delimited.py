"""Comma, tab or semicolon separated text, in whatever encoding it came."""

import csv
import io
from itertools import islice, zip_longest
from pathlib import Path
from statistics import median

import polars as pl

from safeguard_kpi.intake.model import FileRefusedError, Grid
from safeguard_kpi.intake.workbooks import column_letters

LARGEST = 300_000_000
"""Bytes of text that one file may hold: some two million rows."""

_DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 60
"""Lines by which the delimiter is chosen: past any title lines, and few enough to be quick."""


def grid(path: Path) -> Grid:
    """Read a delimited text file as one sheet named after the file.

    Raises:
        FileRefusedError: it is too large, or its quotes never close.
    """
    if path.stat().st_size > LARGEST:
        raise FileRefusedError(
            "file_too_large", "The file is too large to be read safely.", "Send it in parts."
        )
    text = _decoded(path.read_bytes())
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as fault:
        raise FileRefusedError(
            "file_unreadable",
            "The file cannot be read as separated text: a quotation mark may never close.",
            "Ask the partner to save it again, as .xlsx if they can.",
        ) from fault
    columns = [pl.Series(_or_none(column), dtype=pl.String) for column in zip_longest(*rows)]
    named = {column_letters(place): column for place, column in enumerate(columns)}
    number = pl.int_range(1, len(rows) + 1, dtype=pl.Int64, eager=True)
    widths = pl.Series([len(row) for row in rows], dtype=pl.Int64)
    usual = widths.filter(widths > 1).mode().max() if rows else None
    odd = (widths > 0) & (widths != usual) if usual is not None else widths > widths.len()
    return Grid(
        sheet=path.stem,
        cells=pl.DataFrame({**named, "_row": number}),
        ragged=number.filter(odd & (widths > 1)).alias("_row"),
    )


def _or_none(column: tuple[str | None, ...]) -> list[str | None]:
    return [cell or None for cell in column]


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The few bytes that Windows leaves without meaning are no reason to lose a file.
        return raw.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Choose the delimiter that gives the most columns on the usual line."""
    lines = list(islice(io.StringIO(text), _LOOKED_AT))
    widths = {
        delimiter: median([len(row) for row in csv.reader(lines, delimiter=delimiter)] or [0])
        for delimiter in _DELIMITERS
    }
    return max(_DELIMITERS, key=lambda delimiter: widths[delimiter])
