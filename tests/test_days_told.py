"""What submissions.toml says of a file holds for the list it is said of, and for no other of its name."""

from datetime import date
from pathlib import Path

import pytest

from drawn_quarters import Q1, Q4, laid_out
from drawn_store import CONTACTS, Desk, contacts, desk
from safeguard_kpi.intake.admission.reckoning import asks

WINTER, SPRING = (date(2020, 1, 1), date(2020, 3, 31)), (date(2020, 4, 1), date(2020, 6, 30))
EPISODES = ("Child Unique ID", "Date of Birth", "Episode start date", "Episode end date")
CAME = {WINTER: date(2020, 4, 20), SPRING: date(2020, 7, 9)}


def give(at: Desk, days: tuple[date, date], name: str = "contacts.csv") -> None:
    (first, last), seed = days, days[0].month
    at.give(name, CONTACTS, contacts(first, (last - first).days + 1, seed=seed))


def say(
    at: Desk, days: tuple[date, date] | None, name: str = "contacts.csv", came: date | None = None
) -> None:
    lines = [f'[files."{name}"]', *([f"from = {days[0]}\nto = {days[1]}"] if days else [])]
    lines += [f"received = {came}"] if came else []
    (at.settings.inputs / "submissions.toml").write_text("\n".join(lines), encoding="utf-8")


def counted(at: Desk) -> dict[str, tuple[int | None, str]]:
    figures = at.figures().filter(indicator="mash_contacts", cut="all", grain="quarter")
    return {row["period"]: (row["numerator"], row["status"]) for row in figures.to_dicts()}


def told_otherwise(at: Desk) -> list[tuple[str, str, str, str]]:
    found = at.read().admitted.findings.filter(problem="file_told_otherwise")
    return found.select("level", "file", "message", "remedy").rows()


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    made = desk(tmp_path)
    give(made, WINTER)
    return made


BOTH = {"2019-20 Q4": (182, ""), "2020-21 Q1": (182, "")}


def test_days_left_from_last_quarter_do_not_hold_for_the_next_file_of_that_name(at: Desk) -> None:
    say(at, WINTER)
    assert counted(at) == {"2019-20 Q4": (182, "")}
    give(at, SPRING)
    assert counted(at) == BOTH
    ((level, file, message, remedy),) = told_otherwise(at)
    assert (level, file) == ("error", "contacts.csv")
    assert (
        "submissions.toml says that it covers 1 January 2020 to 31 March 2020; no row is" in message
    )
    assert 'under [files."contacts.csv"] in submissions.toml' in remedy


def test_days_told_of_this_quarters_file_are_not_those_of_the_last_of_that_name(at: Desk) -> None:
    counted(at)
    give(at, SPRING)
    say(at, SPRING)
    assert counted(at) == BOTH
    assert told_otherwise(at) == []
    (at.settings.inputs / "contacts.csv").unlink()
    assert counted(at) == BOTH
    assert told_otherwise(at) == []
    covers = at.store().current.select("covers_from", "covers_to", "whole").sort("covers_from")
    assert covers.rows() == [(*WINTER, False), (*SPRING, True)]


def test_days_told_once_no_file_of_that_name_is_given_are_those_of_the_list_that_ends_in_them(
    at: Desk,
) -> None:
    counted(at)
    give(at, SPRING)
    counted(at)
    (at.settings.inputs / "contacts.csv").unlink()
    longer = (date(2019, 12, 1), WINTER[1])
    say(at, longer)
    counted(at)
    covers = at.store().current.select("covers_from", "covers_to", "whole").sort("covers_from")
    assert covers.rows() == [(*longer, True), (*SPRING, False)]


def test_days_told_of_no_list_that_is_kept_are_said(at: Desk) -> None:
    counted(at)
    (at.settings.inputs / "contacts.csv").unlink()
    say(at, SPRING)
    assert counted(at) == {"2019-20 Q4": (182, "")}
    ((level, file, message, _),) = told_otherwise(at)
    assert (level, file) == ("error", "contacts.csv")
    assert "no list kept under its name ends in those days" in message


