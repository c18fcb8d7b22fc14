"""What stands under a table and in its cells that is no row of it, or of which nothing can be read."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from intake_drawn import HEADERS, book, contacts, only, row, said, taken
from safeguard_kpi.intake import Admitted

FORMULAS = [f"=Data!{letter}9" for letter in "ABCDEFG"]
PARTS = ("used", "not_known", "unused", "refused", "said_blank")


def _entered(admitted: Admitted) -> dict[str, int]:
    """Give what became of the one sheet, having held that its ledger adds up."""
    (sent,) = admitted.submissions.to_dicts()
    assert sent["cells_in"] == sum(sent[f"cells_{part}"] for part in PARTS)
    return sent


def test_rows_of_formulas_at_the_end_are_refused_as_those_in_the_middle(tmp_path: Path) -> None:
    rows = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    middle = taken(book(tmp_path / "m.xlsx", *rows[:5], FORMULAS, FORMULAS, *rows[5:]))
    last = taken(book(tmp_path / "l.xlsx", *rows, FORMULAS, FORMULAS))
    for admitted, at in ((middle, (7, 8)), (last, (12, 13))):
        found = said(admitted, "formula_not_worked_out")
        assert sorted({each["row"] for each in found}) == list(at)
        assert {each["column"] for each in found} == set("ABCDEFG")
        assert contacts(admitted).height == 10
        sent = _entered(admitted)
        assert (sent["rows_in"], sent["rows_refused"]) == (12, 2)
        # Ten rows of six cells, the decision left blank, and two of seven formulas.
        assert sent["cells_in"] == 10 * 6 + 2 * 7
        assert sent["cells_refused"] == 2 * 7


def test_a_cell_that_holds_an_error_or_formula_is_in_the_ledger(tmp_path: Path) -> None:
    rows = [row(A=1, C="=1+1"), row(A=2, C="#N/A"), row(A=3, D="#REF!"), row(A=4)]
    sent = _entered(taken(book(tmp_path / "c.xlsx", *rows)))
    # Of the two rows that count, one cell each is not known; the third is refused with all its seven.
    entered = [sent["cells_in"], *(sent[f"cells_{part}"] for part in PARTS)]
    assert entered == [28, 19, 2, 0, 7, 0]


def test_a_formula_far_under_the_table_leaves_the_rows_between_out(tmp_path: Path) -> None:
    path = book(tmp_path / "c.xlsx", row(A=1), *[[]] * 500, ["=A1"])
    admitted = taken(path)
    assert [(each["row"], each["column"]) for each in said(admitted, "formula_not_worked_out")] == [
        (503, "A")
    ]
    sent = _entered(admitted)
    assert (sent["rows_in"], sent["rows_admitted"], sent["rows_refused"]) == (2, 1, 1)


def test_a_column_of_formulas_without_a_header_is_unused_and_counted(tmp_path: Path) -> None:
    sent = _entered(taken(book(tmp_path / "c.xlsx", [*row(A=1), "=A1"], [*row(A=2), "=A2"])))
    assert (sent["cells_in"], sent["cells_unused"], sent["rows_admitted"]) == (16, 2, 2)


def test_a_table_of_formulas_alone_is_refused_by_place_and_not_called_blank(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "c.xlsx", *[FORMULAS] * 12))
    assert not said(admitted, "dates_all_blank")
    refused = {
        each["row"] for each in said(admitted, "formula_not_worked_out") if each["column"] == "D"
    }
    assert refused == set(range(2, 14))
    assert only(admitted, "sheet_beyond_limit")["level"] == "error"


def test_a_template_drawn_far_down_is_told_once_and_costs_no_row(tmp_path: Path) -> None:
    rows = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    # The source and the decision are formulas down to row 411; who and when is to be typed.
    waiting = [[None, None, None, None, "=E2", "=F2", None]] * 400
    admitted = taken(book(tmp_path / "c.xlsx", *rows, *waiting))
    found = only(admitted, "rows_of_formulas")
    assert (found["level"], found["row"]) == ("warn", 12)
    assert "to row 411, 400 rows hold" in found["message"]
    assert contacts(admitted).height == 10
    sent = _entered(admitted)
    assert (sent["rows_in"], sent["rows_blank"], sent["cells_in"]) == (10, 400, 10 * 6 + 400 * 2)
    assert not said(admitted, "formula_not_worked_out")
    assert not said(admitted, "sheet_beyond_limit")


@pytest.mark.parametrize(
    "cells",
    [
        ["=A2", None, None, None, "=E2", None, None],  # who may be a child
        [None, None, None, None, "=E2", "Police", None],  # somebody typed the source
        [None, None, None, None, "=E2", "#N/A", None],
    ],
)
def test_a_row_under_the_table_that_may_be_a_childs_is_refused_by_its_place(
    tmp_path: Path, cells: list[object]
) -> None:
    rows = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows, cells))
    assert not said(admitted, "rows_of_formulas")
    assert {each["row"] for each in said(admitted, "formula_not_worked_out")} == {12}
    assert _entered(admitted)["rows_refused"] == 1


def test_a_row_of_formulas_between_rows_is_no_templates(tmp_path: Path) -> None:
    between = [None, None, None, None, "=E2", "=F2", None]
    admitted = taken(book(tmp_path / "c.xlsx", row(A=1), between, row(A=2)))
    assert not said(admitted, "rows_of_formulas")
    assert {each["row"] for each in said(admitted, "formula_not_worked_out")} == {3}


@pytest.mark.parametrize(
    ("cells", "sent"),
    [
        (["Total", None, None, "=COUNTA(D2:D11)"], 2),
        (["Total", None, None, None, "=COUNTA(E2:E11)"], 2),
        (["Grand total:", None, None, "=COUNTA(D2:D11)", None, "=COUNTA(F2:F11)"], 3),
        (["Total contacts", None, None, "=COUNTA(D2:D11)"], 2),
        (["Count", "#N/A", None, "#REF!"], 3),
    ],
)
def test_a_total_whose_formula_was_never_worked_out_is_no_childs_row(
    tmp_path: Path, cells: list[object], sent: int
) -> None:
    rows = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows, cells))
    assert [each["row"] for each in said(admitted, "not_a_row")] == [12]
    assert {each["level"] for each in admitted.findings.to_dicts()} <= {"note", "warn", "query"}
    assert not said(admitted, "formula_not_worked_out")
    entered = _entered(admitted)
    assert (entered["cells_in"], entered["cells_refused"]) == (10 * 6 + sent, sent)


@pytest.mark.parametrize("ident", ["=A2", "1011", "Totally", "A Total"])
def test_a_row_that_is_called_otherwise_is_refused_by_its_formula(
    tmp_path: Path, ident: str
) -> None:
    rows = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows, row(A=ident, D="=D2")))
    assert {each["row"] for each in said(admitted, "formula_not_worked_out")} == {12}
    assert not said(admitted, "not_a_row")


ROWS = [row(A=1000 + at, D=date(2019, 4, at + 1), E=None) for at in range(5)]


def _under(*cells: object) -> list[Any]:
    """Draw a row under the table with its identifier, its date of contact and its source."""
    identifier, day, source = [*cells, None, None][:3]
    return [identifier, None, None, day, None, source, None]


@pytest.mark.parametrize(
    "note",
    [
        _under("Run date", date(2019, 9, 15)),
        _under("Extract date: 01/10/2019", "01/10/2019"),
        _under("Prepared by", "1 Oct 2019"),
        _under("Jane Smith", date(2019, 10, 1)),
        _under("Mosaic v2", "30/09/2019", "6: Police"),
        _under("Report", date(2019, 10, 1)),
        _under("Printed: 1", date(2019, 10, 1)),
    ],
)
def test_a_note_with_a_date_under_a_table_is_no_row(tmp_path: Path, note: list[Any]) -> None:
    admitted = taken(book(tmp_path / "c.xlsx", *ROWS, note))
    found = said(admitted, "not_a_row")
    assert [(each["row"], each["level"]) for each in found] == [(7, "warn")]
    assert contacts(admitted).height == 5
    assert contacts(admitted)["received_on"].max() == date(2019, 4, 5)


@pytest.mark.parametrize(
    "real",
    [
        _under("A B", date(2019, 4, 9)),
        _under("MOSAIC12", date(2019, 4, 9)),
        _under("Smith 12", date(2019, 4, 9)),
        ["Run date", "Male", None, date(2019, 4, 9), None, "Police", None],
        ["Anna Lee", "Male", None, date(2019, 4, 9), None, None, None],
        _under("Reporter7", date(2019, 4, 9)),
    ],
)
def test_a_row_with_more_than_a_note_and_a_date_is_one(tmp_path: Path, real: list[Any]) -> None:
    admitted = taken(book(tmp_path / "c.xlsx", *ROWS, real))
    assert not said(admitted, "not_a_row")
    assert contacts(admitted).height == 6


def test_a_list_of_names_and_dates_alone_is_read(tmp_path: Path) -> None:
    rows = [_under(f"Anna Lee{'abcdef'[at]}", date(2019, 4, at + 1)) for at in range(6)]
    assert contacts(taken(book(tmp_path / "c.xlsx", *rows))).height == 6
    mixed = taken(
        book(tmp_path / "m.xlsx", *rows, *[row(A=at, D=date(2019, 4, 9), E=None) for at in (8, 9)])
    )
    assert contacts(mixed).height == 8


@pytest.mark.parametrize("called", ["Unborn Smith{}", "Mosaic 400{}", "Unborn Baby Smith"])
def test_a_row_called_like_a_note_between_others_is_one(tmp_path: Path, called: str) -> None:
    """Of ten rows of an identifier and a date, four have an identifier of words."""
    names = [called.format("abcd"[at]) if at < 4 else f"C{at}" for at in range(10)]
    rows = [_under(name, date(2019, 4, at + 1)) for at, name in enumerate(names)]
    rows = [rows[at] for at in (0, 4, 1, 5, 6, 2, 3, 7, 8, 9)]
    admitted = taken(book(tmp_path / "c.xlsx", *rows))
    assert not said(admitted, "not_a_row")
    assert contacts(admitted).height == 10


def test_notes_under_the_rows_are_few(tmp_path: Path) -> None:
    """Both sides of the bound of five, and a row called like a note between ordinary ones."""
    children = [row(A=100 + at, D=date(2019, 4, at + 1), E=None) for at in range(10)]
    children.insert(3, _under("Unborn Smith", date(2019, 4, 3)))
    for notes, refused in ((5, 5), (6, 0)):
        under = [_under(f"Run date {'abcdef'[at]}", date(2019, 9, 15)) for at in range(notes)]
        admitted = taken(book(tmp_path / f"{notes}.xlsx", *children, *under))
        assert len(said(admitted, "not_a_row")) == refused
        assert contacts(admitted).height == 11 + notes - refused


def test_a_note_at_the_end_of_each_page_is_no_row(tmp_path: Path) -> None:
    note = _under("Run date", date(2019, 9, 15))
    path = book(tmp_path / "c.xlsx", *ROWS[:3], note, HEADERS, *ROWS[3:], note)
    admitted = taken(path)
    assert [each["row"] for each in said(admitted, "not_a_row")] == [5, 9]
    assert contacts(admitted).height == 5


def test_rows_that_say_blank_in_every_cell_are_blank(tmp_path: Path) -> None:
    """The Children in Need and Child Protection Tool fills its sheets with dashes down to row 5,000."""
    headers = [*HEADERS, "Errors"]
    rows = [[*each, None] for each in ROWS]
    dashes: list[list[Any]] = [["-"] * 8, ["", "-", None, "N/A", "-", "Not recorded", "-", "-"]]
    path = book(tmp_path / "c.xlsx", *rows, *dashes * 300, headers=headers)
    admitted = taken(path)
    sent = _entered(admitted)
    assert (sent["rows_in"], sent["rows_admitted"], sent["rows_blank"]) == (5, 5, 600)
    assert admitted.findings.filter(pl.col("row") > 1).is_empty()
    assert sent["cells_said_blank"] + sent["cells_unused"] + sent["cells_refused"] == 300 * (8 + 6)


def test_a_row_of_dashes_with_anything_else_is_no_blank_row(tmp_path: Path) -> None:
    dashes = ["-"] * 3 + [date(2019, 4, 9)] + ["-"] * 3
    beside = ["-"] * 7 + ["to check"]
    admitted = taken(book(tmp_path / "c.xlsx", *ROWS, dashes, beside, headers=[*HEADERS, "Errors"]))
    sent = _entered(admitted)
    assert (sent["rows_in"], sent["rows_refused"], sent["rows_blank"]) == (7, 2, 0)
