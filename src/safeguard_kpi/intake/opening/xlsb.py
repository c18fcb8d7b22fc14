"""A binary workbook's parts passed once through, record by record: sheets, hidden parts, errors."""

import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from safeguard_kpi.intake.model import FileRefusedError, SheetLook
from safeguard_kpi.intake.opening.extent import TOO_LONG, Passing, columns_between

PIECE = 1024 * 1024
"""Bytes read together."""

LONGEST_RECORD = 64 * 1024 * 1024
"""Bytes of one record: a cell's holds 32,767 letters at most."""

_WORKBOOK, _SHEET = 153, 156
_ROW, _COLUMNS = 0, 60
_ERRORS = frozenset({3, 11})
_FILLED = frozenset(range(2, 12))
"""Records of cells that hold something: numbers, errors, truths, texts and formulas' results."""

_NUMBERS = frozenset({5, 9})
"""Those of them with a number of eight bytes; the others hold none of 16 figures."""
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
_NUMBER, _FLOAT = struct.Struct("<I"), struct.Struct("<d")
_MORE = 0x80
"""The bit that says that a number goes on in the next byte."""


class Listed(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


def listed_sheets(stream: IO[bytes]) -> tuple[list[Listed], bool]:
    """Read which sheets a workbook lists, and whether its days are counted from 1904."""
    sheets, date1904 = [], False
    for kind, body in records(stream):
        if kind == _WORKBOOK:
            date1904 = bool(body[0] & 1)
        elif kind == _SHEET:
            relation, after = _text(body, 8)
            name, _ = _text(body, after)
            sheets.append(Listed(name, relation, struct.unpack_from("<I", body)[0] != 0))
    return sheets, date1904


def look_at_binary_sheet(stream: IO[bytes], listed: Listed) -> SheetLook:
    """Pass once through a sheet.

    Raises:
        FileRefusedError: its used range cannot be read safely; names the cell.
    """
    passing = Passing(sheet=listed.name, hidden=listed.hidden)
    row, reached = 0, 0
    for kind, body in records(stream):
        if kind in _FILLED:
            column = _NUMBER.unpack_from(body)[0] + 1
            if row > reached or column > passing.wide:  # nearly every cell reaches no further
                passing.reaches(row, column)
                reached = row
            if kind in _ERRORS:
                passing.lists(passing.errors, range(row, row + 1), range(column, column + 1))
            elif kind in _NUMBERS and abs(_FLOAT.unpack_from(body, 8)[0]) >= TOO_LONG:
                passing.lists(passing.long_numbers, range(row, row + 1), range(column, column + 1))
        elif kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            passing.hidden_rows += bool(body[11] & _ROW_HIDDEN)
        elif kind == _COLUMNS and body[16] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<II", body)
            passing.hidden_columns += columns_between(first + 1, last + 1)
    return passing.seen()


def records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the records of a part: the number of each one's kind, and what it holds.

    Raises:
        FileRefusedError: a record says that it is longer than any is.
    """
    held, at = b"", 0
    while True:
        # Nearly every record has a head of two bytes.
        while at + 1 < len(held) and (kind := held[at]) < _MORE and (size := held[at + 1]) < _MORE:
            begin, end = at + 2, at + 2 + size
            if end > len(held):
                break
            at = end
            yield kind, held[begin:end]
        head = _head(held, at)
        if head is None or head[2] > len(held):
            more = stream.read(PIECE)
            if not more:
                return
            held, at = held[at:] + more, 0
            continue
        kind, begin, at = head
        yield kind, held[begin:at]


def _head(held: bytes, at: int) -> tuple[int, int, int] | None:
    """Read a record's kind, where it begins and where the next does; none where bytes are wanting."""
    end = len(held)
    if at >= end:
        return None
    kind = held[at]
    at += 1
    if kind & _MORE:
        if at >= end:
            return None
        kind = (kind & 0x7F) | (held[at] & 0x7F) << 7
        at += 1
    size = shift = 0
    while shift < 4 * 7:
        if at >= end:
            return None
        byte = held[at]
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if not byte & _MORE:
            break
    if size > LONGEST_RECORD:
        raise FileRefusedError(
            "file_unsafe",
            "A sheet of the workbook holds a part that is no row and no cell.",
            "Copy the table alone into a new workbook and send that.",
        )
    return kind, at, at + size


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Read a text and where it ends; one that is null has no letters."""
    (letters,) = struct.unpack_from("<I", body, at)
    end = at + 4 + (0 if letters == 0xFFFFFFFF else 2 * letters)  # noqa: PLR2004 - null, as the format says
    return body[at + 4 : end].decode("utf-16-le", "replace"), end
