"""Which quarters were sent, late, in part, again or not at all: worked by hand, both sides of each bound."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from safeguard_kpi.measures.arrivals import arrivals
from safeguard_kpi.measures.periods import month_end
from safeguard_kpi.store.model import KEPT

AS_OF, TODAY = date(2020, 3, 31), date(2020, 5, 1)
Q4 = (date(2020, 1, 1), date(2020, 3, 31))
DUE = date(2020, 4, 30)
KEPT_AT, LATER = datetime(2020, 4, 15, 6, 0), datetime(2020, 6, 1, 6, 0)  # noqa: DTZ001 (UTC)


def one(**given: Any) -> dict[str, Any]:
    told = {
        "id": "a",
        "feed": "mash_contacts",
        "file": "a.xlsx",
        "covers_from": Q4[0],
        "covers_to": Q4[1],
        "received": date(2020, 4, 15),
        "kept_at": KEPT_AT,
        "standing": "current",
    }
    return {**dict.fromkeys(KEPT.names()), **told, **given}


def state(
    *rows: dict[str, Any],
    quarter: str = "2019-20 Q4",
    today: date = TODAY,
    months: pl.DataFrame | None = None,
    expected: tuple[str, ...] = (),
) -> tuple[str, date | None]:
    table = arrivals(
        pl.DataFrame(list(rows), schema=KEPT),
        {"mash_contacts": "The hub"},
        lambda _partner: 30,
        as_of=AS_OF,
        today=today,
        again=("sent again",),
        covered=found_sent(*rows) if months is None else months,
        expected=expected,
    )
    assert table.height == 9
    found = table.filter(quarter=quarter).row(0, named=True)
    return found["state"], found["received"]


def found_sent(*rows: dict[str, Any]) -> pl.DataFrame:
    """List the months that sheets cover, as though none of them were silent."""
    spans = [
        pl.date_range(row["covers_from"], row["covers_to"], "1mo", eager=True)
        for row in rows
        if row["standing"] == "current"
    ]
    return found(*(day for span in spans for day in span))


def found(*months: date) -> pl.DataFrame:
    each = {"feed": ["mash_contacts"] * len(months), "month": list(months)}
    return pl.DataFrame(each, schema={"feed": pl.String, "month": pl.Date}).unique()


def test_a_quarter_that_is_covered_was_sent_and_when() -> None:
    assert state(one()) == ("sent", date(2020, 4, 15))


def test_it_was_due_so_many_days_after_the_quarter_ended() -> None:
    table = arrivals(
        pl.DataFrame([one()], schema=KEPT),
        {"mash_contacts": "The hub"},
        {"The hub": 30}.__getitem__,
        as_of=AS_OF,
        today=TODAY,
        again=("sent again",),
        covered=found_sent(one()),
    )
    assert table.filter(quarter="2019-20 Q4")["due"].to_list() == [DUE]


@pytest.mark.parametrize(("came", "found"), [(DUE, "sent"), (date(2020, 5, 1), "late")])
def test_on_the_day_it_is_due_is_in_time_and_the_day_after_is_late(came: date, found: str) -> None:
    early = one(id="b", covers_from=date(2019, 10, 1), covers_to=date(2019, 12, 31))
    assert state(early, one(received=came))[0] == found


def test_what_came_before_the_product_was_at_work_is_never_called_late() -> None:
    assert state(one(received=date(2020, 6, 1), kept_at=LATER))[0] == "sent"


def test_it_is_late_where_somebody_says_when_it_came() -> None:
    row = one(received=date(2020, 5, 2), received_told=True, kept_at=LATER)
    assert state(row) == ("late", date(2020, 5, 2))


@pytest.mark.parametrize(("came", "said"), [(DUE, "sent"), (date(2020, 5, 1), "late")])
def test_a_quarter_came_when_the_last_month_of_it_that_was_missing_came(
    came: date, said: str
) -> None:
    january = one(covers_to=date(2020, 1, 31))
    rest = one(id="b", covers_from=date(2020, 2, 1), received=came)
    assert state(january, rest) == (said, came)


def test_a_later_extract_that_has_a_quarter_too_does_not_make_it_late() -> None:
    half = one(id="b", covers_from=date(2019, 10, 1), received=date(2020, 5, 20))
    assert state(one(), half) == ("sent", date(2020, 4, 15))


@pytest.mark.parametrize(
    ("corrects", "said"),
    [("a", ("replaced", date(2020, 5, 20))), ("z", ("sent", date(2020, 4, 15)))],
)
def test_a_part_sent_again_after_the_day_it_was_due_is_replaced_and_not_late(
    corrects: str, said: tuple[str, date]
) -> None:
    february = (date(2020, 2, 1), date(2020, 2, 29))
    part = one(
        id="b",
        covers_from=february[0],
        covers_to=february[1],
        received=date(2020, 5, 20),
        corrects=corrects,
    )
    assert state(one(), part) == said


def test_a_correction_of_another_quarter_replaces_nothing_of_this() -> None:
    early = one(id="b", covers_from=date(2019, 10, 1), covers_to=date(2019, 12, 31))
    both = one(covers_from=date(2019, 11, 1), received=date(2020, 4, 20), corrects="b")
    assert state(early, both) == ("sent", date(2020, 4, 20))
    assert state(early, both, quarter="2019-20 Q3") == ("replaced", date(2020, 4, 20))


def test_two_months_of_three_are_a_part() -> None:
    assert state(one(covers_to=date(2020, 2, 29)))[0] == "sent in part"


def test_two_files_together_are_whole() -> None:
    january = one(covers_to=date(2020, 1, 31))
    rest = one(id="b", covers_from=date(2020, 2, 1))
    assert state(january, rest)[0] == "sent"


def test_what_was_sent_again_is_replaced_and_has_the_day_of_the_later() -> None:
    before = one(standing="replaced", why="sent again", replaced_by="b")
    assert state(before, one(id="b", received=date(2020, 4, 20))) == (
        "replaced",
        date(2020, 4, 20),
    )


def test_what_was_only_read_again_is_not_called_replaced() -> None:
    before = one(standing="replaced", why="read again under other declarations", replaced_by="b")
    assert state(before, one(id="b"))[0] == "sent"


def test_what_was_withdrawn_was_not_sent() -> None:
    early = one(id="b", covers_from=date(2019, 10, 1), covers_to=date(2019, 12, 31))
    assert state(early, one(standing="withdrawn"))[0] == "missing"


@pytest.mark.parametrize(
    ("today", "found"), [(date(2020, 7, 30), "not yet due"), (date(2020, 7, 31), "missing")]
)
def test_the_next_quarter_is_missing_from_the_day_after_it_was_due(today: date, found: str) -> None:
    assert state(one(), quarter="2020-21 Q1", today=today) == (found, None)


def test_a_quarter_before_the_first_that_came_is_not_missing() -> None:
    assert state(one(), quarter="2019-20 Q3") == ("before the first", None)


def test_a_feed_of_which_nothing_ever_came_was_never_sent() -> None:
    assert state(quarter="2019-20 Q4") == ("never sent", None)


YEAR = {"covers_from": date(2019, 4, 1), "covers_to": date(2020, 3, 31)}
SPRING = (date(2019, 4, 1), date(2019, 5, 1), date(2019, 6, 1))


def test_a_quarter_that_is_missing_inside_a_file_was_not_sent() -> None:
    months = found(*SPRING, date(2020, 1, 1))
    assert state(one(**YEAR), quarter="2019-20 Q1", months=months)[0] == "sent"
    assert state(one(**YEAR), quarter="2019-20 Q2", months=months) == ("missing", None)
    assert state(one(**YEAR), months=months)[0] == "sent in part"


def test_a_quarter_that_the_settings_say_was_sent_needs_no_row() -> None:
    early = one(covers_to=date(2020, 1, 31))
    told = found(*SPRING, date(2020, 1, 1))
    assert state(early, quarter="2019-20 Q1", months=told) == ("sent", None)


def test_what_was_sent_again_and_is_no_longer_whole_is_a_part() -> None:
    before = one(standing="replaced", why="sent again", replaced_by="b")
    assert state(before, one(id="b"), months=found(date(2020, 1, 1)))[0] == "sent in part"


def test_the_last_day_of_the_last_month_found_is_told() -> None:
    table = arrivals(
        pl.DataFrame([one(**YEAR)], schema=KEPT),
        {"mash_contacts": "The hub"},
        {"The hub": 30}.__getitem__,
        as_of=AS_OF,
        today=TODAY,
        again=("sent again",),
        covered=found(*SPRING[:2]),
    )
    told = dict(table.select("quarter", "covered_to").iter_rows())
    assert told["2019-20 Q1"] == month_end(SPRING[1])
    assert told["2019-20 Q2"] is None


@pytest.mark.parametrize(
    ("partner", "said"), [("The hub", "awaited, never sent"), ("Another", "never sent")]
)
def test_a_feed_that_never_came_is_awaited_where_its_partner_is_named(
    partner: str, said: str
) -> None:
    assert state(quarter="2019-20 Q4", expected=(partner,)) == (said, None)
