"""What is hidden, wrong or far away in a workbook of any kind is seen before its cells are read."""

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from drawn_books import Fault, Formula, Sheet, xlsx
from drawn_ods import ods
from drawn_xls import compound, record, xls
from drawn_xlsb import xlsb
from safeguard_kpi.intake.model import FileRefusedError, SheetLook
from safeguard_kpi.intake.opening.compound import Compound
from safeguard_kpi.intake.opening.extent import MOST_CELLS, WIDEST, letters_of
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.intake.opening.workbooks import column_letters, grids

Write = Callable[..., Path]
WRITERS: dict[str, Write] = {"xlsx": xlsx, "xlsb": xlsb, "xls": xls, "ods": ods}
ROWS: list[list[Any]] = [
    [],
    ["List of April", None, None, None],
    ["Child", "When", "Seen", "Sum"],
    ["Zoë \u20191", date(2019, 4, 1), True, Fault()],
    [1002.5, datetime(2019, 4, 1, 9, 30), False, Fault("#REF!")],  # noqa: DTZ001 - local, as written
    [3, None, None, 7],
]
BOOK = {
    "Contacts": Sheet(
        rows=ROWS, hidden_rows=frozenset({5, 6}), hidden_columns=frozenset({3}), merged=((2, 1, 4),)
    ),
    "Old": Sheet(rows=[["a"]], hidden=True),
}


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("kind", WRITERS)
def test_errors_and_what_is_hidden_are_seen_in_every_kind(
    tmp_path: Path, kind: str, *, date1904: bool
) -> None:
    look = look_at(WRITERS[kind](tmp_path / f"x.{kind}", BOOK, date1904=date1904))
    assert look.date1904 is date1904
    assert look.sheets == {
        "Contacts": SheetLook(
            errors=((4, "D"), (5, "D")), hidden_rows=2, hidden_columns=("C",), hidden=False
        ),
        "Old": SheetLook(hidden=True),
    }


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("kind", WRITERS)
def test_cells_are_the_same_whatever_the_kind(tmp_path: Path, kind: str, *, date1904: bool) -> None:
    path = WRITERS[kind](tmp_path / f"x.{kind}", BOOK, date1904=date1904)
    first, _ = grids(path, look_at(path))
    rows = [
        [(cell or "").replace("T", " ")[:16] for cell in row[:-1]] for row in first.cells.rows()
    ]
    assert first.cells["_row"].to_list() == [1, 2, 3, 4, 5, 6]
    assert rows[1] == ["List of April", "", "", ""]
    assert rows[3] == ["Zoë \u20191", rows[3][1], "true", ""]
    assert rows[3][1].startswith("2019-04-01")
    assert rows[4] == ["1002.5", "2019-04-01 09:30", "false", ""]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_never_worked_out_is_seen_where_a_file_can_hold_one(
    tmp_path: Path, kind: str
) -> None:
    path = WRITERS[kind](tmp_path / f"x.{kind}", {"A": Sheet(rows=[["x", Formula()]])})
    assert look_at(path).sheets["A"].uncached == ((1, "B"),)


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_a_cell_is_far_from_the_column_after_the_last_that_is_read(
    tmp_path: Path, kind: str
) -> None:
    write = WRITERS[kind]
    near = {"A": Sheet(rows=[["x"]], far=(9, WIDEST))}
    assert look_at(write(tmp_path / f"near.{kind}", near)).sheets["A"] == SheetLook()
    far = {"A": Sheet(rows=[["x"]], far=(9, WIDEST + 1))}
    with pytest.raises(FileRefusedError, match="column AAA") as refused:
        look_at(write(tmp_path / f"far.{kind}", far))
    assert (refused.value.problem, refused.value.row) == ("cell_far_away", 9)


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_a_sheet_is_too_large_by_its_rows_times_its_columns(tmp_path: Path, kind: str) -> None:
    tall = MOST_CELLS // 100
    write = WRITERS[kind]
    fits = {"A": Sheet(rows=[[*[None] * 99, "x"]], far=(tall, 1))}
    look_at(write(tmp_path / f"fits.{kind}", fits))
    over = {"A": Sheet(rows=[[*[None] * 99, "x"]], far=(tall + 1, 1))}
    with pytest.raises(FileRefusedError, match=f"row {tall + 1:,}"):
        look_at(write(tmp_path / f"over.{kind}", over))


