"""Annex A is no record of everything: overlapping windows count once, and what a list cannot tell is said."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from census_drawn import PLAN, REFERRAL, child, details, message, saved
from intake_drawn import only, said, sheets, taken
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.settings import Authority, Settings

ENQUIRIES = ["Child Unique ID", "Strategy discussion initiating Section 47 Enquiry Start Date",
             "Was an Initial Child Protection Conference deemed unnecessary?",
             "Date of Initial Child Protection Conference",
             "Number of Section 47 Enquiries in the last 12 months"]  # fmt: skip
PLANS = ["Child Unique ID", "Child Protection Plan Start Date", "Child Protection Plan End Date",
         "Number of Previous Child Protection Plans"]  # fmt: skip
WALSALL = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")


def extract(path: Path, enquiries: list[list[Any]], plans: list[list[Any]] | None = None) -> Path:
    path.parent.mkdir(exist_ok=True)
    lists = {"List 5": [ENQUIRIES, *enquiries]}
    if plans is not None:
        lists["List 7"] = [PLANS, *plans]
    return sheets(path, lists)


def figures(inputs: Path, as_of: date) -> pl.DataFrame:
    settings = Settings(authority=WALSALL, inputs=inputs, as_of=as_of)
    journey = Journey(settings=settings, today=date(2024, 12, 31))
    return journey.compute(journey.validate(journey.ingest())).figures


SPRING = [[n, date(2019, month, 4), "", "", 1] for n, month in enumerate(range(1, 7), start=1)]
SUMMER = [
    *([n, date(2019, n, 4), "b) No", date(2019, n, 20), 2] for n in range(4, 7)),
    *([n, date(2019, n, 4), "a) Yes", "", 1] for n in range(7, 10)),
]


def test_two_overlapping_extracts_give_the_figures_of_one(tmp_path: Path) -> None:
    extract(tmp_path / "two" / "annex_a_june.xlsx", SPRING)
    extract(tmp_path / "two" / "annex_a_september.xlsx", SUMMER)
    extract(tmp_path / "one" / "annex_a.xlsx", [*SPRING[:3], *SUMMER])
    two, one = (figures(tmp_path / name, date(2019, 9, 30)) for name in ("two", "one"))
    assert two.equals(one)
    started = one.filter(indicator="section_47_started", grain="quarter", cut="all")
    assert dict(started.select("period", "value").drop_nulls().rows()) == {
        "2018-19 Q4": 3, "2019-20 Q1": 3, "2019-20 Q2": 3,
    }  # fmt: skip
    held = one.filter(indicator="initial_conferences", period="2019-20 Q1", cut="all")
    assert held["value"].to_list() == [3]


ENDED = [[n, date(2019, 1, n), date(2019, 4, n), n % 2] for n in range(1, 6)]
STARTED = [[n, date(2019, n - 2, 7), "", 0] for n in range(6, 9)]


def test_a_figure_of_list_7_alone_says_what_it_cannot_tell(tmp_path: Path) -> None:
    extract(tmp_path / "in" / "annex_a.xlsx", SUMMER, [*ENDED, *STARTED])
    made = figures(tmp_path / "in", date(2019, 6, 30))
    told = made.filter(pl.col("value").is_not_null(), cut="all", period="2019-20 Q1")
    notes = dict(told.select("indicator", "note").rows())
    assert "each child's latest plan only" in notes["plans_started"]
    assert "each child's latest plan only" in notes["plans_ended"]
    assert "latest plan only" not in notes["plans_open"]
    assert "latest plan only" not in notes["section_47_started"]


def test_a_conference_followed_to_a_plan_of_list_7_says_what_that_cannot_tell(
    tmp_path: Path,
) -> None:
    """List 5 here has no column for the result, so the plan of the day is looked for in List 7."""
    extract(tmp_path / "in" / "annex_a.xlsx", SUMMER, [*ENDED, *STARTED])
    made = figures(tmp_path / "in", date(2019, 6, 30))
    told = made.filter(indicator="conference_to_plan", cut="all", period="2019-20 Q1")
    assert all("each child's latest plan only" in note for note in told["note"])
    assert told.height


def test_a_list_7_with_several_plans_of_a_child_is_not_so_limited(tmp_path: Path) -> None:
    several = [*ENDED, [1, date(2019, 5, 7), "", 1], *STARTED]
    extract(tmp_path / "in" / "annex_a.xlsx", SUMMER, several)
    made = figures(tmp_path / "in", date(2019, 6, 30))
    assert not made.filter(pl.col("note").str.contains("latest plan only")).height


def test_a_list_7_beside_a_census_is_not_its_feeds_only_source(tmp_path: Path) -> None:
    extract(tmp_path / "in" / "annex_a.xlsx", SUMMER, [*ENDED, *STARTED])
    saved(tmp_path / "in" / "census.xml", message(child(details(PLAN, referral=REFERRAL))))
    made = figures(tmp_path / "in", date(2019, 6, 30))
    assert not made.filter(pl.col("note").str.contains("latest plan only")).height


def test_the_sheet_says_so_too(tmp_path: Path) -> None:
    admitted = taken(extract(tmp_path / "in" / "annex_a.xlsx", SUMMER, ENDED))
    assert only(admitted, "annex_a_one_a_child")["sheet"] == "List 7"
    (note,) = admitted.submissions.filter(sheet="List 7")["note"]
    assert "only each child's latest row" in note


LIST_6 = ["Child Unique ID", "Gender", "CIN Start Date", "Primary Need Code",
          "Date Child Was Last Seen", "CIN Closure Date", "Reason for Closure", "Case Status"]  # fmt: skip
LIST_7 = ["Child Unique ID", "Child Protection Plan Start Date", "Initial Category of Abuse",
          "Latest Category of Abuse", "Date of the Last Statutory Visit",
          "Was the Child Seen Alone?", "Date of latest review conference",
          "Child Protection Plan End Date", "Number of Previous Child Protection Plans"]  # fmt: skip


def plan(number: int, *, started: date = date(2019, 4, 1), category: str = "NEG") -> list[Any]:
    return [number, started, category, category, "", "", "", "", 0]


def limited(path: Path, drawn: dict[str, list[list[Any]]]) -> list[str]:
    """Give the sheets that are said to hold each child's latest row only."""
    admitted = taken(sheets(path / "a.xlsx", drawn))
    return [found["sheet"] for found in said(admitted, "annex_a_one_a_child")]


