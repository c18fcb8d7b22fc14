"""Which row a row is that was put right, by hand."""

from datetime import date, datetime

import polars as pl

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.journey.earlier.put_right import paired, told_alike

FEED = load_contracts(Declarations.standard()).feeds["mash_contacts"]


def rows(sheet: int, *drawn: tuple[str | None, str, int, int, str]) -> pl.DataFrame:
    """Draw rows of a sheet: identifier, child, day of January, hour and outcome."""
    return pl.DataFrame(
        [
            {
                "_submission": sheet, "_row": place, "contact_id": name, "child_id": child,
                "received_on": date(2020, 1, day), "received_at": datetime(2020, 1, day, hour),  # noqa: DTZ001
                "referring_agency": "police", "outcome": outcome,
            }
            for place, (name, child, day, hour, outcome) in enumerate(drawn, start=2)
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip


def pairs(old: pl.DataFrame, new: pl.DataFrame) -> set[tuple[int, int]]:
    return set(paired(old, new, FEED).select("_row", "_other_row").iter_rows())


def test_an_identifier_tells_the_row_though_its_day_or_child_was_put_right() -> None:
    old = rows(1, ("x", "a", 1, 9, "nfa"), ("y", "b", 2, 9, "nfa"), ("z", "c", 3, 9, "nfa"))
    new = rows(2, ("y", "b", 9, 9, "nfa"), ("z", "d", 3, 9, "nfa"), ("x", "e", 9, 9, "nfa"))
    # The last has neither the child nor the day of the first row: it is new.
    assert pairs(old, new) == {(3, 2), (4, 3)}


def test_without_identifiers_the_time_tells_and_then_the_day() -> None:
    old = rows(1, (None, "a", 1, 9, "nfa"), (None, "a", 1, 15, "nfa"))
    new = rows(2, (None, "a", 1, 15, "referral"), (None, "a", 1, 10, "nfa"))
    assert pairs(old, new) == {(3, 2), (2, 3)}


def test_of_several_of_a_day_the_most_alike_go_together_and_none_twice() -> None:
    old = rows(1, (None, "a", 1, 9, "referral"), (None, "a", 1, 10, "nfa"))
    new = rows(2, (None, "a", 1, 11, "nfa"))
    assert pairs(old, new) == {(3, 2)}
    assert pairs(new, old) == {(2, 3)}


def test_rows_alike_in_every_cell_are_paired_once_each() -> None:
    one = rows(1, (None, "a", 1, 9, "nfa"), (None, "a", 1, 9, "nfa"), (None, "b", 1, 9, "nfa"))
    two = rows(2, (None, "a", 1, 9, "nfa"), (None, "c", 1, 9, "nfa"))
    assert told_alike(one, two, FEED).select("_row", "_other_row").rows() == [(2, 2)]
