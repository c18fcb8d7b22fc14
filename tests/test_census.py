"""A children in need census becomes rows of our feeds, one for each module, in every year's form."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from census_drawn import ASSESSED, ENQUIRED, PLAN, child, details, header, message, saved, taken
from commanding import command
from intake_drawn import only, said
from safeguard_kpi.intake import Admitted
from safeguard_kpi.pattern import WALSALL
from shared_files import SHARED

SAMPLES = SHARED / "samples" / "cin_census"


def census(tmp_path: Path, *children: str, head: str | None = None) -> Admitted:
    return taken(saved(tmp_path / "census.xml", message(*children, head=head)))


def sheet(admitted: Admitted, name: str) -> dict[str, Any]:
    (row,) = admitted.submissions.filter(sheet=name).to_dicts()
    return row


def whole(*, sex: str = "<Sex>F</Sex>", ident: str = "A1") -> str:
    modules = details(ASSESSED, ENQUIRED, PLAN)
    return child(modules, sex=sex, ident=f"<LAchildID>{ident}</LAchildID>")


def test_every_module_is_a_row_of_its_feed(tmp_path: Path) -> None:
    admitted = census(tmp_path, whole())
    assert not admitted.findings.height
    heights = {name: frame.height for name, frame in admitted.frames.items() if frame.height}
    assert heights == {
        "referrals": 1, "children_in_need": 1, "assessments": 1, "section_47_enquiries": 1,
        "child_protection_plans": 1, "child_protection_reviews": 3,
    }  # fmt: skip
    for frame in admitted.frames.values():
        if "sex" in frame.columns and frame.height:
            assert frame["sex"].to_list() == ["female"]
            assert frame["disability"].to_list() == ["no"]
            assert frame["date_of_birth"].to_list() == [date(2015, 3, 27)]
    referral = admitted.frames["referrals"].to_dicts()[0]
    assert referral["received_on"] == date(2023, 5, 2)
    assert referral["referring_agency"] == "health_services"
    assert referral["no_further_action"] is False
    assessment = admitted.frames["assessments"].to_dicts()[0]
    assert assessment["referral_on"] == date(2023, 5, 2)
    assert assessment["factors"] == ["domestic_abuse_parent", "neglect"]
    enquiry = admitted.frames["section_47_enquiries"].to_dicts()[0]
    assert (enquiry["started_on"], enquiry["conference_on"]) == (
        date(2023, 6, 1),
        date(2023, 6, 20),
    )
    assert enquiry["conference_unnecessary"] is False
    plan = admitted.frames["child_protection_plans"].to_dicts()[0]
    assert (plan["initial_category"], plan["category_of_abuse"]) == ("neglect", "emotional")
    assert plan["previous_plans"] == 1


def test_every_review_of_a_plan_is_taken_and_knows_its_plan(tmp_path: Path) -> None:
    reviews = census(tmp_path, whole()).frames["child_protection_reviews"]
    assert reviews["reviewed_on"].to_list() == [
        date(2023, 9, 1),
        date(2024, 2, 1),
        date(2024, 3, 20),
    ]
    assert set(reviews["plan_started_on"]) == {date(2023, 6, 20)}


@pytest.mark.parametrize("year", range(2017, 2027))
def test_the_year_is_that_of_the_reference_date(tmp_path: Path, year: int) -> None:
    sex = "<Sex>M</Sex>" if year >= 2025 else "<GenderCurrent>1</GenderCurrent>"
    referral = (
        f"<CINreferralDate>{year - 1}-05-02</CINreferralDate><ReferralSource>1A</ReferralSource>"
    )
    fdm = "<PreProceedingsandFGDM></PreProceedingsandFGDM>" if year >= 2026 else ""
    admitted = census(tmp_path, child(details(fdm, referral=referral), sex=sex), head=header(year))
    row = sheet(admitted, "CINdetails")
    assert (row["covers_from"], row["covers_to"]) == (date(year - 1, 4, 1), date(year, 3, 31))
    assert admitted.frames["referrals"]["sex"].to_list() == ["male"]
    assert not admitted.findings.filter(pl.col("level").is_in(["error", "reject", "warn"])).height


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<GenderCurrent>2</GenderCurrent>", "female"),
        ("<GenderCurrent>0</GenderCurrent>", "unknown"),
        ("<GenderCurrent>9</GenderCurrent>", "unknown"),
        ("<Sex>U</Sex>", "unknown"),
        ("<Sex>1</Sex>", "male"),
        ("<Sex></Sex><GenderCurrent>2</GenderCurrent>", "female"),
        ("", None),
    ],
)
def test_sex_is_read_in_either_coding(tmp_path: Path, written: str, meant: str | None) -> None:
    assert census(tmp_path, whole(sex=written)).frames["referrals"]["sex"].to_list() == [meant]


def test_a_referral_with_no_further_action_is_no_episode_of_need(tmp_path: Path) -> None:
    admitted = census(tmp_path, child(details(nfa="<ReferralNFA>1</ReferralNFA>"), details()))
    assert sheet(admitted, "CINdetails")["rows_in"] == 2
    assert sheet(admitted, "CINdetails (episodes of need)")["rows_in"] == 1


def test_a_conference_without_an_enquiry_is_a_row_of_its_own(tmp_path: Path) -> None:
    conference = "<DateOfInitialCPC>2023-07-04</DateOfInitialCPC>"
    admitted = census(tmp_path, child(details(conference, ENQUIRED)))
    rows = admitted.frames["section_47_enquiries"].select("started_on", "conference_on").rows()
    assert set(rows) == {(None, date(2023, 7, 4)), (date(2023, 6, 1), date(2023, 6, 20))}


def test_a_conference_recorded_at_both_levels_is_counted_once(tmp_path: Path) -> None:
    conference = "<DateOfInitialCPC>2023-06-20</DateOfInitialCPC>"
    admitted = census(tmp_path, child(details(conference, ENQUIRED)))
    assert admitted.frames["section_47_enquiries"].height == 1
    found = only(admitted, "rule_conference_recorded_once")
    assert found["level"] == "reject"
    assert "2884" in found["message"]


def test_a_finding_names_the_child_by_its_place_and_the_element(tmp_path: Path) -> None:
    late = "<CINreferralDate>2024-04-02</CINreferralDate>"
    admitted = census(
        tmp_path,
        whole(),
        child(details(), details(referral=late), ident="<LAchildID>B2</LAchildID>"),
    )
    found = only(admitted, "rule_referral_in_the_census")
    assert (found["sheet"], found["row"], found["column"]) == ("CINdetails", 3, "CINreferralDate")
    assert found["message"].endswith("(CIN census rule 8600). In child 2 of the file.")


def test_a_child_without_an_identifier_is_refused_and_the_others_count(tmp_path: Path) -> None:
    admitted = census(tmp_path, child(details(), ident=""), whole())
    assert sheet(admitted, "CINdetails")["rows_refused"] == 1
    assert only(admitted, "rule_child_is_identified")["row"] == 1


def test_elements_of_no_schema_and_text_astray_are_said(tmp_path: Path) -> None:
    odd = child(details("<extra_unkown><b>x</b></extra_unkown>PersonBirthDate"))
    admitted = census(tmp_path, odd)
    assert admitted.frames["referrals"].height == 1
    assert {found["column"] for found in said(admitted, "element_unknown")} == {"extra_unkown", "b"}
    assert only(admitted, "text_astray")["column"] == "CINdetails"


def test_an_element_given_twice_is_used_only_where_both_are_alike(tmp_path: Path) -> None:
    twice = "<CINclosureDate>2023-08-01</CINclosureDate>"
    alike = census(tmp_path, child(details(twice, twice)))
    assert alike.frames["referrals"]["closed_on"].to_list() == [date(2023, 8, 1)]
    unlike = census(tmp_path, child(details(twice, "<CINclosureDate>2023-08-02</CINclosureDate>")))
    assert unlike.frames["referrals"]["closed_on"].to_list() == [None]
    assert {found["column"] for found in said(unlike, "element_repeated")} == {"CINclosureDate"}


@pytest.mark.parametrize("day", ["2024-03-28", "", "31 of March", "2024-02-31"])
def test_a_wrong_reference_date_is_said_and_the_year_taken_from_what_ended(
    tmp_path: Path, day: str
) -> None:
    admitted = census(tmp_path, whole(), head=header(reference=day))
    row = sheet(admitted, "Section47")
    assert (row["covers_from"], row["covers_to"]) == (date(2023, 4, 1), date(2024, 3, 31))
    assert "rule 100" in only(admitted, "census_reference_date")["message"]
    assert "inferred" in row["note"]


def test_without_anything_that_ended_no_year_is_told(tmp_path: Path) -> None:
    admitted = census(tmp_path, child(details()), head=header(reference=""))
    assert "nothing in it tells the year" in only(admitted, "census_reference_date")["message"]
    assert sheet(admitted, "CINdetails")["rows_admitted"] == 1


def test_a_year_in_which_little_ended_is_asked_about(tmp_path: Path) -> None:
    admitted = census(tmp_path, whole(), head=header(2020))
    assert only(admitted, "census_year_odd")["level"] == "query"


def test_a_census_is_read_in_a_child_process_like_any_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "census.xml", message(whole()))
    assert taken(path, workers=1).submissions.equals(taken(path).submissions)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "rows", "refused", "year"),
    [
        ("cin-2022.xml", 7, 1, 2022),
        ("CIN_header_issues_100.xml", 7, 1, 1971),
        ("CIN_Census_2024.xml", 10, 2, 2024),
    ],
)
def test_the_public_samples_are_read(name: str, rows: int, refused: int, year: int) -> None:
    admitted = taken(SAMPLES / name)
    counted = admitted.submissions.select("rows_in", "rows_refused").sum().rows()[0]
    assert counted == (rows, refused)
    left = pl.col("rows_admitted") > 0
    assert set(admitted.submissions.filter(left)["covers_to"]) == {date(year, 3, 31)}
    assert set(admitted.submissions.filter(~left)["covers_to"]) <= {None}, "no row, no month"
    assert not admitted.findings.filter(level="error").height


def test_the_terminal_names_element_and_number_apart_and_no_one_child(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    late = details(referral="<CINreferralDate>2024-04-02</CINreferralDate>")
    saved(tmp_path / "inputs" / "census.xml", message(whole(), child(late)))
    (tmp_path / "safeguard-kpi.toml").write_text(WALSALL, encoding="utf-8")
    told = command("validate", cwd=tmp_path).err
    assert "CINreferralDate in 2" in " ".join(told.replace("│", " ").split())
    assert "In child" not in told
