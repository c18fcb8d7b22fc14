"""Writes .ods as LibreOffice does: cells with their kinds, runs of empty cells and rows in one element."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from drawn_books import Book, Fault, Formula, Sheet

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
    ]
)  # fmt: skip
_UNSEEN = ' table:visibility="collapse"'
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path: Path, book: Book, *, date1904: bool = False) -> Path:
    """Write a workbook."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("seen", "true"), ("unseen", "false"))
    )
    epoch = '<table:null-date table:date-value="1904-01-01"/>' if date1904 else ""
    settings = f"<table:calculation-settings>{epoch}</table:calculation-settings>"
    tables = "".join(_table(name, drawn) for name, drawn in book.items())
    content = (
        f'<?xml version="1.0"?><office:document-content {_SPACES}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{settings}{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _TYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def _table(name: str, drawn: Sheet) -> str:
    columns = "".join(
        f"<table:table-column{_UNSEEN if number in drawn.hidden_columns else ''}/>"
        for number in range(1, max(drawn.hidden_columns, default=0) + 1)
    )
    written, next_row = [], 0
    for row, cells in drawn.numbered():
        if row > next_row:
            written.append(f'<table:table-row table:number-rows-repeated="{row - next_row}"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>')  # fmt: skip
        spans = {first - 1: last - first + 1 for at, first, last in drawn.merged if at == row + 1}
        hidden = _UNSEEN if row + 1 in drawn.hidden_rows else ""
        written.append(f"<table:table-row{hidden}>{_row(cells, spans)}</table:table-row>")
        next_row = row + 1
    style = "unseen" if drawn.hidden else "seen"
    left = f'<table:table-row table:number-rows-repeated="{1048576 - next_row}"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'  # fmt: skip
    return (
        f'<table:table table:name={quoteattr(name)} table:style-name="{style}">'
        f"{columns}<table:table-column/>{''.join(written)}{left}</table:table>"
    )


def _row(cells: list[tuple[int, Any]], spans: dict[int, int]) -> str:
    written, next_column = "", 0
    for column, cell in cells:
        if column > next_column:
            written += f'<table:table-cell table:number-columns-repeated="{column - next_column}"/>'
        wide = spans.get(column, 1)
        span = (
            f' table:number-columns-spanned="{wide}" table:number-rows-spanned="1"'
            if wide > 1
            else ""
        )
        written += _cell(cell, span) + "<table:covered-table-cell/>" * (wide - 1)
        next_column = column + wide
    return written + f'<table:table-cell table:number-columns-repeated="{16384 - next_column}"/>'


def _cell(cell: Any, span: str) -> str:
    match cell:
        case Fault():
            said = escape(cell.written)
            given, shown = ' table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"', said  # fmt: skip
        case Formula():
            return f'<table:table-cell table:formula="of:=1+1"{span}/>'
        case bool():
            given, shown = f' office:value-type="boolean" office:boolean-value="{str(cell).lower()}"', str(cell).upper()  # fmt: skip
        case datetime():
            given, shown = f' office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y %H:%M}"  # fmt: skip
        case date():
            given, shown = f' office:value-type="date" office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y}"  # fmt: skip
        case int() | float():
            given, shown = f' office:value-type="float" office:value="{cell}"', str(cell)
        case _:
            given, shown = ' office:value-type="string"', escape(str(cell))
    return f"<table:table-cell{given}{span}><text:p>{shown}</text:p></table:table-cell>"
