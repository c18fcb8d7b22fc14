"""What is counted after old rows were let go is what was counted before: known answers, and drawn quarters."""

import random
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_store import CONTACTS, REFERRALS, Desk, born, contacts, desk, referrals, tables_of
from drawn_tables import contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.journey.earlier.letting_go import rows_to_go
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.store import delta
from safeguard_kpi.store.model import KEPT, TABLE
from safeguard_kpi.store.retention import days_kept, let_go
from safeguard_kpi.store.withdrawn import without

FEEDS = contracts().feeds
PLANS = ("Child Unique ID", "Date of Birth", "Child Protection Plan Start Date",
         "Child Protection Plan End Date", "Latest Category of Abuse")  # fmt: skip
EPISODES = ("Child Unique ID", "Date of Birth", "Episode start date", "Episode end date",
            "Closure reason")  # fmt: skip
NEED = ("Child Unique ID", "Date of Birth", "CIN Start Date", "CIN Closure Date")
ENQUIRIES = ("Child Unique ID", "Date of Birth",
             "Strategy discussion initiating Section 47 Enquiry Start Date",
             "Date of Initial Child Protection Conference")  # fmt: skip
ASSESSMENTS = ("Child Unique ID", "Date of Birth", "Continuous Assessment Start Date",
               "Continuous Assessment Date of Authorisation")  # fmt: skip

LOOK_BACK = {
    "re_referrals_within_12_months", "mash_repeat_within_12_months", "mash_repeat_within_6_months",
    "assessment_days", "assessments_within_45_days",
}  # fmt: skip
"""Indicators of which rows after the day ask for rows before it, which are gone: unknown, never other."""

NUMBERS = ["numerator", "denominator", "unknown", "value", "status"]
LINE = ["indicator", "grain", "period", "cut", "category"]
Row = tuple[Any, ...]


def retained(at: Desk, first: date, *feeds: str) -> None:
    store = at.store(to_write=True)
    days = days_kept(store, dict.fromkeys(feeds or FEEDS, first))
    let_go(store, FEEDS, days, rows_to_go(store, FEEDS, days))


def copied(at: Desk, folder: Path) -> Desk:
    shutil.copytree(at.folder, folder)
    return Desk(folder=folder)


def sent(at: Desk, told: str, **lists: tuple[tuple[str, ...], list[Row]]) -> None:
    """Lay lists of one quarter in the place of the inputs, and read them into the store."""
    for path in at.settings.inputs.iterdir():
        path.unlink()
    for name, (headers, rows) in lists.items():
        at.give(f"{name} {told}.csv", headers, rows)
    at.read()


def figures(at: Desk) -> pl.DataFrame:
    """Count what the store holds, with nothing in the inputs but what was read already."""
    journey = at.journey()
    journey.settings = at.settings
    return Journey(settings=at.settings, today=journey.today).compute(at.read().admitted).figures


# ---- by hand

WINTER = (date(2020, 1, 1), date(2020, 3, 31))
SPRING = (date(2020, 4, 1), date(2020, 6, 30))
MAY = date(2020, 5, 1)


def covering(at: Desk, **files: tuple[date, date]) -> None:
    said = [
        f'[files."{name}.csv"]\nfrom = {first}\nto = {last}\n'
        for name, (first, last) in files.items()
    ]
    (at.settings.inputs / "submissions.toml").write_text("\n".join(said), encoding="utf-8")


def two_quarters(at: Desk, headers: tuple[str, ...]) -> Desk:
    """Send what was active in winter and in spring: W1 ends in April, W2 stays open, W3 is listed no more."""
    dob = date(2012, 6, 1)
    at.give("winter.csv", headers, [
        ("W1", dob, date(2020, 1, 10), "", "EMO"),
        ("W2", dob, date(2020, 2, 10), "", "EMO"),
        ("W3", dob, date(2020, 3, 10), "", "EMO"),
        ("W4", dob, date(2019, 3, 10), date(2020, 3, 20), "NEG"),
    ])  # fmt: skip
    covering(at, winter=WINTER)
    at.read()
    (at.settings.inputs / "winter.csv").unlink()
    at.give("spring.csv", headers, [
        ("W1", dob, date(2020, 1, 10), date(2020, 4, 20), "EMO"),
        ("W2", dob, date(2020, 2, 10), "", "EMO"),
        ("W5", dob, date(2020, 5, 5), "", "NEG"),
        ("W6", dob, date(2020, 5, 6), date(2020, 6, 6), "NEG"),
    ])  # fmt: skip
    covering(at, winter=WINTER, spring=SPRING)
    at.read()
    return at


