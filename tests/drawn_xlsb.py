"""Writes .xlsb byte by byte, as no program at hand does: binary records in an archive ([MS-XLSB]).

What it writes was opened once with LibreOffice 7.4 (texts, numbers, dates, truths, errors and what is
hidden came out as drawn), so that the reader is not the only witness.
"""

import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from drawn_books import FAULTS, Book, Fault, Sheet, serial

_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BINARY = "application/vnd.ms-excel"
_DAY = 14
"""The number of the format dd/mm/yyyy, built into every spreadsheet program."""


def xlsb(path: Path, book: Book, *, date1904: bool = False) -> Path:
    """Write a workbook."""
    texts: dict[str, int] = {}
    sheets = [_sheet(drawn, texts, date1904=date1904) for drawn in book.values()]
    kinds = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    kinds += [("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")]
    parts = {
        "[Content_Types].xml": _types(kinds),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": _workbook(book, date1904=date1904),
        "xl/_rels/workbook.bin.rels": _relations(kinds),
        "xl/styles.bin": _styles(),
        "xl/sharedStrings.bin": _texts(texts),
        **{f"xl/worksheets/sheet{n}.bin": part for n, part in enumerate(sheets, start=1)},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def record(kind: int, *content: bytes) -> bytes:
    """Write one record: its kind and length in sevens of bits, and what it holds."""
    held = b"".join(content)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(held)
    while length >= 0x80:
        size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
    return head + size + bytes([length]) + held


def _text(written: str) -> bytes:
    held = written.encode("utf-16-le")
    return struct.pack("<I", len(held) // 2) + held


def _workbook(book: Book, *, date1904: bool) -> bytes:
    listed = [
        record(156, struct.pack("<II", int(drawn.hidden), n), _text(f"rId{n}"), _text(name))
        for n, (name, drawn) in enumerate(book.items(), start=1)
    ]
    properties = record(153, struct.pack("<II", int(date1904), 0), _text(""))
    return b"".join([record(131), properties, record(143), *listed, record(144), record(132)])


def _sheet(drawn: Sheet, texts: dict[str, int], *, date1904: bool) -> bytes:
    rows = drawn.numbered()
    last = max((row for row, _ in rows), default=0)
    widest = max((column for _, cells in rows for column, _ in cells), default=0)
    heads = [
        record(60, struct.pack("<IIIIH", column - 1, column - 1, 2048, 0, 1))
        for column in sorted(drawn.hidden_columns)
    ]
    body = []
    for row, cells in rows:
        hidden = 0x10 if row + 1 in drawn.hidden_rows else 0
        body.append(record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, hidden, 0, 0)))
        body += [_cell(column, cell, texts, date1904=date1904) for column, cell in cells]
    merged = [
        record(176, struct.pack("<IIII", row - 1, row - 1, first - 1, end - 1))
        for row, first, end in drawn.merged
    ]
    return b"".join(
        [
            record(129),
            record(148, struct.pack("<IIII", 0, last, 0, widest)),
            *([record(390), *heads, record(391)] if heads else []),
            record(145),
            *body,
            record(146),
            *(
                [record(177, struct.pack("<I", len(merged))), *merged, record(178)]
                if merged
                else []
            ),
            record(130),
        ]
    )


def _cell(column: int, cell: Any, texts: dict[str, int], *, date1904: bool) -> bytes:
    plain, day = struct.pack("<II", column, 0), struct.pack("<II", column, 1)
    match cell:
        case Fault():
            return record(3, plain, bytes([FAULTS[cell.written]]))
        case bool():
            return record(4, plain, bytes([cell]))
        case int() | float():
            return record(5, plain, struct.pack("<d", cell))
        case date():
            return record(5, day, struct.pack("<d", serial(cell, date1904=date1904)))
        case _:
            return record(7, plain, struct.pack("<I", texts.setdefault(str(cell), len(texts))))


def _texts(texts: dict[str, int]) -> bytes:
    items = [record(19, b"\0", _text(written)) for written in texts]
    return record(159, struct.pack("<II", len(items), len(items))) + b"".join(items) + record(160)


def _styles() -> bytes:
    """Write two styles: plain, and a day."""
    plain, day = (struct.pack("<HHHHHBBHBB", 0, kind, 0, 0, 0, 0, 0, 0, 0, 0) for kind in (0, _DAY))
    parent = struct.pack("<HHHHHBBHBB", 0xFFFF, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    one, two = struct.pack("<I", 1), struct.pack("<I", 2)
    return b"".join(
        [
            record(278),
            record(626, one), record(47, parent), record(627),
            record(617, two), record(47, plain), record(47, day), record(618),
            record(279),
        ]
    )  # fmt: skip


def _types(kinds: list[tuple[str, str]]) -> bytes:
    named = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{_BINARY}.{kind}"/>' for kind, part in kinds
    )
    return (
        f'<Types xmlns="{_OF_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="bin" ContentType="{_BINARY}.sheet.binary.macroEnabled.main"/>'
        f"{named}</Types>"
    ).encode()


def _relations(kinds: list[tuple[str, str]]) -> bytes:
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_MAIN}/{kind}" Target="{part}"/>'
        for n, (kind, part) in enumerate(kinds, start=1)
    )
    return f'<Relationships xmlns="{_OF_PACKAGE}/relationships">{related}</Relationships>'.encode()
