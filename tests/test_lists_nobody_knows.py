"""Sheets filled like lists whose headers are not known, and tables whose every date is blank."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake_drawn import HEADERS, only, row, said, sheets, taken
from safeguard_kpi.intake.sheets.sheet import MANY

UNKNOWN = ["P", "Begun", "Done"]
REVIEWS = ["Child Unique ID", "Plan start date", "Review date"]


def unknown(rows: int) -> list[list[Any]]:
    return [UNKNOWN, *([f"C{n}", date(2019, 4, 1 + n % 28), "Yes"] for n in range(rows))]


def test_a_list_under_unknown_headers_is_told_with_its_remedy(tmp_path: Path) -> None:
    drawn = {"Contacts": [HEADERS, row()], "Tables": unknown(MANY)}
    found = only(taken(sheets(tmp_path / "x.xlsx", drawn)), "table_not_recognised")
    assert (found["level"], found["sheet"]) == ("warn", "Tables")
    assert f"{MANY} rows with dates" in found["message"]
    assert "`safeguard-kpi feeds map FILE`" in found["remedy"]


def test_under_seventy_lines_of_guidance_it_is_told_as_well(tmp_path: Path) -> None:
    drawn = {"Contacts": [HEADERS, row()], "Tables": [*[["Guidance"]] * 70, *unknown(MANY)]}
    assert only(taken(sheets(tmp_path / "x.xlsx", drawn)), "table_not_recognised")


def test_named_as_a_feed_it_is_an_error(tmp_path: Path) -> None:
    drawn = {"Contacts": [HEADERS, row()], "List 4": unknown(MANY)}
    found = only(taken(sheets(tmp_path / "x.xlsx", drawn)), "table_not_recognised")
    assert (found["level"], found["feed"]) == ("error", "assessments")


@pytest.mark.parametrize(
    "rows",
    [
        unknown(MANY - 1),
        [["Code", "Meaning", "Since"], *[[f"N{n}", "Need", "always"] for n in range(200)]],
        [["Guidance", None, None], *[["Sent on", date(2019, 4, 1)] for _ in range(50)]],
    ],
)
def test_a_few_rows_codes_and_notes_stay_quiet(tmp_path: Path, rows: list[list[Any]]) -> None:
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Contacts": [HEADERS, row()], "Notes": rows}))
    assert not said(admitted, "table_not_recognised")
    assert only(admitted, "sheet_not_recognised")["level"] == "note"


@pytest.mark.parametrize("rows", [2, 20])
def test_a_table_of_identifiers_alone_has_every_date_blank(tmp_path: Path, rows: int) -> None:
    blank: list[list[Any]] = [[f"C{n}", None, None] for n in range(rows)]
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Reviews": [REVIEWS, *blank]}))
    assert only(admitted, "dates_all_blank")["level"] == "error"
    assert not said(admitted, "sheet_without_rows")


@pytest.mark.parametrize(
    "rows", [[["Total"], ["Note: none"]], [["C1", None, None]], [["No reviews held"]] * 3, []]
)
def test_totals_and_notes_under_no_rows_are_no_rows(tmp_path: Path, rows: list[list[Any]]) -> None:
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Reviews": [REVIEWS, *rows]}))
    assert not said(admitted, "dates_all_blank")
    assert only(admitted, "sheet_without_rows")


def test_one_dated_row_keeps_the_table_and_the_others_are_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["C1", date(2019, 4, 1), date(2019, 6, 1)],
        ["C2", None, None],
        ["C3", None, None],
    ]
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Reviews": [REVIEWS, *rows]}))
    assert not said(admitted, "dates_all_blank")
    assert admitted.frames["child_protection_reviews"].height == 1


def _monthly(step: int, *beside: list[Any]) -> list[list[Any]]:
    """Draw a row for each so many days, with cells beside it that are taken in turn."""
    first = date(2019, 4, 1)
    rows = [
        [first + timedelta(step * n), n * n, *[cells[n % len(cells)] for cells in beside]]
        for n in range(MANY)
    ]
    return [["Begun", "Shape", *["Colour"] * len(beside)], *rows]


@pytest.mark.parametrize("step", [1, 7, 30])
def test_a_row_a_period_with_figures_is_a_summary_and_no_list(tmp_path: Path, step: int) -> None:
    drawn = {"Contacts": [HEADERS, row()], "Counts": _monthly(step, [0.5, 4, "n/a"])}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert not said(admitted, "table_not_recognised")
    assert only(admitted, "sheet_is_summary")["level"] == "note"


@pytest.mark.parametrize(
    ("step", "beside"),
    [
        (5, [3, 4]),
        (30, ["C1", "C2"]),
        (30, ["Ann", 4]),
        (30, list(range(10000, 10000 + MANY))),
        (30, list(range(1, 1 + MANY))),
    ],
)
def test_rows_that_may_be_of_children_are_told_though_each_has_its_day(
    tmp_path: Path, step: int, beside: list[Any]
) -> None:
    drawn = {"Contacts": [HEADERS, row()], "Counts": _monthly(step, beside)}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert only(admitted, "table_not_recognised")["sheet"] == "Counts"


@pytest.mark.parametrize("name", ["Referrals", "Contacts 2"])
def test_of_a_sheet_without_its_headers_one_thing_is_said(tmp_path: Path, name: str) -> None:
    drawn = {"Contacts": [HEADERS, row()], name: unknown(MANY)[1:]}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert [
        (found["problem"], found["feed"])
        for found in admitted.findings.filter(sheet=name, level="error").to_dicts()
    ] == [("sheet_without_headers", "referrals" if name == "Referrals" else "")]
    assert not said(admitted, "table_not_recognised")
