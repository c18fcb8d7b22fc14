"""Several tables in one sheet, and rows of totals: the first table counts and nothing vanishes."""

from pathlib import Path
from typing import Any

import pytest

from intake_drawn import HEADERS, contacts, only, row, said, sheets, taken
from safeguard_kpi.intake.model import Admitted

REFERRALS = ["Child Unique ID", "Gender", "Date of Birth", "Date of referral", "Referral Source", "Referral NFA?",
             "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker"]  # fmt: skip
CONFERENCES = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth",
    "Strategy discussion initiating Section 47 Enquiry Start Date",
    "Was an Initial Child Protection Conference deemed unnecessary?",
    "Date of Initial Child Protection Conference",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
]  # fmt: skip


def referral(child: int) -> list[Any]:
    return [child, "Male", "01/05/2010", "01/04/2019", "Police", "No", 1, "T", "W"]


def enquiry(child: int) -> list[Any]:
    return [child, "Male", "WBRI", "01/05/2010", "02/04/2019", "No", "12/04/2019", "Yes"]


def drawn(tmp_path: Path, *rows: list[Any], sheet: str = "Data") -> Admitted:
    return taken(sheets(tmp_path / "x.xlsx", {sheet: rows}))


def held(admitted: Admitted) -> tuple[int, ...]:
    """Take one sheet's rows in, admitted, refused and blank, and hold that its cells are accounted for."""
    (sheet,) = admitted.submissions.to_dicts()
    kinds = ("used", "not_known", "unused", "refused", "said_blank")
    assert sheet["cells_in"] == sum(sheet[f"cells_{kind}"] for kind in kinds)
    return tuple(sheet[name] for name in ("rows_in", "rows_admitted", "rows_refused", "rows_blank"))


def test_of_two_tables_the_first_counts_though_the_second_has_more_columns(tmp_path: Path) -> None:
    first = [referral(n) for n in range(1, 6)]
    second = [enquiry(n) for n in range(1, 4)]
    admitted = drawn(tmp_path, REFERRALS, *first, [], CONFERENCES, *second)
    assert admitted.frames["referrals"].height == 5
    assert only(admitted, "header_second")["row"] == 8
    assert [found["row"] for found in said(admitted, "row_under_second_header")] == [9, 10, 11]
    assert held(admitted) == (9, 5, 4, 1)


def test_a_title_over_the_second_table_changes_nothing(tmp_path: Path) -> None:
    first = [referral(n) for n in range(1, 6)]
    admitted = drawn(tmp_path, REFERRALS, *first, [], ["List 5"], CONFERENCES, enquiry(1))
    assert admitted.frames["referrals"].height == 5
    assert only(admitted, "header_second")["row"] == 9


def test_a_first_header_without_rows_leaves_the_sheet_to_the_second(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, REFERRALS, [], CONFERENCES, *[enquiry(n) for n in range(1, 4)])
    assert admitted.frames["section_47_enquiries"].height == 3
    assert not said(admitted, "header_second")


@pytest.mark.parametrize("gap", [[], [[]]])
def test_a_list_with_the_same_columns_about_the_child_is_not_the_header_again(
    tmp_path: Path, gap: list[list[Any]]
) -> None:
    rows = [row(A=n) for n in range(1, 5)]
    admitted = drawn(
        tmp_path, HEADERS, *rows, *gap, REFERRALS, referral(8), referral(9), sheet="Contacts"
    )
    assert contacts(admitted)["child_id"].to_list() == ["1", "2", "3", "4"]
    assert not said(admitted, "header_repeated")
    assert len(said(admitted, "row_under_second_header")) == 2
    assert held(admitted) == (7, 4, 3, len(gap))


def test_a_header_with_a_date_of_another_name_is_not_the_header_again(tmp_path: Path) -> None:
    other = [*HEADERS[:3], "Date of visit", *HEADERS[4:]]
    admitted = drawn(tmp_path, HEADERS, row(), other, row(A=2), row(A=3), sheet="Contacts")
    assert only(admitted, "header_second")["row"] == 3
    assert not said(admitted, "header_repeated")
    # It may be the same list going on under another name of its date: too few would be counted.
    assert only(admitted, "sheet_not_whole")["level"] == "error"
    assert contacts(admitted).is_empty()


def test_the_same_header_again_with_a_blank_cell_goes_on(tmp_path: Path) -> None:
    again = [*HEADERS[:5], None, HEADERS[6]]
    admitted = drawn(tmp_path, HEADERS, row(), again, row(A=2), sheet="Contacts")
    assert only(admitted, "header_repeated")["row"] == 3
    assert contacts(admitted).height == 2


def test_rows_of_an_unknown_table_above_the_header_are_told(tmp_path: Path) -> None:
    visits: list[list[Any]] = [[n, "01/04/2019", "Worker"] for n in range(1, 4)]
    titles = ["Ref", "Visited", "By"]
    admitted = drawn(tmp_path, titles, *visits, [], HEADERS, row(), row(A=2), sheet="Contacts")
    found = said(admitted, "row_above_header")
    assert [(each["level"], each["row"]) for each in found] == [("warn", n) for n in (2, 3, 4)]
    assert contacts(admitted).height == 2
    assert held(admitted) == (5, 2, 3, 0)


@pytest.mark.parametrize(
    "cover", [[["Period", "01/04/2019"]], [["Sent", "by", "MASH"]], [["e.g.", "01/04/2019", "Police"]]]
)  # fmt: skip
def test_titles_and_one_example_above_the_header_are_no_table(
    tmp_path: Path, cover: list[list[Any]]
) -> None:
    admitted = drawn(tmp_path, *cover, HEADERS, row(), sheet="Contacts")
    assert not said(admitted, "row_above_header")
    assert held(admitted) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "word", ["Total", "TOTALS", "Total:", "Grand total", "Sub-total", "Subtotal", "Average", "Count", "Sum", "Mean", "Overall", "Overall total"]
)  # fmt: skip
def test_a_row_named_as_a_total_is_no_row_though_it_has_a_date(tmp_path: Path, word: str) -> None:
    admitted = drawn(tmp_path, HEADERS, row(), row(A=word), sheet="Contacts")
    assert only(admitted, "not_a_row")["row"] == 3
    assert contacts(admitted)["child_id"].to_list() == ["1001"]
    assert held(admitted) == (2, 1, 1, 0)


@pytest.mark.parametrize("identifier", ["Total1", "Meane", "Sumner", "Count-7", "T"])
def test_an_identifier_that_is_no_word_of_totals_is_a_row(tmp_path: Path, identifier: str) -> None:
    admitted = drawn(tmp_path, HEADERS, row(), row(A=identifier), sheet="Contacts")
    assert contacts(admitted)["child_id"].to_list() == ["1001", identifier.upper()]


def test_a_header_under_fifty_lines_of_guidance_is_found(tmp_path: Path) -> None:
    guidance = [[f"Guidance, line {n}"] for n in range(50)]
    admitted = drawn(tmp_path, *guidance, HEADERS, row(), sheet="Contacts")
    assert admitted.submissions["header_row"].to_list() == [51]
