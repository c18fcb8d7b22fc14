"""What was not sent is not available; what was sent and had nothing is nought."""

from datetime import date

import polars as pl
import pytest

from drawn_tables import chosen, evidence, figures, made, sheet
from safeguard_kpi.measures.coverage import covered_months

CONTACTS = "mash_contacts"


def _months(days: list[date], *, told: dict[str, tuple[date, date]] | None = None) -> list[date]:
    """List the months that one sheet of contacts on these days is taken to cover."""
    return _covered([days], told=told)["month"].to_list()


def _covered(
    sheets: list[list[date]], *, told: dict[str, tuple[date, date]] | None = None
) -> pl.DataFrame:
    frame = pl.concat(
        pl.DataFrame({"_submission": number, "received_on": days})
        for number, days in enumerate(sheets)
    )
    submissions = pl.DataFrame(
        [
            {"submission": n, "feed": CONTACTS, "covers_from": min(days), "covers_to": max(days)}
            for n, days in enumerate(sheets)
        ]
    )
    return covered_months(
        submissions, {CONTACTS: frame}, {CONTACTS: ["received_on"]}, told=told or {}
    )


def test_a_sheet_covers_from_its_first_month_to_its_last_whole() -> None:
    assert _months([date(2019, 4, 15), date(2019, 6, 3)]) == [
        date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1),
    ]  # fmt: skip


def test_a_month_without_a_row_inside_a_busy_quarter_is_covered() -> None:
    assert date(2019, 5, 1) in _months([date(2019, 4, 30), date(2019, 6, 1)])


def test_a_quarter_without_a_row_inside_a_sheet_is_taken_as_not_sent() -> None:
    assert _months([date(2019, 6, 30), date(2019, 10, 1)]) == [date(2019, 6, 1), date(2019, 10, 1)]


def test_one_row_is_enough_for_its_whole_quarter_inside_a_sheet() -> None:
    assert len(_months([date(2019, 6, 30), date(2019, 9, 30), date(2019, 10, 1)])) == 5


def test_a_row_of_another_sheet_does_not_fill_a_quarter_but_covers_its_own_month() -> None:
    covered = _covered([[date(2019, 4, 1), date(2019, 10, 31)], [date(2019, 8, 5)]])
    assert covered["month"].to_list() == [
        *(date(2019, month, 1) for month in (4, 5, 6, 8, 10)),
    ]  # fmt: skip


def test_months_in_an_unbroken_run_know_where_it_begins_and_ends() -> None:
    runs = _covered([[date(2019, 4, 1), date(2019, 6, 30)], [date(2019, 8, 1), date(2019, 9, 1)]])
    assert runs.select("run_from", "run_to").unique(maintain_order=True).rows() == [
        (date(2019, 4, 1), date(2019, 6, 30)),
        (date(2019, 8, 1), date(2019, 9, 30)),
    ]


def test_neighbouring_sheets_make_one_run() -> None:
    runs = _covered([[date(2019, 4, 1), date(2019, 6, 30)], [date(2019, 7, 1), date(2019, 9, 1)]])
    assert runs["run_from"].unique().to_list() == [date(2019, 4, 1)]
    assert runs["run_to"].unique().to_list() == [date(2019, 9, 30)]


def test_what_the_settings_say_wins_over_the_dates() -> None:
    told = {CONTACTS: (date(2019, 1, 1), date(2019, 2, 28))}
    assert _months([date(2019, 4, 1)], told=told) == [date(2019, 1, 1), date(2019, 2, 1)]


@pytest.mark.parametrize(
    ("period", "value", "status"),
    [
        ("March 2019", 1.0, ""),
        ("April 2019", 1.0, ""),
        ("May 2019", 0.0, ""),
        ("July 2019", None, "x"),
        ("2019-20 Q1", 2.0, ""),
        ("2019-20 Q2", None, "x"),
        ("October 2019", 1.0, ""),
        ("2018-19", None, "x"),
    ],
)
def test_nought_is_a_number_and_not_sent_is_none(
    period: str, value: float | None, status: str
) -> None:
    drawn = sheet(
        CONTACTS,
        """
        child_id | received_at
        A        | 2019-03-29 09:00
        A        | 2019-04-01 09:00
        A        | 2019-06-28 09:00
        A        | 2019-10-31 09:00
        """,
    )
    given = evidence(drawn, as_of=date(2019, 10, 31))
    figure = figures(given, chosen(CONTACTS)).row(by_predicate=_whole(period), named=True)
    assert (figure["value"], figure["status"]) == (value, status)
    assert (figure["note"] != "") == (status == "x")


def test_an_event_that_never_happened_is_nought_in_every_month_sent() -> None:
    drawn = sheet("child_protection_plans", "child_id | started_on | ended_on\nA | 2019-04-01 | -")
    span = {"child_protection_plans": (date(2019, 4, 1), date(2019, 6, 30))}
    given = evidence(drawn, as_of=date(2019, 6, 30), coverage=span)
    ended = figures(given, chosen("plans_ended")).filter(period="2019-20 Q1")
    assert ended.select("value", "status").rows() == [(0.0, "")]


