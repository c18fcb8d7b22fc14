"""Working days are England's, the start day left out and the end day counted."""

from datetime import date, timedelta

import holidays
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_tables import bank_holidays
from safeguard_kpi.indicators.timing import Calendar, calendar_of

YEARS = sorted({day.year for day in bank_holidays()})
CALENDAR = calendar_of(bank_holidays())
FIRST_LISTED, LAST_LISTED = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
LISTED = st.dates(FIRST_LISTED, LAST_LISTED)


def _count(start: date | None, end: date | None, calendar: Calendar = CALENDAR) -> int | None:
    return _counts([(start, end)], calendar)[0]


def _counts(
    pairs: list[tuple[date | None, date | None]], calendar: Calendar = CALENDAR
) -> list[int | None]:
    frame = pl.DataFrame(pairs, schema={"start": pl.Date, "end": pl.Date}, orient="row")
    return frame.select(calendar.working_days("start", "end")).to_series().to_list()


@pytest.mark.parametrize("year", YEARS)
def test_the_bank_holidays_are_englands(year: int) -> None:
    listed = {day for day in bank_holidays() if day.year == year}
    assert listed == set(holidays.country_holidays("GB", subdiv="ENG", years=year))


def test_the_bank_holidays_reach_from_before_the_first_events_to_long_after_today() -> None:
    assert list(range(1995, 2036)) == YEARS


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2019, 4, 5), date(2019, 4, 5), 0),  # the same Friday
        (date(2019, 4, 5), date(2019, 4, 6), 0),  # Friday to Saturday
        (date(2019, 4, 5), date(2019, 4, 8), 1),  # Friday to Monday
        (date(2019, 4, 6), date(2019, 4, 7), 0),  # Saturday to Sunday
        (date(2019, 4, 7), date(2019, 4, 8), 1),  # Sunday to Monday
        (date(2019, 4, 18), date(2019, 4, 22), 0),  # Thursday to Easter Monday
        (date(2019, 4, 18), date(2019, 4, 23), 1),  # to the Tuesday after
        (date(2019, 12, 24), date(2019, 12, 27), 1),  # over Christmas
        (date(2019, 4, 1), date(2019, 6, 7), 45),  # over four bank holidays
        (
            date(2019, 4, 8),
            date(2019, 4, 5),
            -1,
        ),  # backwards: no rule meets it, for contracts refuse it
    ],
)
def test_the_start_is_left_out_and_the_end_counted(start: date, end: date, days: int) -> None:
    assert _count(start, end) == days


@given(st.lists(st.tuples(LISTED, LISTED), min_size=1, max_size=50))
def test_the_count_is_that_of_polars(pairs: list[tuple[date, date]]) -> None:
    ordered = [(min(pair), max(pair)) for pair in pairs]
    day = timedelta(days=1)
    frame = pl.DataFrame(
        [(start + day, end + day) for start, end in ordered],
        schema={"start": pl.Date, "end": pl.Date},
        orient="row",
    )
    expected = frame.select(
        pl.business_day_count("start", "end", holidays=sorted(bank_holidays()))
    ).to_series()
    assert _counts([*ordered]) == expected.to_list()


@given(LISTED, st.integers(0, 120))
def test_the_count_is_that_of_the_holidays_package(start: date, days: int) -> None:
    end = min(start + timedelta(days=days), date(YEARS[-1], 12, 31))
    england = holidays.country_holidays("GB", subdiv="ENG", years=range(start.year, end.year + 1))
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert _count(start, end) == sum(england.is_working_day(day) for day in passed)


@given(LISTED, LISTED, LISTED)
def test_one_stretch_after_another_adds_up(first: date, second: date, third: date) -> None:
    one, two, both = _counts([(first, second), (second, third), (first, third)])
    assert one is not None
    assert two is not None
    assert one + two == both


@pytest.mark.parametrize(
    "outside",
    [None, date.min, FIRST_LISTED - timedelta(days=1), LAST_LISTED + timedelta(days=1), date.max],
)
def test_a_day_outside_the_calendar_has_no_count_and_never_another_days(
    outside: date | None,
) -> None:
    inside = date(2019, 4, 1)
    assert _counts([(outside, inside), (inside, outside), (inside, inside)]) == [None, None, 0]


def test_the_first_and_last_day_of_the_calendar_are_inside_it() -> None:
    assert _counts([(FIRST_LISTED, FIRST_LISTED), (LAST_LISTED, LAST_LISTED)]) == [0, 0]


def test_a_closure_of_the_authoritys_own_is_left_out() -> None:
    closed = calendar_of([*bank_holidays(), date(2019, 12, 27)])
    assert _count(date(2019, 12, 24), date(2019, 12, 27), closed) == 0
