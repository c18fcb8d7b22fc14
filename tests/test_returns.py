"""Each partner gets their own sheets back, marked, and the next run says what was put right."""

import json
import stat
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from intake_drawn import CONTRACTS, HEADERS, TODAY, book, encrypted, row, sheets
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.journey.sent_back.asked import FOLDER, Reckoning, reckon, sentence
from safeguard_kpi.journey.sent_back.returns import write_returns
from safeguard_kpi.reports import Cover
from safeguard_kpi.reports.asking.marked import MOST_COMMENTS
from safeguard_kpi.unattended.outputs import published

COVER = Cover(authority="Walsall", title="t", as_of=date(2019, 12, 31), version="0")
LAST = "H"
"""The column after the last that was sent."""


HUB = "Council - multi-agency safeguarding hub"
"""Whoever sends contacts, as the names of their workbooks begin."""


def returned(outputs: Path, *paths: Path, partners: Mapping[str, str] | None = None) -> Reckoning:
    read = read_in(paths, CONTRACTS, workers=0)
    admitted = admit(read, CONTRACTS, today=TODAY)
    reckoning = reckon(read, admitted.findings, CONTRACTS, outputs, partners=partners)
    with published(outputs) as folder:
        write_returns(folder, reckoning, paths, CONTRACTS, COVER)
    return reckoning


def opened(outputs: Path, name: str = HUB) -> Workbook:
    return load_workbook(outputs / FOLDER / f"{name} to put right.xlsx")


def told(reckoning: Reckoning) -> list[tuple[Any, ...]]:
    return [tuple(row.values())[1:] for row in reckoning.told]


def test_a_sheet_comes_back_with_its_cells_in_their_places_and_the_bad_ones_marked(
    tmp_path: Path,
) -> None:
    path = sheets(
        tmp_path / "list.xlsx",
        {"Contacts": [["Our list"], HEADERS, row(), row(A=2, D="no date"), row(A=3, F="?what")]},
    )
    returned(tmp_path / "out", path)
    made = opened(tmp_path / "out")
    assert made.sheetnames == ["To put right", "Contacts"]
    sheet = made["Contacts"]
    assert [cell.value for cell in sheet[2]] == [*HEADERS, "To put right"]
    assert [sheet["A4"].value, sheet["D4"].value, sheet["E4"].value] == [
        "2",
        "no date",
        "2019-04-02",
    ]
    assert "no date there can be, so the row is refused. Give a date" in sheet["D4"].comment.text
    assert sheet["D4"].border.left.style == "medium"
    assert sheet["D4"].fill.fgColor.rgb.endswith("FFE2C2")
    assert "no date there can be" in sheet[f"{LAST}4"].value
    assert sheet["D3"].comment is None
    assert sheet[f"{LAST}3"].value is None
    assert sheet["F5"].comment.text.startswith("Who made contact: the cell holds a word")
    assert sheet.auto_filter.ref == "A2:H5"


def test_the_summary_counts_each_problem_and_leads_to_its_first_places(tmp_path: Path) -> None:
    rows = [row(A=number, D="no date") for number in range(5)]
    returned(tmp_path / "out", book(tmp_path / "list.xlsx", row(A=9), *rows))
    summary = opened(tmp_path / "out")["To put right"]
    assert summary["A1"].value == "To put right by Council: multi-agency safeguarding hub"
    assert summary["A6"].value == "list.xlsx"
    assert [cell.value for cell in summary[7]][:3] == ["Contacts", "Row refused", 5]
    assert [summary[f"{letter}7"].value for letter in "FGH"] == ["D3", "D4", "D5"]
    assert summary["A7"].hyperlink.location == "'Contacts'!A1"
    assert summary["F7"].hyperlink.location == "'Contacts'!D3"


def test_a_long_header_is_seen_whole(tmp_path: Path) -> None:
    heads = [*HEADERS, "Any other thing that was said of the contact at length"]
    path = sheets(tmp_path / "list.xlsx", {"Contacts": [heads, row(D="no date")]})
    returned(tmp_path / "out", path)
    heights = opened(tmp_path / "out")["Contacts"].row_dimensions
    # Four lines of 13.2 points, and 5 to breathe; the rows below have their own.
    assert heights[1].height == pytest.approx(4 * 13.2 + 5)
    assert heights[2].height is None


