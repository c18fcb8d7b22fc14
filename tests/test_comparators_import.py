"""Importing releases, run as a person runs it: every file accounted for, and nothing lost."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import drawn_release
from desk import Desk, laid_out


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return laid_out(tmp_path)


def _import(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    return desk.run("import", *words, "--schemas", "ours", "--reference", "inputs/reference")


def test_a_folder_a_file_and_an_archive_are_read_and_each_file_is_accounted_for(
    desk: Desk,
) -> None:
    given = desk.folder / "given"
    with zipfile.ZipFile(desk.folder / "release.zip", "w") as archive:
        archive.write(given / "c4_s47.csv", "data/c4_s47.csv")
        archive.writestr("__MACOSX/data/._c4_s47.csv", b"\x00\x05")
    (given / "c4_s47.csv").unlink()
    (given / "notes.csv").write_text("one,two\n1,2\n", encoding="utf-8")
    done = _import(desk, "given", "release.zip")
    assert done.returncode == 0, done.stderr
    assert "release.zip/data/c4_s47.csv" in done.stdout
    assert "Drawn 2024, c4: Section 47 enquiries" in done.stdout
    assert "2023 to 2024" in done.stdout
    assert "passed over notes.csv: it has no table of England" in done.stderr
    assert "12 of 13 printed rates and percentages come out again" in done.stderr
    assert set(desk.held()) == {
        "comparators.csv",
        "populations.csv",
        "neighbours.csv",
        "authorities.csv",
    }


def test_an_archive_inside_an_archive_is_named_as_passed_over(desk: Desk) -> None:
    with zipfile.ZipFile(desk.folder / "given/more.zip", "w") as archive:
        archive.write(desk.folder / "given/c4_s47.csv", "c4.csv")
        archive.writestr("rest.zip", b"PK")
    (desk.folder / "given/c4_s47.csv").unlink()
    done = _import(desk, "given")
    assert done.returncode == 1
    assert "passed over more.zip/rest.zip: it is an archive inside an archive" in done.stderr


def test_importing_twice_gives_the_same_bytes(desk: Desk) -> None:
    assert _import(desk, "given").returncode == 0
    first = desk.held()
    assert _import(desk, "given").returncode == 0
    assert desk.held() == first


def test_what_no_file_says_anew_is_kept_from_the_import_before(desk: Desk) -> None:
    assert _import(desk, "given").returncode == 0
    first = desk.held()
    again = _import(desk, "given/c4_2025.csv", "given/ons_2025.csv")
    assert again.returncode == 0, again.stderr
    assert desk.held() == first


def test_a_region_spelt_anew_in_one_table_takes_no_region_s_figures_from_the_others(
    desk: Desk,
) -> None:
    assert _import(desk, "given").returncode == 0
    before = desk.held()["comparators.csv"].decode().count(",region,")
    file = desk.folder / "given/c4_2025.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("West Midlands", "The West Midlands"), encoding="utf-8")
    assert _import(desk, "given/c4_2025.csv", "given/ons_2025.csv").returncode == 0
    after = desk.held()["comparators.csv"].decode()
    assert "The West Midlands" in after
    assert after.count(",region,") == before


def test_a_damaged_reference_file_stops_an_import_unless_it_is_to_start_anew(desk: Desk) -> None:
    assert _import(desk, "given").returncode == 0
    file = desk.folder / "inputs/reference/populations.csv"
    file.write_bytes(file.read_bytes()[:-9])
    damaged = desk.held()
    refused = _import(desk, "given")
    assert refused.returncode == 2
    assert "can't be used, and nothing was written: populations.csv" in refused.stderr
    assert "add --anew" in refused.stderr
    assert desk.held() == damaged
    assert _import(desk, "given", "--anew").returncode == 0
    assert b"Drawn 2024" in desk.held()["populations.csv"]
    assert b"Children in need 2024" not in desk.held()["populations.csv"]


def test_quiet_says_nothing(desk: Desk) -> None:
    done = _import(desk, "given", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _rename_column(folder: Path) -> None:
    file = folder / "c4_2025.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("enquiry_count", "enquiries_count"), encoding="utf-8")


def _next_year(folder: Path) -> None:
    file = folder / "c4_2025.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("2025,Rep", "2026,Rep"), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            _rename_column,
            "as Drawn 2025, c4 it has no column `enquiry count` (nearest: `enquiries count`)",
        ),
        (_next_year, "ends in 2026: declare the release by a file in schemas/releases/"),
    ],
)
def test_a_file_that_is_nearly_a_table_is_named_and_the_rest_is_imported(
    desk: Desk, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(desk.folder / "given")
    done = _import(desk, "given")
    assert done.returncode == 1
    assert said in done.stderr
    assert len(desk.held()) == 4


def _as_it_is(folder: Path) -> None:
    assert folder.is_dir()


def _cut_by_a_row(folder: Path) -> None:
    file = folder / "c4_s47.csv"
    file.write_bytes(b"\r\n".join(file.read_bytes().split(b"\r\n")[:-2]) + b"\r\n")


def _nobody(folder: Path) -> None:
    file = folder / "ons.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("0-17,8000", "0-17,0"), encoding="utf-8"
    )


def _second_claim(folder: Path) -> None:
    text = drawn_release.DECLARED.replace("Drawn 2024", "Drawn 2024 revised")
    (folder.parent / "ours/releases/revised.toml").write_text(text, encoding="utf-8")


def _unknown_measure(folder: Path) -> None:
    file = folder.parent / "ours/releases/cin_2024.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"assessment_days"', '"assesment_days"'),
        encoding="utf-8",
    )


def _workbook(folder: Path) -> None:
    (folder.parent / "c4.xlsx").write_bytes(b"PK")


def _empty_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "no tables")


def _marked(folder: Path, *marks: tuple[int, int, int]) -> None:
    """Write an archive, and a number at places of its local and its central header."""
    file = folder.parent / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("c4.csv", "a,b\n1,2\n")
    content = bytearray(file.read_bytes())
    central = content.index(b"PK\x01\x02")
    for local, of_central, number in marks:
        content[local] = content[central + of_central] = number
    file.write_bytes(bytes(content))


def _encrypted(folder: Path) -> None:
    _marked(folder, (6, 8, 1))


def _packed_strangely(folder: Path) -> None:
    _marked(folder, (8, 10, 99))


def _huge_together(folder: Path) -> None:
    with zipfile.ZipFile(folder.parent / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.csv", "b.csv"):
            archive.writestr(name, b"\n" * 100_000_001)


def _itself(folder: Path) -> None:
    _renamed(folder, "335,Walsall,335,333,", "335,Walsall,335,335,")


def _neighbour_twice(folder: Path) -> None:
    _renamed(folder, "335,Walsall,335,333,", "335,Walsall,335,900,")


def _renamed(folder: Path, was: str, becomes: str) -> None:
    text = (folder / "near.csv").read_text(encoding="utf-8")
    assert was in text
    (folder / "near.csv").write_text(text.replace(was, becomes, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "given", "said"),
    [
        (_cut_by_a_row, ["given"], "c4_s47.csv is not the whole of Drawn 2024, c4: 2023 lacks"),
        (
            _nobody,
            ["given"],
            "ons.csv, line 9, column `population estimate`: a population of nought",
        ),
        (_second_claim, ["given"], "both claim the year 2024"),
        (_unknown_measure, ["given"], "hint: did you mean `assessment_days`?"),
        (_workbook, ["c4.xlsx"], "c4.xlsx is neither a CSV file nor a zip archive"),
        (_empty_archive, ["given"], "a.zip holds no CSV file"),
        (_encrypted, ["a.zip"], "a.zip can't be read: File"),
        (_packed_strangely, ["a.zip"], "a.zip can't be read: That compression method"),
        (_huge_together, ["a.zip"], "a.zip holds more than 200,000,000 bytes"),
        (_itself, ["given"], "near.csv names Walsall its own neighbour"),
        (_neighbour_twice, ["given"], "near.csv names Place 900 twice among the neighbours of"),
        (_as_it_is, ["absent.csv"], "there is no file absent.csv"),
        (_as_it_is, ["ours"], "ours holds no CSV file and no zip archive"),
        (_as_it_is, ["given", "given/../given/c4_s47.csv"], "are both Drawn 2024, c4"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_nothing_is_lost(
    desk: Desk, spoil: Callable[[Path], object], given: list[str], said: str
) -> None:
    assert _import(desk, "given", "--quiet").returncode == 0
    before = desk.held()
    spoil(desk.folder / "given")
    refused = _import(desk, *given)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "hint: " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert desk.held() == before


def test_an_authority_without_neighbours_in_a_model_is_told_and_imported(desk: Desk) -> None:
    file = desk.folder / "given/near.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = (
        "".join(lines)
        .replace("335,Walsall,335", "334,Solihull,334")
        .replace("335,Very", "334,Very")
    )
    file.write_text(text, encoding="utf-8")
    done = _import(desk, "given")
    assert done.returncode == 0, done.stderr
    assert "the 2021 model names no neighbours of the authority 335" in done.stderr
