"""List 6 of Annex A: closed cases without a date, and assessments that are no episode of need yet."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake_drawn import only, said, sheets, taken
from safeguard_kpi.intake.model import Admitted

HEADERS = ["Child Unique ID", "CIN Start Date", "CIN Closure Date", "Reason for Closure", "Case Status"]  # fmt: skip
OPEN = [date(2019, 4, 1), None, None, "c) Child in need plan"]
CLOSED = [date(2019, 4, 1), date(2019, 5, 1), "RC1", "e) Closed episode"]
UNDATED = [date(2019, 4, 1), None, None, "e) Closed episode"]
ASSESSED = [None, None, None, "d) Open assessment"]


def drawn(tmp_path: Path, *rows: list[Any]) -> Admitted:
    numbered = [[number, *cells] for number, cells in enumerate(rows, start=1)]
    return taken(sheets(tmp_path / "x.xlsx", {"List 6": [HEADERS, *numbered]}))


def children(admitted: Admitted) -> list[str]:
    return admitted.frames["children_in_need"]["child_id"].to_list()


def test_a_closed_case_without_its_date_is_refused_and_never_open_for_ever(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, OPEN, CLOSED, UNDATED)
    found = only(admitted, "rule_closed_has_a_date")
    assert (found["level"], found["row"]) == ("reject", 4)
    assert children(admitted) == ["1", "2"]


def test_a_list_with_more_closed_cases_undated_than_it_bears_is_not_used(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, *[OPEN] * 40, *[UNDATED] * 20)
    assert only(admitted, "sheet_beyond_limit")["level"] == "error"
    assert children(admitted) == []


@pytest.mark.parametrize("status", [None, "c) Child in need plan", "b) Child Protection plan"])
def test_a_case_of_another_status_without_a_closure_date_is_open(
    tmp_path: Path, status: str | None
) -> None:
    admitted = drawn(tmp_path, CLOSED, [date(2019, 4, 1), None, None, status])
    assert children(admitted) == ["1", "2"]
    assert not said(admitted, "rule_closed_has_a_date")


def test_an_unreadable_closure_date_is_told_once(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, OPEN, [date(2019, 4, 1), "soon", None, "e) Closed episode"])
    assert children(admitted) == ["1"]
    assert not said(admitted, "rule_closed_has_a_date")


def test_assessments_alone_are_set_aside_and_do_not_cost_the_sheet(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, *[OPEN] * 40, *[ASSESSED] * 20)
    found = said(admitted, "aside_assessment_alone")
    assert [(each["level"], each["row"]) for each in found] == [("query", n) for n in range(42, 62)]
    assert not said(admitted, "cell_blank")
    assert not said(admitted, "sheet_beyond_limit")
    assert len(children(admitted)) == 40
    (sheet,) = admitted.submissions.to_dicts()
    assert (sheet["rows_in"], sheet["rows_admitted"], sheet["rows_refused"]) == (60, 40, 20)


def test_an_assessment_with_a_start_date_is_an_episode(tmp_path: Path) -> None:
    admitted = drawn(tmp_path, OPEN, [date(2019, 4, 2), None, None, "d) Open assessment"])
    assert children(admitted) == ["1", "2"]
    assert not said(admitted, "aside_assessment_alone")


@pytest.mark.parametrize("start", [None, "soon"])
def test_a_row_of_another_status_or_an_unreadable_start_is_refused(
    tmp_path: Path, start: str | None
) -> None:
    status = "d) Open assessment" if start else "c) Child in need plan"
    admitted = drawn(tmp_path, OPEN, OPEN, [start, None, None, status])
    assert children(admitted) == ["1", "2"]
    assert not said(admitted, "aside_assessment_alone")
    assert admitted.findings.filter(level="reject")["row"].to_list() == [4]