def test_a_feed_not_sent_says_so_in_every_period() -> None:
    drawn = sheet(CONTACTS, "child_id | received_at\nA | 2019-04-01 09:00")
    found = figures(
        evidence(drawn, as_of=date(2019, 6, 30)), chosen(CONTACTS, "plans_open", "referrals")
    )
    absent = found.filter(pl.col("indicator") != CONTACTS)
    assert set(absent["status"]) == {"x"}
    assert absent["value"].null_count() == absent.height
    assert absent.filter(indicator="plans_open")["note"].unique().to_list() == [
        "Not supplied: no sheet of Child protection plans is counted."
    ]


def test_a_sheet_with_a_heading_and_no_rows_covers_nothing() -> None:
    drawn = sheet(CONTACTS, "child_id | received_at\nA | 2019-04-01 09:00")
    empty = made("referrals", sheet("referrals", "child_id | received_on").frame)
    found = figures(evidence(drawn, empty, as_of=date(2019, 6, 30)), chosen("referrals", CONTACTS))
    assert set(found.filter(indicator="referrals")["status"]) == {"x"}


@pytest.mark.parametrize(
    ("period", "value"),
    [("2018-19", 1.0), ("March 2019", 1.0), ("February 2019", None), ("2019-20 Q1", 1.0)],
)
def test_what_was_open_is_known_on_the_eve_of_the_first_month_sent_and_not_before(
    period: str, value: float | None
) -> None:
    drawn = sheet(
        "child_protection_plans",
        """
        child_id | started_on | ended_on
        A        | 2018-06-01 | -
        B        | 2019-01-01 | 2019-03-31  # ended on the eve: no longer open
        """,
    )
    span = {"child_protection_plans": (date(2019, 4, 1), date(2019, 6, 30))}
    given = evidence(drawn, as_of=date(2019, 6, 30), coverage=span)
    values = figures(given, chosen("plans_open")).filter(period=period)["value"].to_list()
    assert values == ([] if value is None else [value])


def _whole(period: str) -> pl.Expr:
    return (pl.col("period") == period) & (pl.col("cut") == "all")


def _daily(first: date, last: date) -> list[date]:
    return pl.date_range(first, last, eager=True).to_list()


@pytest.mark.parametrize(
    ("last", "covered"),
    [
        (date(2019, 6, 23), True),  # a week of silence may be a holiday
        (date(2019, 6, 22), False),  # eight days at a row a day: not sent to the month's end
    ],
)
def test_a_month_that_a_busy_sheet_breaks_off_in_is_not_covered(
    last: date, *, covered: bool
) -> None:
    assert (date(2019, 6, 1) in _months(_daily(date(2019, 4, 1), last))) is covered


@pytest.mark.parametrize(
    ("first", "covered"), [(date(2019, 4, 8), True), (date(2019, 4, 17), False)]
)
def test_a_month_that_a_busy_sheet_begins_in_is_not_covered(first: date, *, covered: bool) -> None:
    assert (date(2019, 4, 1) in _months(_daily(first, date(2019, 6, 30)))) is covered


def test_a_sheet_with_few_rows_may_be_silent_to_the_month_s_end() -> None:
    assert _months([date(2019, 4, 2), date(2019, 5, 3), date(2019, 6, 4)])[-1] == date(2019, 6, 1)


def test_months_of_a_sheet_that_breaks_off_are_covered_by_the_next() -> None:
    sheets = [
        _daily(date(2019, 4, 1), date(2019, 6, 10)),
        _daily(date(2019, 5, 25), date(2019, 8, 31)),
    ]
    assert date(2019, 6, 1) in _covered(sheets)["month"].to_list()


def test_a_month_with_no_row_inside_a_busy_sheet_is_taken_as_not_sent() -> None:
    days = _daily(date(2019, 4, 1), date(2019, 4, 30)) + _daily(date(2019, 6, 1), date(2019, 9, 30))
    found = _months(days)
    assert date(2019, 5, 1) not in found
    assert {date(2019, 4, 1), date(2019, 6, 1)} <= set(found)


def test_a_month_cut_into_two_sheets_that_meet_is_covered() -> None:
    sheets = [
        _daily(date(2019, 4, 1), date(2019, 6, 15)),
        _daily(date(2019, 6, 16), date(2019, 8, 31)),
    ]
    assert date(2019, 6, 1) in _covered(sheets)["month"].to_list()


@pytest.mark.parametrize(
    ("back", "covered"), [(date(2019, 6, 19), True), (date(2019, 6, 20), False)]
)
def test_a_hole_between_two_sheets_inside_a_month_costs_the_month(
    back: date, *, covered: bool
) -> None:
    sheets = [_daily(date(2019, 4, 1), date(2019, 6, 4)), _daily(back, date(2019, 9, 30))]
    found = _covered(sheets)["month"].to_list()
    assert (date(2019, 6, 1) in found) is covered
    assert date(2019, 7, 1) in found


def test_a_hole_inside_a_month_of_one_sheet_costs_the_month() -> None:
    days = _daily(date(2019, 4, 1), date(2019, 8, 4)) + _daily(
        date(2019, 8, 29), date(2019, 12, 31)
    )
    found = _months(days)
    assert date(2019, 8, 1) not in found
    assert {date(2019, 7, 1), date(2019, 9, 1)} <= set(found)


def test_only_whole_months_of_what_the_settings_say_are_covered() -> None:
    told = {CONTACTS: (date(2019, 4, 15), date(2019, 7, 20))}
    assert _months(_daily(date(2019, 4, 1), date(2019, 7, 31)), told=told) == [
        date(2019, 5, 1), date(2019, 6, 1),
    ]  # fmt: skip
