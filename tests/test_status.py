"""How things stand is told from what lies there, waits for nothing and mends only where nobody is at work."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from commanding import desk
from safeguard_kpi.cli.running import run
from safeguard_kpi.settings import Settings, read_settings
from safeguard_kpi.status import status_of
from safeguard_kpi.status.facts import Status
from safeguard_kpi.unattended.lock import only_run
from safeguard_kpi.unattended.outputs import NEW, READY

GOOD = [["1001", date(2019, 4, day), "6: Police", "Referral"] for day in (1, 9, 30)]
NOW = datetime(2030, 1, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def at_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = desk(tmp_path / "desk", *GOOD)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def refreshed(at_desk: Path) -> Path:
    assert run(["refresh", "--quiet"]) == 0
    return at_desk


def _settings(folder: Path) -> Settings:
    return read_settings(folder / "safeguard-kpi.toml")


def _status(folder: Path) -> Status:
    return status_of(_settings(folder), NOW)


def _told(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capfd.readouterr().out)
    return told


def test_before_any_run_there_is_nothing_and_nothing_is_made(at_desk: Path) -> None:
    status = _status(at_desk)
    assert (status.at_work, status.outputs.state, status.store) == (None, "none", None)
    assert (status.feeds, status.runs) == ((), {})
    assert not (at_desk / "outputs").exists()


def test_a_whole_run_is_told_with_its_feeds_store_and_end(refreshed: Path) -> None:
    status = _status(refreshed)
    assert (status.outputs.state, status.outputs.as_of) == ("whole", date(2019, 4, 30))
    (feed,) = status.feeds
    record = json.loads((refreshed / "outputs/run.json").read_text())
    received = date.fromisoformat(record["submissions"][0]["received"])
    assert (feed.name, feed.covered_to) == ("mash_contacts", date(2019, 4, 30))
    assert (feed.last_received, feed.days_since) == (received, (NOW.date() - received).days)
    due = [
        row["due"]
        for row in record["arrivals"]
        if row["feed"] == "mash_contacts" and row["state"] == "sent in part"
    ]
    assert [(feed.next_due or NOW).isoformat()] == due, "of April to June only April was sent"
    assert status.runs["refresh"].attempt.code == 0
    assert status.store is not None
    rows = {table.name: table.rows for table in status.store.tables}
    assert rows == {"mash_contacts": 3, "submissions": 1}


@pytest.mark.parametrize(("due", "overdue"), [("2029-12-31", True), ("2030-01-01", False)])
def test_the_earliest_quarter_still_to_come_is_next_due(
    refreshed: Path,
    due: str,
    overdue: bool,  # noqa: FBT001
) -> None:
    path = refreshed / "outputs/run.json"
    record = json.loads(path.read_text())
    states = {
        "sent": "2001-01-01",
        "late": "2001-01-01",
        "before the first": "2001-01-01",
        "not yet due": "2030-04-30",
        "missing": due,
    }
    record["arrivals"] = [
        {"feed": "mash_contacts", "state": state, "due": day} for state, day in states.items()
    ]
    path.write_text(json.dumps(record))
    (feed,) = _status(refreshed).feeds
    assert (feed.next_due, feed.overdue) == (date.fromisoformat(due), overdue)


@pytest.mark.parametrize("name", ["figures.csv", "performance_subgroup.xlsx"])
def test_a_file_changed_or_taken_away_is_named(refreshed: Path, name: str) -> None:
    path = refreshed / "outputs" / name
    path.write_bytes(path.read_bytes() + b" ")
    assert (_status(refreshed).outputs.state, _status(refreshed).outputs.others) == (
        "other",
        (name,),
    )
    path.unlink()
    assert _status(refreshed).outputs.others == (name,)


def test_what_was_sent_on_to_partners_is_not_missed_and_what_was_changed_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk(tmp_path / "desk", *GOOD, ["1002", "no date", "Police", "Referral"])
    monkeypatch.chdir(folder)
    assert run(["refresh", "--quiet"]) == 1
    (book,) = (folder / "outputs/for_partners").glob("*.xlsx")
    book.write_bytes(b"changed")
    assert _status(folder).outputs.others == (f"for_partners/{book.name}",)
    book.unlink()
    assert _status(folder).outputs.state == "whole"


def test_findings_of_a_later_validate_are_told_for_what_they_are(refreshed: Path) -> None:
    bad = ["1002", "no date", "Police", "Referral"]
    (refreshed / "inputs/contacts.xlsx").unlink()
    desk(refreshed / "other", *GOOD, bad)
    (refreshed / "other/inputs/contacts.xlsx").rename(refreshed / "inputs/contacts.xlsx")
    assert run(["validate", "--quiet"]) == 1
    facts = _status(refreshed).outputs
    assert facts.state == "other"
    assert "findings.csv" in facts.others
    assert facts.why.startswith("`validate` wrote its findings")


def _half_moved(folder: Path) -> None:
    outputs = folder / "outputs"
    (outputs / READY).mkdir()
    (outputs / "figures.csv").rename(outputs / READY / "figures.csv")
    (outputs / f"{NEW}dead").mkdir()


def test_what_a_killed_run_left_is_put_right(refreshed: Path) -> None:
    _half_moved(refreshed)
    assert _status(refreshed).outputs.state == "whole"
    assert not [path for path in (refreshed / "outputs").iterdir() if path.name[0] == "."]


def test_nothing_is_put_right_while_a_run_is_at_work(refreshed: Path) -> None:
    _half_moved(refreshed)
    with only_run(refreshed / "outputs/store", doing="refresh"):
        status = _status(refreshed)
        assert (refreshed / "outputs" / READY / "figures.csv").exists()
    assert status.outputs.state == "unfinished"
    assert (status.at_work or "").startswith("refresh, process")


def test_outputs_are_whole_while_a_run_only_writes_beside_them(refreshed: Path) -> None:
    (refreshed / "outputs" / f"{NEW}alive").mkdir()
    with only_run(refreshed / "outputs/store"):
        assert _status(refreshed).outputs.state == "whole"
        assert (refreshed / "outputs" / f"{NEW}alive").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"outputs": []}', '{"outputs": {}, "as_of": "x"}']
)
def test_a_record_that_cannot_be_read_is_none(refreshed: Path, text: str) -> None:
    (refreshed / "outputs/run.json").write_text(text)
    assert _status(refreshed).outputs.state == "none"


def test_a_store_that_cannot_be_read_is_told_and_stops_nothing(refreshed: Path) -> None:
    path = refreshed / "outputs/store/store.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"format": 99}))
    status = _status(refreshed)
    assert status.store is not None
    assert "newer version" in status.store.trouble
    assert status.outputs.state == "whole"


def test_it_is_printed_and_given_as_json(
    refreshed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["status"]) == 0
    told = capfd.readouterr()
    assert not told.err
    for words in ("whole, as of 30 Apr 2019", "ended with 0", "mash_contacts", "4 rows"):
        assert words in told.out
    assert run(["status", "--json"]) == 0
    record = _told(capfd)
    assert record["outputs"]["state"] == "whole"
    assert record["feeds"][0]["covered_to"] == "2019-04-30"
    assert record["runs"]["refresh"]["success"]["code"] == 0
    assert (refreshed / "outputs").exists()


def test_the_alarm_is_silent_while_runs_go_well(
    refreshed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refreshed
    for age in ("90m", "26h", "8d"):
        assert run(["status", "--max-age", age]) == 0
    assert capfd.readouterr() == ("", "")


def test_the_alarm_rings_in_one_line_when_nothing_ran_or_went_well(
    at_desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", "--max-age", "26h"]) == 1
    told = capfd.readouterr()
    assert told == ("", "alarm: `safeguard-kpi refresh` has never run here (outputs)\n")
    assert not (at_desk / "outputs").exists()
    assert run(["validate", "--quiet"]) == 0, "what is done by hand silences nothing"
    assert run(["refresh", "--quiet", "--inputs", "nowhere"]) == 2
    capfd.readouterr()
    assert run(["status", "--max-age", "26h"]) == 1
    told = capfd.readouterr()
    assert told.err.count("\n") == 1
    assert "has never gone well" in told.err
    assert "there is no folder nowhere" in told.err


def test_the_alarm_rings_when_the_last_good_run_is_too_old(
    refreshed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = refreshed / "outputs/heartbeat.json"
    told = json.loads(path.read_text())
    for one in told["refresh"].values():
        one["finished"] = "2020-01-01T00:00:00.000+00:00"
    path.write_text(json.dumps(told))
    assert run(["status", "--max-age", "8d", "--json"]) == 1
    said = capfd.readouterr()
    assert json.loads(said.out)["outputs"]["state"] == "whole"
    assert "no `safeguard-kpi refresh` has gone well since 01 January 2020" in said.err


def test_a_store_that_lacks_a_file_is_an_alarm_and_no_run_passes_over_it(
    refreshed: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["refresh"]) in {0, 1}
    assert "nothing has changed since" in capfd.readouterr().err
    (lost, *_) = (refreshed / "outputs/store/tables-1/mash_contacts").rglob("*.parquet")
    lost.unlink()
    assert run(["status", "--max-age", "26h"]) == 1
    told = capfd.readouterr()
    assert told.err.count("\n") == 1
    assert "the table mash_contacts of the store in" in told.err
    assert "lacks 1 of its files" in told.err
    assert run(["refresh", "--quiet"]) == 2
    assert "cannot be read" in capfd.readouterr().err


@pytest.mark.parametrize("age", ["26", "h", "-1h", "0h", "1w", "1.5h", ""])
def test_an_age_that_is_none_is_refused_in_one_line(
    at_desk: Path, capfd: pytest.CaptureFixture[str], age: str
) -> None:
    assert at_desk
    assert run(["status", f"--max-age={age}"]) == 2
    assert capfd.readouterr().err.count("\n") == 1
