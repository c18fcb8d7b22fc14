"""Reference files and models of neighbours that are spoilt are refused by place, and never half written."""

from collections.abc import Callable
from pathlib import Path

import pytest

import drawn_release
from drawn_reference import build
from safeguard_kpi.comparators.cells import read_published
from safeguard_kpi.comparators.neighbours import import_neighbours, load_models
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.comparators.writing import write_reference
from safeguard_kpi.errors import DeclarationError, SafeguardError


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    return build(tmp_path)


@pytest.fixture
def written(reference: Reference, tmp_path: Path) -> Path:
    write_reference(reference, tmp_path / "reference")
    return tmp_path / "reference"


def _replace(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")


def _halve(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _headers_only(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")


def _twice(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines, lines[-1]]), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("comparators", Path.unlink, "there is no comparators.csv"),
        ("comparators", _halve, r"comparators.csv, line \d+"),
        ("populations", _halve, r"populations.csv, line \d+"),
        ("neighbours", _halve, r"neighbours.csv"),
        (
            "comparators",
            lambda file: file.write_bytes(b""),
            "comparators.csv can't be read as a table",
        ),
        (
            "comparators",
            lambda file: file.write_bytes(b"a,b\n1,2\n"),
            "line 1: it has no column `indicator`",
        ),
        (
            "comparators",
            lambda file: _replace(file, "indicator,table", "table,indicator"),
            "other columns",
        ),
        (
            "comparators",
            lambda file: _replace(file, "2024-10-31", "31/10/2024"),
            "`published`: the cell is not a date",
        ),
        (
            "comparators",
            lambda file: _replace(file, "country", "nation"),
            "`area_level`: the cell is not country",
        ),
        (
            "comparators",
            lambda file: _replace(file, "E92000001", "E9200001"),
            "`area_code`: the cell is not an ONS",
        ),
        (
            "comparators",
            lambda file: _replace(file, "32.0,", ","),
            "`status`: the cell must say why",
        ),
        (
            "comparators",
            lambda file: _replace(file, "32.0,", "-32.0,"),
            "`value`: the cell is below nought",
        ),
        (
            "comparators",
            lambda file: _replace(file, "32.0,", "c,"),
            "`value`: the cell is not a number",
        ),
        (
            "comparators",
            lambda file: _replace(file, "2023-24", "2023/24"),
            "`period`: the cell is not a period",
        ),
        ("comparators", _twice, "is given twice"),
        ("comparators", _headers_only, "has no row of England for any indicator"),
        (
            "comparators",
            lambda file: _replace(file, ",England,country,", ",England,region,"),
            "has no row of England for assessment_days in 2023-24",
        ),
        (
            "populations",
            lambda file: _replace(file, ",10000,", ",0,"),
            "`population`: the cell is not above",
        ),
        (
            "populations",
            lambda file: _replace(file, ",2022,", ",2022.5,"),
            "`mid_year`: the cell is not a whole",
        ),
        (
            "neighbours",
            lambda file: _replace(file, ",10,", ",11,"),
            "`rank`: the cell is not a rank",
        ),
    ],
)
def test_a_spoilt_reference_file_is_refused_by_place(
    written: Path, name: str, spoil: Callable[[Path], object], said: str
) -> None:
    spoil(written / f"{name}.csv")
    with pytest.raises(SafeguardError, match=said) as refused:
        read_reference(written)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("LA num", "Number", "no file is of one declared model of neighbours"),
        ("831,Very Close,\n", "999,Very Close,\n", "names a neighbour that it has no row for"),
        ("SN10", "S10", "has no column `sn10`"),
    ],
)
def test_a_spoilt_file_of_neighbours_is_refused(
    reference: Reference, tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    assert reference
    _replace(tmp_path / "neighbours.csv", was, becomes)
    with pytest.raises(SafeguardError, match=said):
        import_neighbours(
            list(read_published(tmp_path / "neighbours.csv")),
            load_models([tmp_path / "neighbours_model"]),
        )


def test_a_model_given_twice_is_refused(reference: Reference, tmp_path: Path) -> None:
    assert reference
    files = list(read_published(tmp_path / "neighbours.csv")) * 2
    with pytest.raises(SafeguardError, match="two files are of one declared model"):
        import_neighbours(files, load_models([tmp_path / "neighbours_model"]))


def test_a_slip_in_a_declared_model_is_told(tmp_path: Path) -> None:
    file = tmp_path / "2021.toml"
    file.write_text(drawn_release.NEIGHBOURS.replace("title", "titel"), encoding="utf-8")
    with pytest.raises(DeclarationError, match="does not declare a model of neighbours"):
        load_models([file])


def test_files_that_can_t_all_be_written_are_all_left_as_they_were(
    reference: Reference, written: Path
) -> None:
    before = {file.name: file.read_bytes() for file in written.iterdir()}
    (written / ".neighbours.csv.new").mkdir()
    fewer = reference._replace(comparators=reference.comparators.head(5))
    with pytest.raises(SafeguardError, match="the reference files can't be written in") as refused:
        write_reference(fewer, written)
    assert refused.value.hint
    (written / ".neighbours.csv.new").rmdir()
    assert {file.name: file.read_bytes() for file in written.iterdir()} == before
