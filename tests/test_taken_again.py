"""An extract taken again with a source put right: one row each; two partners' lists: both."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.admission.repeats import across_sheets

FEED = load_contracts(Declarations.standard()).feeds["mash_contacts"]
ORDER = pl.DataFrame(
    {"_submission": [1, 2], "_order": [0, 1]}, schema={"_submission": pl.UInt32, "_order": pl.Int64}
)
SENT = frozenset({"child_id", "received_at", "received_on", "referring_agency"})
Row = tuple[int, str, datetime, str | None]


def lost(*rows: Row) -> list[tuple[int, int, str]]:
    """Give the rows that do not count: submission, row and why."""
    frame = pl.DataFrame(
        [
            {"_submission": n, "_row": place, "child_id": child, "received_at": when, "received_on": when.date(), "referring_agency": agency}
            for place, (n, child, when, agency) in enumerate(rows, start=2)
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip
    found = across_sheets(frame, FEED, {1: SENT, 2: SENT}, ORDER)
    return sorted(found.select("_submission", "_row", "problem").rows())


def at(day: int, hour: int = 0) -> datetime:
    return datetime.combine(date(2019, 4, 1) + timedelta(days=day), datetime.min.time()).replace(
        hour=hour
    )


@pytest.mark.parametrize("agency", ["schools", None])
def test_a_source_put_right_in_a_later_extract_makes_no_second_row(agency: str | None) -> None:
    same = [(n, "a", at(1), "police") for n in (1, 2)]
    found = lost(*same, (1, "b", at(2), "police"), (2, "b", at(2), agency))
    assert found == [(1, 2, "row_repeated"), (1, 4, "row_replaced")]


def test_a_time_added_in_a_later_extract_makes_no_second_row() -> None:
    found = lost((1, "a", at(1), "police"), (2, "a", at(1, 10), "police"))
    assert found == [(1, 2, "row_replaced")]


def test_a_row_the_later_extract_no_longer_has_still_counts() -> None:
    assert lost((1, "a", at(1), "police"), (1, "b", at(2), None), (2, "b", at(2), "police")) == [
        (1, 3, "row_replaced")
    ]


def test_two_partners_lists_of_the_same_days_both_count() -> None:
    theirs = [(1, f"{n}", at(n), "police") for n in range(3)]
    ours = [(2, "1", at(1), "schools"), (2, "x", at(0), "schools"), (2, "y", at(2), "schools")]
    assert lost(*theirs, *ours) == []


def test_at_half_of_the_common_days_it_is_the_same_list_and_below_it_is_not() -> None:
    again = [(2, "0", at(0), "schools"), (2, "z", at(9), "schools")]
    two = [(1, f"{n}", at(n), "police") for n in range(2)]
    assert lost(*two, *again) == [(1, 2, "row_replaced")]
    assert lost(*two, (1, "2", at(2), "police"), *again) == []


def test_a_short_list_beside_a_long_one_is_not_taken_again_by_it() -> None:
    # Half of four children out of hours also have a contact by day: of ten by day they are a fifth.
    hours = [(1, f"{n}", at(n), "police") for n in (0, 9)] + [
        (1, f"n{n}", at(n), None) for n in (1, 2)
    ]
    day = [(2, f"{n}", at(n), "schools") for n in range(10)]
    assert lost(*hours, *day) == []
    assert len(lost(*hours, *day[:1], day[9], (2, "x", at(4), None), (2, "y", at(5), None))) == 2


def test_two_contacts_of_a_child_in_a_day_within_one_extract_both_count() -> None:
    assert lost((2, "a", at(1), "police"), (2, "a", at(1), "schools")) == []


def test_what_is_left_over_gives_way_one_for_one() -> None:
    first = [(1, "a", at(1), "police"), (1, "a", at(1), "schools"), (1, "a", at(1), "health")]
    found = lost(*first, (2, "a", at(1), "police"), (2, "a", at(1), "housing"))
    assert found == [(1, 2, "row_repeated"), (1, 3, "row_replaced")]


def test_a_third_list_without_the_source_leaves_the_finer_key_to_the_other_two() -> None:
    rows = [(1, 2, "a", at(1), "police"), (1, 3, "a", at(1), "schools"), (2, 2, "a", at(1), "police"), (1, 4, "b", at(2), "schools"), (3, 2, "b", at(2), None)]  # fmt: skip
    frame = pl.DataFrame(
        [
            {"_submission": n, "_row": place, "child_id": child, "received_at": when, "received_on": when.date(), "referring_agency": agency}
            for n, place, child, when, agency in rows
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip
    order = pl.DataFrame(
        {"_submission": [1, 2, 3], "_order": [0, 2, 1]},
        schema={"_submission": pl.UInt32, "_order": pl.Int64},
    )
    sent = {1: SENT, 2: SENT, 3: SENT - {"referring_agency"}}
    found = across_sheets(frame, FEED, sent, order).sort("_submission", "_row")
    assert found.rows() == [(1, 2, "row_repeated", 2, 2), (1, 4, "row_replaced", 3, 2)]