def test_empty_cells_repeated_to_the_end_of_an_open_sheet_reach_nowhere(tmp_path: Path) -> None:
    path = ods(tmp_path / "x.ods", {"A": Sheet(rows=[["x"], [], ["y"]])})
    (grid,) = grids(path, look_at(path))
    assert grid.cells.rows() == [("x", 1), (None, 2), ("y", 3)]


def test_macros_of_an_old_workbook_are_seen(tmp_path: Path) -> None:
    book = {"A": Sheet(rows=[["x"]])}
    assert look_at(xls(tmp_path / "with.xls", book, beside="_VBA_PROJECT_CUR")).macros
    assert not look_at(xls(tmp_path / "without.xls", book)).macros


def test_a_chart_within_an_old_sheet_is_none_of_its_cells(tmp_path: Path) -> None:
    path = xls(tmp_path / "x.xls", {"A": Sheet(rows=[["x"]])})
    begin = record(0x0809, (0x0600).to_bytes(2, "little"), bytes(14))
    far = record(0x0203, (0).to_bytes(2, "little"), (9_000).to_bytes(2, "little"), bytes(10))
    raw = path.read_bytes()
    cell = raw.index(record(0x0204, b"\0\0\0\0\x0f\0\x01\0\x01", b"x\0"))
    stream = raw[1536 : 1536 + 4096]
    at = cell - 1536
    charted = stream[:at] + begin + far + record(0x0A) + stream[at:]
    path.write_bytes(compound(charted.rstrip(b"\0") + bytes(8)))
    assert look_at(path).sheets["A"] == SheetLook()


@pytest.mark.parametrize("length", [1, 63, 64, 65, 600, 4095])
def test_a_small_stream_is_read_from_the_small_sectors(length: int) -> None:
    content = bytes(n % 251 for n in range(length))
    assert Compound(compound(content, small=True)).stream("Workbook") == content


@pytest.mark.parametrize("length", [4096, 5000, 70_000])
def test_a_large_stream_is_read_from_its_chain(length: int) -> None:
    content = bytes(n % 251 for n in range(length))
    assert Compound(compound(content)).stream("Workbook") == content


def test_columns_are_named_alike_counted_from_one_and_from_nought() -> None:
    assert [letters_of(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(letters_of(n) == column_letters(n - 1) for n in range(1, 800))


def test_links_and_objects_of_old_workbooks_are_seen(tmp_path: Path) -> None:
    book = {"Contacts": Sheet(rows=[["a"]])}
    own, other = (record(0x01AE, struct.pack("<HH", 1, mark)) for mark in (0x0401, 5))
    plain = look_at(xls(tmp_path / "plain.xls", book, of=own))
    assert (plain.links, plain.objects) == (False, False)
    assert look_at(xls(tmp_path / "linked.xls", book, of=other)).links
    assert look_at(xls(tmp_path / "holding.xls", book, beside="MBD0018D4CE")).objects


def test_links_and_objects_of_open_documents_are_seen(tmp_path: Path) -> None:
    path = ods(tmp_path / "plain.ods", {"Contacts": Sheet(rows=[["a"]])})
    assert (look_at(path).links, look_at(path).objects) == (False, False)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    source = b'<table:table-source xlink:href="other.ods"/><table:table-row'
    parts["content.xml"] = parts["content.xml"].replace(b"<table:table-row", source, 1)
    parts["Object 1/content.xml"] = b"<x/>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, held in parts.items():
            archive.writestr(name, held)
    assert (look_at(path).links, look_at(path).objects) == (True, True)
