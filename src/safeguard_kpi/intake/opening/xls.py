"""An old workbook (.xls) passed once through, record by record: sheets, hidden parts, errors."""

import struct
from collections.abc import Iterator
from dataclasses import replace

from safeguard_kpi.intake.model import FileRefusedError, Look, SheetLook
from safeguard_kpi.intake.opening.compound import Compound
from safeguard_kpi.intake.opening.extent import TOO_LONG, Passing, columns_between, password

LARGEST = 400_000_000
"""Bytes of one file: 65,536 rows of 256 columns come to under that."""

STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")
"""What the stream that holds the cells is called, by the age of the program."""

_MACROS = "_VBA_PROJECT_CUR"
_OBJECT = "MBD"
_BOOK, _OWN_BOOKS = 0x01AE, frozenset({0x0401, 0x3A01})
"""The record of a book that formulas speak of, and what stands in it for this one and for add-ins."""

_BEGIN, _END, _PASSWORD, _FROM_1904, _SHEET = 0x0809, 0x0A, 0x2F, 0x22, 0x85
_ROW, _COLUMNS, _ERROR, _FORMULA, _MANY = 0x0208, 0x7D, 0x0205, 0x06, 0xBD
_FILLED = frozenset({0x0203, 0x0204, _ERROR, _FORMULA, 0x0206, 0x0406, 0x027E, 0xD6, 0xFD, _MANY})
"""Records of cells that hold something: numbers, texts, truths, errors and formulas' results."""

_NUMBERS = frozenset({0x0203, _FORMULA})
"""Those of them with a number of eight bytes; the others hold none of 16 figures."""
_UNICODE = 0x0600
"""The version from which names are written in Unicode."""

_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_TWO, _FLOAT = struct.Struct("<HH"), struct.Struct("<d")
_RESULT, _RESULT_IS_ERROR = 0xFFFF, 2


def look_at_old(raw: bytes) -> Look:
    """Pass once through an old workbook.

    Raises:
        FileRefusedError: it has a password, is not whole, or cannot be read safely.
    """
    if len(raw) > LARGEST:
        raise FileRefusedError(
            "file_too_large", "The file is too large to be read safely.", "Send it in parts."
        )
    try:
        book = Compound(raw)
        name = next(each for each in STREAMS if each in book.names)
        look = _look(book.stream(name))
        inside = any(each.startswith(_OBJECT) for each in book.names)
        return replace(look, macros=_MACROS in book.names, objects=inside)
    except (ValueError, KeyError, IndexError, StopIteration, struct.error) as fault:
        raise FileRefusedError(
            "file_unreadable",
            "The workbook cannot be read: its inside is not as a workbook's should be.",
            "Ask the partner to open it, save it as .xlsx and send it again.",
        ) from fault


def _look(stream: bytes) -> Look:
    sheets: dict[str, SheetLook] = {}
    date1904, unicode, links = False, True, False
    for kind, at, size in _records(stream, 0):
        if kind == _BEGIN:
            unicode = struct.unpack_from("<H", stream, at)[0] >= _UNICODE
        elif kind == _PASSWORD:
            raise password()
        elif kind == _FROM_1904:
            date1904 = stream[at : at + 1] == b"\1"
        elif kind == _BOOK:
            links |= _TWO.unpack_from(stream, at)[1] not in _OWN_BOOKS
        elif kind == _SHEET:
            start, state, what = struct.unpack_from("<IBB", stream, at)
            if what == 0:
                name = _name(stream[at + 6 : at + size], unicode=unicode)
                passing = Passing(sheet=name, hidden=bool(state & 3))
                sheets[name] = _passed(passing, stream, start)
    return Look(kind="xls", date1904=date1904, links=links, sheets=sheets)


def _passed(passing: Passing, stream: bytes, start: int) -> SheetLook:
    reached = -1
    for kind, at, size in _records(stream, start):
        if kind in _FILLED:
            row, column = _TWO.unpack_from(stream, at)
            last = struct.unpack_from("<H", stream, at + size - 2)[0] if kind == _MANY else column
            if row > reached or last >= passing.wide:  # nearly every cell reaches no further
                passing.reaches(row + 1, max(column, last) + 1)
                reached = row
            if (kind == _ERROR and stream[at + 7]) or (kind == _FORMULA and _wrong(stream, at)):
                passing.lists(
                    passing.errors, range(row + 1, row + 2), range(column + 1, column + 2)
                )
            elif kind in _NUMBERS and abs(_FLOAT.unpack_from(stream, at + 6)[0]) >= TOO_LONG:
                passing.lists(
                    passing.long_numbers, range(row + 1, row + 2), range(column + 1, column + 2)
                )
        elif kind == _ROW:
            passing.hidden_rows += bool(stream[at + 12] & _ROW_HIDDEN)
        elif kind == _COLUMNS:
            first, last, _, _, marks = struct.unpack_from("<HHHHH", stream, at)
            if marks & _COLUMN_HIDDEN:
                passing.hidden_columns += columns_between(first + 1, last + 1)
    return passing.seen()


def _wrong(stream: bytes, at: int) -> bool:
    """Tell a formula whose result is an error."""
    of_what, mark = stream[at + 6], struct.unpack_from("<H", stream, at + 12)[0]
    return mark == _RESULT and of_what == _RESULT_IS_ERROR


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Give the records up to the end of a part: each one's kind, where its content is, its length."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = _TWO.unpack_from(stream, at)
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        if depth <= 1:  # charts lie within a sheet and have cells of their own
            yield kind, at + 4, size
        at += 4 + size


def _name(held: bytes, *, unicode: bool) -> str:
    letters = held[0]
    if not unicode:
        return held[1 : 1 + letters].decode("cp1252", "replace")
    if held[1] & 1:
        return held[2 : 2 + 2 * letters].decode("utf-16-le", "replace")
    return held[2 : 2 + letters].decode("latin-1")
