"""Writes codes.xlsx: what nobody declared, for the analyst to say what it means, from a list."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.drawing.archive import EPOCH, save
from safeguard_kpi.reports.drawing.cells import Figures, Words, put
from safeguard_kpi.reports.drawing.style import dress
from safeguard_kpi.text import label

MOST_ROWS = 5_000
"""Spellings of one sheet: more are free text in the wrong column, and no list to fill in."""

_COLUMNS = {"Code set": 28, "Written as": 46, "Meaning": 34, "Cells": 9, "Nearest": 28, "Where": 60}
_HEAD_ROW = 3
_LISTS = "Meanings"
_PLACES = 3
"""Places named for each spelling: enough to find it."""


class Codes(NamedTuple):
    """A code set as the analyst meets it: its title, its meanings' titles, what was filled in before."""

    title: str
    meanings: Mapping[str, str]
    own: Sequence[tuple[str, str]] = ()


def write_spellings(path: Path, found: pl.DataFrame, codes: Mapping[str, Codes]) -> None:
    """Write the workbook at path, the same bytes for the same spellings.

    Args:
        path: it is written straight there, so the caller writes beside and moves.
        found: SPELLINGS with `nearest`, a meaning's key or null.
        codes: by the name of the code set.
    """
    workbook = Workbook()
    dress(workbook)
    stamp = datetime(*EPOCH)  # noqa: DTZ001 (no clock gets into the file)
    workbook.properties.created = workbook.properties.modified = stamp
    sheet = workbook.active
    sheet.title = "Codes"
    asked = workbook.create_sheet("Read by rule")
    lists = _write_lists(workbook.create_sheet(_LISTS), codes)
    unknown, worked_out = _counted(found, known=False), _counted(found, known=True)
    _write(
        sheet,
        "What these words mean is not known. Choose a meaning and save the workbook as codes.xlsx in the inputs.",
        [*_filled_in(codes), *(_row(each, codes) for each in unknown)],
        lists,
    )
    _write(
        asked,
        "What these words mean was worked out by rule (see Nearest). Choose a meaning only where that is wrong.",
        [_row(each, codes) for each in worked_out],
        lists,
    )
    save(workbook, path, alt_texts=[])


def _counted(found: pl.DataFrame, *, known: bool) -> list[dict[str, Any]]:
    """Add up what is one spelling as codes are compared, under the form that most cells have."""
    place = pl.concat_str(pl.col("feed", "field", "file", "sheet"), separator=", ")
    asked = found.filter(pl.col("meaning").is_not_null() == known)
    alike = {text: label(text) for text in asked["spelling"].unique()}
    return (
        asked.with_columns(
            nearest=pl.coalesce("meaning", "nearest"),
            place=place,
            alike=pl.col("spelling").replace_strict(alike, return_dtype=pl.String),
        )
        .sort(
            pl.col("cells").sum().over("code_set", "spelling"), "spelling", descending=[True, False]
        )
        .group_by("code_set", "alike", "nearest", maintain_order=True)
        .agg(pl.col("spelling").first(), pl.col("cells").sum(), pl.col("place").unique().sort())
        .sort("code_set", "cells", "spelling", descending=[False, True, False])
        .head(MOST_ROWS)
        .to_dicts()
    )


class _Row(NamedTuple):
    codes: str
    spelling: str
    meaning: str
    cells: int | None
    nearest: str
    where: str


def _row(found: dict[str, Any], codes: Mapping[str, Codes]) -> _Row:
    set_ = codes[found["code_set"]]
    places, more = found["place"][:_PLACES], len(found["place"]) - _PLACES
    where = "; ".join(places) + (f" and {more} more" if more > 0 else "")
    nearest = set_.meanings.get(found["nearest"] or "", "")
    spelling = " ".join(found["spelling"].split())
    return _Row(found["code_set"], spelling, "", found["cells"], nearest, where)


def _filled_in(codes: Mapping[str, Codes]) -> Iterator[_Row]:
    """Keep what was filled in before, so that the workbook can be saved over the last one."""
    for name, each in codes.items():
        for spelling, key in sorted(each.own):
            yield _Row(name, spelling, each.meanings[key], None, "", "filled in before")


class _List(NamedTuple):
    title: str
    cells: str


def _write_lists(sheet: Worksheet, codes: Mapping[str, Codes]) -> dict[str, _List]:
    """Write each code set's meanings in a column, for the drop-down lists to point to."""
    lists = {}
    for number, (name, each) in enumerate(codes.items(), start=1):
        put(sheet.cell(1, number), Words(each.title, "KPI head"))
        for row, title in enumerate(each.meanings.values(), start=2):
            put(sheet.cell(row, number), Words(title))
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 30
        lists[name] = _List(each.title, f"{_LISTS}!${letter}$2:${letter}${len(each.meanings) + 1}")
    return lists


def _write(sheet: Worksheet, about: str, rows: Sequence[_Row], lists: Mapping[str, _List]) -> None:
    put(sheet.cell(1, 1), Words(about, "KPI about"))
    for number, (heading, width) in enumerate(_COLUMNS.items(), start=1):
        put(sheet.cell(_HEAD_ROW, number), Words(heading, "KPI head"))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 3)
    choices: dict[str, DataValidation] = {}
    for number, row in enumerate(rows, start=_HEAD_ROW + 1):
        cells = Figures(row.cells) if row.cells is not None else Words("")
        texts = (lists[row.codes].title, row.spelling, row.meaning)
        contents = (*map(Words, texts), cells, Words(row.nearest), Words(row.where))
        for column, content in enumerate(contents, start=1):
            put(sheet.cell(number, column), content)
        if row.codes not in choices:
            choices[row.codes] = _choice(lists[row.codes])
            sheet.add_data_validation(choices[row.codes])
        choices[row.codes].add(sheet.cell(number, 3))
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:F{max(_HEAD_ROW, _HEAD_ROW + len(rows))}"


def _choice(of: _List) -> DataValidation:
    return DataValidation(
        type="list",
        formula1=of.cells,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=of.title,
        error="Choose one of the list, or leave the cell empty.",
    )
