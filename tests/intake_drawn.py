"""Small workbooks drawn for the tests of the intake, and what they come to."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake import Admitted, admit, read_in

CONTRACTS = load_contracts(Declarations.standard())
TODAY = date(2019, 12, 31)

HEADERS = ["Child Unique ID", "Gender", "Date of Birth", "Date of Contact", "Date of decision",
           "Contact Source", "Outcome"]  # fmt: skip
ROW = [1001, "Male", date(2010, 5, 1), date(2019, 4, 1), date(2019, 4, 2), "Police", "NFA"]


def row(**cells: Any) -> list[Any]:
    """Draw a good row of contacts with some cells otherwise, by their column letter."""
    return [cells.get(letter, cell) for letter, cell in zip("ABCDEFG", ROW, strict=True)]


def book(
    path: Path, *rows: Sequence[Any], sheet: str = "Contacts", headers: Sequence[Any] | None = None
) -> Path:
    """Save a workbook of one sheet with headers in row 1."""
    return sheets(path, {sheet: [HEADERS if headers is None else headers, *rows]})


def sheets(path: Path, drawn: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Save a workbook of several sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in drawn.items():
        sheet = made.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
    made.save(path)
    return path


def taken(*paths: Path, workers: int = 0) -> Admitted:
    """Read and admit files, in this process unless told otherwise."""
    return admit(read_in(paths, CONTRACTS, workers=workers), CONTRACTS, today=TODAY)


def said(admitted: Admitted, problem: str) -> list[dict[str, Any]]:
    """Take the findings of one problem."""
    found: list[dict[str, Any]] = admitted.findings.filter(problem=problem).to_dicts()
    return found


def only(admitted: Admitted, problem: str) -> dict[str, Any]:
    """Take the one finding of a problem."""
    (found,) = said(admitted, problem)
    return found


def contacts(admitted: Admitted) -> pl.DataFrame:
    """Take the contacts admitted."""
    return admitted.frames["mash_contacts"]


def repacked(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """Save a workbook again with one part changed."""
    with (
        zipfile.ZipFile(source) as before,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if name == part else content)
    return target


def encrypted(path: Path) -> Path:
    """Make the first bytes of a workbook with a password: an OLE file that names its package."""
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    path.write_bytes(
        magic + struct.pack("<504x") + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    return path
