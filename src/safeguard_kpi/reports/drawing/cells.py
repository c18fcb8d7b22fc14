"""Puts one thing in one cell, so that a text can never become a formula and a number is never text."""

import re
from datetime import date
from math import isfinite
from typing import NamedTuple, TypeAlias

from openpyxl.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink

from safeguard_kpi.reports.drawing.style import number_format
from safeguard_kpi.reports.words import WITHOUT_A_NUMBER, symbol

LONGEST_TEXT = 32_000
"""Excel holds 32,767 characters in a cell; openpyxl would cut the rest without a word."""

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_UNSEEN = re.compile(
    "[\x80-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_COMMAND = ("=", "+", "-", "@")
_DELETE = "\x7f"


class Words(NamedTuple):
    """A text and the style it is written in."""

    text: str
    style: str = "KPI text"


class Figures(NamedTuple):
    """A value with its status: a number where there is one, a symbol where there is none."""

    value: float | None
    decimals: int = 0
    status: str = ""
    style: str = "KPI number"


class Day(NamedTuple):
    """A date, or the symbol of one not available."""

    when: date | None


class Link(NamedTuple):
    """A text that leads to a sheet of this workbook."""

    text: str
    sheet: str
    cell: str = "A1"
    style: str = "KPI link cell"


class Blank(NamedTuple):
    """Nothing at all, where a chart must leave a gap: a text there would be drawn as nought."""

    style: str = "KPI number"


Content: TypeAlias = Words | Figures | Day | Link | Blank


def put(cell: Cell, content: Content) -> None:
    """Write the content into the cell in its style."""
    match content:
        case Blank(style):
            cell.style = style
        case Words(text, style):
            _put_text(cell, text, style)
        case Figures(value, decimals, status, style):
            _put_value(cell, value=value, decimals=decimals, status=status, style=style)
        case Day(when):
            if when is None:
                _put_text(cell, symbol("x"), "KPI symbol")
            else:
                cell.value = when
                cell.style = "KPI date"
        case Link(text, sheet, target, style):
            _put_text(cell, text, style)
            cell.hyperlink = Hyperlink(
                ref=cell.coordinate, location=f"'{sheet}'!{target}", display=text
            )
            cell.style = style


def plain(text: str) -> str:
    """Replace what cannot be seen by something that can: a NUL by ␀, a tab by ␉, the rest by �."""
    seen = _CONTROL.sub(_picture, text)
    seen = _UNSEEN.sub("\ufffd", seen)
    return seen if len(seen) <= LONGEST_TEXT else seen[:LONGEST_TEXT] + " … (cut)"


def _picture(control: re.Match[str]) -> str:
    return "\u2421" if control[0] == _DELETE else chr(0x2400 + ord(control[0]))


def _put_text(cell: Cell, text: str, style: str) -> None:
    shown = plain(text)
    cell.value = shown
    cell.data_type = "s"
    cell.style = style
    if shown.startswith(_COMMAND):
        cell.quotePrefix = True


def _put_value(cell: Cell, *, value: float | None, decimals: int, status: str, style: str) -> None:
    if value is None or not isfinite(value) or status in WITHOUT_A_NUMBER:
        _put_text(cell, symbol(status), "KPI symbol")
        return
    cell.value = int(value) if value == int(value) else value
    cell.style = style
    cell.number_format = number_format(decimals, status)
