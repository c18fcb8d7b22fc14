"""The invented rows add up to what was published, counted here in another way than they were made."""

from collections import Counter
from datetime import date
from random import Random

import holidays
import polars as pl
import pytest

from invented import contracts, frame, open_at_end, rows, totals, within
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.sample import days
from safeguard_kpi.sample.proof import prove
from safeguard_kpi.sample.rows import rows_of
from safeguard_kpi.sample.story import invent
from safeguard_kpi.sample.totals import Year

YEARS = pytest.mark.parametrize("year", totals().years, ids=lambda year: str(year.ending))


@YEARS
def test_referrals_fall_in_the_published_months(year: Year) -> None:
    by_month = (
        within("referrals", "received_on", year)
        .group_by(pl.col("received_on").dt.truncate("1mo"))
        .len()
        .sort("received_on")["len"]
    )
    assert by_month.to_list() == list(year.months.values())


@YEARS
def test_referrals_come_from_the_published_sources(year: Year) -> None:
    sources = within("referrals", "received_on", year)["referring_agency"].value_counts()
    assert dict(sources.iter_rows()) == dict(year.sources)


@pytest.mark.parametrize(
    ("ending", "received", "again", "children"),
    [(2019, 5135, 1292, 4481), (2020, 4367, 1148, 3738)],
)
def test_re_referrals_are_those_published(
    ending: int, received: int, again: int, children: int
) -> None:
    everything = frame("referrals").sort("child_id", "received_on")
    before = pl.max_horizontal(
        pl.col("received_on").shift().over("child_id"), pl.col("previous_referral_on")
    )
    counted = everything.with_columns(
        again=(before >= pl.col("received_on").dt.offset_by("-12mo")).fill_null(value=False)
    ).filter(pl.col("received_on").is_between(date(ending - 1, 4, 1), date(ending, 3, 31)))
    assert counted.height == received
    assert counted["again"].sum() == again
    assert counted["child_id"].n_unique() == children


@YEARS
def test_referrals_end_as_published(year: Year) -> None:
    referred = within("referrals", "received_on", year)
    not_in_need = pl.col("closure_reason").str.starts_with("assessed_").fill_null(value=False)
    assert referred["no_further_action"].sum() == year.referrals["no_further_action"]
    assert (
        referred.filter(not_in_need, ~pl.col("no_further_action")).height
        == year.referrals["not_in_need"]
    )


@pytest.mark.parametrize(("ending", "share", "median"), [(2019, 78.2, 27), (2020, 74.8, 28)])
def test_assessments_take_as_long_as_published(ending: int, share: float, median: int) -> None:
    year = next(each for each in totals().years if each.ending == ending)
    closed = list(holidays.country_holidays("GB", subdiv="ENG", years=range(2017, 2021)))
    done = within("assessments", "completed_on", year).with_columns(
        taken=pl.business_day_count(
            pl.col("referral_on").dt.offset_by("1d"),
            pl.col("completed_on").dt.offset_by("1d"),
            holidays=closed,
        )
    )
    in_time = (done["taken"] <= 45).sum()
    assert int(in_time * 1000 / done.height + 0.5) / 10 == share
    assert done["taken"].median() == median


@YEARS
def test_factors_are_those_published(year: Year) -> None:
    done = within("assessments", "completed_on", year)
    found = done["factors"].explode().drop_nulls()
    assert done["factors"].is_not_null().sum() == year.assessments["with_factors"]
    assert dict(found.value_counts().iter_rows()) == dict(year.factors)


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


@pytest.mark.parametrize(("day", "number"), [((2018, 3, 31), 2715), ((2019, 3, 31), 3004)])
def test_children_in_need_are_those_published(day: tuple[int, int, int], number: int) -> None:
    on = date(*day)
    stock = frame("children_in_need").filter(
        pl.col("started_on") <= on, pl.col("closed_on").is_null() | (pl.col("closed_on") > on)
    )
    assert stock["child_id"].n_unique() == number


def test_more_families_step_down_from_early_help_each_year() -> None:
    first, second = (
        within("early_help_episodes", "closed_on", year)["closure_reason"]
        .eq("step_down_universal")
        .mean()
        for year in totals().years
    )
    assert first == pytest.approx(0.58, abs=0.02)
    assert second == pytest.approx(0.68, abs=0.02)


def test_a_child_is_the_same_child_in_every_feed() -> None:
    about = ["child_id", "sex", "ethnicity", "date_of_birth", "disability", "locality"]
    feeds = [frame(feed) for feed in rows() if feed != "child_protection_reviews"]
    children = pl.concat([feed.select(about) for feed in feeds]).unique()
    assert children["child_id"].n_unique() == children.height


@pytest.mark.parametrize("feed", sorted(rows()))
def test_no_row_has_the_key_of_another(feed: str) -> None:
    key = list(contracts().feeds[feed].key_for(frozenset(frame(feed).columns)))
    if feed == "section_47_enquiries":
        key.append("conference_on")
    assert not frame(feed).select(key).is_duplicated().any()


def test_every_feed_is_active_from_the_first_month_to_the_last() -> None:
    told = {
        "mash_contacts": "received_at", "early_help_episodes": "closed_on",
        "referrals": "received_on", "assessments": "completed_on",
        "section_47_enquiries": "started_on", "children_in_need": "closed_on",
        "child_protection_plans": "ended_on", "child_protection_reviews": "reviewed_on",
    }  # fmt: skip
    for feed, column in told.items():
        months = frame(feed)[column].drop_nulls().dt.strftime("%Y-%m").unique().sort()
        assert len(months.filter(months >= "2018-04")) == 24, feed
        assert months[-1] == "2020-03", feed
        assert (
            feed == "child_protection_reviews"
            or months[0] >= "2018-04"
            or (feed == "section_47_enquiries")
        ), feed


def test_the_same_seed_invents_the_same_children_and_another_seed_others() -> None:
    assert rows_of(invent(totals(), seed=335)) == rows()
    assert rows_of(invent(totals(), seed=336)) != rows()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_totals_come_out_whatever_the_seed(seed: int) -> None:
    prove(rows_of(invent(totals(), seed=seed)), totals())


def test_a_total_that_is_missed_stops_the_sample() -> None:
    short = {**rows(), "referrals": rows()["referrals"][1:]}
    with pytest.raises(SafeguardError, match="referrals received of 2019 is 5134, not 5135"):
        prove(short, totals())


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
