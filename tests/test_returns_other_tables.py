"""A table that nobody knows on a partner's sheet: the sheet does not go back under the partner's name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from commanding import command, desk
from intake_drawn import CONTRACTS, HEADERS, book, row, sheets
from safeguard_kpi.intake import read_in
from test_returns import HUB, returned
from test_returns_by_partner import written

Rows = list[list[Any]]

STRANGE = ["Ref no", "Person", "Recd", "From"]
FIRST = date(2019, 4, 1)


def ours(rows: int = 12) -> Rows:
    """Draw the hub's list, with a row to put right."""
    good = [row(A=f"HUB-{n}", D=FIRST + timedelta(n), E=None) for n in range(rows)]
    return [HEADERS, *good, row(A="HUB-99", D="no date", E=None)]


def theirs(rows: int = 12, heads: Sequence[str] = STRANGE) -> Rows:
    """Draw another's list under headers that nobody knows."""
    return [
        list(heads),
        *[
            [f"R{n}", f"OTHER-{n}", FIRST + timedelta(n), "Police"][: len(heads)]
            for n in range(rows)
        ],
    ]


def beside(left: Rows, right: Rows, gap: int = 1, down: int = 0) -> Rows:
    """Set two tables side by side, the right one some rows lower."""
    width = max(map(len, left)) + gap
    lowered: Rows = [[] for _ in range(down)] + right
    height = max(len(left), len(lowered))
    both = []
    for at in range(height):
        one = left[at] if at < len(left) else []
        other = lowered[at] if at < len(lowered) else []
        both.append([*one, *[None] * (width - len(one)), *other] if other else one)
    return both


def shifted(rows: Rows, by: int) -> Rows:
    return [[*[None] * by, *cells] if cells else [] for cells in rows]


