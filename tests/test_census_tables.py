"""The census as flattened tables, as analysts open them in Excel, are sheets of our feeds."""

from datetime import date
from pathlib import Path

import pytest

from census_drawn import taken
from intake_drawn import only, said, sheets
from safeguard_kpi.intake import Admitted

DETAILS = (
    ",LAchildID,CINdetailsID,CINreferralDate,ReferralSource,PrimaryNeedCode,CINclosureDate,"
    "ReasonForClosure,DateOfInitialCPC,ReferralNFA"
)
TABLES = {
    "CINdetails": (
        [DETAILS, "0,A1,0,2023-05-02,1A,N1,2023-09-01,RC7,,False",
         "1,A2,0,02/06/2023,6,N1,,,04/07/2023,FALSE", "2,A3,0,2020-01-02,6,N4,2024-01-09,RC9,,0",
         "3,A4,0,2023-07-02,6,,,,,TRUE"],
        {"referrals": 4, "children_in_need": 3, "section_47_enquiries": 1},
    ),
    "Assessments": (
        [(",LAchildID,CINdetailsID,AssessmentActualStartDate,AssessmentInternalReviewDate,"
          "AssessmentAuthorisationDate,AssessmentFactors"),
         "0,A1,0,2023-05-03,,2023-06-05,\"['3B', '16A']\""],
        {"assessments": 1},
    ),
    "Section47": (
        [",LAchildID,CINdetailsID,S47ActualStartDate,InitialCPCtarget,DateOfInitialCPC,ICPCnotRequired",
         "0,A1,0,01/06/2023,22/06/2023,20/06/2023,FALSE", "1,A1,0,01/08/2023,,,TRUE"],
        {"section_47_enquiries": 2},
    ),
    "ChildProtectionPlans": (
        [(",LAchildID,CINdetailsID,CPPID,CPPstartDate,CPPendDate,InitialCategoryOfAbuse,"
          "LatestCategoryOfAbuse,NumberOfPreviousCPP"), "0,A1,0,0,2023-06-20,,NEG,EMO,1"],
        {"child_protection_plans": 1},
    ),
}  # fmt: skip


def table(tmp_path: Path, name: str, lines: list[str]) -> Path:
    path = tmp_path / f"{name}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", TABLES)
def test_a_flattened_table_is_a_sheet_of_its_feeds(tmp_path: Path, name: str) -> None:
    lines, expected = TABLES[name]
    admitted = taken(table(tmp_path, name, lines))
    assert {
        feed: frame.height for feed, frame in admitted.frames.items() if frame.height
    } == expected
    assert not admitted.findings.filter(level="reject").height
    assert not admitted.findings.filter(level="error").height


def test_factors_written_as_a_list_are_read(tmp_path: Path) -> None:
    admitted = taken(table(tmp_path, "Assessments", TABLES["Assessments"][0]))
    (factors,) = admitted.frames["assessments"]["factors"].to_list()
    assert factors == ["domestic_abuse_parent", "neglect"]


def test_details_tell_conferences_and_episodes_apart(tmp_path: Path) -> None:
    admitted = taken(table(tmp_path, "CINdetails", TABLES["CINdetails"][0]))
    (conference,) = admitted.frames["section_47_enquiries"].to_dicts()
    assert (conference["started_on"], conference["conference_on"]) == (None, date(2023, 7, 4))
    episodes = admitted.frames["children_in_need"]
    assert sorted(episodes["started_on"]) == [date(2020, 1, 2), date(2023, 5, 2), date(2023, 6, 2)]


def test_answers_and_codes_with_a_point_are_the_whole_numbers(tmp_path: Path) -> None:
    heading, *rows = TABLES["CINdetails"][0]
    for old, new in ((",6,", ",6.0,"), (",FALSE", ",0.0"), (",False", ",0.0"), (",TRUE", ",1.0")):
        rows = [line.replace(old, new) for line in rows]
    admitted = taken(table(tmp_path, "CINdetails", [heading, *rows]))
    referrals = admitted.frames["referrals"].sort("child_id")
    assert referrals["no_further_action"].to_list() == [False, False, False, True]
    assert referrals["referring_agency"].to_list()[1:] == ["police"] * 3
    assert admitted.frames["children_in_need"].height == 3


