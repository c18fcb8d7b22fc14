"""What was found, as a workbook of three sheets."""

from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from safeguard_kpi.reports import Contents
from safeguard_kpi.reports.asking import findings_book
from safeguard_kpi.reports.asking.findings_book import write_findings_book
from safeguard_kpi.tables import FINDINGS


def test_the_summary_the_problems_and_every_row_agree(contents: Contents, tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    write_findings_book(path, contents.findings, dict(contents.feeds), contents.cover)
    book = load_workbook(path)
    assert book.sheetnames == ["Summary", "By problem", "Every row"]
    summed = sum(cell for row in book["Summary"].iter_rows(min_row=6, min_col=2, values_only=True)
                 for cell in row if isinstance(cell, int))  # fmt: skip
    every = list(book["Every row"].iter_rows(min_row=6, values_only=True))
    assert summed == len(every) == contents.findings.height
    assert [cell.value for cell in book["Every row"][5]][:5] == [
        "Level",
        "File",
        "Sheet",
        "Row",
        "Column",
    ]
    kinds = contents.findings.select("feed", "file", "sheet", "field", "problem", "level")
    assert book["By problem"].max_row == 5 + kinds.n_unique() + 1
    assert {cell.data_type for row in book["Every row"].iter_rows() for cell in row} <= {"s", "n"}


def test_the_same_findings_make_the_same_bytes(contents: Contents, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_findings_book(tmp_path / name, contents.findings, {}, contents.cover)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_more_than_a_workbook_bears_are_left_to_the_csv(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings_book, "MOST_ROWS", 2)
    write_findings_book(tmp_path / "f.xlsx", contents.findings, {}, contents.cover)
    sheet = load_workbook(tmp_path / "f.xlsx")["Every row"]
    more = contents.findings.height - 2
    assert (
        sheet["A2"].value == f"One row for each place. The first 2; findings.csv has {more:,} more."
    )
    assert sheet.max_row == 7


def test_with_nothing_found_it_says_so(contents: Contents, tmp_path: Path) -> None:
    write_findings_book(tmp_path / "f.xlsx", pl.DataFrame(schema=FINDINGS), {}, contents.cover)
    assert load_workbook(tmp_path / "f.xlsx")["Summary"]["A6"].value.startswith("Nothing was found")
