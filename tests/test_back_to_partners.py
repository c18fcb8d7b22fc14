"""What goes back says what became of each row, in words a partner can follow, in a file of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_drawn import HEADERS, book, contacts, only, row, sheets, taken
from safeguard_kpi import intake
from safeguard_kpi.intake.admission.reckoning import NOTHING_ASKED
from safeguard_kpi.intake.cells.said import _CELLS
from safeguard_kpi.journey.sent_back.for_partners import FOR_A_PARTNER, LONGEST_NAME, named_after
from safeguard_kpi.reports.sheets.findings import LEVELS, outcome
from test_returns import opened, returned


@pytest.mark.parametrize(
    ("level", "problem", "words"),
    [
        ("warn", "rule_conference_on_working_day", "Row counted, to check"),
        ("warn", "row_repeated", "Counted once"),
        ("warn", "not_a_row", "Row not counted"),
        ("warn", "code_unknown", "Row counted, cell not used"),
        ("warn", "date_unreadable", "Row counted, cell not used"),
        ("reject", "date_unreadable", "Row refused"),
        ("warn", "row_cut_short", "To check"),
        ("error", "rule_x", "Could not be used"),
    ],
)
def test_each_problem_says_what_became_of_it(level: str, problem: str, words: str) -> None:
    assert outcome(level, problem) == words


def test_no_level_alone_says_that_a_row_was_counted() -> None:
    assert not any("counted" in words for words in LEVELS.values())


def test_a_partner_is_never_sent_to_a_workbook_or_command_of_the_analyst() -> None:
    analyst = {name for name, (_, remedy) in _CELLS.items() if "codes.xlsx" in remedy}
    assert analyst == {"code_unknown", "yes_no_unreadable"}
    assert analyst <= FOR_A_PARTNER.keys()
    assert not any("codes.xlsx" in words or "`" in words for words in FOR_A_PARTNER.values())


ANALYSTS = ("feeds/", ".toml", "safeguard-kpi", "codes.xlsx", "settings")
"""What a remedy names that no partner has."""


def remedies() -> Iterator[tuple[str, str, str]]:
    """Give the problem, level and remedy of each finding as intake's modules write them."""
    for path in sorted(Path(intake.__path__[0]).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            ast.unparse(each.targets[0]): ast.unparse(each.value)
            for each in tree.body
            if isinstance(each, ast.Assign)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            told = [named.get(ast.unparse(each), ast.unparse(each)) for each in call.args]
            if ast.unparse(call.func) == "findings.one" and len(told) == 4:
                yield told[0].strip("'"), told[1], told[3]
            elif ast.unparse(call.func) == "FileRefusedError" and len(told) == 3:
                yield told[0].strip("'"), "Level.ERROR", told[2]


def test_no_remedy_that_a_partner_is_given_names_the_analysts_files_or_commands() -> None:
    told = list(remedies())
    assert len(told) > 50
    analyst = {
        problem
        for problem, level, remedy in told
        if level != "Level.NOTE" and any(name in remedy for name in ANALYSTS)
    }
    assert {"column_missing", "table_not_recognised"} <= analyst
    assert analyst <= FOR_A_PARTNER.keys() | NOTHING_ASKED
    assert not [
        words for words in FOR_A_PARTNER.values() if any(name in words for name in ANALYSTS)
    ]


def test_a_partner_without_a_column_is_told_to_head_it(tmp_path: Path) -> None:
    path = sheets(
        tmp_path / "x.xlsx", {"Contacts": [HEADERS[:3] + HEADERS[4:], row()[:3] + row()[4:]]}
    )
    reckoning = returned(tmp_path / "out", path)
    assert "column_missing" in reckoning.found["problem"].to_list()
    book_back = opened(tmp_path / "out")
    cells = [str(cell.value) for tab in book_back for line in tab.iter_rows() for cell in line]
    assert any(FOR_A_PARTNER["column_missing"] in cell for cell in cells)
    assert not [cell for cell in cells if "feeds/" in cell]


def test_a_tab_is_called_alike_in_the_summary_and_on_itself(tmp_path: Path) -> None:
    bad = row(A=2, D="no date")
    path = sheets(tmp_path / "x.xlsx", {"O'Neil's contacts": [HEADERS, row(), bad]})
    returned(tmp_path / "out", path)
    made = opened(tmp_path / "out")
    summary, tab = made.sheetnames
    cells = [cell.value for line in made[summary].iter_rows() for cell in line]
    assert tab in cells
    assert "O'Neil's contacts" not in cells


def test_long_names_that_end_alike_are_files_of_their_own() -> None:
    end = "x" * LONGEST_NAME
    files = [f"a{end}", f"b{end}", end, "list.xlsx"]
    names = named_after(files)
    assert len({name.casefold() for name in names}) == len(files)
    assert names[2:] == [f"{end} to put right.xlsx", "list.xlsx to put right.xlsx"]
    assert all(len(name.encode()) <= 255 for name in names)


def test_names_alike_but_for_a_folder_or_capitals_are_told_apart() -> None:
    names = named_after(["a/x.csv", "a - x.csv", "A - X.csv"])
    assert len({name.casefold() for name in names}) == 3


def test_a_name_of_many_bytes_is_short_enough_for_a_folder() -> None:
    (name,) = named_after(["\u5b50" * 80 + ".xlsx"])
    assert len(name.encode()) <= 255


def test_a_line_end_in_a_name_is_shown_on_one_line(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "a\nb\t.xlsx", row(), row(A=2, D="no date")))
    assert contacts(admitted).height == 1
    assert admitted.submissions["file"].to_list() == ["a\u240ab\u2409.xlsx"]
    assert not admitted.findings["message"].str.contains(r"\n").any()


def test_a_sheet_of_codes_is_no_list_of_annex_a_though_it_names_a_header_of_one(
    tmp_path: Path,
) -> None:
    codes = [["Field", "Code", "Meaning"], ["Suitability of Accommodation", "1", "Suitable"]]
    drawn = {"Contacts": [HEADERS, row()], "Codes_used": codes}
    found = only(taken(sheets(tmp_path / "x.xlsx", drawn)), "sheet_not_recognised")
    assert "List 9" not in found["message"]
    care = [["Child Unique ID", "Gender", "Eligibility Category"], ["1", "Male", "Relevant"]]
    drawn = {"Contacts": [HEADERS, row()], "Care": care}
    found = only(taken(sheets(tmp_path / "y.xlsx", drawn)), "sheet_not_recognised")
    assert "List 9" in found["message"]
