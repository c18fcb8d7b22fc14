"""Reads a written workbook back as its tables and as its XML."""

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Give the rows of a sheet's table by its headings, in row 5; bands and the end left out."""
    sheet = book[name]
    heads = [cell.value for cell in sheet[5] if cell.value]
    held = sheet.iter_rows(min_row=6, max_col=len(heads), values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in held if row[1] is not None]


def parts(path: Path, pattern: str) -> dict[str, str]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
        return {name: archive.read(name).decode() for name in names}
