"""Every cell that was sent is accounted for, and a sheet that is mostly refused is not used."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake_drawn import CONTRACTS, HEADERS, TODAY, book, contacts, only, row, said, taken
from safeguard_kpi.contracts.limits import Limits, read_limits
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.intake.model import CellCount

CELLS = ["cells_in", "cells_used", "cells_not_known", "cells_unused", "cells_refused",
         "cells_said_blank"]  # fmt: skip


def test_cells_in_are_those_used_not_known_unused_refused_and_said_blank(tmp_path: Path) -> None:
    path = book(
        tmp_path / "list.xlsx",
        [*row(), "a note"],
        [*row(A=2, B="zzz"), None],
        [*row(A=3, D="no date"), "another"],
        [*row(A=4, G="-"), " "],
        ["Total", None, None, None, None, None, None, None],
        headers=[*HEADERS, "Remarks"],
    )
    (counted,) = taken(path).submissions.select(CELLS).rows()
    assert counted == (31, 19, 1, 2, 8, 1)
    assert counted[0] == sum(counted[1:])


def test_a_sheet_that_is_passed_over_has_no_ledger(tmp_path: Path) -> None:
    path = book(tmp_path / "menu.xlsx", ["red", "brown"], headers=["Soup", "Bread"])
    assert taken(path).submissions.select(CELLS).row(0) == (None,) * 6


def test_a_cell_lost_on_the_way_stops_the_run(tmp_path: Path) -> None:
    read = read_in([book(tmp_path / "list.xlsx", row())], CONTRACTS, workers=0)
    wrong = CellCount(sent=8, unused=0, said_blank=0, strays=0)
    lost = replace(read, sheets={1: replace(read.sheets[1], cells=wrong)})
    with pytest.raises(RuntimeError, match="8 cells were sent and 7 accounted for"):
        admit(lost, CONTRACTS, today=TODAY)


def test_of_a_sheet_with_too_many_refused_rows_none_is_used_and_all_are_counted(
    tmp_path: Path,
) -> None:
    good = [row(A=1 + number) for number in range(39)]
    bad = [row(A=100 + number, D="no date") for number in range(11)]
    admitted = taken(book(tmp_path / "list.xlsx", *good, *bad))
    found = only(admitted, "sheet_beyond_limit")
    assert found["level"] == "error"
    assert found["message"] == (
        "list.xlsx, sheet Contacts: 11 of 50 rows are refused, more than the 20% that MASH contacts"
        " may have, so none of the sheet is used."
    )
    assert contacts(admitted).is_empty()
    counted = admitted.submissions.select("rows_in", "rows_admitted", "rows_refused").row(0)
    assert counted == (50, 0, 50)
    assert admitted.submissions.select("cells_in", "cells_refused").row(0) == (350, 350)
    assert len(said(admitted, "date_unreadable")) == 11


@pytest.mark.parametrize(("good", "bad"), [(40, 10), (30, 19), (20, 20), (5, 5), (4, 5)])
def test_at_the_limit_or_in_a_small_sheet_rows_are_judged_one_by_one(
    tmp_path: Path, good: int, bad: int
) -> None:
    rows = [row(A=1 + number) for number in range(good)]
    rows += [row(A=100 + number, D="no date") for number in range(bad)]
    admitted = taken(book(tmp_path / "list.xlsx", *rows))
    assert contacts(admitted).height == good
    assert not said(admitted, "sheet_beyond_limit")


@pytest.mark.parametrize(("good", "bad"), [(19, 20), (24, 25), (4, 6)])
def test_a_small_sheet_of_which_more_than_half_is_refused_is_not_used(
    tmp_path: Path, good: int, bad: int
) -> None:
    rows = [row(A=1 + number) for number in range(good)]
    rows += [row(A=100 + number, D="no date") for number in range(bad)]
    admitted = taken(book(tmp_path / "list.xlsx", *rows))
    assert contacts(admitted).is_empty()
    message = only(admitted, "sheet_beyond_limit")["message"]
    assert (
        f"{bad} of {good + bad} rows are refused, more than the 50% that a list as short" in message
    )


def test_what_is_sent_twice_does_not_count_against_a_sheet(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "list.xlsx", *[row() for _ in range(60)]))
    assert contacts(admitted).height == 1
    assert not said(admitted, "sheet_beyond_limit")


def test_a_feed_may_have_a_limit_of_its_own(tmp_path: Path) -> None:
    feed = replace(CONTRACTS.feeds["mash_contacts"], limits=Limits(refused_share=0.5, from_rows=2))
    strict = replace(CONTRACTS, feeds={**CONTRACTS.feeds, "mash_contacts": feed})
    path = book(tmp_path / "list.xlsx", row(), row(A=2, D="x"), row(A=3, D="x"))
    admitted = admit(read_in([path], strict, workers=0), strict, today=TODAY)
    assert contacts(admitted).is_empty()
    assert only(admitted, "sheet_beyond_limit")


@pytest.mark.parametrize(
    ("given", "said_of_it"),
    [
        ({"refused_share": 20}, "no share from 0 to 1"),
        ({"refused_share": True}, "no share from 0 to 1"),
        ({"from_rows": 1.5}, "no number of rows"),
        ({"from_rows": -1}, "no number of rows"),
        ({"small_share": 1.1}, "`small_share`"),
        ({"small_from_rows": "ten"}, "`small_from_rows`"),
        ({"share": 0.2}, "means nothing here"),
    ],
)
def test_a_limit_that_is_none_is_refused(given: dict[str, object], said_of_it: str) -> None:
    with pytest.raises(DeclarationError, match=said_of_it):
        read_limits(given, Limits(), where="limits.toml")
