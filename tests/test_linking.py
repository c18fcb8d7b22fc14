"""A row finds the same child's nearest event, and says nothing where that may not have been sent."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from drawn_tables import Sheet, chosen, evidence, figures, sheet
from safeguard_kpi.measures.evidence import Evidence

YEARS = {
    feed: (date(2018, 4, 1), date(2020, 3, 31))
    for feed in (
        "mash_contacts",
        "referrals",
        "assessments",
        "early_help_episodes",
        "child_protection_plans",
        "child_protection_reviews",
    )
}


def _evidence(*sheets: Sheet) -> Evidence:
    return evidence(*sheets, as_of=date(2020, 3, 31), coverage=YEARS)


def _previous(drawing: str) -> list[date | None]:
    frame = _evidence(sheet("mash_contacts", drawing)).prepared["mash_contacts"]
    return frame["previous_contact_on"].to_list()


def test_the_nearest_earlier_day_of_the_same_child_is_found_in_whatever_order() -> None:
    assert _previous(
        """
        child_id | received_at
        A        | 2019-06-01 09:00
        B        | 2019-05-30 09:00
        A        | 2019-04-01 09:00
        A        | 2019-05-01 09:00
        """
    ) == [date(2019, 5, 1), None, None, date(2019, 4, 1)]


def test_events_that_share_a_day_neither_find_one_another_nor_make_rows() -> None:
    assert _previous(
        """
        child_id | received_at
        A        | 2019-04-01 09:00
        A        | 2019-06-01 09:00
        A        | 2019-06-01 10:00
        A        | 2019-06-01 10:00
        """
    ) == [None, date(2019, 4, 1), date(2019, 4, 1), date(2019, 4, 1)]


def test_rows_without_a_child_or_a_date_stay_and_find_nothing() -> None:
    drawn = sheet(
        "early_help_episodes",
        """
        child_id | started_on | closed_on
        -        | 2019-04-01 | 2019-05-01
        -        | 2019-06-01 | -
        A        | 2019-06-01 | -
        A        | -          | 2019-05-01
        """,
    )
    referrals = sheet("referrals", "child_id | received_on\nA | 2019-06-02\n- | 2019-06-02")
    frame = _evidence(drawn, referrals).prepared["early_help_episodes"]
    assert frame["episode_before_closed_on"].to_list() == [None, None, date(2019, 5, 1), None]
    assert frame["referral_after_closing_on"].to_list() == [None, None, None, date(2019, 6, 2)]


def test_reviews_of_the_same_day_are_one_and_come_in_order() -> None:
    plans = sheet(
        "child_protection_plans",
        "child_id | started_on | ended_on\nA | 2019-04-01 | -\nA | 2019-04-01 | -\nB | 2019-04-01 | -",
    )
    reviews = sheet(
        "child_protection_reviews",
        """
        child_id | plan_started_on | reviewed_on
        A        | 2019-04-01      | 2019-12-02
        A        | 2019-04-01      | 2019-06-03
        A        | 2019-04-01      | 2019-06-03
        A        | 2018-04-01      | 2018-06-03
        """,
    )
    held = _evidence(plans, reviews).prepared["child_protection_plans"]["reviews_held"].to_list()
    assert held == [[date(2019, 6, 3), date(2019, 12, 2)]] * 2 + [[]]


def test_history_is_unknown_across_a_gap_in_what_was_sent() -> None:
    contacts = sheet(
        "mash_contacts",
        """
        child_id | received_at
        A        | 2018-01-10 09:00  # sent: January to March 2018
        A        | 2018-03-10 09:00
        A        | 2018-10-10 09:00  # April to September 2018 have no row, and so were not sent
        A        | 2019-10-01 09:00  # its 12 months were sent, to the day
        A        | 2019-12-31 09:00
        B        | 2018-12-31 09:00  # half of its 12 months were not
        B        | 2019-03-31 09:00
        B        | 2019-06-30 09:00
        B        | 2019-09-30 09:00  # a day of its 12 months was not
        """,
    )
    given = evidence(contacts, as_of=date(2019, 12, 31))
    assert _parts(given, "mash_repeat_within_12_months", "2019-20 Q3") == (2, 2, 0, "")
    assert _parts(given, "mash_repeat_within_12_months", "2019-20 Q2") == (None, None, None, "x")


def test_a_referral_from_before_a_gap_is_not_taken_for_the_last_one() -> None:
    referrals = sheet(
        "referrals",
        """
        child_id | received_on
        A        | 2018-04-02  # April 2018; then nothing until April 2019
        B        | 2019-04-02
        """,
    )
    assessments = sheet(
        "assessments",
        """
        child_id | started_on | completed_on
        A        | 2019-04-03 | 2019-04-04  # its true referral may lie in the gap
        B        | 2019-04-03 | 2019-04-04
        """,
    )
    given = evidence(referrals, assessments, as_of=date(2019, 4, 30))
    assert _parts(given, "assessments_within_45_days", "April 2019") == (1, 1, 1, "u")


@pytest.mark.parametrize(
    ("sent_to", "parts"),
    [
        (date(2019, 9, 30), (1, 2, 0, "")),
        (date(2019, 8, 31), (None, None, None, "x")),
    ],
)
def test_reviews_not_sent_to_the_day_looked_at_say_nothing(
    sent_to: date, parts: tuple[Any, ...]
) -> None:
    plans = sheet(
        "child_protection_plans",
        "child_id | started_on | ended_on\nA | 2019-04-01 | -\nB | 2019-04-01 | -",
    )
    reviews = sheet(
        "child_protection_reviews",
        "child_id | plan_started_on | reviewed_on\nA | 2019-04-01 | 2019-06-03",
    )
    span = YEARS | {"child_protection_reviews": (date(2019, 4, 1), sent_to)}
    given = evidence(plans, reviews, as_of=date(2019, 9, 30), coverage=span)
    assert _parts(given, "reviews_in_timescale", "September 2019") == parts


def test_a_contact_is_not_said_to_lead_nowhere_when_referrals_have_no_source() -> None:
    contacts = sheet(
        "mash_contacts", "child_id | received_at | referring_agency\nA | 2019-04-01 09:00 | police"
    )
    referrals = sheet("referrals", "child_id | received_on\nA | 2019-04-02")
    assert _parts(_evidence(contacts, referrals), "mash_to_referral", "April 2019")[-1] == "x"


def test_a_contact_without_a_source_is_not_said_to_lead_nowhere() -> None:
    contacts = sheet("mash_contacts", "child_id | received_at\nA | 2019-04-01 09:00")
    referrals = sheet(
        "referrals", "child_id | received_on | referring_agency\nA | 2019-04-02 | police"
    )
    assert _parts(_evidence(contacts, referrals), "mash_to_referral", "April 2019")[-1] == "x"


def test_a_link_needs_the_other_feed_and_says_which() -> None:
    plans = sheet("child_protection_plans", "child_id | started_on | ended_on\nA | 2019-04-01 | -")
    found = figures(_evidence(plans), chosen("reviews_in_timescale"))
    assert found["note"].unique().to_list() == [
        "Not supplied: it also needs Child protection reviews, and no sheet of them is counted."
    ]


def test_no_link_changes_the_number_of_rows() -> None:
    contacts = sheet(
        "mash_contacts",
        "child_id | received_at | referring_agency\n"
        + "A | 2019-04-01 09:00 | police\n" * 5
        + "- | 2019-04-01 09:00 | -\n" * 3,
    )
    referrals = sheet(
        "referrals",
        "child_id | received_on | referring_agency\n" + "A | 2019-04-01 | police\n" * 4,
    )
    prepared = _evidence(contacts, referrals).prepared
    assert {feed: frame.height for feed, frame in prepared.items()} == {
        "mash_contacts": 8,
        "referrals": 4,
    }


def _parts(given: Evidence, key: str, period: str) -> tuple[Any, ...]:
    rows = figures(given, chosen(key)).filter(pl.col("period") == period, pl.col("cut") == "all")
    return rows.select("numerator", "denominator", "unknown", "status").row(0)
