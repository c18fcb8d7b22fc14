"""What stands under a table and in its cells that is no row of it, or of which nothing can be read."""

from datetime import date
from pathlib import Path

from intake_drawn import book, contacts, only, row, said, taken
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
