"""Periods are whole, named once, and end no later than the day reported."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard_kpi.measures.periods import financial_year, months_of, spine, year_name

DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2019, 3, 31), 2019), (date(2019, 4, 1), 2020), (date(2020, 1, 1), 2020)],
)
def test_the_financial_year_turns_on_the_first_of_april(day: date, year: int) -> None:
    assert financial_year(day) == year


@pytest.mark.parametrize(
    ("ending", "name"), [(2020, "2019-20"), (2000, "1999-00"), (2010, "2009-10")]
)
def test_a_year_is_named_by_both_its_calendar_years(ending: int, name: str) -> None:
    assert year_name(ending) == name


def test_a_period_is_there_on_its_last_day_and_not_the_day_before() -> None:
    names = {day: _names(date(2019, 4, 1), day) for day in (date(2020, 3, 30), date(2020, 3, 31))}
    new = {
        "March 2020",
        "2019-20 Q4",
        "2019-20 Q4 year to date",
        "12 months to March 2020",
        "2019-20",
    }
    assert names[date(2020, 3, 31)] - names[date(2020, 3, 30)] == new


def test_a_spine_begins_with_the_financial_year_of_its_first_day() -> None:
    months = spine(date(2019, 11, 20), date(2019, 12, 31)).filter(grain="month")
    assert months["period"].to_list() == [
        "April 2019", "May 2019", "June 2019", "July 2019", "August 2019", "September 2019",
        "October 2019", "November 2019", "December 2019",
    ]  # fmt: skip


def test_twelve_months_are_named_only_once_twelve_months_are_there() -> None:
    rolling = spine(date(2018, 4, 1), date(2019, 6, 30)).filter(grain="rolling_12_months")
    assert rolling["period"].to_list() == ["12 months to March 2019", "12 months to June 2019"]
    assert rolling["period_start"].to_list() == [date(2018, 4, 1), date(2018, 7, 1)]


def test_a_year_to_date_begins_in_april_whatever_its_quarter() -> None:
    to_date = spine(date(2019, 4, 1), date(2020, 3, 31)).filter(grain="year_to_date")
    assert to_date["period_start"].unique().to_list() == [date(2019, 4, 1)]
    assert to_date["period_end"].to_list() == [
        date(2019, 6, 30), date(2019, 9, 30), date(2019, 12, 31), date(2020, 3, 31),
    ]  # fmt: skip


@given(DAYS, st.integers(0, 1500))
def test_no_two_periods_share_a_name_and_none_ends_after_the_day(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    periods = spine(first, last)
    assert periods["period"].is_unique().all()
    assert (periods["period_end"] <= last).all()
    assert (periods["period_start"] <= periods["period_end"]).all()


@given(DAYS, st.integers(0, 1500))
def test_each_grain_has_its_number_of_whole_months(first: date, days: int) -> None:
    periods = spine(first, first + timedelta(days=days))
    months = months_of(periods).group_by("period").agg(pl.len().alias("months"), pl.col("month"))
    counted = periods.join(months, on="period")
    assert counted.height == periods.height
    for grain, numbers in {
        "month": {1},
        "quarter": {3},
        "year_to_date": {3, 6, 9, 12},
        "rolling_12_months": {12},
        "year": {12},
    }.items():
        assert set(counted.filter(grain=grain)["months"]) <= numbers
    assert counted.select(
        (pl.col("month").list.max().dt.month_end() == pl.col("period_end")).all()
    ).item()


def _names(first: date, last: date) -> set[str]:
    return set(spine(first, last)["period"])
