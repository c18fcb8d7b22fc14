"""Contracts held by Pandera: places come back, values never."""

from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from intake_drawn import CONTRACTS
from safeguard_kpi.contracts.schema import failures
from safeguard_kpi.errors import DeclarationError

FEED = CONTRACTS.feeds["mash_contacts"]
ALL = {1: frozenset(FEED.columns)}
GOOD = {
    "contact_id": "C1",
    "child_id": "1",
    "received_at": datetime(2019, 4, 1),  # noqa: DTZ001 - local, as partners write
    "received_on": date(2019, 4, 1),
    "decided_at": datetime(2019, 4, 2),  # noqa: DTZ001 - as above
    "decided_on": date(2019, 4, 2),
    "_submission": 1,
}


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    schema = pl.Schema({**FEED.columns, "_submission": pl.UInt32()})
    return pl.DataFrame(
        [{name: (GOOD | row).get(name) for name in schema} for row in rows], schema=schema
    )


def test_a_kept_contract_gives_no_failures() -> None:
    assert failures(frame({}, {}), FEED, ALL).is_empty()


def test_each_broken_promise_is_a_row_a_kind_and_a_name() -> None:
    broken = frame(
        {}, {"child_id": None}, {"age": 27.0}, {"age": -2.0}, {"decided_at": datetime(2019, 3, 1), "decided_on": date(2019, 3, 1)},  # noqa: DTZ001
    )  # fmt: skip
    assert failures(broken, FEED, ALL).rows() == [
        (1, "blank", "child_id"),
        (2, "range", "age"),
        (3, "range", "age"),
        (4, "rule", "decision_follows_contact"),
    ]


def test_the_bounds_themselves_are_allowed() -> None:
    assert failures(frame({"age": -1.0}, {"age": 26.0}), FEED, ALL).is_empty()


def test_a_rule_that_cannot_be_told_keeps_the_row() -> None:
    assert failures(frame({"decided_at": None, "decided_on": None}), FEED, ALL).is_empty()


def test_a_promise_about_a_column_binds_only_who_sent_it() -> None:
    rows = frame({"contact_id": None}, {"contact_id": None, "_submission": 2})
    sent = {1: ALL[1] - {"contact_id"}, 2: ALL[1]}
    assert failures(rows, FEED, sent).rows() == [(1, "blank", "contact_id")]


def test_failures_hold_no_values() -> None:
    found = failures(frame({"age": 98765.0}), FEED, ALL)
    assert "98765" not in found.write_csv()


def test_wrong_types_are_our_own_fault_and_say_nothing_of_a_child() -> None:
    wrong = frame({}).with_columns(child_id=pl.lit(4711))
    with pytest.raises(TypeError, match="not typed as its contract says") as fault:
        failures(wrong, FEED, ALL)
    assert "4711" not in str(fault.value)


def test_a_rule_that_cannot_be_worked_out_names_itself() -> None:
    rule = replace(
        FEED.rules["born_before_contact"],
        holds="child_id >= received_on",
        columns=("child_id", "received_on"),
    )
    with pytest.raises(
        DeclarationError, match=r"mash_contacts\.toml \[rules\.born_before_contact\]"
    ):
        failures(frame({}), replace(FEED, rules={rule.name: rule}), ALL)


def test_a_feed_with_no_rules_is_held_all_the_same() -> None:
    plain = replace(FEED, rules={})
    assert failures(frame({"child_id": None}), plain, ALL).rows() == [(0, "blank", "child_id")]
