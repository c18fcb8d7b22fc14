"""What stands where an identifier belongs: identifiers, words that identify nobody, dates, long numbers."""

import io
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from drawn_books import Sheet, xlsm, xlsx
from drawn_ods import ods
from drawn_xls import xls
from drawn_xlsb import xlsb
from intake_drawn import CONTRACTS, HEADERS, book, contacts, only, row, said, taken
from safeguard_kpi.intake import identifier
from safeguard_kpi.intake.cells.identifiers import identifiers, names_nobody
from safeguard_kpi.intake.opening.sheet_xml import look_at_sheet

NOBODY = CONTRACTS.feeds["mash_contacts"].fields["child_id"].nobody

EMPTY = ["Unknown", "UNKNOWN ", "None", "(null)", "TBC", "tbc.", "Not known", "not  known", "NOT_KNOWN",
         "0", "00", "N/K", "No ID", "New", "Unborn", "?", "***", "True", "-1"]  # fmt: skip
REAL = [
    "1001",
    "C0201",
    "A B",
    "NEWTON1",
    "New 1",
    "U12",
    "10",
    "100",
    "X1",
    "TBC-17",
    "0/1",
    "NONE7",
    "4e123456",
]


@pytest.mark.parametrize("word", EMPTY)
def test_a_word_that_names_nobody_is_no_identifier(word: str) -> None:
    text = pl.Series("child_id", [word.strip()])
    assert names_nobody(text, NOBODY).to_list() == [True]
    assert identifiers(text, NOBODY).to_list() == [None]


@pytest.mark.parametrize("word", REAL)
def test_what_only_looks_like_such_a_word_is_one(word: str) -> None:
    text = pl.Series("child_id", [word])
    assert names_nobody(text, NOBODY).to_list() == [False]
    assert identifiers(text, NOBODY).to_list() == [word.upper()]


def test_rows_whose_identifier_names_nobody_are_refused_and_never_one_child(tmp_path: Path) -> None:
    days = [date(2019, 1, 1) + timedelta(at) for at in range(40)]
    rows = [row(A=2000 + at, D=day, E=day) for at, day in enumerate(days)]
    for at, word in ((3, "Unknown"), (11, "unknown"), (17, "(null)"), (30, 0)):
        rows[at][0] = word
    admitted = taken(book(tmp_path / "c.xlsx", *rows))
    found = said(admitted, "identifier_names_nobody")
    assert [(each["row"], each["column"], each["level"]) for each in found] == [
        (5, "A", "reject"), (13, "A", "reject"), (19, "A", "reject"), (32, "A", "reject"),
    ]  # fmt: skip
    assert not said(admitted, "identifier_unreadable")
    assert not said(admitted, "cell_blank")
    children = contacts(admitted)["child_id"]
    assert (children.len(), children.n_unique()) == (36, 36)
    assert admitted.submissions["rows_refused"].to_list() == [4]


def test_a_word_in_place_of_a_contacts_own_identifier_refuses_the_row_too(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(
        "Contact ID,Child ID,Contact date,Agency\n"
        "7001,1,01/04/2019,Police\nTBC,2,02/04/2019,Police\nTBC,3,03/04/2019,Police\n"
    )
    admitted = taken(path)
    assert contacts(admitted)["child_id"].to_list() == ["1"]
    assert [each["column"] for each in said(admitted, "identifier_names_nobody")] == ["A", "A"]


@pytest.mark.parametrize("written", ["2020-01-31", "2020-01-31 00:00:00", "31/01/2020", "1/2/2020"])
def test_a_date_is_no_identifier(written: str) -> None:
    assert identifier(written) is None


@pytest.mark.parametrize("written", ["2020-01", "31/01", "20200131", "2020/31", "1/2/20A"])
def test_what_is_no_whole_date_may_be_one(written: str) -> None:
    assert identifier(written) == written


def test_a_column_of_dates_as_identifiers_is_refused_and_the_sheet_not_used(tmp_path: Path) -> None:
    rows = [row(A=date(2018, 1, 1) + timedelta(at)) for at in range(12)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows))
    assert len(said(admitted, "identifier_unreadable")) == 12
    assert only(admitted, "sheet_beyond_limit")["level"] == "error"
    assert contacts(admitted).is_empty()


def test_identifiers_with_decimals_are_asked_about_once(tmp_path: Path) -> None:
    rows = [row(A=1000 + at + (0.5 if at in (2, 5) else 0)) for at in range(8)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows))
    found = only(admitted, "identifier_decimal")
    assert (found["level"], found["column"], found["row"]) == ("query", "A", None)
    assert "2 cells" in found["message"]
    assert contacts(admitted).height == 8


