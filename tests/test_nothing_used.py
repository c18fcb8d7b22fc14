"""Where nothing that was sent can be used, what was found is written, and the figures stay."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from commanding import CONTACTS, command, desk, sheet

GOOD = [[1000 + day, date(2019, 4, day), "6: Police", "Referral"] for day in (1, 9, 30)]
BAD = [[number, "no date", "Zebra crossing", "No further action"] for number in (1, 2)]


@pytest.mark.parametrize(("stage", "returns"), [("validate", True), ("compute", False), ("refresh", True)])  # fmt: skip
def test_what_was_found_is_written_though_nothing_could_be_used(
    tmp_path: Path, stage: str, *, returns: bool
) -> None:
    at = desk(tmp_path / "desk", *BAD)
    outputs = at / "outputs"
    told = command(stage, cwd=at)
    assert told.code == 2
    assert "no row of any file could be used" in told.err
    assert "no date there can be" in told.out + told.err
    assert pl.read_csv(outputs / "findings.csv").filter(level="reject")["row"].to_list() == [2, 3]
    assert load_workbook(outputs / "codes.xlsx")["Codes"]["B4"].value == "Zebra crossing"
    back = [path.name for path in outputs.glob("for_partners/*.xlsx")]
    assert back == (
        ["Council - multi-agency safeguarding hub to put right.xlsx"] if returns else []
    )
    names = {path.name for path in outputs.iterdir()}
    told_of_the_run = {"heartbeat.json", "log", "store"}
    found = {"findings.csv", "findings.xlsx", "codes.xlsx"}
    assert names - told_of_the_run - {"for_partners"} == found


def test_the_figures_of_the_last_good_run_stay_as_they_were(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk", *GOOD)
    assert command("refresh", cwd=at).code == 0
    kept = {
        path.name: path.read_bytes()
        for path in (at / "outputs").iterdir()
        if path.name in {"figures.csv", "figures.parquet", "performance_subgroup.xlsx", "run.json"}
    }
    assert len(kept) == 4
    sheet(at / "inputs" / "contacts.xlsx", CONTACTS, *BAD)
    assert command("refresh", cwd=at).code == 2
    assert {name: (at / "outputs" / name).read_bytes() for name in kept} == kept


def test_a_day_before_any_whole_month_leaves_what_was_found_too(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk", *GOOD, BAD[0])
    told = command("refresh", "--as-of", "2018-03-31", cwd=at)
    assert told.code == 2
    assert "no whole month was sent up to 31 March 2018" in told.err
    assert (at / "outputs" / "codes.xlsx").is_file()
    assert (at / "outputs" / "findings.xlsx").is_file()
