"""Working days and calendar months as the sample counts them."""

from datetime import date
from random import Random

import pytest

from safeguard_kpi.sample import days


def test_working_days_leave_the_start_out_and_count_the_end() -> None:
    assert days.working_days(date(2018, 3, 29), date(2018, 4, 3)) == 1
    assert days.after(date(2018, 3, 29), 1) == date(2018, 4, 3)
    assert days.before(date(2018, 4, 3), 1) == date(2018, 3, 29)


def test_going_on_and_back_by_working_days_agrees_with_counting_them() -> None:
    rng = Random(1)
    for _ in range(500):
        start = date(2017, 1, 2) + (date(2020, 3, 31) - date(2017, 1, 2)) * rng.random()
        count = rng.randint(1, 90)
        assert days.working_days(start, days.after(start, count)) == count


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2019, 5, 31), -3, date(2019, 2, 28)),
        (date(2020, 2, 29), -12, date(2019, 2, 28)),
        (date(2018, 11, 30), 3, date(2019, 2, 28)),
        (date(2018, 12, 31), 1, date(2019, 1, 31)),
    ],
)
def test_calendar_months_keep_the_day_or_take_the_months_last(
    day: date, months: int, then: date
) -> None:
    assert days.months_on(day, months) == then