@pytest.mark.parametrize(
    ("headers", "feed", "indicator"),
    [
        (PLANS, "child_protection_plans", "plans_open"),
        (EPISODES, "early_help_episodes", "early_help_open"),
    ],
)
def test_what_ended_before_the_day_is_not_open_again(
    tmp_path: Path, headers: tuple[str, ...], feed: str, indicator: str
) -> None:
    at = two_quarters(desk(tmp_path / "desk"), headers)
    for first in (None, MAY):
        if first:
            retained(at, first)
        told = figures(at).filter(indicator=indicator, cut="all", grain="month")
        by_month = {row["period"]: row for row in told.to_dicts()}
        # W2, W5 and W6, then without W6; of W3 nothing is known since winter.
        for month, expected in {"May 2020": (3, 1, "u"), "June 2020": (2, 1, "u")}.items():
            row = by_month[month]
            assert (row["numerator"], row["unknown"], row["status"]) == expected, (first, month)
    rows = tables_of(at)[feed]
    assert rows.height == 2 + 3, "both versions of W1, and W4, are gone"


def test_the_row_that_counts_is_judged_and_its_versions_follow(tmp_path: Path) -> None:
    at = two_quarters(desk(tmp_path / "desk"), PLANS)
    going = rows_to_go(at.store(), FEEDS, {"child_protection_plans": MAY})["child_protection_plans"]
    ids = dict(at.store().kept.select("id", "file").rows())
    assert sorted((ids[each], row) for each, row in going.rows()) == [
        ("spring.csv", 2), ("winter.csv", 2), ("winter.csv", 5),
    ]  # fmt: skip


def test_a_sheet_that_was_withdrawn_judges_no_row_that_counts(tmp_path: Path) -> None:
    at = two_quarters(desk(tmp_path / "desk"), PLANS)
    store = at.store(to_write=True)
    spring = store.kept.filter(file="spring.csv")["id"].to_list()
    store.taking(without(store.kept, spring), {}).commit()
    going = rows_to_go(at.store(), FEEDS, {"child_protection_plans": MAY})["child_protection_plans"]
    ids = dict(at.store().kept.select("id", "file").rows())
    # W1 counts as winter has it: open. What spring says of it counts no more, and stays with it.
    assert sorted((ids[each], row) for each, row in going.rows()) == [
        ("spring.csv", 2), ("winter.csv", 5),
    ]  # fmt: skip


def test_a_row_of_a_withdrawn_sheet_goes_with_the_one_that_counts(tmp_path: Path) -> None:
    at = two_quarters(desk(tmp_path / "desk"), PLANS)
    store = at.store(to_write=True)
    winter = store.kept.filter(file="winter.csv")["id"].to_list()
    store.taking(without(store.kept, winter), {}).commit()
    retained(at, MAY)
    rows = tables_of(at)["child_protection_plans"]
    assert rows.filter(pl.col("submission").is_in(winter)).height == 2  # W2 and W3