def test_details_cover_the_year_in_which_most_cases_closed(tmp_path: Path) -> None:
    admitted = taken(table(tmp_path, "CINdetails", TABLES["CINdetails"][0]))
    (row,) = admitted.submissions.filter(feed="referrals").to_dicts()
    assert (row["covers_from"], row["covers_to"]) == (date(2023, 4, 1), date(2024, 3, 31))
    assert only(admitted, "census_year_inferred")["level"] == "note"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_whose_dates_are_all_blank_is_refused_and_never_counted_as_nought(
    tmp_path: Path, name: str
) -> None:
    header = TABLES[name][0][0]
    dates = [at for at, head in enumerate(header.split(",")) if "date" in head.lower()]
    row = ["" if at in dates else "0" for at in range(header.count(",") + 1)]
    row[1] = "A1"
    admitted = taken(table(tmp_path, name, [header, *[",".join(row)] * 3]))
    assert all(frame.is_empty() for frame in admitted.frames.values())
    assert said(admitted, "dates_all_blank")
    assert set(admitted.submissions["feed"]) == {""}
    assert admitted.submissions["covers_from"].null_count() == admitted.submissions.height


PLANNED = (
    [",LAchildID,CINdetailsID,CPPID,CPPstartDate,CPPendDate,InitialCategoryOfAbuse,LatestCategoryOfAbuse,NumberOfPreviousCPP",
     "0,A1,0,0,2023-06-20,,NEG,EMO,0", "1,A1,1,1,2023-12-05,2024-02-09,NEG,EMO,1",
     "2,B2,2,2,2023-07-04,,NEG,EMO,0"]
)  # fmt: skip
REVIEWED = [",LAchildID,CINdetailsID,CPPID,CPPreviewDate", "0,A1,0,0,2023-09-01", "1,A1,0,0,2024-02-01",
            "2,A1,1,1,2024-01-10", "3,B2,2,2,2023-10-02", "4,B2,2,7,2023-11-02"]  # fmt: skip


def started(*tables: Path) -> list[tuple[str, date]]:
    rows = taken(*tables).frames["child_protection_reviews"]
    return sorted(rows.select("child_id", "plan_started_on").rows())


def test_reviews_know_their_plan_by_its_number_beside_them(tmp_path: Path) -> None:
    plans = table(tmp_path, "ChildProtectionPlans", PLANNED)
    reviews = table(tmp_path, "Reviews", REVIEWED)
    assert started(plans, reviews) == [
        ("A1", date(2023, 6, 20)), ("A1", date(2023, 6, 20)), ("A1", date(2023, 12, 5)),
        ("B2", date(2023, 7, 4)),
    ]  # fmt: skip
    found = only(taken(plans, reviews), "cell_blank")
    assert (found["sheet"], found["row"], found["field"]) == ("Reviews", 6, "plan_started_on")


def test_a_plan_is_known_by_its_number_where_cases_have_none(tmp_path: Path) -> None:
    bare = [line.replace("CINdetailsID,", "").replace("A1,0,0", "A1,0") for line in REVIEWED[:2]]
    plans = table(tmp_path, "ChildProtectionPlans", PLANNED)
    assert started(plans, table(tmp_path, "Reviews", bare)) == [("A1", date(2023, 6, 20))]


def test_one_number_for_two_starts_tells_neither(tmp_path: Path) -> None:
    twice = [*PLANNED[:2], "1,A1,0,0,2023-12-05,,NEG,EMO,1"]
    plans = table(tmp_path, "ChildProtectionPlans", twice)
    assert not started(plans, table(tmp_path, "Reviews", REVIEWED[:2]))


def test_numbers_are_never_joined_across_two_returns(tmp_path: Path) -> None:
    older = table(tmp_path, "ChildProtectionPlans_2023", PLANNED)
    reviews = table(tmp_path, "Reviews_2024", REVIEWED)
    admitted = taken(older, reviews)
    assert admitted.frames["child_protection_reviews"].is_empty()
    assert {found["file"] for found in said(admitted, "column_missing")} == {"Reviews_2024.csv"}
    assert "ChildProtectionPlans" in only_of(admitted, "census_table_alone", "Reviews_2024.csv")
    newer = [line.replace("2023-06-20", "2023-06-27") for line in PLANNED]
    right = table(tmp_path, "ChildProtectionPlans_2024", newer)
    assert ("A1", date(2023, 6, 27)) in started(older, right, reviews)
    assert ("A1", date(2023, 6, 20)) not in started(older, right, reviews)


