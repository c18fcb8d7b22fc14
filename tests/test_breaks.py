"""A definition that counts otherwise breaks its series; what only reads otherwise does not."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from drawn_quarters import Q1, Q3, Q4, laid_out
from invented import contracts
from invented_figures import invented
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.frozen import Definitions, changes, definitions_of
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import Calendar
from safeguard_kpi.measures.breaks import BREAKS, with_breaks
from safeguard_kpi.reports import write_workbook
from safeguard_kpi.tables import FIGURES

HOLIDAYS = frozenset({date(2019, 12, 25), date(2019, 12, 26), date(2020, 12, 25)})
STANDARDS = Standards(calendar=Calendar(HOLIDAYS))


def told(standards: Standards = STANDARDS, under: Contracts | None = None) -> Definitions:
    return definitions_of(standards, under or contracts())


def test_the_same_definitions_have_the_same_fingerprints_and_survive_being_written() -> None:
    before, now = told(), told()
    assert before.to_json() == now.to_json()
    assert changes(Definitions.from_json(before.to_json()), now) == {}
    prints = {each.fingerprint for each in now.indicators.values()}
    assert len(prints) == len({key for key, each in now.indicators.items()})


def test_the_order_of_grades_in_the_settings_is_no_change() -> None:
    turned = replace(STANDARDS, rag_hours=dict(reversed(list(STANDARDS.rag_hours.items()))))
    assert changes(told(), told(turned)) == {}


@pytest.mark.parametrize(
    ("chosen", "indicators"),
    [
        ({"rag_hours": {"red": 2, "amber": 24, "green": 72}}, {"mash_rag_in_time"}),
        ({"visit_working_days": 20}, {"visits_in_timescale"}),
    ],
)
def test_another_standard_is_a_change_of_its_indicator_alone(
    chosen: dict[str, Any], indicators: set[str]
) -> None:
    assert set(changes(told(), told(replace(STANDARDS, **chosen)))) == indicators


def test_bank_holidays_of_a_new_year_are_no_change_and_of_a_known_year_are() -> None:
    later = replace(STANDARDS, calendar=Calendar(HOLIDAYS | {date(2021, 12, 27)}))
    assert changes(told(), told(later)) == {}
    other = replace(STANDARDS, calendar=Calendar(HOLIDAYS | {date(2019, 5, 6)}))
    found = changes(told(), told(other))
    assert "mash_decided_in_one_working_day" in found
    assert "mash_contacts" not in found
    assert found["mash_decided_in_one_working_day"] == "The bank holidays of 2019 are others."


def own(text: str, meaning: str) -> Contracts:
    given = contracts()
    outcome = replace(given.codes["contact_outcome"], own=((text, meaning),))
    return replace(given, codes={**given.codes, "contact_outcome": outcome})


def test_a_new_spelling_is_no_change_and_another_meaning_of_a_known_one_is() -> None:
    assert changes(told(), told(under=own("a word nobody knew", "referral"))) == {}
    found = changes(told(), told(under=own("advice", "referral")))
    assert {"mash_to_referral", "mash_no_further_action"} <= found.keys()
    assert (
        found["mash_to_referral"] == "1 spelling of Outcome of a contact no longer means the same."
    )
    assert not {"mash_contacts", "mash_rag_in_time", "referrals"} & found.keys()


def test_what_a_spelling_was_cannot_be_read_in_a_release() -> None:
    assert "a word nobody knew" not in told(under=own("a word nobody knew", "referral")).to_json()


def test_other_words_for_the_same_rule_are_no_change() -> None:
    now = told()
    worded = replace(now.indicators["referrals"], means="Otherwise put.", title="Else")
    assert changes(now, replace(now, indicators={**now.indicators, "referrals": worded})) == {}


def test_another_version_of_polars_alone_is_no_change_and_another_condition_is() -> None:
    now = told()
    rule = now.indicators["mash_to_referral"]
    written = replace(rule, expressions="0" * 64, fingerprint="0" * 64)
    older = replace(now, indicators={**now.indicators, "mash_to_referral": written})
    assert set(changes(older, now)) == {"mash_to_referral"}
    assert changes(replace(older, polars="1.0.0"), now) == {}
    otherwise = replace(written, condition="[(col(outcome)) == (other)]")
    older = replace(now, indicators={**now.indicators, "mash_to_referral": otherwise}, polars="1.0")
    assert changes(older, now)["mash_to_referral"] == "The condition that rows must meet changed."


def figures(*values: float | None, status: str = "") -> pl.DataFrame:
    ends = [date(2019, 12, 31), date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30)]
    return pl.DataFrame(
        [
            {
                "indicator": "referrals", "period": f"{end}", "grain": "quarter", "area": "Walsall",
                "period_start": date(2019, 1, 1), "period_end": end, "cut": "all", "category": "All",
                "value": value, "status": status if value is not None else "x", "note": "",
            }
            for end, value in zip(ends, values, strict=True)
        ],
        schema=FIGURES,
    )  # fmt: skip


def breaks(*after: date) -> pl.DataFrame:
    rows = [
        {"indicator": "referrals", "after": day, "release": "R", "note": f"Break {day}."}
        for day in after
    ]
    return pl.DataFrame(rows, schema=BREAKS)


@pytest.mark.parametrize(
    ("values", "status", "after", "marked"),
    [
        ((1.0, 2.0, 3.0, 4.0), "", [date(2020, 3, 31)], ["", "", "b", ""]),
        ((1.0, 2.0, 3.0, 4.0), "", [date(2020, 3, 30)], ["", "b", "", ""]),
        ((1.0, 2.0, None, 4.0), "", [date(2020, 3, 31)], ["", "", "x", "b"]),
        ((1.0, 2.0, 3.0, 4.0), "u", [date(2020, 3, 31)], ["u", "u", "u b", "u"]),
        ((1.0, 2.0, 3.0, 4.0), "", [date(2020, 9, 30)], ["", "", "", ""]),
        ((1.0, 2.0, 3.0, 4.0), "", [date(2019, 12, 31), date(2020, 6, 30)], ["", "b", "", "b"]),
        ((1.0, None, None, 4.0), "", [date(2019, 12, 31), date(2020, 3, 31)], ["", "x", "x", "b"]),
    ],
)
def test_the_first_figure_with_a_value_after_each_break_is_marked(
    values: tuple[float | None, ...], status: str, after: list[date], marked: list[str]
) -> None:
    found = with_breaks(figures(*values, status=status), breaks(*after))
    assert found["status"].to_list() == marked
    assert found["value"].to_list() == list(values)
    noted = [row["note"] for row in found.to_dicts() if "b" in row["status"].split()]
    assert all(note.startswith("Break") for note in noted)
    assert sum(note.count("Break") for note in noted) == (len(after) if noted else 0)


def test_a_break_shows_in_the_next_quarter_and_stays_there(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    desk.refresh()
    desk.release()
    desk.set("red = 4", "red = 2")
    desk.refresh()
    assert desk.figure("mash_rag_in_time", "2019-20 Q4")["status"] == ""
    desk.send("q1.csv", Q1)
    desk.refresh()
    first = desk.figure("mash_rag_in_time", "2020-21 Q1")
    assert (first["status"], first["value"]) == ("b", 0.0)
    assert first["note"].startswith("Break in the series after release 2019-20-Q4: “")
    assert desk.figure("mash_rag_in_time", "April 2020")["status"] == "b"
    assert desk.figure("mash_rag_in_time", "May 2020")["status"] == ""
    assert desk.figure("mash_contacts", "2020-21 Q1")["status"] == ""
    assert desk.release().name == "2020-21-Q1"
    desk.refresh()
    assert desk.figure("mash_rag_in_time", "2020-21 Q1")["status"] == "b"
    assert desk.verify("2020-21-Q1").holds
    assert desk.verify("2019-20-Q4").holds


def test_the_workbook_shows_the_break_and_draws_no_line_across_it(tmp_path: Path) -> None:
    given = invented()
    key = "mash_contacts"
    broken = (pl.col("indicator") == key) & (pl.col("period") == "2019-20 Q2")
    marked = given.figures.with_columns(
        status=pl.when(broken).then(pl.lit("b")).otherwise("status"),
        note=pl.when(broken).then(pl.lit("Break in the series.")).otherwise("note"),
    )
    write_workbook(tmp_path / "b.xlsx", replace(given, figures=marked))
    book = load_workbook(tmp_path / "b.xlsx")
    formats = [
        cell.number_format for row in book["Front door"].iter_rows() for cell in row
        if isinstance(cell.value, int | float) and "[b]" in cell.number_format
    ]  # fmt: skip
    assert formats
    series = {row[2].value for row in book["Chart data"].iter_rows(min_row=6) if row[2].value}
    assert any("from 2019-20 Q2 [b]" in str(name) for name in series)
    said = [
        cell.value for row in book["Scorecard"].iter_rows() for cell in row
        if "the definition changed in between" in str(cell.value)
    ]  # fmt: skip
    assert said == ["[b] not compared: the definition changed in between"]