def test_an_end_before_the_day_that_comes_later_ends_what_is_kept_open(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk")
    dob = date(2012, 6, 1)
    at.give("winter.csv", PLANS, [("W1", dob, date(2020, 1, 10), "", "EMO"),
                                  ("W2", dob, date(2020, 2, 10), "", "EMO")])  # fmt: skip
    covering(at, winter=WINTER)
    at.read()
    retained(at, MAY)
    at.give("spring.csv", PLANS, [
        ("W1", dob, date(2020, 1, 10), date(2020, 4, 20), "EMO"),
        ("W2", dob, date(2020, 2, 10), "", "EMO"),
        ("W7", dob, date(2020, 2, 10), date(2020, 4, 21), "EMO"),  # never kept: stays outside
    ])  # fmt: skip
    covering(at, winter=WINTER, spring=SPRING)
    remembered = at.read()
    assert remembered.told is not None
    assert remembered.told["left_outside"] == {"erased": 0, "past": 1}
    told = figures(at).filter(indicator="plans_open", cut="all", period="May 2020")
    assert told.select("numerator", "unknown").rows() == [(1, 0)]
    retained(at, MAY)  # then both versions of W1 go, and reading again brings none back
    at.read()
    assert tables_of(at)["child_protection_plans"].height == 2
    told = figures(at).filter(indicator="plans_open", cut="all", period="May 2020")
    assert told.select("numerator", "unknown").rows() == [(1, 0)]


def with_previous(at: Desk) -> Desk:
    """Send referrals of which the one before the day alone gives a previous one."""
    dob, police = date(2012, 6, 1), "6: Police"
    headers = (*REFERRALS[:4], "Date of previous referral")
    at.give("list.csv", headers, [
        ("W1", dob, date(2020, 4, 20), police, date(2020, 1, 10)),
        ("W2", dob, date(2020, 5, 10), police, ""),
        ("W3", dob, date(2020, 6, 20), police, ""),
    ])  # fmt: skip
    covering(at, list=(WINTER[0], SPRING[1]))
    at.read()
    return at


@pytest.mark.parametrize("older", [False, True])
def test_a_column_that_was_filled_in_when_it_came_stays_sent(
    tmp_path: Path, *, older: bool
) -> None:
    at = with_previous(desk(tmp_path / "desk"))
    if older:  # as a store that was written before it was noted
        store = at.store(to_write=True)
        version = store.pointer.tables[TABLE]
        kept = delta.read_whole(store.table(TABLE), version).drop("columns_filled")
        again = delta.overwrite(store.table(TABLE), kept, told=("id",))
        store.at({**store.pointer.tables, TABLE: again}).commit()
        assert at.store().kept["columns_filled"].null_count() == 1
    asked = (pl.col("period_start") >= MAY) & (
        pl.col("indicator") == "re_referrals_within_12_months"
    )
    before = figures(at).filter(asked)
    told = before.filter(period="May 2020", cut="all")
    # It has the column, and none: W2 was not referred before. Without the column nobody would know.
    assert told.select("numerator", "denominator", "unknown").rows() == [(0, 1, 0)]
    retained(at, MAY)
    assert figures(at).filter(asked).equals(before)
    (filled,) = at.store().kept["columns_filled"].to_list()
    assert {"child_id", "received_on", "previous_referral_on"} <= set(filled)
    assert "closed_on" not in filled
    assert tables_of(at)["referrals"].height == 2


def test_the_list_of_submissions_says_what_was_filled_in(tmp_path: Path) -> None:
    at = with_previous(desk(tmp_path / "desk"))
    assert "columns_filled" in KEPT
    (filled,) = at.store().kept["columns_filled"].to_list()
    assert "previous_referral_on" in filled
    remembered = at.read()
    (number,) = remembered.admitted.filled
    assert remembered.admitted.filled[number] == set(filled)


# ---- drawn


def spells(seed: int, each: float, longest: int) -> list[tuple[int, date, date]]:
    """Invent spells of children: who, begun, ended; a child has one at a time."""
    dice, found, busy = random.Random(seed), list[tuple[int, date, date]](), dict[int, date]()
    day = date(2018, 7, 1)
    while day <= date(2020, 6, 30):
        child = dice.randrange(1000, 1120)
        if dice.random() < each and busy.get(child, date.min) < day:
            busy[child] = day + timedelta(days=dice.randrange(10, longest))
            found.append((child, day, busy[child]))
        day += timedelta(days=1)
    return found


def active(
    drawn: Iterable[tuple[int, date, date]], first: date, last: date, *cells: str
) -> list[Row]:
    """List as an extract of the last day has it what was active in its days."""
    return [
        (f"W{child}", born(child), begun, ended if ended <= last else "", *cells)
        for child, begun, ended in drawn
        if begun <= last and ended >= first
    ]


def begun_in(drawn: Iterable[tuple[int, date, date]], first: date, last: date) -> list[Row]:
    return [
        (f"W{child}", born(child), begun, then if then <= last else "")
        for child, begun, then in drawn
        if first <= begun <= last
    ]


def months_before(day: date, months: int) -> date:
    """Give the first day of the month so many months before a day's."""
    whole = day.year * 12 + day.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Keep six quarters, each an extract of the last six months as they stood on its last day.

    One quarter's extract of early help never came, so that what was open then is unknown.
    """
    at = desk(tmp_path_factory.mktemp("quarters") / "desk")
    plans, need, episodes = spells(1, 0.7, 400), spells(2, 0.9, 300), spells(3, 0.9, 250)
    enquiries, assessments = spells(4, 0.8, 40), spells(5, 0.9, 80)
    calls, asked = contacts(date(2018, 7, 1), 731, seed=6), referrals(date(2018, 7, 1), 731, seed=7)
    ends = [date(2019 + m // 12, m % 12 + 1, 1) - timedelta(1) for m in range(3, 20, 3)]
    for number, last in enumerate(ends):
        first = months_before(last, 5)
        lists = {
            "plans": (PLANS, active(plans, first, last, "EMO")),
            "need": (NEED, active(need, first, last)),
            "episodes": (EPISODES, active(episodes, months_before(last, 2), last, "")),
            "enquiries": (ENQUIRIES, begun_in(enquiries, first, last)),
            "assessments": (ASSESSMENTS, active(assessments, first, last)),
            "contacts": (CONTACTS, [row for row in calls if first <= row[3].date() <= last]),
            "referrals": (REFERRALS, [row for row in asked if first <= row[2] <= last]),
        }
        if number == 3:  # October to December 2019
            del lists["episodes"]
        sent(at, f"{last:%Y-%m}", **lists)
    return at


@pytest.mark.parametrize("first", [date(2019, 4, 1), date(2019, 8, 1), date(2020, 1, 1)])
def test_every_figure_of_a_period_after_the_day_is_as_it_was(
    quarters: Desk, tmp_path: Path, first: date
) -> None:
    at = copied(quarters, tmp_path / "desk")
    before = figures(at).filter(pl.col("period_start") >= first)
    height = sum(table.height for table in tables_of(at).values())
    retained(at, first)
    assert sum(table.height for table in tables_of(at).values()) < height
    after = figures(at).filter(pl.col("period_start") >= first)
    # A line of noughts for a category that only rows before the day had goes with them.
    nought = pl.col("numerator").fill_null(0) == 0
    lost = before.join(after, on=LINE, how="anti")
    assert lost.filter(~nought | (pl.col("denominator").fill_null(0) > 0)).is_empty()
    plain = ~pl.col("indicator").is_in(list(LOOK_BACK))
    then, now = (
        each.filter(plain).join(after, on=LINE, how="semi").select(*LINE, *NUMBERS).sort(LINE)
        for each in (before, after)
    )
    assert then.height > 1000
    differing = then.join(now, on=[*LINE, *NUMBERS], how="anti", nulls_equal=True)
    assert differing.is_empty(), differing.head(5).to_dicts()
    assert now.height == then.height
    open_then = then.filter(indicator="early_help_open", cut="all", period="2020-21 Q1")
    assert open_then["unknown"].item() > 0


def test_what_asks_for_rows_before_the_day_is_unknown_never_other(
    quarters: Desk, tmp_path: Path
) -> None:
    at, first = copied(quarters, tmp_path / "desk"), date(2019, 2, 1)
    asked = (pl.col("period_start") >= first) & pl.col("indicator").is_in(list(LOOK_BACK))
    before = figures(at).filter(asked)
    retained(at, first)
    both = before.join(figures(at).filter(asked), on=LINE, suffix="_now").drop_nulls(
        "numerator_now"
    )
    shares = both.filter(pl.col("indicator") != "assessment_days")
    assert shares.height > 50
    assert (shares["denominator_now"] + shares["unknown_now"]).equals(
        shares["denominator"] + shares["unknown"]
    )
    assert (shares["unknown_now"] >= shares["unknown"]).all()
    assert (shares["numerator_now"] <= shares["numerator"]).all()


def test_rows_that_would_count_no_more_are_not_let_alone(tmp_path: Path) -> None:
    """Five plans of winter have the numbers of five others of spring, of children numbered anew too; four are old."""
    at = desk(tmp_path / "desk")
    dob, headers = date(2012, 6, 1), ("Plan ID", *PLANS)
    winter = [(each, f"W{each}", dob, date(2020, 1, each), date(2020, 3, each + 1) if each < 5 else "", "EMO")
              for each in range(1, 6)]  # fmt: skip
    spring = [(each, f"W{each}", dob, date(2020, 5, each), "", "EMO") for each in range(1, 6)]
    at.give("winter.csv", headers, winter)
    at.give("spring.csv", headers, spring)
    covering(at, winter=WINTER, spring=SPRING)
    told = figures(at).filter(indicator="plans_open", cut="all", period="May 2020")
    # The fifth child's plan of spring is open, whatever became of the one of winter.
    assert told.select("numerator", "unknown").rows() == [(5, 0)]
    before = at.bytes()
    with pytest.raises(SafeguardError, match="1 rows of child_protection_plans that stay would"):
        retained(at, MAY)
    (at.store_folder / ".lock").unlink(missing_ok=True)
    assert at.bytes() == before
