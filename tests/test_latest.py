"""The latest day of a feed, with and without strays, on both sides of each bound."""

from datetime import date, timedelta

import polars as pl
import pytest

from safeguard_kpi.days import latest_day

FIRST = date(2019, 4, 1)
DAILY = [FIRST + timedelta(days=n) for n in range(60)]
LAST = DAILY[-1]


def latest(days: list[date]) -> date | None:
    return latest_day(pl.Series("day", days, pl.Date))


def test_the_latest_of_no_days_is_none() -> None:
    assert latest([]) is None


def test_the_latest_of_days_that_go_on_is_the_last() -> None:
    assert latest(DAILY) == LAST


@pytest.mark.parametrize(("silence", "found"), [(92, 92), (93, 0)])
def test_one_day_after_more_than_a_quarter_of_silence_is_a_stray(silence: int, found: int) -> None:
    assert latest([*DAILY, LAST + timedelta(days=silence)]) == LAST + timedelta(days=found)


def test_two_of_sixty_are_too_many_to_be_strays() -> None:
    late = [LAST + timedelta(days=300), LAST + timedelta(days=301)]
    assert latest([*DAILY, *late]) == late[-1]


def test_a_feed_of_a_day_a_quarter_has_no_strays() -> None:
    seldom = [FIRST + timedelta(days=95 * n) for n in range(8)]
    assert latest(seldom) == seldom[-1]


def test_the_only_day_is_the_latest() -> None:
    assert latest([FIRST]) == FIRST
