"""Identifiers that are numbered anew in each extract tell no row again."""

import csv
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from drawn_quarters import HEADERS, Desk, laid_out
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.admission.restarts import restarting

QUARTERS = (date(2019, 10, 1), date(2020, 1, 1), date(2020, 4, 1))


def send(desk: Desk, name: str, rows: list[list[str]]) -> None:
    with (desk.folder / "inputs" / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Contact ID", *HEADERS], *rows])


def listed(
    first: date, *, numbered_from: int = 1, days: int = 90, apart: int = 0
) -> list[list[str]]:
    rows = []
    for number in range(days):
        day = first + timedelta(days=number)
        child = f"C{(number * 7 + apart * 31 + first.month * 11) % 400:04}"
        rows.append(
            [str(numbered_from + number), child, f"{day} 09:00", f"{day} 12:00", "6: Police", "Referral", "Red"]
        )  # fmt: skip
    return rows


def counted(desk: Desk) -> list[int]:
    figures = pl.read_parquet(desk.outputs / "figures.parquet")
    quarters = figures.filter(indicator="mash_contacts", cut="all", grain="quarter")
    return [int(value) for value in quarters.sort("period_start")["value"].drop_nulls()]


def said(desk: Desk) -> list[str]:
    found = pl.read_csv(desk.outputs / "findings.csv", infer_schema=False)
    return found.filter(problem="identifiers_begin_anew")["message"].to_list()


@pytest.mark.parametrize("together", [True, False])
def test_quarters_numbered_from_one_each_are_all_counted(tmp_path: Path, *, together: bool) -> None:
    desk = laid_out(tmp_path)
    for place, first in enumerate(QUARTERS):
        send(desk, f"contacts {place}.csv", listed(first, apart=place))
        if not together:
            desk.refresh()
            (desk.folder / "inputs" / f"contacts {place}.csv").rename(tmp_path / f"{place}.csv")
    if together:
        desk.refresh()
    assert counted(desk) == [90, 90, 90]
    assert said(desk)
    assert "other children on other days" in said(desk)[0]


def test_numbers_that_go_on_tell_a_row_again(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    whole = listed(QUARTERS[0], days=182)
    send(desk, "a.csv", whole[:120])
    # Put right since: another child in one row, another day in the next.
    whole[100][1] = "C9999"
    whole[101][2] = f"{QUARTERS[0] + timedelta(days=102)} 09:30"
    send(desk, "b.csv", whole[60:])
    desk.refresh()
    assert counted(desk) == [92, 90]
    assert not said(desk)


@pytest.mark.parametrize(("others", "anew"), [(2, False), (3, True)])
def test_three_in_most_of_those_in_common_show_it(
    tmp_path: Path, others: int, *, anew: bool
) -> None:
    desk = laid_out(tmp_path)
    first, second = listed(QUARTERS[0]), listed(QUARTERS[1], numbered_from=91 - others, apart=1)
    send(desk, "a.csv", first)
    send(desk, "b.csv", second)
    desk.refresh()
    assert bool(said(desk)) is anew
    assert sum(counted(desk)) == (180 if anew else 180 - others)


def put_right(desk: Desk) -> None:
    """Send two extracts of one system, 90 and 180 rows: in the second every sixth row of the first is a day later."""
    whole = listed(QUARTERS[0], numbered_from=5001, days=180)
    send(desk, "ours a.csv", whole[:90])
    for row in whole[2:80:6]:
        day = date.fromisoformat(row[2][:10]) + timedelta(days=1)
        row[2:4] = [f"{day} 09:00", f"{day} 12:00"]
    send(desk, "ours b.csv", whole)


def test_identifiers_that_hold_go_on_holding_beside_two_lists_that_begin_anew(
    tmp_path: Path,
) -> None:
    desk = laid_out(tmp_path)
    put_right(desk)
    for place, first in enumerate(QUARTERS[:2], start=5):
        send(desk, f"school {place}.csv", listed(first, days=40, apart=place))
    desk.refresh()
    # 92 days in the first quarter: 90 rows of the first list's days and 2 more; then 88; and 40 of each school list.
    assert counted(desk) == [92 + 40, 88 + 40]
    (once,) = said(desk)
    assert "40 of the 40" in once


def test_identifiers_that_hold_go_on_holding_beside_a_list_without_any(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    put_right(desk)
    with (desk.folder / "inputs" / "partner.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [row[1:] for row in listed(QUARTERS[0], days=182, apart=9)]
        csv.writer(file).writerows([HEADERS, *rows])
    desk.refresh()
    assert counted(desk) == [92 + 92, 88 + 90]
    assert not said(desk)


@pytest.mark.parametrize("together", [True, False])
def test_lists_whose_children_are_numbered_anew_too_are_all_counted(
    tmp_path: Path, *, together: bool
) -> None:
    desk = laid_out(tmp_path)
    for place, first in enumerate(QUARTERS[:2]):
        rows = listed(first)
        for row in rows:
            row[1] = f"Child {row[0]}"
        send(desk, f"contacts {place}.csv", rows)
        if not together:
            desk.refresh()
            (desk.folder / "inputs" / f"contacts {place}.csv").rename(tmp_path / f"{place}.csv")
    if together:
        desk.refresh()
    assert counted(desk) == [90, 90]
    (once,) = said(desk)
    assert "90 of the 90" in once
    assert "or of days that only one of the two tells of" in once
    assert "the children's identifiers may begin anew as well" in once


FEED = load_contracts(Declarations.standard()).feeds["mash_contacts"]


def pairs_of(*rows: tuple[int, str, str, int]) -> list[tuple[int, ...]]:
    """Compare two sheets' rows: sheet, identifier, child and the day of January."""
    frame = pl.DataFrame(
        [
            {"_submission": sheet, "_row": place, "contact_id": name, "child_id": child, "received_on": date(2020, 1, day)}
            for place, (sheet, name, child, day) in enumerate(rows, start=2)
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip
    return restarting(frame, FEED, [1, 2]).rows()


@pytest.mark.parametrize(("last", "anew"), [(14, False), (13, True)])
def test_a_date_put_right_within_the_days_that_both_tell_of_is_the_same_row(
    last: int, *, anew: bool
) -> None:
    # The first sheet tells of 1 to `last`; of three children each day was put right, one to the 14th.
    first = [
        (1, "1", "a", 4),
        (1, "2", "b", 6),
        (1, "3", "c", 8),
        (1, "x", "x", 1),
        (1, "y", "y", last),
    ]
    second = [(2, "1", "a", 14), (2, "2", "b", 14), (2, "3", "c", 14), (2, "z", "z", 4)]  # fmt: skip
    assert pairs_of(*first, *second) == ([(1, 2, 3, 3, 3)] if anew else [])


@pytest.mark.parametrize(("begins", "anew"), [(8, False), (9, True)])
def test_the_first_sheets_days_must_be_told_of_by_the_second_too(
    begins: int, *, anew: bool
) -> None:
    first = [(1, "1", "a", 8), (1, "2", "b", 8), (1, "3", "c", 8), (1, "x", "x", 20)]
    second = [(2, "1", "a", 14), (2, "2", "b", 14), (2, "3", "c", 14), (2, "z", "z", begins)]
    assert pairs_of(*first, *second) == ([(1, 2, 3, 3, 3)] if anew else [])


def test_another_child_on_the_same_day_is_a_row_put_right() -> None:
    same = [(1, str(n), f"a{n}", n) for n in range(1, 6)]
    assert pairs_of(*same, *((2, name, f"b{name}", day) for _, name, _, day in same)) == []
