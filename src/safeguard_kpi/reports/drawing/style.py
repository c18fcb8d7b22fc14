"""The few styles every cell of the workbook is drawn with, and the formats of its numbers."""

from functools import lru_cache
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from safeguard_kpi.reports.drawing.typeset import BOLDER, SMALLER
from safeguard_kpi.reports.words import symbol

FACE: Final = "Arial"
"""One face, named everywhere: an unnamed bold falls to a serif in LibreOffice."""

INK: Final = "1F2933"
"""Near black, for text: it keeps 14 to 1 against white."""

NAVY: Final = "12436D"
"""Dark blue of the Analysis Function's palette, for headings and the authority's own series."""

QUIET: Final = "5B6770"
"""Grey for what is read second; still 5.9 to 1 against white."""

LINK: Final = "1D5A9E"
"""Blue of links, which are underlined too."""

LETTERS: Final = {
    **dict.fromkeys(("KPI head", "KPI head number", "KPI key", "KPI better", "KPI worse"), BOLDER),
    "KPI small": SMALLER,
}
"""How wide the letters of a style are, where they are not those of Arial 10."""

_RULE: Final = Side(style="thin", color="D5DCE2")
_EDGE: Final = Side(style="medium", color=NAVY)
_BAND: Final = PatternFill("solid", fgColor="DCE6EF")
_HEAD: Final = PatternFill("solid", fgColor=NAVY)
_CALM: Final = PatternFill("solid", fgColor="F3F6F9")
_GOOD: Final = PatternFill("solid", fgColor="D3ECEA")
_POOR: Final = PatternFill("solid", fgColor="FCE0D0")
_ALERT: Final = PatternFill("solid", fgColor="FFF1CC")

_LEFT: Final = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_RIGHT: Final = Alignment(horizontal="right", vertical="center", indent=1)
_FLUSH: Final = Alignment(horizontal="right", vertical="center")
_LINE: Final = Alignment(horizontal="left", vertical="center")
_UNDER: Final = Border(bottom=_RULE)


def dress(workbook: Workbook) -> None:
    """Give the workbook its named styles, and Arial as the face its column widths are measured in."""
    workbook._named_styles["Normal"].font = font()  # noqa: SLF001 - openpyxl has no public door to it
    for style in _styles():
        workbook.add_named_style(style)


def plain_format(decimals: int) -> str:
    """Give the format of a number: thousands apart, and its decimals."""
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


@lru_cache(maxsize=256)
def number_format(decimals: int, status: str) -> str:
    """Give the format of a number in a cell, its symbol behind it if it has one, and a digit's space.

    The space keeps numbers off the edge. An indent would too, but LibreOffice forgets it where two
    neighbours differ in nothing but their format.
    """
    return plain_format(decimals) + (f'" {symbol(status)}"' if status else "") + "_0"


def font(**shape: object) -> Font:
    """Give the workbook's face in a shape of its own."""
    return Font(**{"name": FACE, "size": 10, "color": INK, **shape})


def _styles() -> list[NamedStyle]:
    bold = font(bold=True)
    quiet = font(color=QUIET)
    white = font(bold=True, color="FFFFFF")
    link = font(color=LINK, underline="single")
    head_right = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)
    band = Alignment(horizontal="left", vertical="center", indent=1)
    return [
        NamedStyle("KPI title", font=font(size=16, bold=True, color=NAVY), alignment=_LINE),
        NamedStyle("KPI subtitle", font=font(size=12, color=QUIET), alignment=_LINE),
        NamedStyle("KPI about", font=quiet, alignment=_LINE),
        NamedStyle("KPI alert", font=bold, fill=_ALERT, alignment=_LINE),
        NamedStyle("KPI alert text", font=bold, fill=_ALERT, alignment=_LEFT),
        NamedStyle("KPI link", font=link, alignment=_LINE),
        NamedStyle("KPI link cell", font=link, alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI head", font=white, fill=_HEAD, alignment=_LEFT),
        NamedStyle("KPI head number", font=white, fill=_HEAD, alignment=head_right),
        NamedStyle("KPI band", font=font(bold=True, color=NAVY), fill=_BAND, alignment=band),
        NamedStyle("KPI note", font=quiet, alignment=band),
        NamedStyle("KPI text", font=font(), alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI key", font=bold, alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI quiet", font=quiet, alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI small", font=font(size=9, color=QUIET), alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI better", font=bold, fill=_GOOD, alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI worse", font=bold, fill=_POOR, alignment=_LEFT, border=_UNDER),
        NamedStyle("KPI number", font=font(), alignment=_FLUSH, border=_UNDER),
        NamedStyle("KPI number now", font=bold, fill=_CALM, alignment=_FLUSH, border=_UNDER),
        NamedStyle("KPI symbol", font=quiet, alignment=_RIGHT, border=_UNDER),
        NamedStyle(
            "KPI date", font=font(), alignment=_RIGHT, border=_UNDER, number_format="d mmm yyyy"
        ),
        NamedStyle(
            "KPI end", font=font(size=9, color=QUIET), border=Border(top=_EDGE), alignment=_LINE
        ),
    ]
