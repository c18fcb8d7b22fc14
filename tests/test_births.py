"""Dates of birth that no child of these lists can have are asked about; those of 0 to 25 and unborn are not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake_drawn import CONTRACTS, book, contacts, row, said, sheets, taken

RULE = "rule_born_at_a_likely_time"


@pytest.mark.parametrize(
    ("born", "likely"),
    [
        (date(1900, 1, 1), False),
        (date(1985, 6, 1), False),
        (date(1993, 4, 1), False),  # 26 on the day of the contact, 1 April 2019
        (date(1993, 4, 2), True),  # 25 until the day after
        (date(2003, 1, 1), True),
        (date(2019, 4, 1), True),
        (date(2019, 5, 13), True),  # six weeks to be born
        (None, True),
    ],
)
def test_a_birth_is_likely_where_the_child_is_under_26(
    tmp_path: Path, born: date | None, *, likely: bool
) -> None:
    admitted = taken(book(tmp_path / "c.xlsx", row(C=born), row(A=2)))
    found = said(admitted, RULE)
    assert [(each["row"], each["column"], each["level"]) for each in found] == (
        [] if likely else [(2, "C", "warn")]
    )
    assert contacts(admitted).height == 2


PLANS = ["Child Unique ID", "Date of Birth", "Age of Child (Years)", "Child Protection Plan Start Date",
         "Initial Category of Abuse", "Latest Category of Abuse", "Child Protection Plan End Date",
         "Number of Previous Child Protection Plans"]  # fmt: skip


@pytest.mark.parametrize(
    ("born", "age", "likely"),
    [
        (date(2020, 1, 26), -1, True),  # 300 days after 1 April 2019
        (date(2020, 1, 27), -1, False),
        (None, -1, True),
        (date(1993, 4, 1), 25, False),
    ],
)
def test_an_unborn_childs_plan_is_not_asked_about(
    tmp_path: Path, born: date | None, age: int, *, likely: bool
) -> None:
    plan: list[Any] = [1, born, age, date(2019, 4, 1), "Neglect", "Neglect", None, 0]
    admitted = taken(sheets(tmp_path / "p.xlsx", {"List 7": [PLANS, plan]}))
    assert bool(said(admitted, RULE)) is not likely
    assert admitted.frames["child_protection_plans"].height == 1


def test_every_feed_with_births_asks() -> None:
    asking = {
        name for name, feed in CONTRACTS.feeds.items() if RULE.removeprefix("rule_") in feed.rules
    }
    assert asking == {
        name for name, feed in CONTRACTS.feeds.items() if "date_of_birth" in feed.fields
    }
