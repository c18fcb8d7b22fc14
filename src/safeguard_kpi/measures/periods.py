"""Months, quarters, years to date, rolling 12 months and years to 31 March, each by its name."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import polars as pl


class Grain(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR_TO_DATE = "year_to_date"
    ROLLING_12_MONTHS = "rolling_12_months"
    YEAR = "year"


FIRST_MONTH = 4
"""The financial year begins in April."""


class Period(NamedTuple):
    """One stretch of whole months with a name that no other stretch has."""

    period: str
    grain: str
    period_start: date
    period_end: date


def financial_year(day: date) -> int:
    """Give the calendar year in which the financial year of a day ends: 2019-20 is 2020."""
    return day.year + (day.month >= FIRST_MONTH)


def year_name(ending: int) -> str:
    """Name the financial year that ends in March of a year: 2020 is 2019-20."""
    return f"{ending - 1}-{ending % 100:02d}"


def month_start(day: date) -> date:
    """Give the first day of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Give the last day of the month."""
    return add_months(month_start(day), 1) - date.resolution


def add_months(first: date, months: int) -> date:
    """Move the first day of a month by whole months."""
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def spine(first: date, last: date) -> pl.DataFrame:
    """List every whole period from the financial year of `first` to `last`, both days included.

    Returns one row a period: period, grain, period_start, period_end. A period that ends after
    `last` is not there. Years to date and rolling 12 months end with each quarter.
    """
    start = add_months(date(financial_year(first) - 1, FIRST_MONTH, 1), 0)
    months = [
        Period(f"{month:%B %Y}", Grain.MONTH, month, month_end(month))
        for month in _months(start, last)
        if month_end(month) <= last
    ]
    ends = [month.period_end for month in months if month.period_end.month % 3 == 0]
    quarters = [_quarter(end) for end in ends]
    to_date = [_year_to_date(end) for end in ends]
    rolling = [_rolling(end) for end in ends if add_months(month_start(end), -11) >= start]
    years = [_year(end) for end in ends if end.month == FIRST_MONTH - 1]
    return pl.DataFrame(
        [*months, *quarters, *to_date, *rolling, *years],
        schema={
            "period": pl.String,
            "grain": pl.String,
            "period_start": pl.Date,
            "period_end": pl.Date,
        },
        orient="row",
    )


def months_of(periods: pl.DataFrame) -> pl.DataFrame:
    """List the months of each period: period, month (its first day)."""
    return periods.select(
        "period",
        pl.date_ranges("period_start", "period_end", interval="1mo").alias("month"),
    ).explode("month", empty_as_null=True)


def _months(first: date, last: date) -> list[date]:
    return pl.date_range(first, max(first, last), interval="1mo", eager=True).to_list()


def quarter_name(day: date) -> str:
    """Name the quarter that a day lies in: 1 January 2020 is of 2019-20 Q4."""
    return f"{year_name(financial_year(day))} Q{_quarter_number(day)}"


def _quarter(end: date) -> Period:
    return Period(quarter_name(end), Grain.QUARTER, add_months(month_start(end), -2), end)


def _year_to_date(end: date) -> Period:
    year = financial_year(end)
    name = f"{year_name(year)} Q{_quarter_number(end)} year to date"
    return Period(name, Grain.YEAR_TO_DATE, date(year - 1, FIRST_MONTH, 1), end)


def _rolling(end: date) -> Period:
    start = add_months(month_start(end), -11)
    return Period(f"12 months to {end:%B %Y}", Grain.ROLLING_12_MONTHS, start, end)


def _year(end: date) -> Period:
    year = financial_year(end)
    return Period(year_name(year), Grain.YEAR, date(year - 1, FIRST_MONTH, 1), end)


def _quarter_number(end: date) -> int:
    return (end.month - FIRST_MONTH) % 12 // 3 + 1
