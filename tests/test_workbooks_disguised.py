"""Workbooks under the name of another kind, and one filled row that stands for a million."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from drawn_books import Sheet
from drawn_ods import ods
from drawn_xls import xls
from drawn_xlsb import xlsb
from intake_drawn import HEADERS, book, contacts, only, repacked, row, said, taken
from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.opening.extent import MOST_ALIKE
from safeguard_kpi.intake.opening.guard import look_at

TEXTS = [1001, "Male", "01/05/2010", "01/04/2019", "02/04/2019", "Police", "NFA"]
WRITERS: dict[str, Callable[..., Path]] = {"xls": xls, "xlsb": xlsb, "ods": ods}
BOOK = {"Contacts": Sheet(rows=[list(HEADERS), TEXTS])}


@pytest.mark.parametrize(("kind", "named"), list(permutations(["xlsx", "xls", "xlsb", "ods"], 2)))
def test_a_workbook_is_read_as_what_it_is_whatever_its_name(
    tmp_path: Path, kind: str, named: str
) -> None:
    path = tmp_path / f"x.{kind}"
    if kind == "xlsx":
        book(path, row())
    else:
        WRITERS[kind](path, BOOK)
    right = taken(path)
    assert not said(right, "file_misnamed")
    wrong = taken(path.rename(tmp_path / f"y.{named}"))
    found = only(wrong, "file_misnamed")
    assert (found["level"], f".{named} " in found["message"]) == ("note", True)
    assert contacts(wrong).equals(contacts(right))
    assert contacts(wrong).height == 1


def repeated(tmp_path: Path, times: int, cells: list[str | None]) -> Path:
    """Draw a workbook whose third row, marked by being hidden, stands for many."""
    rows: list[list[Any]] = [list(HEADERS), TEXTS, cells, ["end"]]
    sheet = Sheet(rows=rows, hidden_rows=frozenset({3}))
    plain = ods(tmp_path / "plain.ods", {"Contacts": sheet})
    once = b'<table:table-row table:visibility="collapse">'
    more = f'<table:table-row table:number-rows-repeated="{times}">'.encode()
    return repacked(plain, tmp_path / "x.ods", "content.xml", once, more)


def test_a_filled_row_may_stand_for_many_and_no_more(tmp_path: Path) -> None:
    look_at(repeated(tmp_path, MOST_ALIKE + 1, ["x"]))
    with pytest.raises(FileRefusedError, match="one filled row stands for very many") as refused:
        look_at(repeated(tmp_path, MOST_ALIKE + 2, ["x"]))
    assert (refused.value.problem, refused.value.row) == ("sheet_too_large", 3)


def test_an_empty_row_may_stand_for_as_many_as_a_sheet_can_hold(tmp_path: Path) -> None:
    look_at(repeated(tmp_path, MOST_ALIKE + 2, [None]))
