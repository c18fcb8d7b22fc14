"""Files that cannot be used: each costs itself, says so in a sentence, and the run goes on."""

import zipfile
from pathlib import Path

import pytest

from intake_drawn import (
    CONTRACTS,
    book,
    contacts,
    encrypted,
    only,
    repacked,
    row,
    said,
    sheets,
    taken,
)
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import read_in
from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.opening.guard import look_at
from safeguard_kpi.intake.opening.sheet_xml import look_at_sheet


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return book(tmp_path / "good.xlsx", row())


def refused(path: Path, good: Path) -> dict[str, object]:
    admitted = taken(path, good)
    assert contacts(admitted).height == 1, "the good file is still read"
    errors = admitted.findings.filter(level="error").to_dicts()
    assert [found["file"] for found in errors] == [path.name]
    assert errors[0]["message"].startswith(f"{path.name}")
    assert errors[0]["message"].endswith(".")
    assert errors[0]["remedy"]
    return errors[0]


def test_a_missing_file_is_one_finding_and_the_others_are_read(tmp_path: Path, good: Path) -> None:
    assert refused(tmp_path / "gone.xlsx", good)["problem"] == "file_missing"


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.touch()
    assert refused(path, good)["problem"] == "file_empty"


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"<html><table></table></html>", b"%PDF-1.4"])
def test_what_is_only_named_like_a_workbook_is_refused(
    tmp_path: Path, good: Path, content: bytes
) -> None:
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(content)
    found = refused(path, good)
    assert found["problem"] == "file_not_a_workbook"
    assert "save it as an Excel workbook" in str(found["remedy"])


def test_a_workbook_cut_short_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "short.xlsx"
    path.write_bytes(good.read_bytes()[:2000])
    assert refused(path, good)["problem"] == "file_damaged"


def test_an_archive_with_no_workbook_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "plain.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert refused(path, good)["problem"] == "file_not_a_workbook"


def test_a_workbook_with_a_password_is_refused(tmp_path: Path, good: Path) -> None:
    found = refused(encrypted(tmp_path / "secret.xlsx"), good)
    assert found["problem"] == "file_encrypted"
    assert "password" in str(found["message"])


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt"])
def test_a_workbook_named_as_text_is_read_and_said(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list{ending}"
    path.write_bytes(book(tmp_path / "other.xlsx", row(A=2), row(A=3)).read_bytes())
    admitted = taken(path)
    assert contacts(admitted)["child_id"].to_list() == ["2", "3"]
    found = only(admitted, "file_misnamed")
    assert (found["level"], ending in found["message"]) == ("note", True)


def test_an_archive_that_is_no_workbook_is_refused_whatever_its_name(
    tmp_path: Path, good: Path
) -> None:
    path = tmp_path / "list.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.txt", "Child ID,Contact date")
    assert refused(path, good)["problem"] == "file_not_a_workbook"


def test_text_that_begins_as_an_archive_does_is_text(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("PK,Child ID,Contact date,Agency\n1,2,01/04/2019,Police\n")
    assert contacts(taken(path))["child_id"].to_list() == ["2"]


def test_entities_of_its_own_are_refused(tmp_path: Path, good: Path) -> None:
    path = repacked(
        good, tmp_path / "odd.xlsx", "xl/styles.xml", b"<styleSheet", b"<!DOCTYPE x><styleSheet"
    )
    assert refused(path, good)["problem"] == "file_unsafe"


def test_an_old_workbook_that_is_broken_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    assert refused(path, good)["problem"] == "file_unreadable"


def test_macros_are_noted_and_never_run(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsm", row())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    admitted = taken(path)
    assert contacts(admitted).height == 1
    assert only(admitted, "macros_not_run")["level"] == "note"


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("xl/externalLinks/externalLink1.xml", "file_links_not_followed"),
        ("xl/embeddings/oleObject1.bin", "file_objects_not_opened"),
    ],
)
def test_links_and_objects_are_noted_and_left_alone(
    tmp_path: Path, part: str, problem: str
) -> None:
    path = book(tmp_path / "list.xlsx", row())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, b"<externalLink/>")
    admitted = taken(path)
    assert contacts(admitted).height == 1
    assert only(admitted, problem)["level"] == "note"


