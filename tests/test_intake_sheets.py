"""Which sheet is which, where its header is, and which rows under it are rows of the table."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from intake_drawn import CONTRACTS, HEADERS, book, contacts, only, row, said, sheets, taken
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.headers import recognise


def test_the_header_is_found_under_titles_and_ghost_rows_are_counted_apart(tmp_path: Path) -> None:
    drawn = [["Walsall MASH"], [], ["April 2019"], HEADERS, row(), [None] * 7, row(A=2), ["  "]]
    admitted = taken(sheets(tmp_path / "x.xlsx", {"Sheet1": drawn}))
    submission = admitted.submissions.to_dicts()[0]
    assert submission["header_row"] == 4
    assert (submission["rows_in"], submission["rows_admitted"]) == (2, 2)
    assert submission["rows_blank"] == 2
    assert contacts(admitted)["_row"].to_list() == [5, 7]


def test_a_table_that_starts_in_another_column_keeps_its_letters(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for column, (header, cell) in enumerate(
        zip(HEADERS, row(C="32/13/2019"), strict=True), start=4
    ):
        sheet.cell(3, column, header)
        sheet.cell(4, column, cell)
    made.save(tmp_path / "x.xlsx")
    found = only(taken(tmp_path / "x.xlsx"), "date_unreadable")
    assert (found["row"], found["column"], found["field"]) == (4, "F", "date_of_birth")


def test_a_missing_column_is_said_with_the_headers_it_may_have(tmp_path: Path) -> None:
    headers = ["Child ID", "Recd", "Contact Source", "Outcome", "Worker"]
    path = book(
        tmp_path / "mash_contacts.xlsx", [1, "1/4/2019", "Police", "NFA", "x"], headers=headers
    )
    found = only(taken(path), "column_missing")
    assert found["level"] == "error"
    assert found["message"] == (
        "mash_contacts.xlsx, sheet Contacts has no column for `received_at`; it may be headed "
        "Date of Contact, Contact date or Date received; columns not used here: B, E."
    )
    assert "feeds/mash_contacts.toml" in found["remedy"]
    assert taken(path).submissions["columns_unused"].to_list() == [[]], "a header may be a name"


def test_two_columns_headed_for_one_needed_field_stop_the_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", [*row(), date(2019, 4, 1)], headers=[*HEADERS, "Contact date"])
    admitted = taken(path)
    found = only(admitted, "columns_clash")
    assert "column D (Date of Contact) and column H (Contact date)" in found["message"]
    assert "the sheet cannot be used" in found["message"]
    assert contacts(admitted).is_empty()


def test_two_columns_headed_for_another_field_leave_that_field_out(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", [*row(), "Male"], headers=[*HEADERS, "Sex"])
    admitted = taken(path)
    assert "neither is used" in only(admitted, "columns_clash")["message"]
    assert contacts(admitted)["sex"].to_list() == [None]
    assert "sex" not in admitted.submissions["columns_used"][0]


def test_an_empty_sheet_and_one_with_headers_alone_are_told_apart(tmp_path: Path) -> None:
    path = sheets(tmp_path / "x.xlsx", {"Sheet2": [], "Contacts": [HEADERS]})
    admitted = taken(path)
    assert only(admitted, "sheet_not_recognised")["sheet"] == "Sheet2"
    assert only(admitted, "sheet_without_rows")["level"] == "query"


def test_a_repeated_header_and_a_total_are_refused_and_said(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", row(), HEADERS, row(A=2), ["Total", None, None, None, None, None, 2],
                [None, None, None, None, "Printed 1 May"])  # fmt: skip
    admitted = taken(path)
    assert only(admitted, "header_repeated")["row"] == 3
    assert [found["row"] for found in said(admitted, "not_a_row")] == [5, 6]
    submission = admitted.submissions.to_dicts()[0]
    assert (submission["rows_in"], submission["rows_admitted"], submission["rows_refused"]) == (
        5,
        2,
        3,
    )


def test_a_sheet_that_fits_two_feeds_is_told_by_its_name_or_not_at_all(tmp_path: Path) -> None:
    headers: list[Any] = ["Child ID", "Assessment start date", "Assessment completion date"]
    cells: list[Any] = [1, "1/4/2019", "2/4/2019"]
    named = {"Early Help": [headers, cells], "Assessments": [headers, cells]}
    admitted = taken(sheets(tmp_path / "named.xlsx", named))
    assert admitted.frames["early_help_episodes"].height == 1
    assert admitted.frames["assessments"].height == 1
    titled = {"Sheet1": [["List 2: Early Help"], headers, cells]}
    assert taken(sheets(tmp_path / "titled.xlsx", titled)).frames["early_help_episodes"].height == 1
    nameless = taken(sheets(tmp_path / "x.xlsx", {"Sheet1": [headers, cells]}))
    found = only(nameless, "sheet_ambiguous")
    assert "Social care assessments or Early help episodes" in found["message"]


@pytest.mark.parametrize(
    ("name", "feed"), [("List_1", 3), ("List 1", 3), ("list_10", 0), ("List 11", 0)]
)
def test_list_1_is_not_list_10(name: str, feed: int) -> None:
    grid = taken_grid(name)
    best = recognise(grid, "x.xlsx", CONTRACTS).best
    assert best is not None
    assert best.named == feed


def taken_grid(name: str) -> Grid:
    cells = {letter: [header] for letter, header in zip("ABCDEFG", HEADERS, strict=True)}
    return Grid(sheet=name, cells=pl.DataFrame({**cells, "_row": [1]}))


def test_an_annex_a_workbook_is_read_list_by_list_and_its_guidance_passed_over(
    tmp_path: Path,
) -> None:
    about = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
    drawn: dict[str, list[list[Any]]] = {
        "Guidance": [["Field Heading", "Detailed Guidance"], ["Gender", "Please use codes"]],
        "Codes_used": [
            ["Gender", "Ethnicity", "Contact / Referral Source", "Referral NFA?", "Reason for Closure"],
            ["a) Male", "a) WBRI", "a) 1A: Individual", "a) Yes", "RC1 - Adopted"],
        ],
        "List_2": [
            ["List 2: Early Help"],
            [*about, "Assessment start date", "Assessment completion date", "Organisation completing assessment"],
            [1005, "a) Male", "a) WBRI", date(2000, 1, 5), 13, "2010-01-01", date(2010, 1, 15), "N/A"],
            [1005, "a) Male", "a) WBRI", date(2000, 1, 5), 13, "2010-01-01", date(2010, 1, 15), "N/A"],
            [1006, "a) Male", "a) WBRI", "May be 8 Jan 2000", 13, "2010-01-02", date(2010, 1, 15), "N/A"],
        ],
        "List_8": [[*about, "Does the Child have a Disability", "Date Started to be Looked After", "Date Ceased to be Looked After "],
                   [1005, "a) Male", "a) WBRI", date(2000, 1, 5), 13, "b) No", date(2010, 1, 15), None]],
        "List_10": [["Child Unique ID", "Family identifier", "Gender", "Ethnicity", "Date of Birth"], [1, 2]],
    }  # fmt: skip
    admitted = taken(sheets(tmp_path / "annex_a.xlsx", drawn))
    passed = [found["sheet"] for found in said(admitted, "sheet_not_recognised")]
    assert passed == ["Codes_used", "Guidance", "List_10"]
    assert admitted.frames["children_in_care"].height == 1
    aside = {found["sheet"]: found["message"] for found in said(admitted, "sheet_not_recognised")}
    assert "it is List 10 of Annex A (adoption), which is not used here" in aside["List_10"]
    assert admitted.findings.filter(pl.col("level").is_in(["error", "reject"])).is_empty()
    episodes = admitted.frames["early_help_episodes"]
    assert episodes["child_id"].to_list() == ["1005", "1006"]
    assert episodes["started_on"].to_list() == [date(2010, 1, 1), date(2010, 1, 2)]
    assert episodes["date_of_birth"].to_list() == [date(2000, 1, 5), None]


def test_what_is_known_and_not_used_says_why(tmp_path: Path) -> None:
    headers = ["Child ID", "Date of referral", "Number of Referrals in Last 12 Months"]
    path = book(tmp_path / "x.xlsx", [1, "1/4/2019", 3], headers=headers, sheet="List_3")
    found = only(taken(path), "column_not_used")
    assert found["column"] == "C"
    assert "counting it would count re-referrals twice" in found["message"]


def test_a_sheet_named_as_a_feed_without_its_headers_is_asked_about(tmp_path: Path) -> None:
    drawn: dict[str, list[list[Any]]] = {
        "Contacts": [["Who", "When"], [1, 2]],
        "List_2": [["Child ID", "Date opened"], [1, "1/4/2019"]],
    }
    found = only(taken(sheets(tmp_path / "x.xlsx", drawn)), "headers_not_found")
    assert found["level"] == "query"
    assert "Child Unique ID, Child ID or LA Child ID" in found["remedy"]


def test_a_footnote_under_a_table_whose_dates_may_be_blank_is_no_row(tmp_path: Path) -> None:
    headers = ["Child ID", "S47 start date", "ICPC date", "Gender"]
    rows: list[list[Any]] = [
        headers,
        ["1", "01/04/2019", None, "Male"],
        ["Figures are for April only", None],
    ]
    admitted = taken(sheets(tmp_path / "x.xlsx", {"List 5": rows}))
    assert only(admitted, "not_a_row")["row"] == 3
    assert not said(admitted, "rule_enquiry_or_conference")


def test_a_date_that_cannot_be_read_is_not_also_said_to_be_missing(tmp_path: Path) -> None:
    headers = ["Child ID", "S47 start date", "ICPC date", "Gender"]
    rows: list[list[Any]] = [headers, ["1", "31/02/2019", None, "Male"], ["2", None, None, "Male"]]
    admitted = taken(sheets(tmp_path / "x.xlsx", {"List 5": [*rows, ["3", "01/04/2019"]]}))
    assert only(admitted, "date_unreadable")["row"] == 2
    assert only(admitted, "rule_enquiry_or_conference")["row"] == 3


@pytest.mark.parametrize("name", ["Contacts (2)", "Contacts 2", "Contacts cont.", "Sheet2"])
def test_a_list_that_goes_on_without_headers_is_not_counted_too_low(
    tmp_path: Path, name: str
) -> None:
    rows = [row(A=number) for number in range(12)]
    options = [[f"word {number}", "means", "this"] for number in range(12)]
    drawn = {"Contacts": [HEADERS, row(A=99)], name: rows, "Lists": options}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    found = only(admitted, "sheet_without_headers")
    assert (found["level"], found["sheet"]) == ("error", name)
    assert "12 rows" in found["message"]
    cut = only(admitted, "sheet_not_whole")
    assert (cut["level"], cut["sheet"], cut["feed"]) == ("error", "Contacts", "mash_contacts")
    assert f"go on in sheet {name}" in cut["message"]
    assert contacts(admitted).is_empty()
    (counted,) = admitted.submissions.filter(feed="mash_contacts").to_dicts()
    assert (counted["rows_in"], counted["rows_admitted"], counted["rows_refused"]) == (1, 0, 1)
    assert (counted["cells_in"], counted["cells_refused"], counted["covers_from"]) == (7, 7, None)


@pytest.mark.parametrize(
    "rows",
    [
        [[number, "Male", 3, 4, 5, 6, 7] for number in range(12)],
        [[None, *row(A=number)] for number in range(12)],
        [["", *row()[1:]] for number in range(12)],
        [row(A=number) for number in range(9)],
    ],
    ids=["no dates where the list has its", "other columns", "no identifiers", "too few rows"],
)
def test_a_sheet_of_another_make_beside_a_list_does_not_cost_it(
    tmp_path: Path, rows: list[list[Any]]
) -> None:
    drawn = {"Contacts": [HEADERS, row(A=99)], "Lookup": rows}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert contacts(admitted).height == 1
    assert not said(admitted, "sheet_not_whole")


def test_a_list_that_goes_on_with_an_optional_column_blank_is_still_told(tmp_path: Path) -> None:
    drawn = {"Contacts": [HEADERS, row(A=99)], "Sheet2": [row(A=n)[:5] for n in range(12)]}
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert only(admitted, "sheet_not_whole")["sheet"] == "Contacts"
    assert contacts(admitted).is_empty()


def test_only_the_list_that_goes_on_is_not_used(tmp_path: Path) -> None:
    headers = ["Child ID", "Date of referral", "Referral source"]
    drawn: dict[str, list[list[Any]]] = {
        "Contacts": [HEADERS, row(A=99)],
        "Referrals": [headers, [1, "01/04/2019", "Police"]],
        "Contacts (2)": [row(A=number) for number in range(12)],
    }
    admitted = taken(sheets(tmp_path / "x.xlsx", drawn))
    assert contacts(admitted).is_empty()
    assert admitted.frames["referrals"].height == 1


def test_a_hidden_sheet_is_read_and_asked_about(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(book(tmp_path / "x.xlsx", row()))
    made.create_sheet("Front")
    made["Contacts"].sheet_state = "veryHidden"
    made.active = 1
    made.save(tmp_path / "x.xlsx")
    admitted = taken(tmp_path / "x.xlsx")
    assert contacts(admitted).height == 1
    assert only(admitted, "sheet_hidden")["sheet"] == "Contacts"
    assert "hidden sheet" in admitted.submissions["note"][0]


def test_an_error_or_a_formula_never_worked_out_is_never_a_silent_blank(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx", row(D="#N/A"), row(A=2, C="#REF!"), row(A=3, E="=1+1"), row(A=4)
    )
    admitted = taken(path)
    errors = said(admitted, "cell_error")
    assert [(found["row"], found["column"], found["level"]) for found in errors] == [
        (2, "D", "reject"),
        (3, "C", "warn"),
    ]
    formula = only(admitted, "formula_not_worked_out")
    assert (formula["row"], formula["column"]) == (4, "E")
    assert contacts(admitted)["child_id"].to_list() == ["2", "4"]
    assert not said(admitted, "cell_blank"), "an error is not also called blank"


def test_separated_text_is_read_whatever_its_encoding_and_delimiter(tmp_path: Path) -> None:
    lines = "List 1: Contacts\r\nChild ID{0}Contact date{0}Agency\r\nZoë1{0}01/04/2019{0}Police\r\n"
    forms = {"utf-8-sig": ",", "utf-16": "\t", "cp1252": ";", "utf-8": ","}
    for encoding, delimiter in forms.items():
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(lines.format(delimiter).encode(encoding))
        admitted = taken(path)
        assert contacts(admitted)["child_id"].to_list() == ["ZOË1"]
        assert contacts(admitted)["_row"].to_list() == [3]


def test_a_line_with_more_than_its_header_is_refused_and_blanks_at_its_end_are_no_fault(
    tmp_path: Path,
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(
        "Child ID,Contact date,Agency\n1,01/04/2019,Police\n2,02/04/2019,Police,extra\n"
        "3,03/04/2019\n4,04/04/2019,Police,\n5,05/04/2019,Police, \n6,06/04/2019,Police\n"
        + "".join(f"{at},07/04/2019,Police\n" for at in range(7, 30))
    )
    admitted = taken(path)
    assert contacts(admitted)["child_id"].to_list() == ["1", *map(str, range(3, 30))]
    found = only(admitted, "row_pushed_along")
    assert (found["row"], found["level"]) == (3, "reject")
    about = admitted.findings.filter(pl.col("row") > 1)
    assert about.select("problem", "row").rows() == [("row_pushed_along", 3)]


@pytest.mark.parametrize(
    ("last", "cut"),
    [("9,30/04/2019", True), ("9,30/04/2019\n", False), ("9,30/04/2019,Police", False)],
)
def test_a_file_that_ends_in_the_middle_of_a_row_is_said(
    tmp_path: Path, last: str, *, cut: bool
) -> None:
    path = tmp_path / "contacts.csv"
    lines = [f"{at},0{at}/04/2019,Police\n" for at in range(1, 9)]
    path.write_text("Child ID,Contact date,Agency\n" + "".join(lines) + last)
    admitted = taken(path)
    assert contacts(admitted).height == 9
    found = [(each["row"], each["level"]) for each in said(admitted, "row_cut_short")]
    assert found == ([(10, "warn")] if cut else [])


def test_a_program_that_leaves_off_blank_cells_at_the_end_of_rows_is_not_told_off(
    tmp_path: Path,
) -> None:
    path = tmp_path / "contacts.csv"
    ends = (",Police", ",", "", ",,,", ",Police,")
    lines = [f"{at},{at % 27 + 1:02}/04/2019{ends[at % 5]}\n" for at in range(1, 61)]
    path.write_text("Child ID,Contact date,Agency\n" + "".join(lines))
    admitted = taken(path)
    assert contacts(admitted).height == 60
    assert admitted.findings.filter(pl.col("row") > 1).is_empty()


def test_lines_that_all_have_more_than_their_header_are_all_refused(tmp_path: Path) -> None:
    lines = [f"{at},01/04/2019,Smith, {at},Police\n" for at in range(1, 5)]
    path = tmp_path / "contacts.csv"
    path.write_text("Child ID,Contact date,Worker,Agency\n" + "".join(lines))
    admitted = taken(path)
    assert len(said(admitted, "row_pushed_along")) == 4
    assert contacts(admitted).is_empty()
    headed = tmp_path / "headed.csv"
    headed.write_text("Child ID,Contact date,Worker,Agency,\n" + "".join(lines))
    assert not said(taken(headed), "row_pushed_along")


def test_a_day_counted_from_1904_is_read_as_such(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = made.worksheets[0]
    sheet.append(HEADERS)
    sheet.append(row(D=42094, E=date(2019, 4, 2)))
    made.save(tmp_path / "mac.xlsx")
    admitted = contacts(taken(tmp_path / "mac.xlsx"))
    assert admitted["received_on"].to_list() == [date(2019, 4, 1)]
    assert admitted["decided_on"].to_list() == [date(2019, 4, 2)]


def test_a_column_whose_real_dates_a_program_swapped_is_said_and_not_read(tmp_path: Path) -> None:
    rows = [row(A=at, D=date(2019, at, 4), E=None) for at in (1, 2, 3, 4)]
    left = [row(A=30 * m + at, D=f"{at}/0{m}/2019", E=None) for m in (4, 5) for at in range(13, 31)]
    admitted = taken(book(tmp_path / "x.xlsx", *rows, *left))
    found = only(admitted, "dates_swapped")
    assert (found["level"], found["column"], found["field"]) == ("error", "D", "received_at")
    assert contacts(admitted).height == 37
    usual = taken(book(tmp_path / "y.xlsx", *rows, row(A=9, D=date(2019, 4, 13), E=None), *left))
    assert contacts(usual).height == 41
    assert not said(usual, "dates_swapped")