LAYOUTS: Mapping[str, Callable[[], Rows]] = {
    "beside, an empty column between": lambda: beside(ours(), theirs()),
    "beside, two empty columns between": lambda: beside(ours(), theirs(), gap=2),
    "beside, longer than the list": lambda: beside(ours(), theirs(30)),
    "beside, its header lower": lambda: beside(ours(), theirs(), down=3),
    "beside and touching, its header lower": lambda: beside(ours(), theirs(), gap=0, down=3),
    "beside and touching, longer than the list": lambda: beside(ours(), theirs(30), gap=0),
    "beside, of one column": lambda: beside(ours(), [["Who"], *[[f"OTHER-{n}"] for n in range(9)]]),
    "beside, under known headers and too few": lambda: beside(
        ours(), theirs(heads=["Child ID", "Person ID"])
    ),
    "beside, with a column that the list lacks": lambda: beside(
        [[cells[0], *cells[2:]] for cells in ours()], theirs(heads=[*STRANGE[:3], "Gender"])
    ),
    "on the left of the list": lambda: beside(theirs(), ours()),
    "below, a blank row between": lambda: [*ours(), [], *theirs()],
    "below, no row between": lambda: [*ours(), *theirs()],
    "below, of two columns": lambda: [*ours(), [], *theirs(heads=STRANGE[:2])],
    "below, further right": lambda: [*ours(), [], *shifted(theirs(), 8)],
    "below, under a title": lambda: [*ours(), [], ["Referrals of this month"], *theirs()],
    "below, names alone": lambda: [
        *ours(), [], ["Who", "Worker"], ["OTHER-A", "Ann Low"], ["OTHER-B", "Bea Low"],
    ],
    "above, a blank row between": lambda: [*theirs(), [], *ours()],
    "above, of two columns": lambda: [*theirs(heads=STRANGE[:2]), [], *ours()],
    "above, names alone": lambda: [
        ["Who", "Worker", "Team"], ["OTHER-A", "Ann Low", "East"], [], *ours(),
    ],
    "far below": lambda: [*ours(), *[[] for _ in range(40)], *theirs(3)],
    "below a part with the header again": lambda: [*ours(), [], *ours(3), [], *theirs()],
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_sheet_with_a_table_that_nobody_knows_is_nobodys(tmp_path: Path, layout: str) -> None:
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", {"Contacts": LAYOUTS[layout]()}))
    assert written(tmp_path / "out") == ["list.xlsx"]


EXTRA = ["Our no.", "Seen by", "Notes"]


def _wider(cells: int, extra: Sequence[Any] = ("X-1", "Ann", "none")) -> Rows:
    heads, *rows = ours()
    return [[*heads, *EXTRA[:cells]], *[[*one, *extra[:cells]] for one in rows]]


OWN: Mapping[str, Callable[[], Rows]] = {
    "nothing but the list": ours,
    "columns of its own": lambda: _wider(3),
    "a column of its own in front": lambda: [
        ["Our no.", *ours()[0]], *[[n, *one] for n, one in enumerate(ours()[1:])],
    ],
    "a column without a header that touches it": lambda: [
        ours()[0], *[[*one, "a note"] for one in ours()[1:]],
    ],
    "a note past an empty column": lambda: [
        ours()[0], [*ours()[1], None, "seen by Ann"], *ours()[2:],
    ],
    "titles above": lambda: [["Contacts"], ["Period", "01/04/2019"], ["Sent by", "MASH"], *ours()],
    "an example above": lambda: [["e.g.", "01/04/2019", "Police"], *ours()],
    "a total and notes below": lambda: [*ours(), [], ["Total", 12], ["Notes: none"]],
    "the header again": lambda: [*ours(), [], *ours()],
    "a row with the words of others": lambda: [
        *ours(), ["Unborn", "Male", None, "no date", None, "Police", "NFA"], *ours(4)[1:],
    ],
    "a second row that explains the header": lambda: [
        HEADERS, ["the number", "as told", "if known", "the day", "the day", "one of", "one of"],
        *ours()[1:],
    ],
    "formulas filled down past the end": lambda: [
        *_wider(3), *[[*[None] * len(HEADERS), "0", "FALSE", "-"] for _ in range(40)],
    ],
}  # fmt: skip


@pytest.mark.parametrize("layout", OWN)
def test_what_is_of_the_list_goes_back_to_its_partner(tmp_path: Path, layout: str) -> None:
    path = sheets(tmp_path / "list.xlsx", {"Contacts": OWN[layout]()})
    returned(tmp_path / "out", path)
    assert written(tmp_path / "out") == [HUB]


def test_a_table_beside_a_list_that_lacks_a_column_is_nobodys_too(tmp_path: Path) -> None:
    lacking = [[*cells[:3], "", *cells[4:]] for cells in ours()]
    path = sheets(tmp_path / "list.xlsx", {"Contacts": beside(lacking, theirs())})
    (sheet,) = read_in([path], CONTRACTS, workers=0).sheets.values()
    assert (sheet.feed, sheet.others) == ("", True)
    returned(tmp_path / "out", path)
    assert written(tmp_path / "out") == ["list.xlsx"]


def test_no_child_of_another_stands_in_a_workbook_that_bears_a_partners_name(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path / "desk")
    (at / "inputs" / "contacts.xlsx").unlink()
    book(at / "inputs" / "plain.xlsx", row(A="HUB-1"), row(A="HUB-98", D="no date"))
    for number, drawn in enumerate(LAYOUTS.values()):
        lists = {"Contacts": drawn(), "Sheet2": theirs(30)}
        sheets(at / "inputs" / f"list {number}.xlsx", lists)
    command("refresh", cwd=at)
    made = sorted((at / "outputs" / "for_partners").glob("*.xlsx"))
    named = [path for path in made if path.name.startswith("Council")]
    assert [path.name for path in named] == [f"{HUB} to put right.xlsx"]
    assert len(made) == 1 + len(LAYOUTS)
    for path in named:
        texts = {
            str(text)
            for tab in load_workbook(path)
            for cells in tab.iter_rows()
            for cell in cells
            for text in (cell.value, cell.comment and cell.comment.text)
        }
        assert any("HUB-98" in text for text in texts)
        assert not [text for text in texts if "OTHER" in text]