def test_a_cell_far_away_is_refused_before_anything_reads_it(tmp_path: Path, good: Path) -> None:
    path = repacked(good, tmp_path / "far.xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>",
                    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    found = refused(path, good)
    assert (found["problem"], found["column"], found["row"]) == ("cell_far_away", "XFD", 1048576)


def test_a_cell_far_down_and_wide_is_refused(tmp_path: Path, good: Path) -> None:
    path = repacked(good, tmp_path / "deep.xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>",
                    b'<row r="1048576"><c r="CZ1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    assert refused(path, good)["problem"] == "sheet_too_large"


def test_a_part_that_swells_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(good.read_bytes())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.xml", bytes(60_000_000))
    assert refused(path, good)["problem"] == "file_too_large"


def test_a_reader_that_dies_costs_its_file_alone(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "safeguard_kpi.intake.files.pool._WORKER", "import sys; sys.stdin.buffer.read(1)"
    )
    read = read_in([good], CONTRACTS, workers=1)
    (found,) = read.findings.to_dicts()
    assert (found["problem"], found["level"], found["file"]) == (
        "reader_stopped",
        "error",
        "good.xlsx",
    )
    assert tmp_path.name not in found["message"]


def test_a_reader_that_fails_is_said_to_be_the_products_fault_and_the_others_are_read(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = (
        "class Panic(BaseException): pass\n"
        "def raised(kind, *_): raise kind('4711')\n"
        "import safeguard_kpi.intake.files.one_file as f\n"
        "look = f.look_at\n"
        "f.look_at = lambda path: raised(Panic) if path.name == 'bad.csv' else look(path)\n"
        "from safeguard_kpi.intake.files.worker import main; main()"
    )
    monkeypatch.setattr("safeguard_kpi.intake.files.pool._WORKER", failing)
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n" * 5000)
    admitted = taken(bad, good, workers=1)
    assert contacts(admitted).height == 1
    found = only(admitted, "reader_failed")
    assert (found["file"], found["level"]) == ("bad.csv", "error")
    assert "Panic in one_file.py, line" in found["message"]
    assert "4711" not in found["message"]
    assert not said(admitted, "reader_stopped")


def test_a_reader_that_cannot_be_started_is_said_in_a_sentence(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(good))
    with pytest.raises(SafeguardError, match="no process can be started to read the files"):
        read_in([good, good.with_name("b.xlsx")], CONTRACTS)


def test_children_read_what_this_process_reads(tmp_path: Path, good: Path) -> None:
    encrypted(tmp_path / "secret.xlsx")
    paths = [
        good,
        tmp_path / "secret.xlsx",
        book(tmp_path / "more.xlsx", row(A=7), row(A=8, C="?x")),
    ]
    steps: list[tuple[str, int, int]] = []
    by_children = read_in(paths, CONTRACTS, told=lambda *step: steps.append(step))
    here = read_in(paths, CONTRACTS, workers=0)
    assert by_children.findings.equals(here.findings)
    assert by_children.submissions.equals(here.submissions)
    assert all(by_children.sheets[n].rows.equals(here.sheets[n].rows) for n in here.sheets)
    assert sorted(step[1:] for step in steps) == [(1, 3), (2, 3), (3, 3)]


def test_no_files_are_no_rows_and_no_findings() -> None:
    admitted = taken(workers=2)
    assert admitted.findings.is_empty()
    assert admitted.submissions.is_empty()
    assert contacts(admitted).is_empty()


def test_hidden_and_lock_files_are_passed_over(tmp_path: Path, good: Path) -> None:
    lock, hidden = tmp_path / "~$good.xlsx", tmp_path / ".DS_Store"
    lock.write_bytes(b"x")
    hidden.write_bytes(b"x")
    admitted = taken(lock, hidden, good)
    assert admitted.findings.filter(level="error").is_empty()


def test_the_same_file_twice_is_read_once(tmp_path: Path, good: Path) -> None:
    copy = tmp_path / "good (2).xlsx"
    copy.write_bytes(good.read_bytes())
    admitted = taken(good, copy)
    assert contacts(admitted).height == 1
    assert only(admitted, "file_repeated")["file"] == "good.xlsx"


@pytest.mark.parametrize(
    ("rows", "level", "remedy"),
    [
        ([], "note", "Nothing to do."),
        ([row()], "warn", "Take one of them out."),
        ([row(D="soon")], "warn", "Take one of them out."),
    ],
    ids=["none", "one", "one that is refused"],
)
def test_an_empty_list_sent_twice_is_no_repeat_to_warn_of(
    tmp_path: Path, rows: list[list[object]], level: str, remedy: str
) -> None:
    first = book(tmp_path / "2025.xlsx", *rows)
    (tmp_path / "2026.xlsx").write_bytes(first.read_bytes())
    found = only(taken(first, tmp_path / "2026.xlsx"), "file_repeated")
    assert (found["file"], found["level"], found["remedy"]) == ("2026.xlsx", level, remedy)


def test_a_table_of_a_census_that_only_helps_is_no_repeat_to_warn_of(tmp_path: Path) -> None:
    paths = [tmp_path / f"CINplanDates_{year}.csv" for year in (2025, 2026)]
    for path in paths:
        path.write_text(",LAchildID,CINdetailsID,CINPlanStartDate,CINPlanEndDate\n", "utf-8")
    assert only(taken(*paths), "file_repeated")["level"] == "note"


def test_a_file_that_cannot_be_used_is_warned_of_when_it_comes_twice(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text("this,that\n1,2\n", "utf-8")
    assert only(taken(*paths), "file_repeated")["level"] == "warn"


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder, child in (("april", 1), ("may", 2)):
        (tmp_path / folder).mkdir()
        book(tmp_path / folder / "list.xlsx", row(A=child))
    admitted = taken(tmp_path / "april" / "list.xlsx", tmp_path / "may" / "list.xlsx")
    assert admitted.submissions["file"].to_list() == ["april/list.xlsx", "may/list.xlsx"]


def test_prefixes_and_single_quotes_do_not_hide_a_cell(tmp_path: Path, good: Path) -> None:
    sheet = b"<x:worksheet><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c>{}</x:row></x:sheetData>"
    far = tmp_path / "far.xml"
    far.write_bytes(sheet.replace(b"{}", b"<x:c r='XFD1'><x:v>1</x:v></x:c>"))
    with far.open("rb") as stream, pytest.raises(FileRefusedError, match="column XFD"):
        look_at_sheet(stream, "Contacts")
    error = tmp_path / "error.xml"
    error.write_bytes(sheet.replace(b"{}", b"<x:c r='B1' t='e'><x:v>#N/A</x:v></x:c>"))
    with error.open("rb") as stream:
        assert look_at_sheet(stream, "Contacts").errors == ((1, "B"),)
    assert look_at(good).kind == "ooxml"


def test_a_workbook_with_nothing_of_ours_says_what_is_collected(tmp_path: Path, good: Path) -> None:
    path = sheets(tmp_path / "menu.xlsx", {"Lunch": [["Soup", "Bread"], ["red", "brown"]]})
    found = refused(path, good)
    assert found["problem"] == "file_not_recognised"
    assert "MASH contacts" in str(found["remedy"])
    assert said(taken(path), "sheet_not_recognised")[0]["level"] == "note"


def test_an_aborting_reader_is_survived_even_past_the_guard(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = "import safeguard_kpi.intake.opening.sheet_xml as g; g.WIDEST = 10**6; g.MOST_CELLS = 10**15; "
    serve = "from safeguard_kpi.intake.files.worker import main; main()"
    monkeypatch.setattr("safeguard_kpi.intake.files.pool._WORKER", blind + serve)
    far = repacked(good, tmp_path / "far.xlsx", "xl/worksheets/sheet1.xml", b"</sheetData>",
                   b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    admitted = taken(far, good, workers=1)
    assert contacts(admitted).height == 1
    assert only(admitted, "reader_stopped")["file"] == "far.xlsx"
