"""One sheet's XML passed once through in pieces: cells far away, errors, formulas never worked out."""

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.opening.extent import (
    MOST_CELLS,
    MOST_LISTED,
    WIDEST,
    columns_between,
    far_away,
    too_tall,
)

PIECE = 4 * 1024 * 1024
"""Bytes looked at together: larger is no faster, smaller costs calls."""

LONGEST_CELL = 64 * 1024 * 1024
"""Bytes without a new cell or row: a cell holds 32,767 letters at most."""

_ODD = re.compile(rb' r="(?:[A-Z]{2}|[A-Z]?[0-9]{6})')
"""A cell beyond column Z or row 99,999, or such a row; begins with fixed letters to be quick."""

_COLUMN = re.compile(rb' r="([A-Z]{2,})[0-9]')
_ROW = re.compile(rb' r="[A-Z]{0,3}([0-9]{6,})"')
_FAR_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]{2,})([0-9]+)"')
_ERROR = re.compile(rb't="e"')
_ERROR_CELL = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>')
_FORMULA = re.compile(rb"<f[ >/]")
_UNCACHED = re.compile(
    rb"<c\s([^>]*)>\s*<(?:f(?:\s[^>]*)?/|f(?:\s[^>]*)?>[^<]*</f)>\s*"
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_LONG = re.compile(rb"<v>-?(?:[0-9]{16}|[0-9](?:\.[0-9]+)?[eE]\+?(?:1[5-9]|[2-9][0-9]|[0-9]{3}))")
_LONG_CELL = re.compile(
    rb"<c\s([^>]*)>\s*(?:<f(?:\s[^>]*)?/>|<f(?:\s[^>]*)?>[^<]*</f>)?\s*" + _LONG.pattern
)
"""A cell with a number of 16 figures or more, as far as it is no text."""
_HIDDEN_ROW = re.compile(rb'<row\s[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col\s[^>]*\bhidden="(?:1|true)"[^>]*>')
_FROM = re.compile(rb'\bmin="([0-9]{1,5})"')
_TO = re.compile(rb'\bmax="([0-9]{1,5})"')
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_TEXT = re.compile(rb'\bt="(?:s|str|inlineStr)"')
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


class Seen(NamedTuple):
    """What one pass found."""

    errors: tuple[tuple[int, str], ...]
    uncached: tuple[tuple[int, str], ...]
    long_numbers: tuple[tuple[int, str], ...] = ()
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()


def look_at_sheet(stream: IO[bytes], sheet: str) -> Seen:
    """Pass once through a sheet's XML.

    Raises:
        FileRefusedError: the sheet's used range cannot be read safely; names the cell.
    """
    errors: list[tuple[int, str]] = []
    uncached: list[tuple[int, str]] = []
    long_numbers: list[tuple[int, str]] = []
    hidden_rows = 0
    hidden_columns: tuple[str, ...] = ()
    tall, wide = 1, 26
    for piece in _pieces(stream):
        if _ODD.search(piece):
            letters = {_number(found) for found in _COLUMN.findall(piece)}
            if any(number > WIDEST for number in letters):
                _refuse_far(piece, sheet)
            wide = max(wide, *(number for number in letters if number <= WIDEST), 0)
            tall = max(tall, *map(int, _ROW.findall(piece)), 0)
        if tall * wide > MOST_CELLS:
            raise too_tall(sheet, tall)
        if _ERROR.search(piece):
            errors += _places(_ERROR_CELL.findall(piece))
        if _FORMULA.search(piece):
            uncached += _places(_no_texts(_UNCACHED.findall(piece)))
        if _LONG.search(piece):
            long_numbers += _places(_no_texts(_LONG_CELL.findall(piece)))
        if b'hidden="' in piece:
            hidden_rows += len(_HIDDEN_ROW.findall(piece))
            hidden_columns += _hidden_columns(piece)
    return Seen(
        errors=tuple(errors[:MOST_LISTED]),
        uncached=tuple(uncached[:MOST_LISTED]),
        long_numbers=tuple(long_numbers[:MOST_LISTED]),
        hidden_rows=hidden_rows,
        hidden_columns=tuple(dict.fromkeys(hidden_columns)),
    )


def _hidden_columns(piece: bytes) -> tuple[str, ...]:
    """Name the columns that are hidden, as far as they could hold a table."""
    spans = (
        (int(low[1]), int(high[1]))
        for column in _HIDDEN_COLUMN.findall(piece)
        if (low := _FROM.search(column)) and (high := _TO.search(column))
    )
    return tuple(letters for first, last in spans for letters in columns_between(first, last))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Cut the stream in front of a cell or row, so that none is split, in one way of writing it."""
    rest, prefix, single = b"", b"", False
    first = True
    while read := stream.read(PIECE):
        if first:
            root = _ROOT.search(read)
            prefix = (root[1] or b"") if root else b""
            single = b" r='" in read
            first = False
        piece = rest + read
        cut = max(piece.rfind(b"<" + prefix + mark) for mark in (b"c ", b"row "))
        if cut <= 0:
            if len(piece) > LONGEST_CELL:
                raise FileRefusedError(
                    "file_unsafe",
                    "A sheet of the workbook holds a part that is no row and no cell.",
                    "Copy the table alone into a new workbook and send that.",
                )
            rest = piece
            continue
        yield _plainly(piece[:cut], prefix, single=single)
        rest = piece[cut:]
    yield _plainly(rest, prefix, single=single)


def _plainly(piece: bytes, prefix: bytes, *, single: bool) -> bytes:
    """Write tags without prefix and attributes in double quotes, as nearly every program does."""
    if prefix:
        piece = piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return piece.replace(b"'", b'"') if single else piece


def _refuse_far(piece: bytes, sheet: str) -> None:
    for letters, row in _FAR_CELL.findall(piece):
        if _number(letters) > WIDEST:
            raise far_away(sheet, int(row), letters.decode())


def _places(cells: list[bytes]) -> list[tuple[int, str]]:
    found = (_PLACE.search(cell) for cell in cells)
    return [(int(place[2]), place[1].decode()) for place in found if place]


def _no_texts(cells: list[bytes]) -> list[bytes]:
    return [cell for cell in cells if not _TEXT.search(cell)]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number
