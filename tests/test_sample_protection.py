"""Enquiries, conferences, plans and reviews of the sample add up to what was published."""

from collections import Counter
from datetime import date

import polars as pl
import pytest

from invented import frame, open_at_end, rows, totals, within
from safeguard_kpi.sample import days
from safeguard_kpi.sample.totals import Year

YEARS = pytest.mark.parametrize("year", totals().years, ids=lambda year: str(year.ending))


@pytest.mark.parametrize(
    ("ending", "started", "held", "in_time"), [(2019, 2060, 674, 594), (2020, 1256, 506, 453)]
)
def test_enquiries_and_conferences_are_those_published(
    ending: int, started: int, held: int, in_time: int
) -> None:
    year = next(each for each in totals().years if each.ending == ending)
    conferences = within("section_47_enquiries", "conference_on", year).rows(named=True)
    assert within("section_47_enquiries", "started_on", year).height == started
    assert len(conferences) == held
    assert in_time == sum(
        row["started_on"] is not None
        and days.working_days(row["started_on"], row["conference_on"]) <= 15
        for row in conferences
    )


def test_no_enquiry_lies_wholly_before_the_first_year() -> None:
    latest = frame("section_47_enquiries").select(pl.max_horizontal("started_on", "conference_on"))
    assert latest.to_series().min() >= date(2018, 4, 1)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("ending", "started", "subsequent", "ended", "still_open"),
    [(2019, 579, 110, 598, 389), (2020, 441, 107, 590, 240)],
)
def test_plans_are_those_published_but_for_the_ends_that_stock_leaves(
    ending: int, started: int, subsequent: int, ended: int, still_open: int
) -> None:
    year = next(each for each in totals().years if each.ending == ending)
    begun = within("child_protection_plans", "started_on", year)
    stock = open_at_end("child_protection_plans", "ended_on", year)
    assert begun.height == started
    assert (begun["previous_plans"] > 0).sum() == subsequent
    assert within("child_protection_plans", "ended_on", year).height == ended
    assert stock["child_id"].n_unique() == stock.height == still_open


@YEARS
def test_categories_of_abuse_are_those_published(year: Year) -> None:
    stock = open_at_end("child_protection_plans", "ended_on", year)
    begun = within("child_protection_plans", "started_on", year)
    assert Counter(stock["category_of_abuse"]) == Counter(year.latest_categories)
    assert Counter(begun["initial_category"]) == Counter(year.initial_categories)


@pytest.mark.parametrize(
    ("ending", "long_open", "reviewed", "two_years"), [(2019, 278, 273, 0), (2020, 170, 162, 11)]
)
def test_reviews_are_on_time_as_published(
    ending: int, long_open: int, reviewed: int, two_years: int
) -> None:
    year = next(each for each in totals().years if each.ending == ending)
    stock = open_at_end("child_protection_plans", "ended_on", year)
    held: dict[tuple[str, date], list[date]] = {}
    for row in rows()["child_protection_reviews"]:
        held.setdefault((row["child_id"], row["plan_started_on"]), []).append(row["reviewed_on"])
    over = stock.filter(pl.col("started_on").dt.offset_by("3mo") < year.last_day)
    on_time = 0
    for child, start in over.select("child_id", "started_on").iter_rows():
        reviews = [day for day in held.get((child, start), []) if day <= year.last_day]
        due = [days.months_on(start, 3), *(days.months_on(day, 6) for day in reviews)]
        on_time += all(day <= by for day, by in zip([*reviews, year.last_day], due, strict=True))
    assert (over.height, on_time) == (long_open, reviewed)
    assert stock.filter(year.last_day - pl.col("started_on") > pl.duration(days=729)).height == (
        two_years
    )
