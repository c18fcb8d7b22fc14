"""The partners' files: a guidance sheet first, titles above the tables, notes below."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from openpyxl import Workbook

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.sample.layout import Sheet
from safeguard_kpi.sample.marker import INVENTED
from safeguard_kpi.sample.messy import Cell, Scribe
from safeguard_kpi.sample.rows import Row

GUIDANCE = (
    "Guidance",
    "",
    INVENTED,
    "One sheet a list. Dates as dd/mm/yyyy. Please do not change the headings.",
    "Every child has one number throughout; names are never sent.",
    "Questions: the performance team.",
)
"""What stands on the first sheet of each workbook, which is no table."""

BLANK_ROWS = 4
"""Empty rows left inside each table."""

WORKERS = 40
"""How many invented workers there are, known by a number."""


def write_book(
    path: Path, sheets: list[tuple[Sheet, list[Row]]], contracts: Contracts, rng: Random
) -> Path:
    """Write one workbook, whole or not at all."""
    book = Workbook(write_only=True)
    guidance = book.create_sheet("Guidance")
    for line in GUIDANCE:
        guidance.append([line])
    for sheet, rows in sheets:
        drawn = book.create_sheet(sheet.name)
        for place, header in enumerate(sheet.columns):
            if header in sheet.hidden:
                drawn.column_dimensions[_letter(place)].hidden = True
        for line in (INVENTED, *sheet.above):
            drawn.append([line] if line else [])
        for cells in _table(sheet, rows, contracts, rng, text_only=False):
            drawn.append(cells)
        if sheet.below:
            drawn.append([])
            drawn.append([sheet.below])
    return _whole(path, book.save)


def write_export(
    path: Path, sheet: Sheet, rows: list[Row], contracts: Contracts, rng: Random
) -> Path:
    """Write one CSV as a system exports it: byte order mark, CRLF; whole or not at all."""

    def save(beside: Path) -> None:
        with beside.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(_table(sheet, rows, contracts, rng, text_only=True))

    return _whole(path, save)


def _table(
    sheet: Sheet, rows: list[Row], contracts: Contracts, rng: Random, *, text_only: bool
) -> Iterator[list[Cell]]:
    scribe = Scribe(rng, contracts, feed=sheet.feed, habit=sheet.habit, text_only=text_only)
    blank_after = set(rng.sample(range(len(rows)), min(BLANK_ROWS, len(rows))))
    yield list(sheet.columns)
    for place, row in enumerate(rows):
        yield [
            scribe.cell(field, _typed(sheet, field, row[field]))
            if field
            else f"W{rng.randint(1, WORKERS):02d}"
            for field in sheet.columns.values()
        ]
        if place in blank_after:
            yield [None] * len(sheet.columns)


def _typed(sheet: Sheet, field: str, value: object) -> object:
    return int(str(value)) if sheet.number_ids and field == "child_id" and value else value


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _whole(path: Path, save: Callable[[Path], None]) -> Path:
    beside = path.with_name(f".{path.name}.part")
    try:
        save(beside)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    path.chmod(0o600)
    return path
