"""Each hostile or broken file ends in one sentence, and the run goes on with the good one."""

from pathlib import Path

import pytest

from hostile import CORPUS, Make, ods
from intake_drawn import HEADERS, book, contacts, row, said, taken


def test_the_corpus_is_of_at_least_five_and_twenty() -> None:
    assert len(CORPUS) >= 25


@pytest.mark.parametrize("make", CORPUS.values(), ids=CORPUS)
def test_a_file_that_cannot_be_used_costs_itself_alone(tmp_path: Path, make: Make) -> None:
    (tmp_path / "bad").mkdir()
    bad = make(tmp_path / "bad")
    good = book(tmp_path / "good.xlsx", row())
    admitted = taken(bad, good)
    assert contacts(admitted).filter(child_id="1001").height == 1, "the good file is still read"
    (error,) = admitted.findings.filter(level="error").to_dicts()
    assert error["file"] == bad.name
    assert bad.name in error["message"]
    assert error["message"].endswith(".")
    assert error["message"].count("\n") == 0
    assert error["remedy"].endswith(".")


def test_the_whole_corpus_together_is_read_by_children(tmp_path: Path) -> None:
    bad = []
    for number, make in enumerate(CORPUS.values()):
        (tmp_path / str(number)).mkdir()
        bad.append(make(tmp_path / str(number)))
    good = book(tmp_path / "good.xlsx", row())
    admitted = taken(*bad, good, workers=2)
    assert contacts(admitted).height == 1
    refused = admitted.findings.filter(level="error")["file"].n_unique()
    repeated = len(said(admitted, "file_repeated"))
    assert refused + repeated == len(bad)


def test_an_open_document_is_read_like_any_other(tmp_path: Path) -> None:
    cells = ["1001", "Male", "01/05/2010", "2019-04-01", "2019-04-02", "Police", "NFA"]
    admitted = taken(ods(tmp_path / "list.ods", [], HEADERS, cells))
    assert contacts(admitted).select("child_id", "referring_agency").row(0) == ("1001", "police")
    assert admitted.findings.filter(level="error").is_empty()


def test_a_zone_is_said_once_and_left_off(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx", *[row(A=n, D=f"2019-04-0{n}T09:30:00Z") for n in (1, 2)])
    admitted = taken(path)
    assert contacts(admitted)["received_at"].dt.hour().to_list() == [9, 9]
    (found,) = said(admitted, "zone_left_off")
    assert (found["level"], found["column"]) == ("note", "D")
    assert "2 cells give a time zone" in found["message"]


def test_hidden_rows_and_columns_are_read_and_asked_about(tmp_path: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - for this test alone

    path = book(tmp_path / "list.xlsx", row(), row(A=2), row(A=3))
    made = load_workbook(path)
    sheet = made["Contacts"]
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["F"].hidden = sheet.column_dimensions["Z"].hidden = True
    made.save(path)
    admitted = taken(path)
    assert contacts(admitted).height == 3
    assert "2 rows are hidden" in said(admitted, "rows_hidden")[0]["message"]
    assert [found["column"] for found in said(admitted, "column_hidden")] == ["F"]
