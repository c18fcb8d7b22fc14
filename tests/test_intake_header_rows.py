"""Headers of two rows, second headers under a table, and pivot tables on, beside and in place of a list."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake_drawn import HEADERS, book, contacts, only, row, said, sheets, taken

GROUPS = ["Child", None, None, "Contact", None, None, None]
NAMES = ["ID", "Gender", "DOB", "Date", "Date of decision", "Source", "Outcome"]


def grouped(path: Path, upper: list[Any], lower: list[Any], *rows: list[Any]) -> Path:
    """Save a list whose header is in rows 2 and 3, under a title, groups merged as people do."""
    made = openpyxl.load_workbook(
        sheets(path, {"Sheet1": [["MASH April"], upper, lower, *(rows or [row(), row(A=2)])]})
    )
    starts = [*(at for at, cell in enumerate(upper, start=1) if cell), len(upper) + 1]
    for first, after in pairwise(starts):
        if after - first > 1:
            made["Sheet1"].merge_cells(
                start_row=2, end_row=2, start_column=first, end_column=after - 1
            )
    made.save(path)
    return path


def test_a_header_in_two_rows_is_read_and_said(tmp_path: Path) -> None:
    admitted = taken(grouped(tmp_path / "x.xlsx", GROUPS, NAMES))
    assert contacts(admitted).select("_row", "child_id", "received_on", "referring_agency").rows() == [
        (4, "1001", date(2019, 4, 1), "police"),
        (5, "2", date(2019, 4, 1), "police"),
    ]  # fmt: skip
    found = only(admitted, "header_in_two_rows")
    assert (found["level"], found["row"]) == ("note", 3)
    assert found["message"] == (
        "The header is in two rows, 2 and 3, and read together:"
        " column A (Child ID) and column D (Contact Date)."
    )
    submission = admitted.submissions.to_dicts()[0]
    assert submission["header_row"] == 3
    assert submission["recognised_by"] == "7 headers in two rows"
    assert submission["rows_in"] == submission["rows_admitted"] == 2
    assert submission["cells_in"] == submission["cells_used"] == 14


def test_a_header_merged_down_is_in_the_upper_row(tmp_path: Path) -> None:
    upper = ["Child ID", "Gender", "DOB", "Contact", None, None, None]
    lower = [None, None, None, "Date", "Date of decision", "Source", "Outcome"]
    admitted = taken(grouped(tmp_path / "x.xlsx", upper, lower))
    assert contacts(admitted)["child_id"].to_list() == ["1001", "2"]
    assert contacts(admitted)["sex"].to_list() == ["male", "male"]
    assert (
        "column A (Child ID), column B (Gender)" in only(admitted, "header_in_two_rows")["message"]
    )


def test_the_group_tells_which_of_two_columns_of_a_name_is_meant(tmp_path: Path) -> None:
    upper = ["Child", None, None, "Contact", None, None, "Referral"]
    lower = ["Child ID", "Gender", "DOB", "Contact date", "Date of decision", "Source", "Source"]
    rows = [row(F="Police", G="School"), row(A=2, F="School", G="Police")]
    admitted = taken(grouped(tmp_path / "x.xlsx", upper, lower, *rows))
    assert contacts(admitted)["referring_agency"].to_list() == ["police", "schools"]
    assert not said(admitted, "columns_clash")
    assert "column F (Contact Source)" in only(admitted, "header_in_two_rows")["message"]
    alone = taken(book(tmp_path / "y.xlsx", *rows, headers=lower))
    assert "neither is used" in only(alone, "columns_clash")["message"]


@pytest.mark.parametrize("title", ["Contact", "Referral", "Child"])
def test_a_banner_over_a_whole_header_changes_nothing(tmp_path: Path, title: str) -> None:
    admitted = taken(grouped(tmp_path / "x.xlsx", [title, *[None] * 6], HEADERS))
    assert contacts(admitted).height == 2
    assert not said(admitted, "header_in_two_rows")


def test_a_row_of_the_table_is_never_half_a_header(tmp_path: Path) -> None:
    first = ["Contact", "Source", None, date(2019, 4, 1), None, "Outcome", "Source"]
    admitted = taken(book(tmp_path / "x.xlsx", first, row()))
    assert contacts(admitted)["_row"].to_list() == [2, 3]
    assert admitted.submissions["header_row"].to_list() == [1]
    assert not said(admitted, "header_in_two_rows")


def test_both_rows_of_a_header_repeated_in_the_middle_are_no_rows(tmp_path: Path) -> None:
    upper = ["Child", None, None, "Contact", None, "Agency", None]
    path = grouped(tmp_path / "x.xlsx", upper, NAMES, row(), upper, NAMES, row(A=2))
    admitted = taken(path)
    assert [found["row"] for found in said(admitted, "header_repeated")] == [5, 6]
    assert contacts(admitted)["_row"].to_list() == [4, 7]


def test_a_repeated_header_in_other_spelling_is_the_header_again(tmp_path: Path) -> None:
    again = [f" {header.upper()}? " for header in HEADERS]
    admitted = taken(book(tmp_path / "x.xlsx", row(), again, row(A=2)))
    assert only(admitted, "header_repeated")["row"] == 3
    assert contacts(admitted).height == 2


def test_a_second_table_of_another_feed_is_said_and_the_first_is_read(tmp_path: Path) -> None:
    headers = ["Child ID", "Date of referral", "Referral source", "Referral NFA?"]
    other = [[1, "01/04/2019", "Police", "No"], [2, "02/04/2019", "Police", "No"]]
    path = book(tmp_path / "x.xlsx", row(), row(A=2), [], ["Referrals"], headers, *other)
    admitted = taken(path)
    found = only(admitted, "header_second")
    assert (found["level"], found["row"]) == ("error", 6)
    assert found["message"] == (
        "Row 6 has the headers of a second table, which look like those of Referrals to children's social care;"
        " 2 rows are under it and not read."
    )
    assert [found["row"] for found in said(admitted, "row_under_second_header")] == [7, 8]
    assert contacts(admitted)["_row"].to_list() == [2, 3]
    assert admitted.frames["referrals"].is_empty()
    counted = admitted.submissions.select(
        "rows_in", "rows_admitted", "rows_refused", "rows_blank", "cells_in", "cells_used", "cells_refused"
    )  # fmt: skip
    assert counted.rows() == [(6, 2, 4, 1, 27, 14, 13)]


def test_the_same_list_in_another_order_further_down_costs_the_sheet(tmp_path: Path) -> None:
    turned = HEADERS[::-1]
    path = book(tmp_path / "x.xlsx", row(), turned, row(A=2)[::-1], row(A=3)[::-1])
    admitted = taken(path)
    assert only(admitted, "header_second")["row"] == 3
    assert "none of the sheet is used" in only(admitted, "sheet_not_whole")["message"]
    assert contacts(admitted).is_empty()
    counted = admitted.submissions.select("rows_in", "rows_refused", "cells_in", "cells_refused")
    assert counted.rows() == [(4, 4, 28, 28)]


PIVOT: list[list[Any]] = [["Gender", "(All)"], [], ["Row Labels", "Count of Child Unique ID"], ["Police", 4], ["Grand Total", 4]]  # fmt: skip


@pytest.mark.parametrize("name", ["Pivot", "Sheet2"])
def test_a_pivot_table_beside_the_list_is_passed_over_as_such(tmp_path: Path, name: str) -> None:
    drawn: dict[str, list[list[Any]]] = {name: PIVOT, "Contacts": [HEADERS, row()]}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert contacts(admitted).height == 1
    found = only(admitted, "sheet_is_summary")
    assert (found["level"], found["sheet"]) == ("note", name)
    assert admitted.findings.filter(level="error").is_empty()
    assert admitted.submissions.filter(sheet=name)["note"].item().startswith("a pivot table")


def test_a_pivot_table_in_place_of_the_list_says_so(tmp_path: Path) -> None:
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Contacts": PIVOT}))
    assert only(admitted, "sheet_is_summary")["level"] == "query"
    found = only(admitted, "file_not_recognised")
    assert found["message"] == (
        "x.xlsx: sheet Contacts is a pivot table or summary, which has no row a child, and no sheet is a list."
    )
    assert found["remedy"].startswith("Send the list that it is made of.")


def test_a_pivot_table_by_source_and_date_is_no_list_with_a_column_missing(tmp_path: Path) -> None:
    headers = ["Date of Contact", "Contact Source", "Gender", "Count of Child Unique ID"]
    drawn: dict[str, list[list[Any]]] = {"Sheet1": [headers, [date(2019, 4, 1), "Police", "Male", 4], ["Grand Total", None, None, 4]]}  # fmt: skip
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert not said(admitted, "column_missing")
    assert said(admitted, "sheet_is_summary")


def test_a_pivot_table_right_of_the_list_is_left_alone(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADERS, *[row(A=1 + number) for number in range(3)]]
    beside: list[list[Any]] = [*PIVOT, ["(blank)", 2]]
    wide = [
        [*(rows[at] if at < len(rows) else [None] * 7), None, *(beside[at] if at < len(beside) else [])]
        for at in range(6)
    ]  # fmt: skip
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Contacts": wide}))
    assert contacts(admitted)["_row"].to_list() == [2, 3, 4]
    assert contacts(admitted)["sex"].to_list() == ["male"] * 3, (
        "the pivot's Gender is no second one"
    )
    found = only(admitted, "columns_of_summary")
    assert (found["level"], found["column"]) == ("note", "I")
    assert "Columns I to J hold a pivot table" in found["message"]
    assert not said(admitted, "not_a_row")
    counted = admitted.submissions.select(
        "rows_in", "rows_admitted", "rows_blank", "cells_in", "cells_used", "cells_unused", "columns_unused"
    )  # fmt: skip
    assert counted.rows() == [(3, 3, 2, 29, 21, 8, [])]


def test_what_a_list_keeps_of_a_pivot_table_does_not_cost_it(tmp_path: Path) -> None:
    headers = [*HEADERS, "Sum of Number of contacts"]
    rows = [[*row(F="(blank)"), 1], [*row(A=2), 1], ["Grand Total", *[None] * 6, 2]]
    admitted = taken(book(tmp_path / "x.xlsx", *rows, headers=headers))
    assert contacts(admitted)["referring_agency"].to_list() == [None, "police"]
    assert only(admitted, "said_blank")["column"] == "F"
    assert only(admitted, "not_a_row")["row"] == 4
    assert admitted.submissions["columns_unused"].to_list() == [["Sum of Number of contacts"]]
    assert not said(admitted, "sheet_is_summary")


@pytest.mark.parametrize(
    ("header", "is_shown"),
    [
        ("Smith, John", False),
        ("Smith", False),
        ("Child Smith", False),
        ("Zoë", False),
        ("(none)", False),
        ("Allocated Worker", True),
        ("Number of contacts in last 12 months", True),
        ("Remarks", True),
    ],
)
def test_a_header_is_shown_only_where_each_of_its_words_is_declared(
    tmp_path: Path, header: str, *, is_shown: bool
) -> None:
    path = book(tmp_path / "x.xlsx", [*row(), "x"], headers=[*HEADERS, header])
    admitted = taken(path)
    assert contacts(admitted).height == 1
    shown = header if is_shown else "column H"
    assert admitted.submissions["columns_unused"].to_list() == [[shown]]
    assert is_shown or "Smith" not in admitted.findings.write_csv()


def test_a_fault_in_both_of_two_extracts_is_found_in_each(tmp_path: Path) -> None:
    april = book(tmp_path / "a.xlsx", row(C="32/13/2019"), row(A=2))
    may = book(tmp_path / "b.xlsx", [], row(C="32/13/2019"), row(A=2), row(A=3, E=date(2019, 5, 1)))
    admitted = taken(april, may)
    places = [(found["file"], found["row"], found["column"]) for found in said(admitted, "date_unreadable")]  # fmt: skip
    assert places == [("a.xlsx", 2, "C"), ("b.xlsx", 3, "C")]
    (again,) = said(admitted, "rows_sent_again")
    assert (again["file"], again["message"][:10]) == ("a.xlsx", "2 rows are")
    assert contacts(admitted).height == 3
