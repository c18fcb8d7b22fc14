"""What was sent stays sent: months are told by the rows that came, whatever a later list, file or day takes away."""

import random
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_store import CONTACTS as CONTACT_COLUMNS
from drawn_store import REFERRALS, TODAY, Desk, contacts, desk, referrals
from safeguard_kpi.journey.earlier.remembering import Remembered
from safeguard_kpi.journey.left_out import coverage_left_out
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.quarter.recounting import recalled
from safeguard_kpi.store.withdrawn import without

EPISODES = ("Child Unique ID", "Date of Birth", "Episode start date", "Episode end date")
Q1, Q2, Q3 = (
    (date(2019, 4, 1), date(2019, 6, 30)),
    (date(2019, 7, 1), date(2019, 9, 30)),
    (date(2019, 10, 1), date(2019, 12, 31)),
)
Told = dict[str, tuple[date, date]]


def episodes(first: date, last: date) -> list[tuple[Any, ...]]:
    """List the episodes active in a quarter as they stood on its last day; one starts each day, none is short.

    Every episode that starts in September is open at its end, so the next quarter's list has it again.
    """
    dice = random.Random(5)
    rows = []
    for day in range(275):
        begun = Q1[0] + timedelta(day)
        ended = begun + timedelta(31 + dice.randrange(90))
        if begun <= last and ended >= first:
            rows.append((f"W{day}", "", begun, ended if ended <= last else ""))
    return rows


def counted(at: Desk, as_of: date, told: Told | None = None) -> tuple[Remembered, pl.DataFrame]:
    """Read the inputs and count; see that the store alone gives every figure again."""
    journey = Journey(settings=replace(at.settings, as_of=as_of, coverage=told or {}), today=TODAY)
    remembered = journey.remember(journey.validate(journey.ingest()))
    remembered.store.commit()
    figures = journey.compute(remembered.admitted).figures
    store = at.store()
    numbers = {
        name: number
        for number, name in remembered.numbers.items()
        if name in set(store.current["id"])
    }
    again = journey.compute(recalled(store, journey, frozenset(numbers), numbers)).figures
    assert again.equals(figures), "the store alone gives other figures"
    return remembered, figures


def figure(figures: pl.DataFrame, key: str, period: str) -> tuple[float | None, str]:
    row = figures.filter(indicator=key, period=period, cut="all").row(0, named=True)
    return row["value"], row["status"]


@pytest.mark.parametrize("one_run", [False, True])
def test_a_quarter_stays_sent_when_the_next_list_has_its_rows_again(
    tmp_path: Path, *, one_run: bool
) -> None:
    at = desk(tmp_path)
    for name, (first, last) in {"Q1.csv": Q1, "Q2.csv": Q2}.items():
        at.give(name, EPISODES, episodes(first, last))
    september = sum(row[2].month == 9 for row in episodes(*Q2))
    assert september == 30
    if not one_run:
        _, shown = counted(at, Q2[1])
        assert figure(shown, "early_help_started", "September 2019") == (30.0, "")
        assert figure(shown, "early_help_started", "2019-20 Q2") == (92.0, "")
        shutil.rmtree(at.settings.inputs)
    at.give("Q3.csv", EPISODES, episodes(*Q3))
    _, figures = counted(at, Q3[1])
    assert figure(figures, "early_help_started", "September 2019") == (30.0, "")
    assert figure(figures, "early_help_started", "2019-20 Q2") == (92.0, "")


def test_a_month_in_which_no_episode_ended_stays_sent_when_the_rest_came_again(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path)

    def small(first: date, last: date) -> list[tuple[Any, ...]]:
        rows = []
        for n in range(40):
            begun = date(2019, 1, 3) + timedelta(6 * n)
            ended = begun + timedelta(100 + 7 * (n % 9))
            ended = date(2019, 8, 2) if ended.month == 7 else ended
            if begun <= last and ended >= first:
                rows.append((f"W{n}", "", begun, ended if ended <= last else ""))
        return rows

    at.give("to Sep.csv", EPISODES, small(Q1[0], Q2[1]))
    _, before = counted(at, Q2[1])
    at.give("to Dec.csv", EPISODES, small(Q2[0], Q3[1]))
    _, after = counted(at, Q3[1])
    for figures in (before, after):
        assert figure(figures, "early_help_started", "July 2019") == (5.0, "")
        assert figure(figures, "early_help_closed", "July 2019") == (0.0, "")


