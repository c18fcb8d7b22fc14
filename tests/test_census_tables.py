"""The census as flattened tables, as analysts open them in Excel, are sheets of our feeds."""

from datetime import date
from pathlib import Path

import pytest

from census_drawn import taken
from intake_drawn import only, said

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