def _with_one_child(rows: int, of: int) -> list[list[object]]:
    """Draw rows of which the first so many are one child's, each on a day of its own."""
    days = [date(2018, 1, 1) + timedelta(at) for at in range(of)]
    return [
        row(A="ZZZ" if at < rows else 5000 + at, D=day, E=day, C=date(2010, 5, 1))
        for at, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("rows", "of", "asked"), [(10, 199, 1), (10, 200, 0), (9, 20, 0), (11, 200, 1)]
)
def test_a_child_with_too_many_of_a_lists_rows_is_asked_about(
    tmp_path: Path, rows: int, of: int, asked: int
) -> None:
    admitted = taken(book(tmp_path / "c.xlsx", *_with_one_child(rows, of)))
    found = said(admitted, "identifier_common")
    assert len(found) == asked
    assert contacts(admitted).height == of
    if asked:
        assert (found[0]["row"], found[0]["level"]) == (2, "query")
        assert f"{rows} of the sheet's {of} rows" in found[0]["message"]
        assert "ZZZ" not in found[0]["message"]


@pytest.mark.parametrize(("births", "asked"), [(2, 0), (3, 1)])
def test_one_identifier_with_three_births_is_asked_about(
    tmp_path: Path, births: int, asked: int
) -> None:
    rows = _with_one_child(4, 12)
    for at in range(4):
        rows[at][2] = date(2010, 1 + at % births, 1)
    found = said(taken(book(tmp_path / "c.xlsx", *rows)), "identifier_of_several")
    assert len(found) == asked
    if asked:
        assert "3 dates of birth" in found[0]["message"]


WRITERS = {"xlsx": xlsx, "xlsm": xlsm, "xls": xls, "xlsb": xlsb, "ods": ods}
LONG = 1234567890123456
"""Sixteen figures: one more than a spreadsheet keeps."""


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "xls", "xlsb", "ods"])
def test_a_number_of_sixteen_figures_in_a_workbook_is_no_identifier(
    tmp_path: Path, kind: str
) -> None:
    rows = [HEADERS, row(A=LONG), row(A=LONG // 10), row(A=str(LONG)), row(A=float(LONG) * 1e4)]
    path = WRITERS[kind](tmp_path / f"c.{kind}", {"Contacts": Sheet(rows=rows)})
    admitted = taken(path)
    found = said(admitted, "identifier_unreadable")
    assert [(each["row"], each["column"], each["level"]) for each in found] == [
        (2, "A", "reject"),
        (5, "A", "reject"),
    ]
    assert contacts(admitted)["child_id"].to_list() == [str(LONG // 10), str(LONG)]


def test_a_number_of_twenty_figures_in_a_text_file_is_one(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    lines = [f"1234567890123456789{at},01/04/2019,Police\n" for at in range(3)]
    path.write_text("Child ID,Contact date,Agency\n" + "".join(lines))
    children = contacts(taken(path))["child_id"]
    assert (children.len(), children.n_unique()) == (3, 3)


@pytest.mark.parametrize(
    ("cell", "long"),
    [
        ('<c r="A2"><v>1.234567890123456E+15</v></c>', True),
        ('<c r="A2"><v>9.99E14</v></c>', False),
        ('<c r="A2"><v>999999999999999</v></c>', False),
        ('<c r="A2"><v>1000000000000000</v></c>', True),
        ('<c r="A2"><f>B2*2</f><v>1E+16</v></c>', True),
        ('<c r="A2" t="str"><f>B2&amp;""</f><v>1234567890123456789</v></c>', False),
        ('<c r="A2"><v>0.12345678901234567</v></c>', False),
        ('<c r="A2"><v>1.2345678901234567E-16</v></c>', False),
    ],
)
def test_how_a_workbook_writes_a_number_that_is_too_long(cell: str, *, long: bool) -> None:
    sheet = f'<worksheet><sheetData><row r="2">{cell}</row></sheetData></worksheet>'
    seen = look_at_sheet(io.BytesIO(sheet.encode()), "Contacts")
    assert seen.long_numbers == (((2, "A"),) if long else ())


def test_a_figure_e_figures_is_an_identifier_and_no_shortened_number(tmp_path: Path) -> None:
    plain = ["4e123456", "7E00123", "1E11", "12E4567"]
    text = pl.Series("child_id", [*plain, "1E+11", "1.2E11", "1.23E+11", "1.23e+11"])
    assert identifiers(text).to_list() == [word.upper() for word in plain] + [None] * 4
    rows = [row(A=word) for word in (*plain, "1.23E+11")]
    admitted = taken(book(tmp_path / "c.xlsx", *rows))
    assert contacts(admitted)["child_id"].to_list() == [word.upper() for word in plain]
    assert [each["row"] for each in said(admitted, "identifier_unreadable")] == [6]
