"""Figures hold together whatever the rows: parts and wholes, months and years, sheets and columns."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drawn_tables import chosen, evidence, figures, indicators, made, sheet
from safeguard_kpi.indicators.people import age_band
from safeguard_kpi.measures.evidence import Evidence
from safeguard_kpi.tables import FIGURES

FIRST, LAST = date(2019, 4, 1), date(2020, 3, 31)
SPAN = dict.fromkeys(
    ("mash_contacts", "child_protection_plans", "child_protection_reviews"), (FIRST, LAST)
)
KEYS = (
    "mash_contacts",
    "mash_contacts_per_10k",
    "mash_decided_in_one_working_day",
    "mash_decided_in_24_hours",
    "mash_rag_in_time",
    "mash_no_further_action",
    "mash_days_to_decision",
    "mash_repeat_within_12_months",
    "plans_open",
    "plans_started",
    "plans_ended",
    "plans_open_2_years",
    "plans_open_category_neglect",
    "second_or_subsequent_plan",
    "reviews_in_timescale",
    "visits_in_timescale",
)
STOCKS = {indicator.key for indicator in indicators() if hasattr(indicator.cohort, "end")}
SHARES = {indicator.key for indicator in indicators() if indicator.unit == "percent"}

CHILD = st.sampled_from("ABCDEF")
NUMBER = st.integers(0, 3) | st.none()
AGENCY = st.sampled_from(["police", "schools", "health_services", None])
DAY = st.dates(FIRST - timedelta(days=800), LAST + timedelta(days=60))
MOMENT = st.datetimes(
    datetime(2019, 3, 1),  # noqa: DTZ001 (a spreadsheet's times have no zone)
    datetime(2020, 4, 30),  # noqa: DTZ001
)
CONTACT = st.fixed_dictionaries(
    {
        "child_id": CHILD,
        "received_at": MOMENT,
        "decided_at": MOMENT | st.none(),
        "referring_agency": AGENCY,
        "outcome": st.sampled_from(["no_further_action", "referral", None]),
        "rag": st.sampled_from(["red", "green", "blue", None]),
        "locality": st.sampled_from(["east", "south", None]),
        "date_of_birth": DAY | st.none(),
    }
)
PLAN = st.fixed_dictionaries(
    {
        "child_id": CHILD,
        "started_on": DAY,
        "ended_on": DAY | st.none(),
        "category_of_abuse": st.sampled_from(["neglect", "physical", None]),
        "previous_plans": NUMBER,
        "last_visit_on": DAY | st.none(),
        "locality": st.sampled_from(["east", "south", None]),
    }
)
REVIEW = st.fixed_dictionaries({"child_id": CHILD, "plan_started_on": DAY, "reviewed_on": DAY})
FEEDS = {
    "mash_contacts": CONTACT,
    "child_protection_plans": PLAN,
    "child_protection_reviews": REVIEW,
}
ROWS = st.fixed_dictionaries(
    {feed: st.lists(rows, min_size=1, max_size=25) for feed, rows in FEEDS.items()}
)
FEW = settings(max_examples=15, deadline=None)


def _evidence(rows: dict[str, list[dict[str, Any]]]) -> Evidence:
    sheets = []
    for feed, given_rows in rows.items():
        empty = sheet(feed, "child_id").frame
        names = list(given_rows[0])
        frame = pl.DataFrame(given_rows, schema={name: empty.schema[name] for name in names})
        sheets.append(made(feed, frame))
    return evidence(*sheets, as_of=LAST, coverage=SPAN)


def _figures(rows: dict[str, list[dict[str, Any]]]) -> pl.DataFrame:
    return figures(_evidence(rows), chosen(*KEYS))


@FEW
@given(ROWS)
def test_the_categories_of_every_cut_add_up_to_the_whole(rows: dict[str, Any]) -> None:
    found = _figures(rows).filter(
        pl.col("status") != "x", ~pl.col("indicator").str.ends_with("_10k")
    )
    whole = found.filter(cut="all").select("indicator", "period", all=_counted())
    parts = (
        found.filter(pl.col("cut") != "all")
        .group_by("indicator", "period", "cut")
        .agg(parts=_counted().sum())
    )
    beside = parts.join(whole, on=["indicator", "period"], how="left")
    # A category of which nothing can be told is shown as x, its rows hidden: the whole is no less.
    assert beside.filter(pl.col("parts") > pl.col("all")).is_empty()
    told = found.filter(pl.col("indicator").is_in(["mash_contacts", "plans_open", "plans_started"]))
    assert told.filter(pl.col("status") != "").is_empty()
    exact = beside.filter(pl.col("indicator").is_in(told["indicator"].unique().implode()))
    assume(
        exact.height
    )  # a story whose rows all lie outside the time reported has nothing to add up
    assert exact.filter(pl.col("parts") != pl.col("all")).is_empty()


@FEW
@given(ROWS)
def test_longer_periods_are_the_sums_of_their_months(rows: dict[str, Any]) -> None:
    found = _figures(rows).filter(
        pl.col("cut") == "all",
        pl.col("period_start") >= FIRST,
        ~pl.col("indicator").is_in([*STOCKS, "mash_days_to_decision"]),
    )
    months = found.filter(grain="month").with_columns(pl.col("unknown").fill_null(0))
    longer = found.filter(pl.col("grain") != "month", pl.col("status") != "x")
    assert longer.height
    for row in longer.iter_rows(named=True):
        inside = months.filter(
            pl.col("indicator") == row["indicator"],
            pl.col("period_start").is_between(row["period_start"], row["period_end"]),
        )
        assert row["numerator"] == inside["numerator"].sum()
        if row["indicator"] in SHARES:
            assert row["denominator"] == inside["denominator"].sum()


@FEW
@given(ROWS)
def test_what_is_open_at_a_periods_end_is_what_is_open_at_its_last_months(
    rows: dict[str, Any],
) -> None:
    found = _figures(rows).filter(
        pl.col("cut") == "all", pl.col("indicator").is_in(sorted(STOCKS & set(KEYS)))
    )
    ends = found.group_by("indicator", "period_end").agg(
        pl.struct("numerator", "denominator", "unknown", "value", "status").n_unique()
    )
    assert set(ends["numerator"]) == {1}


@FEW
@given(ROWS)
def test_no_part_exceeds_its_whole_and_no_figure_its_limits(rows: dict[str, Any]) -> None:
    found = _figures(rows)
    shares = found.filter(pl.col("indicator").is_in(sorted(SHARES)), pl.col("status") != "x")
    assert shares.select((pl.col("numerator") <= pl.col("denominator")).all()).item()
    assert shares.select((pl.min_horizontal("numerator", "unknown") >= 0).all()).item()
    limited = found.drop_nulls(["value", "lower", "upper"])
    assert limited.select(
        (
            (pl.col("lower") <= pl.col("value") + 0.05)
            & (pl.col("value") <= pl.col("upper") + 0.05)
        ).all()
    ).item()
    contacts = found.filter(pl.col("indicator") == "mash_contacts", pl.col("status") == "")
    nfa = found.filter(pl.col("indicator") == "mash_no_further_action", pl.col("status") != "x")
    same = nfa.join(contacts, on=["period", "cut", "category"], suffix="_of")
    assert same.select(
        (pl.col("denominator") + pl.col("unknown") == pl.col("numerator_of")).all()
    ).item()


@FEW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_byte(rows: dict[str, Any], chance: Any) -> None:
    mixed = {feed: chance.sample(given_rows, len(given_rows)) for feed, given_rows in rows.items()}
    first, again, other = (_figures(one) for one in (rows, rows, mixed))
    assert _bytes(first) == _bytes(again) == _bytes(other)


@FEW
@given(ROWS)
def test_figures_have_one_row_for_each_place_in_the_table(rows: dict[str, Any]) -> None:
    found = _figures(rows)
    assert found.schema == FIGURES
    assert found.select("indicator", "period", "cut", "category").is_unique().all()
    assert found.select((pl.col("status") == "").eq(pl.col("note") == "").all()).item()
    whole = found.filter(pl.col("cut") == "all", pl.col("period_start") >= FIRST)
    assert set(whole.group_by("indicator").len()["len"]) == {12 + 4 + 4 + 1 + 1}


def test_an_event_after_the_day_reported_is_not_counted() -> None:
    drawn = sheet(
        "mash_contacts", "child_id | received_at\nA | 2019-04-30 09:00\nB | 2019-05-01 09:00"
    )
    found = figures(evidence(drawn, as_of=date(2019, 4, 30)), chosen("mash_contacts"))
    assert found.select("period", "value").rows() == [("April 2019", 1.0)]


def test_a_column_that_one_of_two_sheets_lacks_makes_its_rows_unknown() -> None:
    with_outcome = sheet(
        "mash_contacts",
        "child_id | received_at | outcome\nA | 2019-04-01 09:00 | no_further_action\nB | 2019-04-02 09:00 | early_help",
    )
    without = sheet("mash_contacts", "child_id | received_at\nC | 2019-04-03 09:00")
    given_sheets = evidence(with_outcome, without, as_of=date(2019, 4, 30))
    assert _april(given_sheets, "mash_no_further_action") == (1, 2, 1, "u")
    assert _april(given_sheets, "mash_contacts") == (3, None, 0, "")


def test_a_sheet_that_cannot_say_who_is_in_the_cohort_is_unknown_and_not_left_out() -> None:
    graded = sheet(
        "mash_contacts",
        "child_id | received_at | decided_at | rag\nA | 2019-04-01 09:00 | 2019-04-01 10:00 | red",
    )
    ungraded = sheet(
        "mash_contacts",
        "child_id | received_at | decided_at\nB | 2019-04-02 09:00 | 2019-04-02 10:00",
    )
    given_sheets = evidence(graded, ungraded, as_of=date(2019, 4, 30))
    assert _april(given_sheets, "mash_rag_in_time") == (1, 1, 1, "u")


def test_a_sheet_that_never_says_when_episodes_closed_is_not_open_for_ever() -> None:
    telling = sheet(
        "early_help_episodes", "child_id | started_on | closed_on\nA | 2019-04-01 | 2019-04-29"
    )
    silent = sheet("early_help_episodes", "child_id | started_on\nB | 2019-04-01")
    given_sheets = evidence(telling, silent, as_of=date(2019, 4, 30))
    assert _april(given_sheets, "early_help_open")[0] == 0
    assert _april(given_sheets, "early_help_started")[0] == 2


def test_a_column_sent_nowhere_is_named_in_the_note() -> None:
    drawn = sheet("mash_contacts", "child_id | received_at\nA | 2019-04-01 09:00")
    found = figures(
        evidence(drawn, as_of=date(2019, 4, 30)),
        chosen("mash_no_further_action", "mash_rag_in_time"),
    )
    assert set(found["status"]) == {"x"}
    assert found.filter(indicator="mash_no_further_action")["note"].to_list() == [
        "Not supplied: no sheet of MASH contacts has the column outcome."
    ]


@pytest.mark.parametrize(("unknown", "status"), [(1, ""), (2, "u")])
def test_more_than_a_tenth_unknown_is_of_low_reliability(unknown: int, status: str) -> None:
    rows = [f"{n} | 2019-04-01 09:00 | early_help" for n in range(11 - unknown - (unknown == 1))]
    rows += [f"x{n} | 2019-04-01 09:00 | -" for n in range(unknown)]
    drawn = sheet("mash_contacts", "\n".join(["child_id | received_at | outcome", *rows]))
    given_sheets = evidence(drawn, as_of=date(2019, 4, 30))
    assert _april(given_sheets, "mash_to_early_help")[-2:] == (unknown, status)


def test_a_share_of_nothing_is_not_nought() -> None:
    drawn = sheet("mash_contacts", "child_id | received_at | outcome\nA | 2019-04-01 09:00 | -")
    span = {"mash_contacts": (date(2019, 4, 1), date(2019, 5, 31))}
    found = figures(
        evidence(drawn, as_of=date(2019, 5, 31), coverage=span), chosen("mash_to_early_help")
    ).filter(cut="all")
    assert found.select("period", "value", "status").rows() == [
        ("April 2019", None, "x"),
        ("May 2019", None, "z"),
    ]


def test_a_child_with_two_open_plans_is_one_child_in_every_cut() -> None:
    drawn = sheet(
        "child_protection_plans",
        """
        child_id | started_on | ended_on | category_of_abuse | locality
        A        | 2017-01-02 | -        | neglect           | east
        A        | 2019-02-01 | -        | -                 | south
        """,
    )
    span = {"child_protection_plans": (FIRST, date(2019, 4, 30))}
    given_sheets = evidence(drawn, as_of=date(2019, 4, 30), coverage=span)
    assert _april(given_sheets, "plans_open_category_neglect") == (None, None, None, "x")
    cut = figures(given_sheets, chosen("plans_open")).filter(cut="locality", period="April 2019")
    assert cut.select("category", "value").rows() == [("south", 1.0)]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2019-04-11", "Unborn"),
        ("2019-04-10", "Under 1"),
        ("2018-04-11", "Under 1"),
        ("2018-04-10", "1 to 4"),
        ("2014-04-11", "1 to 4"),
        ("2014-04-10", "5 to 9"),
        ("2009-04-11", "5 to 9"),
        ("2009-04-10", "10 to 15"),
        ("2003-04-11", "10 to 15"),
        ("2003-04-10", "16 and over"),
        ("-", "Not known"),
    ],
)
def test_age_is_that_of_the_last_birthday_on_the_day(born: str, band: str) -> None:
    drawn = sheet(
        "mash_contacts", f"child_id | received_at | date_of_birth\nA | 2019-04-10 09:00 | {born}"
    )
    cut = figures(evidence(drawn, as_of=date(2019, 4, 30)), chosen("mash_contacts")).filter(
        cut="age_band"
    )
    assert cut["category"].to_list() == [band]


@pytest.mark.parametrize(
    ("age", "band"), [("-1", "Unborn"), ("0", "Under 1"), ("16", "16 and over")]
)
def test_an_age_is_used_only_where_there_is_no_date_of_birth(age: str, band: str) -> None:
    drawn = sheet(
        "mash_contacts",
        f"child_id | received_at | date_of_birth | age\nA | 2019-04-10 09:00 | - | {age}\nB | 2019-04-10 09:00 | 2013-01-01 | {age}",
    )
    cut = figures(evidence(drawn, as_of=date(2019, 4, 30)), chosen("mash_contacts")).filter(
        cut="age_band"
    )
    assert sorted(cut["category"]) == sorted([band, "5 to 9"])


def test_a_rate_without_a_population_is_not_available() -> None:
    drawn = sheet("mash_contacts", "child_id | received_at\nA | 2035-04-10 09:00")
    found = figures(evidence(drawn, as_of=date(2035, 4, 30)), chosen("mash_contacts_per_10k"))
    assert found.select("status", "note").rows() == [("x", "No population is held for this year.")]


def _counted() -> pl.Expr:
    """Count the cohort behind a figure: the whole of a tally, the known and unknown of a share."""
    share = pl.col("indicator").is_in([*SHARES, "mash_days_to_decision"])
    return pl.when(share).then(pl.col("denominator") + pl.col("unknown")).otherwise("numerator")


def _bytes(frame: pl.DataFrame) -> tuple[bytes, str]:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue(), frame.write_csv()


def _april(given_sheets: Evidence, key: str) -> tuple[Any, ...]:
    rows = figures(given_sheets, chosen(key)).filter(
        pl.col("period") == "April 2019", pl.col("cut") == "all"
    )
    return rows.select("numerator", "denominator", "unknown", "status").row(0)


@given(
    st.dates(date(1999, 1, 1), date(2022, 12, 31)), st.dates(date(2018, 4, 1), date(2020, 3, 31))
)
def test_the_band_is_that_of_the_age_counted_in_years(born: date, day: date) -> None:
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    age = -1 if born > day else years
    bounds = ((0, "Unborn"), (1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"))
    expected = next((words for below, words in bounds if age < below), "16 and over")
    if born > day + timedelta(days=300):
        expected = "?"
    frame = pl.DataFrame({"date_of_birth": [born], "day": [day]})
    assert frame.select(age_band("day", frame.columns, unknown="?")).item() == expected


def test_a_plan_that_a_later_extract_no_longer_lists_is_not_open_for_ever() -> None:
    earlier = sheet(
        "child_protection_plans",
        "child_id | started_on | ended_on\n"
        "A | 2018-06-01 | -\n"  # open then, and in no later extract: ended in between, or not sent
        "B | 2018-06-01 | 2019-03-29",
    )
    later = sheet(
        "child_protection_plans",
        "child_id | started_on | ended_on\n"
        "C | 2019-07-01 | -\n"
        "D | 2019-07-01 | 2019-11-29\n"
        "E | 2019-07-01 | 2020-03-30",
    )
    found = figures(evidence(earlier, later, as_of=date(2020, 3, 31)), chosen("plans_open"))
    march = found.filter(cut="all", period="March 2020").row(0, named=True)
    assert (march["numerator"], march["unknown"], march["status"]) == (1, 1, "u")
    before = found.filter(cut="all", period="March 2019").row(0, named=True)
    assert (before["numerator"], before["unknown"], before["status"]) == (1, 0, "")


def test_no_period_after_the_day_reported_is_given() -> None:
    drawn = sheet(
        "child_protection_plans", "child_id | started_on | ended_on\nA | 2018-06-01 | 2019-04-29"
    )
    found = figures(evidence(drawn, as_of=date(2010, 1, 1)), chosen("plans_open"))
    assert found.is_empty()


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(1993, 4, 1), "16 and over"),  # 26 on the day
        (date(1992, 4, 1), "?"),  # 27: no child
        (date(2020, 1, 26), "Unborn"),  # 300 days ahead
        (date(2020, 1, 27), "?"),
        (date(2091, 1, 1), "?"),
    ],
)
def test_a_birth_that_no_child_can_have_is_not_known(born: date, band: str) -> None:
    frame = pl.DataFrame({"date_of_birth": [born], "age": [5.0], "day": [date(2019, 4, 1)]})
    assert frame.select(age_band("day", frame.columns, unknown="?")).item() == band
