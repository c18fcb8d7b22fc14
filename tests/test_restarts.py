"""Identifiers that are numbered anew in each extract tell no row again."""

import csv
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from drawn_quarters import HEADERS, Desk, laid_out

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