def test_no_text_of_a_partner_can_become_a_formula(tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://x","y")&<b>\x0b'
    path = tmp_path / "list.csv"
    path.write_text(
        ",".join(HEADERS) + "\n1,M,01/05/2010,no date,,Police,NFA\n"
        + '"' + hostile.replace('"', '""') + '",M,01/05/2010,also none,,+1,@x\n',
        encoding="utf-8",
    )  # fmt: skip
    returned(tmp_path / "out", path)
    cell = opened(tmp_path / "out")["list"]["A3"]
    assert (cell.data_type, cell.value) == ("s", hostile.replace("\x0b", "\u240b"))
    assert cell.quotePrefix


def test_a_file_with_nothing_to_put_right_gets_nothing(tmp_path: Path) -> None:
    returned(tmp_path / "out", book(tmp_path / "good.xlsx", row()))
    assert not (tmp_path / "out" / FOLDER).exists()


def test_a_file_that_cannot_be_read_gets_its_reason_alone(tmp_path: Path) -> None:
    returned(tmp_path / "out", encrypted(tmp_path / "secret.xlsx"))
    made = opened(tmp_path / "out", "secret.xlsx")
    assert made.sheetnames == ["To put right"]
    assert "password" in str(list(made.worksheets[0].values))


def test_what_was_put_right_is_told_wherever_the_row_stands_now(tmp_path: Path) -> None:
    first = book(tmp_path / "list.xlsx", row(), row(A=2, F="zzz"), row(A=3, F="zzz"), row(A=4, D="x"),
                 row(A=5, F="zzz"))  # fmt: skip
    assert told(returned(tmp_path / "out", first)) == []
    second = book(
        tmp_path / "list v2.xlsx", row(A=9), row(A=5, F="zzz"), row(A=3), row(A=2), row(A=4)
    )
    assert told(returned(tmp_path / "out", second)) == [(4, 3, 0, 1, 0)]
    assert told(returned(tmp_path / "out", second)) == [(1, 0, 0, 1, 0)]


def test_a_row_taken_out_is_gone_and_a_file_not_sent_again_is_waited_for(tmp_path: Path) -> None:
    contacts = book(tmp_path / "list.xlsx", row(), row(A=2, F="zzz"), row(A=3, F="zzz"))
    secret = encrypted(tmp_path / "secret.xlsx")
    returned(tmp_path / "out", contacts, secret)
    reckoning = returned(tmp_path / "out", book(tmp_path / "list.xlsx", row(), row(A=2)))
    assert told(reckoning) == [(2, 1, 1, 0, 0), (1, 0, 0, 0, 1)]
    later = returned(tmp_path / "out", book(tmp_path / "secret.xlsx", row()))
    assert told(later) == [(1, 1, 0, 0, 0)]


NO_DATES = ["Child Unique ID", "Contact Source", "Outcome"]


def test_a_whole_sheet_that_is_never_sent_again_is_not_put_right(tmp_path: Path) -> None:
    good = book(tmp_path / "good.xlsx", *[row(A=at) for at in range(50, 60)])
    bad = book(tmp_path / "bad.xlsx", [1, "Police", "NFA"], headers=NO_DATES)
    returned(tmp_path / "out", good, bad)
    # The other file has a sheet of the same name and feed, and says nothing of this one.
    for _ in range(2):
        assert told(returned(tmp_path / "out", good)) == [(1, 0, 0, 0, 1)]
    mended = book(tmp_path / "bad.xlsx", row())
    assert told(returned(tmp_path / "out", good, mended)) == [(1, 1, 0, 0, 0)]


def test_a_sheet_refused_whole_and_not_sent_again_is_waited_for(tmp_path: Path) -> None:
    good = book(tmp_path / "good.xlsx", *[row(A=at) for at in range(500, 510)])
    bad = book(tmp_path / "bad.xlsx", *[row(A=at, D="x") for at in range(1, 61)])
    asked = returned(tmp_path / "out", good, bad).asked
    whole = int(asked["known_by"].is_null().sum())
    assert whole >= 1
    assert told(returned(tmp_path / "out", good)) == [(60 + whole, 0, 60, 0, whole)]


def test_what_is_asked_again_of_one_file_is_not_still_asked_of_another(tmp_path: Path) -> None:
    """Of two files with the same fault the first by name is not sent again."""
    bad = [
        book(tmp_path / name, [at, "Police", "NFA"], headers=NO_DATES)
        for at, name in enumerate(("a.xlsx", "b.xlsx"))
    ]
    returned(tmp_path / "out", *bad)
    reckoning = returned(tmp_path / "out", bad[1])
    assert [tuple(row.values()) for row in reckoning.told] == [
        ("a.xlsx", 1, 0, 0, 0, 1),
        ("b.xlsx", 1, 0, 0, 1, 0),
    ]


@pytest.mark.parametrize(("there", "waiting"), [(30, 0), (29, 1)])
def test_a_sheet_sent_again_under_another_name_is_told_by_half_of_its_rows(
    tmp_path: Path, there: int, waiting: int
) -> None:
    bad = book(tmp_path / "list.xlsx", *[row(A=at, D="x") for at in range(1, 61)])
    asked = returned(tmp_path / "out", bad).asked
    whole = asked.height - 60
    assert whole >= 1
    again = book(tmp_path / "list v2.xlsx", *[row(A=at + 1) for at in range(there)])
    (counts,) = told(returned(tmp_path / "out", again))
    right = there + whole * (1 - waiting)
    assert counts == (60 + whole, right, 60 - there, 0, whole * waiting)


def test_a_sheet_that_lacked_a_column_and_has_it_now_is_put_right(tmp_path: Path) -> None:
    bad = book(tmp_path / "list.xlsx", [1, "Police", "NFA"], headers=NO_DATES)
    returned(tmp_path / "out", bad)
    fixed = returned(tmp_path / "out", book(tmp_path / "list.xlsx", row()))
    assert told(fixed) == [(1, 1, 0, 0, 0)]


def test_the_record_of_what_was_asked_holds_no_value(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx", row(), row(A="CANARY-77", D="CANARY-78"))
    returned(tmp_path / "out", path)
    text = (tmp_path / "out" / FOLDER / "asked.json").read_text(encoding="utf-8")
    assert "CANARY" not in text
    assert json.loads(text)["asked"][0]["problem"] == "date_unreadable"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"polars": "0.1", "seed": 1, "asked": []}'])
def test_a_record_that_cannot_be_used_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "out" / FOLDER).mkdir(parents=True)
    (tmp_path / "out" / FOLDER / "asked.json").write_text(text, encoding="utf-8")
    assert told(returned(tmp_path / "out", book(tmp_path / "list.xlsx", row(D="x")))) == []


