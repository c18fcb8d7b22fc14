"""Releases are read as published, known by their headers, and refused when they are not whole."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import drawn_release
from safeguard_kpi.comparators.checking import verify
from safeguard_kpi.comparators.importing import Imported, import_release
from safeguard_kpi.comparators.release import Release, load_release, load_releases
from safeguard_kpi.errors import DeclarationError, SafeguardError
from shared_files import SHARED

DECLARED = sorted((Path(__file__).parents[1] / "schemas" / "releases").glob("*.toml"))


@pytest.fixture
def declared(tmp_path: Path) -> list[Release]:
    for name, text in (("2024", drawn_release.DECLARED), ("2025", drawn_release.NEWER)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_releases(sorted(tmp_path.glob("*.toml")))


@pytest.fixture
def imported(tmp_path: Path, declared: list[Release]) -> Imported:
    return import_release(drawn_release.lay_out(tmp_path), declared)


def _one(imported: Imported, measure: str, name: str, year: int = 2024) -> dict[str, object]:
    at = (pl.col("measure") == measure, pl.col("area_name") == name, pl.col("time_period") == year)
    return imported.figures.filter(*at).row(0, named=True)


def test_a_printed_rate_is_kept_with_its_parts_and_its_release(imported: Imported) -> None:
    row = _one(imported, "section_47_started_per_10k", "Walsall")
    assert (row["numerator"], row["denominator"], row["value"]) == (160, 8000, 200.0)
    assert (row["period"], row["release"], row["status"]) == ("2023-24", "Drawn 2024", "")
    assert row["population_vintage"] == "drawn mid-2022 to mid-2023"


def test_counts_written_with_decimals_of_nought_are_whole_numbers(
    tmp_path: Path, declared: list[Release]
) -> None:
    files = drawn_release.lay_out(tmp_path)
    _rewrite(files[0], "17,8000", "17,8000.0")
    _rewrite(files[1], "160,200", "160.00,200")
    row = _one(import_release(files, declared), "section_47_started_per_10k", "Walsall")
    assert (row["numerator"], row["denominator"], row["value"]) == (160, 8000, 200.0)


def test_a_share_that_is_not_printed_is_worked_out_from_its_bands(imported: Imported) -> None:
    row = _one(imported, "conference_within_15_days", "Walsall")
    assert (row["numerator"], row["denominator"], row["value"]) == (16, 32, 50.0)


@pytest.mark.parametrize(
    ("name", "year", "status"),
    [
        ("Sandwell", 2024, "c"),
        ("Derby", 2024, "z"),
        ("Sandwell", 2023, "low"),
        ("Derby", 2023, "x"),
    ],
)
def test_a_symbol_is_a_status_and_never_a_number(
    imported: Imported, name: str, year: int, status: str
) -> None:
    row = _one(imported, "conference_within_15_days", name, year)
    assert (row["value"], row["status"]) == (None, status)


def test_a_median_has_a_value_and_no_parts(imported: Imported) -> None:
    row = _one(imported, "assessment_days", "Walsall")
    assert (row["numerator"], row["denominator"], row["value"]) == (None, None, 32.0)
    assert _one(imported, "assessment_days", "Derby")["status"] == "u"


def test_populations_that_are_not_known_are_left_out(imported: Imported) -> None:
    assert imported.populations.filter(pl.col("area_name") == "Derby")["mid_year"].to_list() == [
        2022
    ]


def test_the_same_files_in_an_archive_are_the_same_release(
    tmp_path: Path, declared: list[Release], imported: Imported
) -> None:
    files = drawn_release.lay_out(tmp_path)
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        for file in files:
            archive.write(file, f"data/{file.name}")
        archive.writestr("data/readme.txt", "not a table")
    zipped = import_release([tmp_path / "release.zip"], declared)
    by = ["table", "measure", "time_period", "area_code"]
    assert zipped.figures.sort(by).equals(imported.figures.sort(by))


def test_headers_are_known_whatever_their_case(tmp_path: Path, declared: list[Release]) -> None:
    files = drawn_release.lay_out(tmp_path)
    text = files[1].read_text(encoding="utf-8")
    files[1].write_text(text.replace("Section47_rate", "SECTION47_RATE"), encoding="utf-8")
    assert _one(import_release(files, declared), "section_47_started", "Walsall")["value"] == 160.0


def test_a_file_of_no_declared_table_is_passed_over_and_named(
    tmp_path: Path, declared: list[Release]
) -> None:
    national = tmp_path / "headlines.csv"
    national.write_text("time_period,number\n2024,5\n", encoding="utf-8")
    other = tmp_path / "b3.csv"
    other.write_text(drawn_release.table("Need", {2024: ["1"] * 5}), encoding="utf-8")
    found = import_release([*drawn_release.lay_out(tmp_path), national, other], declared)
    assert [one.file for one in found.ignored] == ["headlines.csv", "b3.csv"]
    assert found.ignored[1].reason == "no declared table has its headers and ends in 2024"


def test_values_that_do_not_come_out_again_are_named(imported: Imported) -> None:
    counts, mismatches = verify(imported)
    rates = counts.filter(pl.col("measure") == "section_47_started_per_10k")
    assert rates.filter(pl.col("area_level") == "authority").select("checked", "matched").row(
        0
    ) == (5, 5)
    assert mismatches.height == 1
    wrong = mismatches.row(0, named=True)
    assert (wrong["area_name"], wrong["value"], wrong["lowest"]) == ("Sandwell", 6.2, 6.3)


def test_englands_values_are_held_to_what_its_rounded_counts_allow(
    tmp_path: Path, declared: list[Release]
) -> None:
    files = drawn_release.lay_out(tmp_path)
    text = files[1].read_bytes().decode()
    files[1].write_text(text.replace("400,133.3", "400,131.7"), encoding="utf-8")
    assert set(verify(import_release(files, declared)).mismatches["area_name"]) == {"Sandwell"}
    files[1].write_text(text.replace("400,133.3", "400,131.6"), encoding="utf-8")
    assert "England" in verify(import_release(files, declared)).mismatches["area_name"]


def _cut(file: Path, drop: int) -> None:
    file.write_bytes(file.read_bytes()[:-drop])


def _repeat(file: Path, written: str) -> None:
    text = file.read_bytes().decode()
    row = next(line for line in text.splitlines() if written in line)
    file.write_bytes(f"{text}{row.replace(',S47,', ',S20,')}\r\n".encode())


def _rewrite(file: Path, was: str, becomes: str) -> None:
    text = file.read_bytes().decode()
    assert was in text
    file.write_bytes(text.replace(was, becomes, 1).encode())


def _without(file: Path, written: str) -> None:
    lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if written not in line), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda files: _cut(files[1], 7), "c4_s47.csv, line 11: the file ends in mid-line"),
        (lambda files: _cut(files[2], 1), "c2_assessments.csv, line 6: the file ends in mid-line"),
        (
            lambda files: _rewrite(files[1], "400,133", "400.5,133"),
            "line 2, column `section47`: neither a whole",
        ),
        (
            lambda files: _rewrite(files[1], "160,200", "-160,200"),
            "line 4, column `section47`: neither a whole",
        ),
        (lambda files: _rewrite(files[0], "17,8000", "17,-8000"), "line 9, column `population est"),
        (lambda files: _rewrite(files[0], "0-17,8", "0-24,8"), "line 9, column `age group`: rates"),
        (lambda files: _repeat(files[1], "Sandwell"), "c4_s47.csv, line 12: a row of Sandwell in"),
        (lambda files: _repeat(files[1], "England,,"), "c4_s47.csv, line 12: a row of England in"),
        (
            lambda files: _without(files[1], "2023,Rep"),
            "not the whole of Drawn 2024, c4: 2023 lacks England",
        ),
        (
            lambda files: _without(files[1], "Walsall"),
            "2023 lacks England, a region or some authorities",
        ),
        (
            lambda files: _without(files[0], "National"),
            "Drawn 2024, populations: 2022 lacks England",
        ),
        (lambda files: files[1].write_bytes(b"\xff\xfe\x00junk"), "no CSV file in UTF-8"),
        (lambda files: files[1].write_bytes(b""), "no CSV file in UTF-8"),
        (lambda files: files.append(files[1]), "are both Drawn 2024, c4"),
        (lambda files: files.pop(0), "population file of Drawn 2024 was not given"),
        (lambda files: files[1].unlink(), "c4_s47.csv can't be read"),
        (lambda files: files.clear(), "none of the files is a table of a declared release"),
    ],
)
def test_files_that_are_not_whole_are_refused(
    tmp_path: Path, declared: list[Release], spoil: Callable[[list[Path]], object], said: str
) -> None:
    files = drawn_release.lay_out(tmp_path)
    spoil(files)
    with pytest.raises(SafeguardError, match=said) as refused:
        import_release(files, declared)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('title = "Assessments"', 'titel = "Assessments"', "states `titel`"),
        ("last_year = 2024", "", "does not declare a release"),
        (', per = 100, published = "In_time_percent"', "", "neither a count, a share, a rate"),
        ("last_year = 2024", 'last_year = "2024"', "`last_year` is not a whole number"),
        ("2024-10-31", '"2024-10-31"', "`published` is not a date"),
        ("per = 100,", 'per = "100",', "`per` is not a whole number"),
        ("{table}", "{tabel}", "does not declare a release: 'tabel'"),
        ("[tables.c2]", "[tables.c2", "does not declare a release"),
    ],
)
def test_a_slip_in_a_declared_release_is_told(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    file = tmp_path / "release.toml"
    file.write_text(drawn_release.DECLARED.replace(was, becomes), encoding="utf-8")
    with pytest.raises(DeclarationError, match=said) as told:
        load_release(file)
    assert told.value.hint


def test_two_releases_of_one_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "release.toml"
    file.write_text(drawn_release.DECLARED, encoding="utf-8")
    with pytest.raises(DeclarationError, match="carry the same name"):
        load_releases([file, file])


def test_the_declared_releases_carry_every_indicator_once_a_table() -> None:
    for release in load_releases(DECLARED):
        keys = [one.key for table in release.tables for one in table.measures if one.key]
        assert len(set(keys)) == len(keys)
        assert "Open Government Licence" in release.attribution


@pytest.mark.skipif(
    not (SHARED / "published").exists(), reason="the releases are not beside this checkout"
)
def test_the_department_s_own_values_come_out_again() -> None:
    found = import_release(sorted(SHARED.glob("published/cin_*/*.csv")), load_releases(DECLARED))
    counts, mismatches = verify(found)
    of_2024 = counts.filter(pl.col("release") == "Children in need 2024")
    rates = found.figures.filter(pl.col("per") == 10_000)["measure"].unique()
    authority = pl.col("area_level") == "authority"
    is_rate = pl.col("measure").is_in(rates.implode())
    assert _sums(of_2024.filter(authority, is_rate)) == (42_244, 42_244)
    assert _sums(of_2024.filter(authority, is_rate.not_())) == (63_909, 63_908)
    few = of_2024.filter(
        authority, is_rate.not_(), pl.col("table").is_in(["b2", "b6", "d8"]).not_()
    )
    assert _sums(few) == (44_588, 44_587)
    wrong = mismatches.select("release", "table", "area_name", "time_period", "value").rows()
    assert wrong == [
        ("Children in need 2024", "d5", "Shropshire", 2017, 28.7),
        ("Children in need 2025", "d3", "Yorkshire and The Humber", 2022, 23.6),
        ("Children in need 2025", "d3", "England", 2022, 22.7),
    ]


def _sums(counts: pl.DataFrame) -> tuple[int, int]:
    return sum(counts["checked"].to_list()), sum(counts["matched"].to_list())
