"""List 2 of Annex A has no end of an episode: it covers the six months to its last date, by starts."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake_drawn import CONTRACTS, sheets
from safeguard_kpi.intake import admit, read_in
from test_annex_a import figures

HEAD = ["Child Unique ID", "Assessment start date", "Assessment completion date",
        "Organisation completing assessment"]  # fmt: skip
TODAY = date(2019, 12, 31)
LAST = date(2019, 6, 20)


def covers(
    path: Path, *dates: tuple[date, date | None], head: list[str] = HEAD
) -> tuple[date, date]:
    """Give the days that one list covers, in the table of sheets and in that of windows alike."""
    rows = [[f"A{number}", *each, "X"] for number, each in enumerate(dates)]
    read = read_in([sheets(path / "a.xlsx", {"List 2": [head, *rows]})], CONTRACTS, workers=0)
    admitted = admit(read, CONTRACTS, today=TODAY)
    (told,) = admitted.submissions.select("covers_from", "covers_to").rows()
    (window,) = admitted.windows.select("covers_from", "covers_to").rows()
    assert told == window
    return told


@pytest.mark.parametrize(
    ("begun", "last", "since"),
    [
        (date(2017, 5, 1), LAST, date(2019, 1, 1)),  # what is current from before
        (date(2018, 12, 31), LAST, date(2019, 1, 1)),
        (date(2019, 1, 1), LAST, date(2019, 1, 1)),
        (date(2019, 1, 31), LAST, date(2019, 1, 1)),
        (date(2019, 2, 1), LAST, date(2019, 2, 1)),  # a list that begins later
        (date(2018, 1, 9), date(2019, 5, 31), date(2018, 12, 1)),
        (date(2018, 1, 9), date(2018, 12, 1), date(2018, 7, 1)),
        (date(2018, 1, 9), date(2019, 1, 1), date(2018, 8, 1)),
        (LAST, LAST, date(2019, 6, 1)),
    ],
)
def test_it_covers_six_months_and_no_more(
    tmp_path: Path, begun: date, last: date, since: date
) -> None:
    assert covers(tmp_path, (begun, None), (last, None), (last, last))[0] == since


def test_the_day_of_an_extract_is_told_by_completions_too(tmp_path: Path) -> None:
    # Nothing began after May, and one assessment was completed on the first of July.
    old, may = date(2018, 3, 1), date(2019, 5, 20)
    assert covers(tmp_path, (old, date(2019, 7, 1)), (may, None))[0] == date(2019, 2, 1)
    assert covers(tmp_path, (old, date(2019, 6, 30)), (may, None))[0] == date(2019, 1, 1)


@pytest.mark.parametrize(
    "head",
    [
        [*HEAD[:2], "Remarks", HEAD[3]],
        [*HEAD[:2], "Episode end date", HEAD[3]],
        [*HEAD, "Episode end date"],
    ],
    ids=["without completions", "with ends instead", "with ends that are blank"],
)
def test_another_list_without_ends_covers_the_month_of_its_latest_date(
    tmp_path: Path, head: list[str]
) -> None:
    """It may be of what is open now: of what began earlier it has only what lasted."""
    begun = [(date(2019, month, 5), None) for month in range(1, 7)]
    assert covers(tmp_path, *begun, head=head) == (date(2019, 6, 1), date(2019, 6, 30))


def test_ends_that_were_sent_tell_where_a_list_begins(tmp_path: Path) -> None:
    head = [*HEAD[:2], "Episode end date", HEAD[3]]
    days = [(date(2018, 1, 5), date(2018, 9, 5)), (LAST, None)]
    assert covers(tmp_path, *days, head=head)[0] == date(2018, 9, 1)


def test_overlapping_extracts_give_the_quarters_that_they_tell_of(tmp_path: Path) -> None:
    """One child a day begins; of those who began before an extract's window one in ten is current."""
    ends = [date(2018, 6, 30), date(2018, 9, 30), date(2018, 12, 31), date(2019, 3, 31)]
    since = [date(2018, 1, 1), date(2018, 4, 1), date(2018, 7, 1), date(2018, 10, 1)]
    born = [date(2017, 7, 1) + timedelta(days=number) for number in range(639)]
    folder = tmp_path / "in"
    folder.mkdir()
    for first, last in zip(since, ends, strict=True):
        rows: list[list[Any]] = [
            [f"A{number}", day, day + timedelta(days=9) if day < last - timedelta(9) else "", "X"]
            for number, day in enumerate(born)
            if first <= day <= last or (day < first and number % 10 == 0)
        ]
        sheets(folder / f"annex_a_{last}.xlsx", {"List 2": [HEAD, *rows]})
    made = figures(folder, date(2019, 3, 31))
    told = made.filter(indicator="early_help_started", cut="all")
    quarters = told.filter(grain="quarter").select("period", "value").drop_nulls().rows()
    assert dict(quarters) == {
        "2017-18 Q4": 90, "2018-19 Q1": 91, "2018-19 Q2": 92, "2018-19 Q3": 92, "2018-19 Q4": 90,
    }  # fmt: skip
    year = told.filter(grain="year", period="2018-19").select("value", "status").rows()
    assert year == [(365, "")]
    # Nothing says what was open, or closed.
    for name in ("early_help_open", "early_help_closed"):
        assert made.filter(indicator=name)["value"].drop_nulls().is_empty()
