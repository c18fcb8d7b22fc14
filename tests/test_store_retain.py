"""Letting go of old rows, withdrawing a file, listing: what counts no more is not available, never nought."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_store import CONTACTS, SETTINGS, TODAY, Desk, contacts, desk, tables_of
from drawn_tables import contracts, sheet
from safeguard_kpi.cli import retaining
from safeguard_kpi.cli.running import run
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.journey.earlier.letting_go import rows_to_go
from safeguard_kpi.settings import read_settings
from safeguard_kpi.store.pointer import POINTER
from safeguard_kpi.store.retention import days_kept, is_past, let_go, past_rows
from safeguard_kpi.unattended.lock import only_run

FEEDS = contracts().feeds
ROWS = contacts(date(2019, 10, 1), 274, seed=1)  # to 30 June 2020
SPRING = date(2020, 4, 1)
OLD = [row for row in ROWS if row[3].date() < SPRING]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    at = desk(tmp_path_factory.mktemp("begun"))
    (at.folder / "safeguard-kpi.toml").write_text(SETTINGS, encoding="utf-8")
    at.give("contacts.csv", CONTACTS, ROWS)
    at.read()
    return at


@pytest.fixture
def at(begun: Desk, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(begun.folder, folder)
    return Desk(folder=folder)


def settings(at: Desk, retain: str = "") -> Path:
    path = at.folder / "safeguard-kpi.toml"
    path.write_text(SETTINGS + retain, encoding="utf-8")
    return path


def retained(at: Desk, begins: dict[str, date]) -> None:
    """Let go of the rows before some days, as the command does."""
    store = at.store(to_write=True)
    days = days_kept(store, begins)
    let_go(store, FEEDS, days, rows_to_go(store, FEEDS, days))


PAST = {
    "mash_contacts": """child_id | received_at
        W1 | 2020-03-31 23:59
        W2 | 2020-04-01 00:00""",
    "child_protection_plans": """child_id | started_on | ended_on
        W1 | 2015-01-01 | 2020-03-31
        W2 | 2015-01-01 | 2020-04-01
        W3 | 2015-01-01 | -            # nothing says that it ended
        W4 | 2020-04-01 | -""",
    "section_47_enquiries": """child_id | started_on | conference_on
        W1 | 2020-03-01 | -
        W2 | 2020-03-01 | 2020-04-01
        W3 | 2020-03-01 | 2020-03-31""",
}


@pytest.mark.parametrize(
    ("feed", "past"),
    [
        ("mash_contacts", [True, False]),
        ("child_protection_plans", [True, False, False, False]),
        ("section_47_enquiries", [True, False, True]),
    ],
)
def test_a_row_is_past_when_all_it_tells_of_is_and_it_has_an_end(
    feed: str, past: list[bool]
) -> None:
    rows = sheet(feed, PAST[feed]).frame
    assert rows.select(is_past(FEEDS[feed], SPRING)).to_series().to_list() == past


def test_the_plan_counts_and_changes_nothing(at: Desk) -> None:
    before = at.bytes()
    days, store = {"mash_contacts": SPRING, "referrals": SPRING}, at.store()
    plan = past_rows(store, FEEDS, days, rows_to_go(store, FEEDS, days))
    assert plan.rows() == [
        ("mash_contacts", SPRING, len(OLD), 1, len(ROWS) - len(OLD), 0),
        ("referrals", SPRING, 0, 0, 0, 0),
    ]
    assert at.bytes() == before


def test_rows_let_go_are_gone_and_stay_outside_and_their_months_are_not_nought(at: Desk) -> None:
    whole = _contacts(at.figures())
    retained(at, {"mash_contacts": SPRING})
    assert tables_of(at)["mash_contacts"]["received_on"].min() == SPRING
    for told in ("read again", "sent again with a day more"):
        if told == "sent again with a day more":
            at.give("contacts.csv", CONTACTS, ROWS[:-1])
        remembered = at.read()
        assert remembered.told is not None
        assert remembered.told["left_outside"] == {"erased": 0, "past": len(OLD)}
        assert tables_of(at)["mash_contacts"]["received_on"].min() == SPRING
    figures = _contacts(at.journey().compute(remembered.admitted).figures)
    after = dict(figures.select("period", "value").rows())
    status = dict(figures.select("period", "status").rows())
    for month, day in (("January 2020", None), ("March 2020", None), ("2019-20 Q4", None)):
        assert after.get(month) is day
        assert status.get(month, "x") == "x"
    before = dict(whole.select("period", "value").rows())
    for month in ("April 2020", "May 2020"):
        assert after[month] == before[month]


def _contacts(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.filter(indicator="mash_contacts", cut="all")


def test_coverage_that_the_settings_tell_does_not_make_nought_of_what_was_let_go(at: Desk) -> None:
    retained(at, {"mash_contacts": SPRING})
    journey = at.journey()
    from dataclasses import replace  # noqa: PLC0415

    journey.settings = replace(
        at.settings, coverage={"mash_contacts": (date(2019, 10, 1), date(2020, 6, 30))}
    )
    figures = _contacts(journey.compute(at.read().admitted).figures)
    told = {period: (value, status) for period, value, status in
            figures.select("period", "value", "status").rows()}  # fmt: skip
    assert told.get("March 2020", (None, "x")) == (None, "x")
    assert told["April 2020"][0] is not None


def test_a_first_day_is_never_moved_back(at: Desk) -> None:
    retained(at, {"mash_contacts": SPRING})
    retained(at, {"mash_contacts": date(2019, 1, 1)})
    assert at.store().begins == {"mash_contacts": SPRING}


def test_retain_tells_its_plan_and_does_it_with_yes(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = settings(at, 'retain = { default = "1 year", mash_contacts = "3 months" }\n')
    before = at.bytes()
    assert retaining.retain(path, today=TODAY, yes=False) == 0
    told = capsys.readouterr()
    assert f"mash_contacts             2020-04-01   {len(OLD)}" in told.out
    assert "--yes" in told.err
    assert at.bytes() == before
    assert retaining.retain(path, today=TODAY, yes=True) == 0
    assert at.store().begins["mash_contacts"] == SPRING
    assert at.store().begins["referrals"] == date(2019, 7, 1)
    assert tables_of(at)["mash_contacts"].height == len(ROWS) - len(OLD)


@pytest.mark.parametrize(
    ("said", "months"),
    [('"6 years"', 72), ('"1 year"', 12), ('"18 months"', 18), ('"1 month"', 1)],
)
def test_how_long_is_read_in_years_or_months(at: Desk, said: str, months: int) -> None:
    path = settings(at, f"retain = {{ default = {said} }}\n")
    assert read_settings(path).retain == {"default": months}


@pytest.mark.parametrize(
    "said", ['"6"', "6", '"six years"', '"0 years"', '"-1 years"', '"6 days"', '"1.5 years"', '"6  years"'],
)  # fmt: skip
def test_a_slip_in_how_long_is_a_sentence(at: Desk, said: str) -> None:
    with pytest.raises(DeclarationError, match="how long rows of `default` are kept"):
        read_settings(settings(at, f"retain = {{ default = {said} }}\n"))


@pytest.mark.parametrize("said", ["101 years", "1201 months", "9999 years", "9" * 5000 + " years"])
def test_longer_than_a_hundred_years_is_a_sentence(at: Desk, said: str) -> None:
    with pytest.raises(
        DeclarationError, match="`default` are kept for more than 100 years"
    ) as fault:
        read_settings(settings(at, f'retain = {{ default = "{said}" }}\n'))
    assert "give at most 100 years" in str(fault.value)


@pytest.mark.parametrize("said", ["100 years", "1200 months", "0001200 months"])
def test_a_hundred_years_can_be_said(at: Desk, said: str) -> None:
    path = settings(at, f'retain = {{ default = "{said}" }}\n')
    assert read_settings(path).retain == {"default": 1200}
    assert retaining.retain(path, today=TODAY, yes=False) == 0


@pytest.mark.parametrize(
    ("retain", "says"),
    [("", "do not say how long"), ('retain = { mash_contact = "1 year" }\n', "`mash_contact`, which is no feed")],
)  # fmt: skip
def test_retain_without_a_rule_lets_nothing_go(
    at: Desk, capsys: pytest.CaptureFixture[str], retain: str, says: str
) -> None:
    assert run(["store", "retain", "--yes", "--settings", str(settings(at, retain))]) == 2
    assert says in capsys.readouterr().err


def test_list_tells_every_submission(at: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(settings(at))
    assert run(["store", "list", "--json", "--settings", path]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert {name: row[name] for name in ("file", "sheet", "feed", "standing", "rows")} == {
        "file": "contacts.csv", "sheet": "contacts", "feed": "mash_contacts",
        "standing": "current", "rows": len(ROWS),
    }  # fmt: skip
    assert (row["covers_from"], row["covers_to"]) == ("2019-10-01", "2020-06-30")
    assert run(["store", "list", "--settings", path]) == 0
    assert "contacts.csv  contacts  mash_contacts  2019-10-01" in capsys.readouterr().out


def test_a_withdrawn_file_counts_no_more_and_stays_so(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(settings(at))
    at.give("more.csv", CONTACTS, contacts(SPRING, 60, seed=5))
    at.read()
    before = at.bytes()
    assert run(["store", "withdraw", "more.csv", "--settings", path]) == 0
    assert at.bytes() == before
    assert run(["store", "withdraw", "more.csv", "--sheet", "x", "--yes", "--settings", path]) == 2
    assert run(["store", "withdraw", "more.csv", "--yes", "--settings", path]) == 0
    standing: dict[str, Any] = dict(at.store().kept.select("file", "standing").rows())
    assert standing == {"contacts.csv": "current", "more.csv": "withdrawn"}
    again = at.read()
    assert again.told is not None
    assert again.told["withdrawn"] == ["more.csv, sheet more"]
    assert again.admitted.frames["mash_contacts"].height == len(ROWS)
    assert "withdrew 1 sheet" in capsys.readouterr().err
    undo = ["store", "withdraw", "more.csv", "--undo", "--settings", path]
    assert run(undo) == 0, "a plan alone"
    assert at.read().admitted.frames["mash_contacts"].height == len(ROWS)
    assert run([*undo, "--yes"]) == 0
    assert "1 sheet counts again" in capsys.readouterr().err
    assert at.read().admitted.frames["mash_contacts"].height > len(ROWS)
    assert run([*undo, "--yes"]) == 2
    assert "no submission that was withdrawn" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "refused"), [("More.csv", True), ("other.csv", False)])
def test_two_versions_of_one_list_never_count_together(
    at: Desk, capsys: pytest.CaptureFixture[str], name: str, *, refused: bool
) -> None:
    path = str(settings(at))
    first = at.give("more.csv", CONTACTS, contacts(SPRING, 60, seed=5))
    at.read()
    assert run(["store", "withdraw", "more.csv", "--yes", "--settings", path]) == 0
    first.unlink()
    second = contacts(SPRING, 60, seed=5)[:-7]
    (at.settings.inputs / "june").mkdir()
    at.give(f"june/{name}", CONTACTS, second)
    at.read()
    before = at.bytes()
    undo = ["store", "withdraw", "more.csv", "--undo", "--yes", "--settings", path]
    capsys.readouterr()
    if not refused:
        assert run(undo) == 0
        return
    assert run(undo) == 2
    told = capsys.readouterr().err
    assert f"{name}, sheet" in told
    assert "withdraw that first" in told
    assert at.bytes() == before
    assert run(["store", "withdraw", name, "--yes", "--settings", path]) == 0
    assert run(undo) == 0


def test_erase_as_a_command_never_says_whom(at: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path, child = str(settings(at)), ROWS[0][1]
    before = at.bytes()
    assert run(["store", "erase", "--child", child, "--settings", path]) == 0
    assert at.bytes() == before
    assert run(["store", "erase", "--child", child, "--yes", "--settings", path]) == 0
    told = capsys.readouterr()
    assert child not in told.out + told.err
    assert "found 0" in told.err
    assert "stands in bytes by chance" in told.err
    pointer = json.loads((at.store_folder / POINTER).read_text())
    assert len(pointer["erased"]) == 1
    assert run(["store", "erase", "--child", " ", "--yes", "--settings", path]) == 2
    assert "no identifier was given" in capsys.readouterr().err


def test_something_found_after_erasing_ends_with_one(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(settings(at))
    (at.store_folder / "note.txt").write_text("about C987654 of the contacts")
    assert run(["store", "erase", "--child", "C987654", "--yes", "--settings", path]) == 1
    told = capsys.readouterr()
    assert "note.txt" in told.out
    assert "found 1" in told.err
    log = (at.settings.outputs / "log" / "safeguard-kpi.jsonl").read_text()
    assert json.loads(log.splitlines()[-1])["code"] == 1
    assert "C987654" not in log


def test_nothing_is_done_to_a_store_that_another_run_is_at_work_in(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path, key = str(settings(at)), at.settings.key.read_bytes()
    before = at.bytes()
    with only_run(at.store_folder, doing="refresh"):
        for asked in (
            ["store", "erase", "--child", "W1001", "--yes"],
            ["store", "withdraw", "contacts.csv", "--yes"],
            ["key", "rotate", "--yes"],
        ):
            assert run([*asked, "--settings", path]) == 3
            assert "another run is at work" in capsys.readouterr().err
        assert run(["store", "list", "--settings", path]) == 0
    assert at.settings.key.read_bytes() == key
    (at.store_folder / ".lock").unlink()
    assert at.bytes() == before


def test_of_two_versions_that_were_withdrawn_the_later_counts_again(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(settings(at))
    for rows in (contacts(SPRING, 60, seed=5), contacts(SPRING, 60, seed=6)):
        at.give("more.csv", CONTACTS, rows)
        at.read()
        assert run(["store", "withdraw", "more.csv", "--yes", "--settings", path]) == 0
    undo = ["store", "withdraw", "more.csv", "--undo", "--yes", "--settings", path]
    assert run(undo) == 0
    current = at.store().current.filter(file="more.csv")
    assert current["kept_at"].to_list() == [
        at.store().kept.filter(file="more.csv")["kept_at"].max()
    ]
    assert run(undo) == 2
    assert "counts and bears the same names" in capsys.readouterr().err