def test_a_list_is_told_by_its_own_headers_whatever_its_sheet_is_called(tmp_path: Path) -> None:
    need: list[list[Any]] = [
        [n, "Male", date(2019, 4, n), "N1", "", "", "", "CIN"] for n in range(1, 9)
    ]
    plans = [plan(n) for n in range(1, 9)]
    drawn = {"Children in Need": [LIST_6, *need], "Child Protection": [LIST_7, *plans]}
    assert limited(tmp_path, drawn) == ["Child Protection", "Children in Need"]


@pytest.mark.parametrize("left_out", [2, 3])
def test_most_of_the_headers_tell_the_list_and_fewer_do_not(tmp_path: Path, left_out: int) -> None:
    """Of the eight headers of List 7 six are three quarters, and five are not."""
    away = [3, 4, 5][:left_out]
    rows = [
        [cell for at, cell in enumerate(row) if at not in away]
        for row in (LIST_7, *(plan(n) for n in range(1, 9)))
    ]
    assert limited(tmp_path, {"Plans": rows}) == (["Plans"] if left_out == 2 else [])


def test_cases_of_a_census_are_no_list_6(tmp_path: Path) -> None:
    head = ["LAchildID", "CINdetailsID", "CINreferralDate", "PrimaryNeedCode", "CINclosureDate",
            "ReasonForClosure", "ReferralNFA"]  # fmt: skip
    rows = [[n, n, date(2023, 5, n), "N1", date(2023, 9, n), "RC7", "False"] for n in range(1, 9)]
    assert not limited(tmp_path, {"CINdetails": [head, *rows]})


@pytest.mark.parametrize(
    ("more", "alone"),
    [
        ([plan(1)], True),
        ([plan(1), plan(2), plan(3)], True),
        ([plan(1, category="EMO")], True),
        ([plan(1, started=date(2019, 6, 3))], False),
        ([plan(1, started=date(2019, 6, 3)), plan(2, started=date(2019, 6, 3))], False),
    ],
    ids=[
        "a row repeated",
        "three rows repeated",
        "a cell put right",
        "one child twice",
        "two children",
    ],
)
def test_rows_sent_twice_do_not_unmake_a_list_7(
    tmp_path: Path, more: list[list[Any]], *, alone: bool
) -> None:
    """A child's second plan, of another day, is one that such a list would not have."""
    rows = [plan(n) for n in range(1, 61)]
    assert limited(tmp_path, {"List 7": [LIST_7, *rows, *more]}) == (["List 7"] if alone else [])


@pytest.mark.parametrize("age", [-1, 0, 17])
def test_the_age_of_an_unborn_child_is_read(tmp_path: Path, age: int) -> None:
    headers = ["Child Unique ID", "Age of Child (Years)", "Date of Contact"]
    path = sheets(tmp_path / "a.xlsx", {"List 1": [headers, [7, age, date(2019, 4, 1)]]})
    admitted = taken(path)
    assert admitted.frames["mash_contacts"]["age"].to_list() == [age]
    assert not admitted.findings.filter(field="age").height


def test_a_census_gives_the_year_and_nothing_before_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    old = "<CINreferralDate>2021-02-02</CINreferralDate><ReferralSource>6</ReferralSource>"
    months = [
        f"<CINreferralDate>{year}-{month:02}-02</CINreferralDate><ReferralSource>6</ReferralSource>"
        for year, month in [*((2023, m) for m in range(4, 13)), (2024, 1), (2024, 2), (2024, 3)]
    ]
    children = [
        child(details(referral=referral), ident=f"<LAchildID>C{n}</LAchildID>")
        for n, referral in enumerate([old, *months])
    ]
    saved(tmp_path / "in" / "census.xml", message(*children))
    made = figures(tmp_path / "in", date(2024, 3, 31))
    referrals = made.filter(indicator="referrals", cut="all", grain="year").drop_nulls("value")
    assert dict(referrals.select("period", "value").rows()) == {"2023-24": 12}


def test_files_that_are_not_read_are_named_and_not_opened(tmp_path: Path) -> None:
    extract(tmp_path / "in" / "annex_a.xlsx", SPRING)
    for name in ("letter.docx", "more.xltx", "noext", "SAMPLE.txt", "README.md", ".hidden"):
        (tmp_path / "in" / name).write_text("x", encoding="utf-8")
        (tmp_path / "in" / name).chmod(0)
    settings = Settings(authority=WALSALL, inputs=tmp_path / "in")
    found = Journey(settings=settings, today=date(2024, 12, 31)).ingest().findings
    passed = found.filter(problem="file_passed_over")
    assert passed["file"].to_list() == ["letter.docx", "more.xltx", "noext"]
    assert set(passed["level"]) == {"query"}
