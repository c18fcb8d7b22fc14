"""Submissions of one name are told apart wherever a figure is said to come from them."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from drawn_quarters import Q3, Q4, Desk, contacts, laid_out
from safeguard_kpi.cli.told_figure import told_figure
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.quarter.attributing import attributed
from safeguard_kpi.quarter.explaining import explain
from safeguard_kpi.quarter.naming import named

WINTER = {"covers_from": date(2020, 1, 1), "covers_to": date(2020, 3, 31)}


def row(**given: Any) -> dict[str, Any]:
    return {"file": "contacts.csv", "sheet": "", "received": date(2020, 4, 20), **WINTER, **given}


@pytest.mark.parametrize("other", [{"file": "b.csv"}, {"sheet": "Hub"}])
def test_file_and_sheet_are_the_name_where_they_tell_it(other: dict[str, str]) -> None:
    assert named("a", {"a": row(), "b": row(**other)}) == "contacts.csv"
    assert named("a", {"a": row(sheet="Log"), "b": row()}) == "contacts.csv, sheet Log"


def test_its_days_are_said_where_another_bears_the_name() -> None:
    autumn = row(covers_from=date(2019, 10, 1), covers_to=date(2019, 12, 31))
    said = "contacts.csv, received 20 Apr 2020, of 1 Jan 2020 to 31 Mar 2020"
    assert named("a", {"a": row(), "b": autumn}) == said
    assert named("a", {"a": row(), "b": row(received=date(2020, 4, 21))}) == said
    assert named("a", {"a": row(), "b": row()}) == f"{said}, id a"


def test_a_list_and_what_took_its_place_are_one_list() -> None:
    versions = {"a": row(replaced_by="b"), "b": row(replaced_by="c"), "c": row()}
    assert {named(each, versions) for each in versions} == {"contacts.csv"}
    assert named("a", versions | {"d": row()}).endswith("31 Mar 2020, id a")


def test_two_that_took_one_anothers_place_have_an_end() -> None:
    assert named("a", {"a": row(replaced_by="b"), "b": row(replaced_by="a")})


def test_what_is_not_known_is_left_out() -> None:
    bare = {"file": "contacts.csv", "sheet": ""}
    refused = row(covers_from=None, covers_to=None)
    assert named("a", {"a": refused, "b": row()}) == "contacts.csv, received 20 Apr 2020"
    assert named("a", {"a": bare, "b": row()}) == "contacts.csv"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = laid_out(tmp_path / "desk", contacts=Q3)
    made.refresh()
    made.send("contacts.csv", Q4)
    made.refresh()
    return made


def test_explain_tells_two_lists_of_one_name_apart(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", contacts=contacts(date(2019, 10, 1), date(2020, 1, 31)))
    desk.refresh()
    desk.send("contacts.csv", contacts(date(2020, 2, 1), date(2020, 3, 31)))
    desk.refresh()
    lines = told_figure(explain(desk.journey(), "mash_contacts", "2019-20 Q4"))
    named_so = "  contacts.csv, sheet contacts, received 20 Jul 2020, of"
    assert [line for line in lines if line.startswith("  contacts.csv")] == [
        f"{named_so} 1 Oct 2019 to 31 Jan 2020: 31 rows: 31 in the numerator",
        f"{named_so} 1 Feb 2020 to 31 Mar 2020: 60 rows: 60 in the numerator",
    ]


def test_explain_names_a_sheet_by_its_file_where_it_is_the_only_one(desk: Desk) -> None:
    lines = told_figure(explain(desk.journey(), "mash_contacts", "2019-20 Q4"))
    assert any(line.startswith("  contacts.csv, sheet contacts: 91 rows") for line in lines)


def test_diff_tells_which_list_of_one_name_moved_a_figure(desk: Desk) -> None:
    desk.release()
    january = contacts(date(2020, 1, 1), date(2020, 1, 31))
    desk.send("contacts.csv", [*january[:10], *january[12:]])
    desk.refresh()
    moved = desk.diff()
    units = {each.key: each.unit for each in desk.journey().indicators}
    unit = pl.col("indicator").replace_strict(units)
    words = attributed(moved, moved.figures.with_columns(unit=unit))
    row = words.filter(indicator="mash_contacts", period="January 2020", cut="all").row(
        0, named=True
    )
    assert (row["numerator_then"], row["numerator_now"]) == (31, 29)
    assert row["moved_by"] == (
        "contacts.csv, sheet contacts, received 20 Jul 2020, of 1 Jan 2020 to 31 Mar 2020: "
        "2 rows counted no more."
    )


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("June 2020", "March 2020"),
        ("june 2019", "March 2020"),
        ("2020-21 Q1", "2019-20 Q4"),
        ("12 months to June 2020", "12 months to March 2020"),
        ("2020-21 Q1 year to date", "2019-20 Q4 year to date"),
    ],
)
def test_a_period_that_has_no_figure_is_answered_with_the_last_of_its_grain(
    desk: Desk, period: str, last: str
) -> None:
    with pytest.raises(SafeguardError, match=f"no period with a figure `{period}`") as told:
        explain(desk.journey(), "mash_contacts", period)
    assert told.value.hint == f"did you mean `{last}`, the last of its kind that there is?"