def test_a_sheet_withdrawn_counts_no_more_though_its_file_is_given_and_the_note_says_so(
    tmp_path: Path,
) -> None:
    at = desk(tmp_path)
    at.give("contacts.csv", CONTACT_COLUMNS, contacts(Q1[0], 91, seed=1))
    at.give("referrals.csv", REFERRALS, referrals(Q1[0], 91, seed=2))
    counted(at, Q1[1])
    store = at.store(to_write=True)
    ids = store.current.filter(feed="referrals")["id"].to_list()
    store.taking(without(store.kept, ids), {}).commit()
    given, there = counted(at, Q1[1])
    (at.settings.inputs / "referrals.csv").unlink()
    _, gone = counted(at, Q1[1])
    assert there.equals(gone)
    notes = there.filter(pl.col("indicator").is_in(["referrals", "re_referrals_within_12_months"]))
    assert notes["note"].unique().to_list() == [
        "Not supplied: no sheet of Referrals to children's social care is counted."
    ]
    assert "referrals.csv" in given.submissions["file"].to_list()  # the list of files still has it


TOLD: Told = {"referrals": (Q1[0], Q2[1])}


@pytest.fixture
def refused(tmp_path: Path) -> Desk:
    """Give two quarters of contacts and referrals, of which the second list of referrals is refused whole."""
    at = desk(tmp_path)
    at.give("contacts.csv", CONTACT_COLUMNS, contacts(Q1[0], 183, seed=1))
    at.give("a.csv", REFERRALS, referrals(Q1[0], 91, seed=2))
    at.give("b.csv", REFERRALS, without_children())
    return at


def without_children() -> list[tuple[Any, ...]]:
    rows = referrals(Q2[0], 92, seed=3)
    return [("" if n % 2 else row[0], *row[1:]) for n, row in enumerate(rows)]


def left_out(at: Desk, remembered: Remembered) -> int:
    journey = at.journey()
    settings = replace(at.settings, coverage=TOLD)
    return coverage_left_out(remembered.admitted, journey.contracts, settings).height


def test_a_quarter_that_was_refused_is_not_nought_once_its_file_is_gone(refused: Desk) -> None:
    for _ in ("given", "gone"):
        remembered, figures = counted(refused, Q2[1], TOLD)
        assert figure(figures, "referrals", "2019-20 Q1") == (91.0, "")
        assert figure(figures, "referrals", "2019-20 Q2") == (None, "x")
        assert left_out(refused, remembered) == 1
        (refused.settings.inputs / "b.csv").unlink(missing_ok=True)


@pytest.mark.parametrize(("name", "days"), [("b.csv", 92), ("b mended.csv", 92), ("b.csv", 60)])
def test_what_the_settings_say_holds_again_once_the_days_that_were_refused_came(
    refused: Desk, name: str, days: int
) -> None:
    counted(refused, Q2[1], TOLD)
    (refused.settings.inputs / "b.csv").unlink()
    refused.give(name, REFERRALS, referrals(Q2[0], days, seed=3))
    remembered, figures = counted(refused, Q2[1], TOLD)
    whole = days == 92
    assert figure(figures, "referrals", "2019-20 Q2") == ((92.0, "") if whole else (None, "x"))
    assert left_out(refused, remembered) == int(not whole)


def test_the_next_quarter_under_the_name_of_a_refused_list_does_not_stand_for_it(
    refused: Desk,
) -> None:
    counted(refused, Q2[1], TOLD)
    refused.give("b.csv", REFERRALS, referrals(Q3[0], 92, seed=4))
    told = {"referrals": (Q1[0], Q3[1])}
    refused.give("contacts.csv", CONTACT_COLUMNS, contacts(Q1[0], 275, seed=1))
    _, figures = counted(refused, Q3[1], told)
    assert figure(figures, "referrals", "2019-20 Q2") == (None, "x")
    assert figure(figures, "referrals", "2019-20 Q3") == (92.0, "")


def test_a_refused_sheet_that_is_withdrawn_is_forgotten(refused: Desk) -> None:
    counted(refused, Q2[1], TOLD)
    (refused.settings.inputs / "b.csv").unlink()
    store = refused.store(to_write=True)
    ids = store.current.filter("refused")["id"].to_list()
    assert len(ids) == 1
    store.taking(without(store.kept, ids), {}).commit()
    remembered, figures = counted(refused, Q2[1], TOLD)
    assert figure(figures, "referrals", "2019-20 Q2") == (0.0, "")  # whoever withdrew it said so
    assert left_out(refused, remembered) == 0


def test_a_refused_sheet_keeps_the_days_that_its_rows_told_of_and_no_row(refused: Desk) -> None:
    counted(refused, Q2[1], TOLD)
    row = refused.store().current.filter("refused").row(0, named=True)
    assert (row["refused_from"], row["refused_to"]) == Q2
    assert (row["covers_from"], row["covers_to"]) == (None, None)
    assert refused.store().kept["refused"].to_list().count(True) == 1
