"""Whatever a file is called it is read, and no two files are taken for one."""

import os
from datetime import date
from pathlib import Path

import pytest

from intake_drawn import book, contacts, row, taken
from safeguard_kpi.intake.files.read import in_one_line, named


def called(folder: Path, name: bytes, **cells: object) -> Path:
    """Save a workbook of one contact under a name of bytes."""
    made = book(folder / "made.xlsx", row(**cells))
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    return made.rename(path)


@pytest.mark.parametrize("workers", [0, 1])
def test_workbooks_whose_names_are_no_utf_8_are_read_and_told_apart(
    tmp_path: Path, workers: int
) -> None:
    paths = [
        called(tmp_path, name, A=number, D=date(2019, 4, number), E=None, F="?what")
        for number, name in enumerate((b"Gr\xfcn.xlsx", b"Gr\xe4n.xlsx", b"Gr\xc3\xbcn.xlsx"), 1)
    ]
    admitted = taken(*paths, workers=workers)
    assert contacts(admitted).height == len(paths)
    assert sorted(admitted.submissions["file"]) == [r"Gr\xe4n.xlsx", r"Gr\xfcn.xlsx", "Grün.xlsx"]
    admitted.findings.write_csv(tmp_path / "findings.csv")
    written = (tmp_path / "findings.csv").read_bytes().decode("utf-8")
    assert r"Gr\xfcn.xlsx" in written


def test_a_name_is_shown_whatever_it_holds() -> None:
    assert in_one_line("Grün\nList\udcfc\x85\ud800.xlsx") == "Grün␊List\\xfc\\x85\\ud800.xlsx"


def test_files_of_one_name_in_folders_of_one_name_are_all_read(tmp_path: Path) -> None:
    places = ["2018/Q1", "2019/Q1", "2019/Q2", "2019/Q2/again"]
    paths = []
    for number, place in enumerate(places, 1):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        paths.append(
            book(tmp_path / place / "list.xlsx", row(A=number, D=date(2019, 4, number), E=None))
        )
    other = book(tmp_path / "2019" / "other.xlsx", row(A=9, D=date(2019, 4, 9), E=None))
    assert [job.name for job in named([*paths, other])] == [
        "2018/Q1/list.xlsx", "2019/Q1/list.xlsx", "again/list.xlsx", "Q2/list.xlsx", "other.xlsx",
    ]  # fmt: skip
    assert contacts(taken(*paths, other)).height == 5


def test_two_ways_to_one_folder_are_two_names(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    path = book(tmp_path / "here" / "list.xlsx", row())
    (tmp_path / "there").symlink_to(tmp_path / "here")
    names = [job.name for job in named([path, tmp_path / "there" / "list.xlsx"])]
    assert len(set(names)) == 2
    assert all(name.endswith("list.xlsx") for name in names)
