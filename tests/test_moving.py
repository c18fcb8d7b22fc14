"""What moved since a release is told exactly, and by which submission: each case drawn by hand."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_quarters import Q1, Q3, Q4, Desk, contacts, laid_out
from safeguard_kpi.measures.moved import FIGURE, MOVED, moved
from safeguard_kpi.measures.movers import MOVERS, ROW, movers
from safeguard_kpi.quarter.attributing import attributed
from safeguard_kpi.quarter.moving import Moved
from safeguard_kpi.store.erasure import erased
from safeguard_kpi.tables import FIGURES

PERIOD = "2019-20 Q4"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    made.refresh()
    made.release()
    return made


def only(
    table: pl.DataFrame, indicator: str, period: str = PERIOD, category: str = "All"
) -> dict[str, Any]:
    return table.filter(indicator=indicator, period=period, category=category).row(0, named=True)


def parts(row: Mapping[str, Any]) -> tuple[int, int, int]:
    return row["came"], row["gone"], row["otherwise"]


def adds_up(found: Moved) -> None:
    """See that movers account for every number of every figure that has one then and now."""
    sums = found.movers.group_by(FIGURE).agg(pl.col("numerator", "denominator", "unknown").sum())
    both = found.figures.join(sums, on=FIGURE, how="left").filter(
        pl.col("value_then").is_not_null() & pl.col("value_now").is_not_null()
    )
    rates = pl.col("indicator").str.ends_with("per_10k")
    timed = pl.col("indicator") == "mash_days_to_decision"
    for name, where in (("numerator", ~timed), ("denominator", ~rates), ("unknown", pl.lit(True))):
        told = both.filter(where).with_columns(
            grown=(pl.col(f"{name}_now") - pl.col(f"{name}_then")).fill_null(0)
        )
        assert told.filter(pl.col("grown") != pl.col(name).fill_null(0)).is_empty(), name


def said(found: Moved, desk: Desk, indicator: str, period: str = PERIOD) -> str:
    units = {each.key: each.unit for each in desk.journey().indicators}
    unit = pl.col("indicator").replace_strict(units)
    words = attributed(found, found.figures.with_columns(unit=unit))
    return str(only(words, indicator, period)["moved_by"])


def test_nothing_moves_where_nothing_was_sent(desk: Desk) -> None:
    desk.refresh()
    found = desk.diff()
    assert found.figures.is_empty()
    assert found.alike == desk.frozen().figures.height
    assert (found.movers.height, found.comparisons.height, found.definitions) == (0, 0, {})


def test_a_contact_taken_out_of_a_resubmission_is_told_of_that_submission(desk: Desk) -> None:
    without = [*Q4[:10], *Q4[11:]]  # the contact of 11 January, which ended in no further action
    desk.send("q4.csv", without)
    desk.refresh()
    found = desk.diff()

    row = only(found.figures, "mash_contacts")
    assert (row["numerator_then"], row["numerator_now"], row["difference"]) == (91, 90, -1.0)
    assert only(found.figures, "mash_contacts", "January 2020")["numerator_now"] == 30
    assert not found.figures.filter(indicator="mash_contacts", period="February 2020").height
    mover = only(found.movers.with_columns(), "mash_contacts")
    assert parts(mover) == (0, 1, 0)
    assert mover["now"] is None
    assert found.movers.filter(indicator="mash_contacts", cut="all", period=PERIOD).height == 1
    assert said(found, desk, "mash_contacts").startswith("q4.csv, sheet q4 (in the place of q4.csv")
    assert "1 row counted no more" in said(found, desk, "mash_contacts")
    share = only(found.figures, "mash_no_further_action")
    assert (share["numerator_then"], share["denominator_then"]) == (46, 91)
    assert (share["numerator_now"], share["denominator_now"]) == (45, 90)
    adds_up(found)


def test_a_changed_outcome_is_a_row_counted_otherwise(desk: Desk) -> None:
    changed = [list(row) for row in Q4]
    changed[0][4] = "Referral"
    desk.send("q4.csv", changed)
    desk.refresh()
    found = desk.diff()

    assert not found.figures.filter(indicator="mash_contacts").height
    row = only(found.figures, "mash_to_referral")
    assert (row["numerator_then"], row["numerator_now"]) == (45, 46)
    assert (row["denominator_then"], row["denominator_now"]) == (91, 91)
    mover = only(found.movers, "mash_to_referral")
    assert parts(mover) == (0, 0, 1)
    assert (mover["numerator"], mover["denominator"]) == (1, 0)
    assert "1 row counted otherwise" in said(found, desk, "mash_to_referral")
    adds_up(found)


def test_a_quarter_that_came_late_is_told_as_appeared(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q4=Q4, before=[row for row in Q3 if row[1] < "2019-11"])
    desk.refresh()
    desk.release()
    desk.send("late.csv", [row for row in Q3 if row[1] >= "2019-11"])
    desk.refresh()
    found = desk.diff()

    row = only(found.figures, "mash_contacts", "2019-20 Q3")
    assert (row["change"], row["status_then"], row["value_now"]) == ("appeared", "x", 92.0)
    mover = only(found.movers, "mash_contacts", "2019-20 Q3")
    assert parts(mover) == (61, 0, 0)
    assert said(found, desk, "mash_contacts", "2019-20 Q3").startswith(
        "late.csv, sheet late: 61 rows counted that did not."
    )
    adds_up(found)


def test_another_standard_moves_its_figure_and_is_told_as_such(desk: Desk) -> None:
    desk.set("red = 4", "red = 2")
    desk.refresh()
    found = desk.diff()

    assert set(found.definitions) == {"mash_rag_in_time"}
    assert found.definitions["mash_rag_in_time"] == (
        "“…those decided within 4 hours (red), 24…” became “…those decided within 2 hours (red), 24…”."
    )
    assert set(found.figures["indicator"]) == {"mash_rag_in_time"}
    row = only(found.figures, "mash_rag_in_time")
    assert (row["value_then"], row["value_now"], row["difference"]) == (100.0, 0.0, -100.0)
    mover = only(found.movers, "mash_rag_in_time")
    assert mover["before"] == mover["now"]
    assert parts(mover) == (0, 0, 91)
    assert "The definition changed" in said(found, desk, "mash_rag_in_time")
    adds_up(found)


def test_another_meaning_of_a_word_is_told_with_the_rows_it_moved(tmp_path: Path) -> None:
    q4 = contacts(date(2020, 1, 1), date(2020, 3, 31), outcome="to referral")
    desk = laid_out(tmp_path / "desk", q3=Q3, q4=q4)
    desk.refresh()
    desk.release()
    own = desk.folder / "own" / "codes"
    own.mkdir(parents=True)
    ours = Path(__file__).parents[1] / "schemas" / "codes" / "contact_outcome.toml"
    text = ours.read_text(encoding="utf-8")
    other = text.replace(', "to referral"', "").replace('"advice", ', '"advice", "to referral", ')
    assert other.count('"to referral"') == 1
    (own / "contact_outcome.toml").write_text(other, encoding="utf-8")
    desk.refresh(schemas=own.parent)
    found = desk.diff(schemas=own.parent)

    assert (
        "1 spelling of Outcome of a contact no longer means the same."
        in (found.definitions["mash_information_and_advice"])
    )
    assert "mash_contacts" not in found.definitions
    row = only(found.figures, "mash_to_referral")
    assert (row["numerator_then"], row["numerator_now"], row["denominator_now"]) == (45, 0, 91)
    assert parts(only(found.movers, "mash_to_referral")) == (0, 0, 45)
    gained = only(found.movers, "mash_information_and_advice")
    assert (parts(gained), gained["numerator"]) == ((0, 0, 45), 45)
    adds_up(found)


def test_periods_after_the_release_are_counted_and_not_told_as_moved(desk: Desk) -> None:
    desk.send("q1.csv", Q1)
    desk.refresh()
    found = desk.diff()
    assert found.as_of == date(2020, 6, 30)
    assert not found.figures.filter(pl.col("period_end") > date(2020, 3, 31)).height
    assert found.since > 0
    adds_up(found)


def figure(**said: Any) -> dict[str, Any]:
    told = {
        "indicator": "mash_contacts", "period": PERIOD, "grain": "quarter", "area": "Walsall",
        "period_start": date(2020, 1, 1), "period_end": date(2020, 3, 31), "cut": "all",
        "category": "All", "numerator": 5, "denominator": None, "unknown": 0, "value": 5.0,
        "lower": None, "upper": None, "method": "count", "status": "", "note": "",
    }  # fmt: skip
    return told | said


@pytest.mark.parametrize(
    ("then", "now", "change", "difference"),
    [
        ({"value": 5.0}, {"value": 6.0}, "changed", 1.0),
        ({"value": 99.9}, {"value": 99.8}, "changed", -0.1),
        ({"value": None, "status": "x"}, {"value": 6.0}, "appeared", None),
        ({"value": 6.0}, {"value": None, "status": "x"}, "disappeared", None),
        ({"value": None, "status": "x"}, {"value": None, "status": "z"}, "changed", None),
        ({"status": ""}, {"status": "b"}, "changed", 0.0),
        ({"unknown": 0}, {"unknown": 1}, "changed", 0.0),
    ],
)
def test_each_way_of_moving_has_its_word(
    then: dict[str, Any], now: dict[str, Any], change: str, difference: float | None
) -> None:
    before, after = (pl.DataFrame([figure(**each)], schema=FIGURES) for each in (then, now))
    row = moved(before, after).row(0, named=True)
    assert (row["change"], row["difference"]) == (change, difference)
    assert moved(before, before).is_empty()


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        ({"numerator": 0, "value": 0.0}, False),
        ({"numerator": None, "denominator": 0, "value": None, "status": "z"}, False),
        ({"numerator": 1, "value": 1.0}, True),
        ({"numerator": 0, "unknown": 1, "value": 0.0}, True),
        ({"numerator": None, "value": None, "status": "x"}, True),
        ({"numerator": 0, "value": 0.0, "cut": "all", "category": "All"}, True),
    ],
)
def test_a_category_of_nothing_that_had_no_line_has_not_moved(
    said: dict[str, Any],
    moves: bool,  # noqa: FBT001 (the other half of each case)
) -> None:
    of_cut = figure(**({"cut": "sex", "category": "Unborn"} | said))
    one = pl.DataFrame([of_cut], schema=FIGURES)
    assert moved(one.clear(), one).is_empty() is not moves
    assert moved(one, one.clear()).is_empty() is not moves


def test_a_figure_of_one_side_alone_is_told() -> None:
    one = pl.DataFrame([figure()], schema=FIGURES)
    assert moved(one, one.clear()).row(0, named=True)["change"] == "disappeared"
    assert moved(one.clear(), one).row(0, named=True)["change"] == "appeared"


def test_a_row_that_changed_its_category_left_one_and_came_to_the_other(desk: Desk) -> None:
    rows = {"when": date(2020, 1, 1), "part": "numerator", "days": None, "submission": "a"}
    then = pl.DataFrame([{ROW: "1", **rows, "cut|sex": "Girls"}]).cast({"days": pl.Int64})
    now = pl.DataFrame([{ROW: "1", **rows, "cut|sex": "Boys"}]).cast({"days": pl.Int64})
    told = dict.fromkeys(MOVED) | {
        "indicator": "mash_contacts", "grain": "quarter", "period": PERIOD, "cut": "sex",
        "period_start": date(2020, 1, 1), "period_end": date(2020, 3, 31),
    }  # fmt: skip
    asked = pl.DataFrame([told | {"category": name} for name in ("Girls", "Boys")], schema=MOVED)
    counted = next(each for each in desk.journey().indicators if each.key == "mash_contacts")
    found = movers(counted, then, now, asked)
    assert found.schema == MOVERS
    assert {
        row["category"]: (row["came"], row["gone"], row["numerator"]) for row in found.to_dicts()
    } == {"Girls": (0, 1, -1), "Boys": (1, 0, 1)}


def test_a_child_erased_out_of_the_name_of_a_file_stops_no_comparison(tmp_path: Path) -> None:
    named = Q3[0][0]
    desk = laid_out(tmp_path / "desk", **{f"about {named}": Q3, "q4": Q4})
    desk.refresh()
    desk.release()
    erased(desk.journey().store(to_write=True), named)
    desk.refresh()
    kept = desk.journey().store().current["file"].to_list()
    assert sorted(kept) == ["about (erased).csv", "q4.csv"]
    found = desk.diff()
    assert only(found.figures, "mash_contacts", "2019-20 Q3")["difference"] == -1
