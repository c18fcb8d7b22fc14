"""A later extract without a column does not take away what an earlier one said in it."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_quarters import Desk, laid_out

EPISODES = ["Episode ID", "Child ID", "Episode start date", "Early help assessment completed", "Episode end date", "Locality"]  # fmt: skip
DRAWN = [
    *(
        [
            f"E{n}", f"C{n}", f"2020-{1 + n % 3:02}-0{1 + n % 9}", f"2020-{1 + n % 3:02}-20",
            f"2020-{1 + n % 3:02}-{16 + n % 9}" if n % 2 else "", "North",
        ]
        for n in range(30)
    ),
    ["E99", "C99", "2020-03-29", "2020-03-30", "", "North"],
]  # fmt: skip
"""Ten episodes begin in each of three months, and half of each month's end in it; one more is late in March."""


def send(desk: Desk, name: str, headers: list[str], rows: list[list[str]]) -> None:
    with (desk.folder / "inputs" / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])


def without(headers: list[str], rows: list[list[str]], *left: str) -> tuple[Any, Any]:
    """Leave columns out of a list."""
    at = [place for place, header in enumerate(headers) if header not in left]
    return [headers[place] for place in at], [[row[place] for place in at] for row in rows]


def early_help(desk: Desk) -> dict[str, Any]:
    one = desk.figure("early_help_open", "March 2020")
    closed = desk.figure("early_help_closed", "March 2020")
    return {"open": one["numerator"], "unknown": one["unknown"], "closed": closed["numerator"]}


@pytest.mark.parametrize("later", ["a list.csv", "z list.csv"])
def test_ends_stay_though_a_list_without_them_is_the_later(tmp_path: Path, later: str) -> None:
    desk = laid_out(tmp_path)
    send(desk, "m list.csv", EPISODES, DRAWN)
    # The same episodes as List 2 of Annex A has them.
    send(desk, later, *without(EPISODES, DRAWN, "Episode end date", "Locality"))
    desk.refresh(as_of=date(2020, 3, 31))
    assert early_help(desk) == {"open": 16, "unknown": 0, "closed": 5}
    assert desk.figure("early_help_open", "March 2020", "North")["numerator"] == 16
    assert desk.figure("early_help_started", "January 2020")["numerator"] == 10


def test_what_the_later_does_say_is_taken_over(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    send(desk, "a.csv", EPISODES, DRAWN)
    headers, rows = without(EPISODES, DRAWN, "Episode end date")
    moved = [[*row[:-1], "West"] for row in rows]
    send(desk, "b.csv", headers, moved)
    desk.refresh(as_of=date(2020, 3, 31))
    assert early_help(desk) == {"open": 16, "unknown": 0, "closed": 5}
    assert desk.figure("early_help_open", "March 2020", "West")["numerator"] == 16


def test_rows_of_a_list_without_ends_alone_are_not_known_to_be_open(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    send(desk, "a.csv", EPISODES, DRAWN[:21])
    send(desk, "b.csv", *without(EPISODES, DRAWN[21:], "Episode end date"))
    desk.refresh(as_of=date(2020, 3, 31))
    one = early_help(desk)
    assert (one["open"], one["unknown"]) == (11, 10)


def test_a_later_list_with_ends_stays_where_its_rows_are_known_to_be_open(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    send(desk, "a.csv", EPISODES, DRAWN)
    later = [[*row[:4], row[4], row[5]] for row in DRAWN]
    april = [["E90", "C90", "2020-04-28", "2020-04-29", "2020-04-30", ""]]
    send(desk, "b.csv", *without(EPISODES, [*later, *april], "Locality"))
    desk.refresh(as_of=date(2020, 4, 30))
    one = desk.figure("early_help_open", "April 2020")
    assert (one["numerator"], one["unknown"]) == (16, 0)


def test_the_fullest_of_several_is_taken_and_every_row_counts_once(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    send(desk, "a.csv", *without(EPISODES, DRAWN, "Locality"))
    send(desk, "b.csv", EPISODES, DRAWN)
    send(desk, "c.csv", *without(EPISODES, DRAWN, "Episode end date", "Locality"))
    desk.refresh(as_of=date(2020, 3, 31))
    assert early_help(desk) == {"open": 16, "unknown": 0, "closed": 5}
    assert desk.figure("early_help_open", "March 2020", "North")["numerator"] == 16
    record = pl.read_json(desk.outputs / "run.json")["submissions"][0].to_list()
    assert sum(each["rows_counted"] for each in record) == 31


def test_a_later_list_of_which_nothing_has_ended_still_says_so(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    headers = ["Child ID", "Plan start date", "Plan end date", "Initial category of abuse"]
    plans = [[f"P{n}", f"2020-0{1 + n % 3}-1{n % 9}", "", "Neglect"] for n in range(10)]
    ended = [[*row[:2], f"2020-03-2{n}" if n < 2 else "", row[3]] for n, row in enumerate(plans)]
    send(desk, "a.csv", headers, ended)
    new = [[f"Q{n}", f"2020-06-2{n}", "", "Neglect"] for n in range(2)]
    send(desk, "b.csv", *without(headers, [*plans[2:], *new], "Initial category of abuse"))
    desk.refresh(as_of=date(2020, 6, 30))
    one = desk.figure("plans_open", "June 2020")
    assert (one["numerator"], one["unknown"]) == (10, 0)
