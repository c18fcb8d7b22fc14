"""Writes .xls byte by byte: the records of BIFF8 ([MS-XLS]) in a compound file ([MS-CFB])."""

import struct
from datetime import date
from pathlib import Path
from typing import Any

from drawn_books import FAULTS, Book, Fault, Sheet, serial

_DAY = 14
"""The number of the format dd/mm/yyyy, built into every spreadsheet program."""

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def xls(
    path: Path,
    book: Book,
    *,
    date1904: bool = False,
    password: bool = False,
    beside: str = "",
    of: bytes = b"",
) -> Path:
    """Write a workbook; `beside` names a further part, and `of` stands before the list of sheets."""
    sheets = [_sheet(drawn, date1904=date1904) for drawn in book.values()]
    before = _workbook(book, [0] * len(sheets), of, date1904=date1904, password=password)
    starts, at = [], len(before)
    for sheet in sheets:
        starts.append(at)
        at += len(sheet)
    front = _workbook(book, starts, of, date1904=date1904, password=password)
    stream = front + b"".join(sheets)
    path.write_bytes(compound(stream, extra=beside))
    return path


def record(kind: int, *content: bytes) -> bytes:
    """Write one record: its kind, its length, and what it holds."""
    held = b"".join(content)
    return struct.pack("<HH", kind, len(held)) + held


def _begin(what: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))


def _style(kind: int, *, parent: bool) -> bytes:
    marks = 0xFFF5 if parent else 0x0001
    return record(0xE0, struct.pack("<HHHBBBBIIH", 0, kind, marks, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def _workbook(book: Book, starts: list[int], of: bytes, *, date1904: bool, password: bool) -> bytes:
    font = record(
        0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0), b"\x05\0Arial"
    )
    listed = [
        record(0x85, struct.pack("<IBBBB", start, int(drawn.hidden), 0, len(name), 0), name.encode("latin-1"))
        for start, (name, drawn) in zip(starts, book.items(), strict=True)
    ]  # fmt: skip
    return b"".join(
        [
            _begin(5),
            of,
            *([record(0x2F, bytes(54))] if password else []),
            record(0x42, struct.pack("<H", 1200)),
            record(0x22, struct.pack("<H", int(date1904))),
            *[font] * 4,
            *[_style(0, parent=True)] * 15,
            _style(0, parent=False),
            _style(_DAY, parent=False),
            *listed,
            record(0x0A),
        ]
    )


def _sheet(drawn: Sheet, *, date1904: bool) -> bytes:
    rows = drawn.numbered()
    last = max((row for row, _ in rows), default=0)
    widest = max((column for _, cells in rows for column, _ in cells), default=0)
    heads = [
        record(0x7D, struct.pack("<HHHHHH", column - 1, column - 1, 2048, 15, 1, 0))
        for column in sorted(drawn.hidden_columns)
    ]
    marks = [
        record(
            0x0208,
            struct.pack("<HHHHHHI", row, 0, widest + 1, 255, 0, 0, 0x120 if row + 1 in drawn.hidden_rows else 0x100),
        )
        for row, _ in rows
    ]  # fmt: skip
    cells = [
        _cell(row, column, cell, date1904=date1904) for row, held in rows for column, cell in held
    ]
    merged = [struct.pack("<HHHH", row - 1, row - 1, a - 1, b - 1) for row, a, b in drawn.merged]
    return b"".join(
        [
            _begin(0x10),
            *heads,
            record(0x0200, struct.pack("<IIHHH", 0, last + 1, 0, widest + 1, 0)),
            *marks,
            *cells,
            record(0x023E, struct.pack("<HHHHHHI", 0x06B6, 0, 0, 64, 0, 0, 0)),
            *([record(0xE5, struct.pack("<H", len(merged)), *merged)] if merged else []),
            record(0x0A),
        ]
    )


def _cell(row: int, column: int, cell: Any, *, date1904: bool) -> bytes:
    plain, day = struct.pack("<HHH", row, column, 15), struct.pack("<HHH", row, column, 16)
    match cell:
        case Fault():
            return record(0x0205, plain, bytes([FAULTS[cell.written], 1]))
        case bool():
            return record(0x0205, plain, bytes([cell, 0]))
        case int() | float():
            return record(0x0203, plain, struct.pack("<d", cell))
        case date():
            return record(0x0203, day, struct.pack("<d", serial(cell, date1904=date1904)))
        case _:
            written = str(cell).encode("utf-16-le")
            return record(0x0204, plain, struct.pack("<HB", len(written) // 2, 1), written)


def compound(stream: bytes, *, small: bool = False, extra: str = "") -> bytes:
    """Write a compound file of one stream; a small one lies among the small sectors."""
    stream = stream if small else stream.ljust(_CUTOFF, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    # A directory, the small sectors' table, the stream; then the table of all sectors.
    chain = [_END, _END, *range(3, 2 + sectors), _END]
    tables = -(-(len(chain) + 1) // (_SECTOR // 4 - 1))
    chain += [_FAT] * tables
    fat = b"".join(struct.pack("<I", number) for number in chain)
    fat = fat.ljust(tables * _SECTOR, b"\xff")
    smalls = -(-len(stream) // _SMALL) if small else 0
    small_fat = b"".join(struct.pack("<I", n + 1) for n in range(smalls - 1))
    small_fat = (small_fat + struct.pack("<I", _END) if small else b"").ljust(_SECTOR, b"\xff")
    root = _entry("Root Entry", 5, 2 if small else _END, len(stream) if small else 0, child=1)
    held = _entry(
        "Workbook", 2, 0 if small else 2, len(stream), child=_NONE, left=2 if extra else _NONE
    )
    more = _entry(extra, 1, 0, 0, child=_NONE) if extra else bytes(128)
    first_fat = 2 + sectors
    head = b"".join(
        [
            bytes.fromhex("d0cf11e0a1b11ae1"),
            bytes(16),
            struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6),
            bytes(6),
            struct.pack("<IIIIIIIIII", 0, tables, 0, 0, _CUTOFF, 1 if small else _END, int(small), _END, 0, first_fat)[:40],
            *[struct.pack("<I", first_fat + n) for n in range(1, tables)],
        ]
    ).ljust(_SECTOR, b"\xff")  # fmt: skip
    directory = (root + held + more).ljust(_SECTOR, b"\0")
    return head + directory + small_fat + stream.ljust(sectors * _SECTOR, b"\0") + fat


def _entry(name: str, kind: int, start: int, size: int, *, child: int, left: int = _NONE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return b"".join(
        [
            written.ljust(64, b"\0"),
            struct.pack("<HBBIII", len(written), kind, 1, left, _NONE, child),
            bytes(36),
            struct.pack("<III", start, size, 0),
        ]
    )
