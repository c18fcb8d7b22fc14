"""Text separated by commas, tabs or other marks, in whatever encoding it came."""

import csv
import io
import re
from collections import Counter
from itertools import islice, zip_longest
from pathlib import Path
from statistics import median

import polars as pl

from safeguard_kpi.intake.model import FileRefusedError, Grid
from safeguard_kpi.intake.opening.workbooks import column_letters

LARGEST = 300_000_000
"""Bytes of text that one file may hold: some two million rows."""

_DELIMITERS = (",", "\t", ";", "|", "^")
_LOOKED_AT = 60
"""Lines by which the delimiter is chosen: past any title lines, and few enough to be quick."""


def grid(path: Path) -> Grid:
    """Read a delimited text file as one sheet named after the file.

    Raises:
        FileRefusedError: it is too large, or a quotation mark in it never closes.
    """
    if path.stat().st_size > LARGEST:
        raise FileRefusedError(
            "file_too_large", "The file is too large to be read safely.", "Send it in parts."
        )
    text = _decoded(path.read_bytes())
    try:
        delimiter = _delimiter(text)
        reader = csv.reader(_lines(text), delimiter=delimiter)
        rows = list(reader)
    except csv.Error as fault:
        raise FileRefusedError(
            "file_unreadable",
            "The file cannot be read as separated text: a quotation mark may never close.",
            "Ask the partner to save it again, as .xlsx if they can.",
        ) from fault
    if reader.line_num > len(rows):
        _hold_that_quotes_close(text, delimiter, rows)
    columns = [pl.Series(_or_none(column), dtype=pl.String) for column in zip_longest(*rows)]
    named = {column_letters(place): column for place, column in enumerate(columns)}
    number = pl.int_range(1, len(rows) + 1, dtype=pl.Int64, eager=True)
    widths = pl.Series([len(row) for row in rows], dtype=pl.Int64)
    usual = _usual(rows)
    # A row that ends early has lost blank cells alone, unless the file ends in the middle of it.
    short = bool(rows) and len(rows[-1]) < usual and not text.endswith(("\n", "\r"))
    return Grid(
        sheet=path.stem,
        cells=pl.DataFrame({**named, "_row": number}),
        cut_short=len(rows) if short else None,
        widths=widths.alias("_width"),
    )


def _hold_that_quotes_close(text: str, delimiter: str, rows: list[list[str]]) -> None:
    """Refuse a file in which a cell has swallowed rows: its quotation mark was never closed.

    Raises:
        FileRefusedError: with the line in which the mark stands.
    """
    within = max(_usual(rows) - 1, 1)
    # In a sentence a space follows the comma; between the cells of a row there is none.
    between = re.compile(re.escape(delimiter) + "(?! )")
    lines = list(_lines(text))
    reader, before = csv.reader(_lines(text), delimiter=delimiter), 0
    for row in reader:
        opened, before = before, reader.line_num
        if before == opened + 1:
            continue
        inner = [line for cell in row for line in cell.splitlines()[1:]]
        most = max((len(between.findall(line)) for line in inner), default=0)
        if most >= within or (
            most >= max(within // 2, 1) and _ill_quoted(lines[opened:before], delimiter)
        ):
            raise FileRefusedError(
                "quote_not_closed",
                f"A quotation mark opens in line {opened + 1} and is not closed before the next row, "
                "so rows after it would be lost.",
                "Take the mark out or close it and send the file again, as .xlsx if you can.",
                row=opened + 1,
            )


def _ill_quoted(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _usual(rows: list[list[str]]) -> int:
    """Tell how many cells most rows have; nought where none has more than one."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _lines(text: str) -> io.StringIO:
    """Give the lines, whichever way they end: old Macintoshes wrote a carriage return alone."""
    return io.StringIO(text, newline="")


def _or_none(column: tuple[str | None, ...]) -> list[str | None]:
    return [cell or None for cell in column]


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if wide := _wide(raw[:_SNIFFED]):
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The few bytes that Windows leaves without meaning are no reason to lose a file.
        return raw.decode("cp1252", "replace")


def _wide(start: bytes) -> str:
    """Name the order of the bytes of text written two bytes a letter without saying so; empty for other text."""
    first, second = start[::2].count(0), start[1::2].count(0)
    # Nearly every letter of a partner's text has nought for its other byte; plain text has none at all.
    if 4 * max(first, second) < len(start) or min(first, second):
        return ""
    return "utf-16-be" if first else "utf-16-le"


_SNIFFED = 4096
"""Bytes by which it is told in what width text is written."""


def _delimiter(text: str) -> str:
    """Choose the delimiter that gives the most columns on the usual line."""
    lines = list(islice(_lines(text), _LOOKED_AT))
    widths = {
        delimiter: median([len(row) for row in csv.reader(lines, delimiter=delimiter)] or [0])
        for delimiter in _DELIMITERS
    }
    return max(_DELIMITERS, key=lambda delimiter: widths[delimiter])
