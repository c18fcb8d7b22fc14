"""The commands that verify releases and tell what is held, run as a person runs them."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from desk import Desk, laid_out
from shared_files import SHARED


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return laid_out(tmp_path)


def test_verify_prints_matched_of_checked_and_names_what_does_not_come_out(desk: Desk) -> None:
    done = desk.run("verify", "given", "--schemas", "ours")
    assert done.returncode == 1, "a mismatch is a finding, not a crash"
    assert "rates" in done.stdout
    assert "percentages" in done.stdout
    assert "Sandwell 2024: printed 6.2, but 10 of 160 gives 6.3" in done.stdout
    assert not desk.held()


def test_verify_reads_the_schemas_that_the_settings_name_and_quietly_says_one_line(
    desk: Desk,
) -> None:
    settings = desk.folder / "safeguard-kpi.toml"
    text = settings.read_text(encoding="utf-8")
    assert "[folders]" in text
    settings.write_text(text.replace("[folders]", '[folders]\nschemas = "ours"'), encoding="utf-8")
    done = desk.run("verify", "given", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "1 printed values do not come out again\n"


def test_verify_ends_well_where_everything_comes_out(desk: Desk) -> None:
    file = desk.folder / "given/c2_assessments.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("160,10,6.2", "160,10,6.3"), encoding="utf-8"
    )
    done = desk.run("verify", "given", "--schemas", "ours")
    assert done.returncode == 0
    assert "every printed value comes out again" in done.stdout


def test_list_tells_where_every_indicator_is_from(desk: Desk) -> None:
    done = desk.run("list")
    assert done.returncode == 0, done.stderr
    line = next(one for one in done.stdout.splitlines() if "section_47_started_per_10k" in one)
    for said in (
        "Children in need 2024",
        "2024-10-31",
        "c4",
        "2012-13 to 2023-24",
        "ONS mid-2012 to mid-2023",
    ):
        assert said in line


def test_show_prints_the_authority_its_region_and_england_by_year(desk: Desk) -> None:
    done = desk.run("show", "section_47_started_per_10k")
    assert done.returncode == 0, done.stderr
    line = next(one for one in done.stdout.splitlines() if "2019-20" in one)
    for said in (
        "183.4 (1,256 of 68,488)",
        "170.6",
        "170.5",
        "Children in need 2024",
        "2024-10-31",
    ):
        assert said in line


def test_show_names_the_nearest_where_there_is_none(desk: Desk) -> None:
    done = desk.run("show", "section_47_startd")
    assert done.returncode == 2
    assert "did you mean `section_47_started`?" in done.stderr


def test_help_reads_no_data_library() -> None:
    source = str(Path(__file__).parents[1] / "src")
    code = (
        "import sys; from safeguard_kpi.cli.running import run; run(['comparators', 'import', '--help']);"
        "sys.exit(any(name in sys.modules for name in ('polars', 'pandera', 'httpx', 'openpyxl')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": source},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, "a data library was read for --help"


@pytest.mark.skipif(
    not (SHARED / "published").exists(), reason="the releases are not beside this checkout"
)
def test_the_2024_release_is_verified_table_by_table(desk: Desk) -> None:
    done = desk.run("verify", str(SHARED / "published/cin_2024"))
    assert done.returncode == 1
    assert "42,244 of 42,244" in done.stdout
    assert "63,908 of 63,909" in done.stdout
    assert done.stdout.count("printed 28.7, but 69 of 240 gives 28.8") == 1
    rounded = [
        line.split("│")[-2].split() for line in done.stdout.splitlines() if "│ Children" in line
    ]
    assert rounded
    assert all(matched == checked for matched, _, checked in rounded)
    few = sum(
        int(line.split("│")[4].split()[2].replace(",", ""))
        for line in done.stdout.splitlines()
        if "percentages" in line and line.split("│")[2].strip() not in {"b2", "b6", "d8", "all"}
    )
    assert few == 44_588


def test_the_committed_reference_is_light() -> None:
    folder = Path(__file__).parents[1] / "inputs/reference"
    assert sum(file.stat().st_size for file in folder.iterdir()) < 3 * 2**20
    assert pl.read_csv(folder / "authorities.csv", infer_schema=False).height > 500
