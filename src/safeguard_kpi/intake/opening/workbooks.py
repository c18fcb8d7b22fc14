"""The one door through which workbooks are read: every cell as text, every row with its number."""

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from safeguard_kpi.intake.model import FileRefusedError, Grid, Look, SheetLook


def grids(path: Path, look: Look) -> Iterator[Grid]:
    """Read each sheet of a workbook that the guard has let through.

    Raises:
        FileRefusedError: the workbook or a sheet of it cannot be read.
    """
    try:
        # By its name the reader chooses how to read it; bytes it looks at first. A name that is no UTF-8, as
        # one out of an old zip, it cannot be given at all.
        book = fastexcel.read_excel(
            path.read_bytes() if misnamed(path, look) or not _is_text(path) else path
        )
        names = book.sheet_names
    except Exception as fault:  # the reader's own errors share no class that is documented
        raise _refused(fault) from fault
    for name in names:
        try:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            cells = sheet.to_polars()
        except Exception as fault:
            raise _refused(fault) from fault
        columns = [column_letters(column.absolute_index) for column in sheet.available_columns()]
        seen = look.sheets.get(name, SheetLook(hidden=sheet.visible != "visible"))
        cells.columns = columns[: cells.width]
        rows = _with_formulas(_numbered(cells), seen)
        yield Grid(sheet=name, cells=rows, look=seen, date1904=look.date1904)


def misnamed(path: Path, look: Look) -> bool:
    """Tell a workbook whose name says that it is one of another kind."""
    return path.suffix.lower() not in _NAMED.get(look.kind, {path.suffix.lower()})


def _is_text(path: Path) -> bool:
    """Tell whether a path can be written in UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


_NAMED = {
    "ooxml": {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"},
    "ods": {".ods", ".ots"},
    "xlsb": {".xlsb"},
    "xls": {".xls", ".xlt", ".xla"},
}
"""How the names of workbooks end, by kind."""


def column_letters(index: int) -> str:
    """Name a column, counted from nought, as a spreadsheet does."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _numbered(cells: pl.DataFrame) -> pl.DataFrame:
    rows = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True).alias("_row")
    return cells.with_columns(rows) if cells.width else pl.DataFrame({"_row": rows.head(0)})


def _with_formulas(cells: pl.DataFrame, seen: SheetLook) -> pl.DataFrame:
    """Add the rows past the last value that hold only formulas never worked out: readers leave them off."""
    past = {row for row, _ in seen.uncached if row > cells.height}
    if not past or cells.width == 1:
        return cells
    rows = pl.DataFrame({"_row": sorted(past)}, schema={"_row": pl.Int64})
    return pl.concat([cells, rows], how="diagonal")


def _refused(fault: Exception) -> FileRefusedError:
    if "password" in str(fault).casefold():
        return FileRefusedError(
            "file_encrypted",
            "The workbook is protected with a password and cannot be read.",
            "Ask the partner to take the password off and send it by a secure way.",
        )
    return FileRefusedError(
        "file_unreadable",
        "The workbook cannot be read: its inside is not as a workbook's should be.",
        "Ask the partner to open it, save it as .xlsx and send it again.",
    )