def only_of(admitted: Admitted, problem: str, file: str) -> str:
    (found,) = (found for found in said(admitted, problem) if found["file"] == file)
    return str(found["message"])


def test_a_table_in_another_folder_is_of_another_return(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    plans = table(tmp_path / "other", "ChildProtectionPlans", PLANNED)
    assert not started(plans, table(tmp_path, "Reviews", REVIEWED))


def test_the_tables_of_one_workbook_are_one_return(tmp_path: Path) -> None:
    lines = {"ChildProtectionPlans": PLANNED, "Reviews": REVIEWED,
             "Header": ["Collection,Year,ReferenceDate", "CIN,2024,2024-03-31"]}  # fmt: skip
    drawn = {name: [line.split(",") for line in each] for name, each in lines.items()}
    admitted = taken(sheets(tmp_path / "return.xlsx", drawn))
    assert admitted.frames["child_protection_reviews"].height == 4
    assert only(admitted, "census_table_helps")["sheet"] == "Header"
    assert not said(admitted, "sheet_not_recognised")


HEADER = ["Collection,Year,ReferenceDate", "CIN,2022,2022-03-31"]
ENDED = [PLANNED[0], "0,A1,0,0,2021-06-20,2022-02-01,NEG,EMO,0", "1,A2,1,1,2021-07-20,,NEG,EMO,0"]
OPEN = [PLANNED[0], "0,A1,0,0,2021-06-20,,NEG,EMO,0"]


LONE = {"ChildProtectionPlans": ENDED}
YEARS = {
    "a header": ({"ChildProtectionPlans": ENDED, "Header": HEADER}, 2022, set()),
    "a header and nothing ended": ({"ChildProtectionPlans": OPEN, "Header": HEADER}, 2022, set()),
    "nothing at all": ({"ChildProtectionPlans": OPEN}, None, set()),
    "what ended": (LONE, 2022, {"census_year_inferred"}),
    "its name": ({"ChildProtectionPlans_2022": OPEN}, 2022, set()),
    "two years in its name": ({"CIN 2021-22 ChildProtectionPlans": OPEN}, 2022, set()),
    "a day in its name": ({"ChildProtectionPlans of 2022-05-23": OPEN}, None, set()),
    "what ended and another name": (
        {"ChildProtectionPlans_2024": ENDED}, 2022, {"census_year_inferred"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("told_by", YEARS)
def test_a_table_covers_the_year_of_its_header_its_name_or_what_ended(
    tmp_path: Path, told_by: str
) -> None:
    tables, year, problems = YEARS[told_by]
    admitted = taken(*(table(tmp_path, name, lines) for name, lines in tables.items()))
    (row,) = admitted.submissions.filter(feed="child_protection_plans").to_dicts()
    told = row["covers_from"], row["covers_to"]
    if year is None:
        assert told == (date(2021, 6, 1), date(2021, 6, 30)), "by its dates, as any sheet"
    else:
        assert told == (date(year - 1, 4, 1), date(year, 3, 31))
    aside = {"column_not_used", "census_table_helps", "census_table_alone"}
    assert set(admitted.findings["problem"]) - aside == problems


def test_a_header_with_a_wrong_date_is_said_and_the_year_taken_from_what_ended(
    tmp_path: Path,
) -> None:
    header = table(tmp_path, "Header", [HEADER[0], "CIN,2022,2022-03-01"])
    admitted = taken(header, table(tmp_path, "ChildProtectionPlans", ENDED))
    assert "rule 100" in only(admitted, "census_reference_date")["message"]
    assert date(2022, 3, 31) in set(admitted.submissions["covers_to"])


def test_a_table_of_an_authority_own_is_not_taken_for_a_census(tmp_path: Path) -> None:
    own = ["LAchildID,CPPstartDate,CPPendDate,NumberOfPreviousCPP", "A1,2015-06-20,2019-02-01,0",
           "A2,2016-06-20,2019-03-01,0"]  # fmt: skip
    (row,) = taken(table(tmp_path, "plans", own)).submissions.to_dicts()
    assert (row["covers_from"], row["covers_to"]) == (date(2019, 2, 1), date(2019, 3, 31))


def test_a_conference_at_both_levels_is_counted_at_the_enquiry(tmp_path: Path) -> None:
    details = table(tmp_path, "CINdetails", TABLES["CINdetails"][0])
    held = [TABLES["Section47"][0][0], "0,A2,0,01/07/2023,,2023-07-04,FALSE"]
    admitted = taken(details, table(tmp_path, "Section47", held))
    (row,) = admitted.frames["section_47_enquiries"].to_dicts()
    assert (row["started_on"], row["conference_on"]) == (date(2023, 7, 1), date(2023, 7, 4))
    assert only(admitted, "rule_conference_recorded_once")["row"] == 3


def test_factors_that_cannot_be_read_are_known_as_such_and_blank_ones_are_not(
    tmp_path: Path,
) -> None:
    head = TABLES["Assessments"][0][0]
    cells = ["1A/3B", "zebra", "", "[]", "#N/A"]
    rows = [f"{at},A{at},0,2023-05-0{at + 1},,2023-06-05,{cell}" for at, cell in enumerate(cells)]
    admitted = taken(table(tmp_path, "Assessments", [head, *rows]))
    assert admitted.frames["assessments"]["factors"].to_list() == [
        ["alcohol_child", "domestic_abuse_parent"], ["unreadable"], None, None, ["unreadable"],
    ]  # fmt: skip
    assert [found["row"] for found in said(admitted, "code_unknown")] == [3, 6]
    (counted,) = admitted.submissions.select(
        "cells_used", "cells_not_known", "cells_said_blank"
    ).rows()
    # Child, start, end of five rows, and one cell of factors; an error and a word are not known.
    assert counted == (16, 2, 1)


def test_an_error_of_a_workbook_in_the_factors_is_known_as_such(tmp_path: Path) -> None:
    rows = [line.split(",") for line in TABLES["Assessments"][0][:1]]
    rows += [["0", "A1", "0", "2023-05-03", "", "2023-06-05", "=NA()"]]
    rows += [["1", "A2", "0", "2023-05-04", "", "2023-06-05", "3B"]]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": rows}))
    assert admitted.frames["assessments"]["factors"].to_list() == [
        ["unreadable"], ["domestic_abuse_parent"],
    ]  # fmt: skip
    assert only(admitted, "formula_not_worked_out")["row"] == 2


def test_a_long_table_that_others_take_from_is_known(tmp_path: Path) -> None:
    children = [f"{n},A{n},2015-03-{1 + n % 28:02},F" for n in range(40)]
    plans = [PLANNED[0], *(f"{n},A{n},{n},{n},2023-06-20,,NEG,EMO,0" for n in range(40))]
    admitted = taken(
        table(tmp_path, "ChildIdentifiers", [",LAchildID,PersonBirthDate,Sex", *children]),
        table(tmp_path, "ChildProtectionPlans", plans),
    )
    assert admitted.frames["child_protection_plans"]["sex"].to_list() == ["female"] * 40
    assert not said(admitted, "table_not_recognised")
    assert only(admitted, "census_table_helps")["sheet"] == "ChildIdentifiers"


@pytest.mark.parametrize("count", [0, 1, 40])
def test_plans_of_need_are_known_and_set_aside(tmp_path: Path, count: int) -> None:
    head = ",LAchildID,CINdetailsID,CINPlanStartDate,CINPlanEndDate"
    lines = [head, *(f"{n},A{n},{n},2023-06-20," for n in range(count))]
    admitted = taken(table(tmp_path, "CINplanDates", lines))
    assert set(admitted.findings["problem"]) == {"census_table_helps"}
    assert "no figure is made of plans of need" in only(admitted, "census_table_helps")["message"]
    assert admitted.submissions["note"].to_list() == ["CINplanDates of a children in need census"]