def test_days_that_were_told_can_be_told_fewer(at: Desk) -> None:
    say(at, WINTER)
    counted(at)
    (at.settings.inputs / "contacts.csv").unlink()
    fewer = (WINTER[0], date(2020, 2, 29))
    say(at, fewer)
    counted(at)
    assert at.store().current.select("covers_from", "covers_to").rows() == [fewer]
    assert told_otherwise(at) == []


@pytest.mark.parametrize(("later", "holds"), [(3, True), (4, False)])
def test_days_hold_while_as_many_rows_are_of_them_as_are_of_later_ones(
    tmp_path: Path, later: int, *, holds: bool
) -> None:
    at = desk(tmp_path)
    march = contacts(date(2020, 3, 1), 2, seed=1)[:3]
    april = contacts(date(2020, 4, 5), 2, seed=2)[:later]
    before = contacts(date(2019, 6, 1), 9, seed=3)
    at.give("contacts.csv", CONTACTS, [*before, *march, *april])
    march_only = (date(2020, 3, 1), date(2020, 3, 31))
    say(at, march_only)
    read = at.journey().ingest()
    (sheet,) = read.sheets.values()
    assert sheet.covers == (march_only if holds else None)
    assert read.findings.filter(problem="file_told_otherwise").height == (not holds)


@pytest.mark.parametrize(
    ("started", "holds"), [(date(2020, 1, 1), True), (date(2019, 12, 31), False)]
)
def test_a_row_on_the_first_day_told_is_of_those_days(
    tmp_path: Path, started: date, *, holds: bool
) -> None:
    at = desk(tmp_path)
    old = [(f"W{n}", "", date(2018, 5, 1 + n), "") for n in range(9)]
    at.give("episodes.csv", EPISODES, [*old, ("W10", "", started, "")])
    say(at, WINTER, "episodes.csv")
    (sheet,) = at.journey().ingest().sheets.values()
    assert sheet.covers == (WINTER if holds else None)


def received(at: Desk) -> list[tuple[date, bool]]:
    kept = at.store().kept.sort("covers_from")
    return [(day, told) for day, told in kept.select("received", "received_told").iter_rows()]


def test_the_day_a_file_came_is_not_that_of_the_last_of_that_name(at: Desk) -> None:
    say(at, None, came=CAME[WINTER])
    at.read()
    give(at, SPRING)
    say(at, None, came=CAME[SPRING])
    at.read()
    assert received(at) == [(CAME[WINTER], True), (CAME[SPRING], True)]


@pytest.mark.parametrize("given", [True, False])
def test_a_day_told_later_is_that_of_the_list_given_or_else_of_the_one_kept_last(
    at: Desk, *, given: bool
) -> None:
    at.read()
    give(at, SPRING)
    at.read()
    first = received(at)[0]
    if not given:
        (at.settings.inputs / "contacts.csv").unlink()
    say(at, None, came=CAME[SPRING])
    at.read()
    assert first == (at.journey().today, False)
    assert received(at) == [first, (CAME[SPRING], True)]


def test_a_finding_about_days_told_asks_the_partner_for_nothing(at: Desk) -> None:
    say(at, SPRING)
    found = at.journey().ingest().findings.filter(problem="file_told_otherwise")
    assert found.height == 1
    assert asks(found).is_empty()


def test_a_release_comes_out_as_it_was_once_days_are_told_of_the_next_file_of_that_name(
    tmp_path: Path,
) -> None:
    desk = laid_out(tmp_path / "desk", contacts=Q4)
    desk.refresh()
    desk.release()
    desk.send("contacts.csv", Q1)
    said = '[files."contacts.csv"]\nfrom = 2020-04-01\nto = 2020-06-30\nreceived = 2020-07-09\n'
    (desk.folder / "inputs" / "submissions.toml").write_text(said, encoding="utf-8")
    desk.refresh()
    assert desk.figure("mash_contacts", "2019-20 Q4")["numerator"] == 91
    assert desk.diff().figures.is_empty()
    assert desk.verify().holds