def test_very_many_problems_are_all_marked_and_the_first_commented(tmp_path: Path) -> None:
    rows = [row(A=number, F="zzz") for number in range(MOST_COMMENTS + 20)]
    returned(tmp_path / "out", book(tmp_path / "list.xlsx", *rows))
    sheet = opened(tmp_path / "out")["Contacts"]
    last = f"F{MOST_COMMENTS + 21}"
    assert sheet[last].comment is None
    assert sheet[last].border.left.style == "medium"


def test_the_sentence_leaves_out_what_is_none() -> None:
    counts = {"asked": 14, "put_right": 12, "gone": 0, "still": 2, "waiting": 0}
    assert sentence(counts) == "Put right: 12 of the 14 asked about before; 2 still to put right"


def test_returns_are_for_their_owner_alone(tmp_path: Path) -> None:
    returned(tmp_path / "out", book(tmp_path / "list.xlsx", row(D="x")))
    assert stat.S_IMODE((tmp_path / "out" / FOLDER).stat().st_mode) == 0o700


def test_where_everything_counts_as_it_is_no_sheet_goes_about(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx", row(C=date(2021, 1, 1)))
    reckoning = returned(tmp_path / "out", path)
    assert reckoning.asked.is_empty()
    assert not (tmp_path / "out" / FOLDER).exists()


def test_a_partner_is_not_told_of_the_analysts_files(tmp_path: Path) -> None:
    returned(tmp_path / "out", book(tmp_path / "list.xlsx", row(F="zzz")))
    assert "codes.xlsx" not in str(list(opened(tmp_path / "out")["To put right"].values))
