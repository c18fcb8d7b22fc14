"""The invented rows add up to what was published, counted here in another way than they were made."""

from datetime import date

import holidays
import polars as pl
import pytest

from invented import contracts, frame, rows, totals, within
from safeguard_kpi.errors import SafeguardError
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
    in_time = int((done["taken"] <= 45).sum())
    assert int(in_time * 1000 / done.height + 0.5) / 10 == share
    assert done["taken"].median() == median


@YEARS
def test_factors_are_those_published(year: Year) -> None:
    done = within("assessments", "completed_on", year)
    found = done["factors"].explode().drop_nulls()
    assert done["factors"].is_not_null().sum() == year.assessments["with_factors"]
    assert dict(found.value_counts().iter_rows()) == dict(year.factors)


@pytest.mark.parametrize(
    ("day", "number"), [((2018, 3, 31), 2715), ((2019, 3, 31), 3004), ((2020, 3, 31), 2109)]
)
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
