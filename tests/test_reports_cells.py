"""A partner's text never becomes a formula, and a number is never text."""

from datetime import date

import pytest
from openpyxl import Workbook

from safeguard_kpi.reports.drawing.cells import Day, Figures, Link, Words, plain, put
from safeguard_kpi.reports.drawing.style import dress


def cell(content: Words | Figures | Day | Link) -> object:
    workbook = Workbook()
    dress(workbook)
    put(workbook.active["B2"], content)
    return workbook.active["B2"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\0", "\n", "\ufeff", "'"])
def test_a_text_that_begins_like_a_command_stays_text(first: str) -> None:
    written = cell(Words(f"{first}1+1"))

    assert written.data_type == "s"  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_text_that_would_become_a_formula_once_edited_is_marked_as_text(text: str) -> None:
    assert cell(Words(text)).quotePrefix  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "12", "TRUE", "2019-04-01"])
def test_a_text_that_looks_like_something_else_stays_text(text: str) -> None:
    written = cell(Words(text))

    assert (written.data_type, written.value) == ("s", text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a\0b", "a␀b"),
        ("\tb", "␉b"),
        ("\rb", "␍b"),
        ("a\x7f", "a␡"),
        ("gpj\u202egnp", "gpj\ufffdgnp"),
        ("\ud800", "\ufffd"),
        ("Zoë", "Zoë"),
    ],
)
def test_what_cannot_be_seen_is_replaced_by_something_that_can(sent: str, shown: str) -> None:
    assert plain(sent) == shown


def test_a_text_longer_than_a_cell_holds_says_that_it_was_cut() -> None:
    shown = plain("a" * 40_000)

    assert shown.endswith("… (cut)")
    assert len(shown) < 32_767


def test_a_value_is_a_number_with_thousands_apart_and_its_decimals() -> None:
    written = cell(Figures(1234.5, 1))

    assert (written.value, written.number_format) == (1234.5, "#,##0.0_0")  # type: ignore[attr-defined]


def test_a_weak_value_stays_a_number_and_shows_its_symbol() -> None:
    written = cell(Figures(12.0, 1, "u"))

    assert (written.value, written.number_format) == (12, '#,##0.0" [u]"_0')  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figures(None), "[x]"),
        (Figures(None, 0, "c"), "[c]"),
        (Figures(3, 0, "c"), "[c]"),
        (Figures(None, 0, "z"), "[z]"),
        (Figures(float("nan")), "[x]"),
        (Figures(float("inf")), "[x]"),
    ],
)
def test_where_there_is_no_number_to_show_a_symbol_stands(figure: Figures, shown: str) -> None:
    assert cell(figure).value == shown  # type: ignore[attr-defined]


def test_nought_is_a_number() -> None:
    assert cell(Figures(0.0, 1)).value == 0  # type: ignore[attr-defined]


def test_a_date_not_known_is_not_blank() -> None:
    assert cell(Day(None)).value == "[x]"  # type: ignore[attr-defined]
    assert cell(Day(date(2020, 3, 31))).number_format == "d mmm yyyy"  # type: ignore[attr-defined]


def test_a_link_leads_within_the_workbook() -> None:
    written = cell(Link("Front door", "Front door"))

    assert written.hyperlink.location == "'Front door'!A1"  # type: ignore[attr-defined]
    assert written.hyperlink.target is None  # type: ignore[attr-defined]
