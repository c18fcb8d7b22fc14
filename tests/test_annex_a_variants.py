"""Every list of Annex A is known by the headers it has had, in each edition and each extract."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake_drawn import CONTRACTS, only, said, sheets, taken
from safeguard_kpi.text import label

ABOUT = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
EXTRACT = ["ChildUniqueID", "Gender", "Ethnicity", "DateOfBirth", "Age"]
EARLIER = ["CHILD_ID", "GENDER", "ETHNICITY", "DATE_OF_BIRTH", "AGE"]
ABLE = "Does the Child have a Disability"
SUPPORT = "Was the child assessed as requiring LA children's social care support?"
CARE = [
    *ABOUT, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", ABLE,
    "Date Started to be Looked After", "Child's Category of Need",
    "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
    "Start date of current legal status", "Child's Legal Status", "Date of Latest Statutory Review",
    "Date of Last Social Work Visit", "What is the permanence plan for this child?",
    "Date of Last IRO Visit / Contact to the Child", "Date of Last Health Assessment",
    "Date of Last Dental Check", "Number of Placements in the Last 12 months",
    "Date Ceased to be Looked After", "Reason Ceased to be Looked After",
    "Start Date of Most Recent Placement", "Placement Type", "Placement Provider",
    "Placement postcode", "URN of Placement", "Placement Location", "LA of Placement",
    "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
    "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
    "Was the child offered a Return Interview after their last missing episode (Y/N)?",
    "Did the child accept a Return Interview after their last missing episode (Y/N)?",
    "Allocated Team", "Allocated Worker",
]  # fmt: skip
TEAM = ["Allocated Team", "Allocated Worker"]
VARIANTS: dict[str, tuple[str, list[str], int]] = {
    # The feed, the headers of one edition, and how many of them are its fields.
    "1 schema": ("mash_contacts", [*ABOUT, "Date of Contact", "Contact Source"], 7),
    "1 sample": ("mash_contacts", [*ABOUT[:4], "Age", "Date of Contact", "Contact Source"], 7),
    "1 extract": ("mash_contacts", [*EXTRACT, "DateOfContact", "ContactSource"], 7),
    "1 earlier": ("mash_contacts", [*EARLIER, "DATE_OF_CONTACT", "CONTACT_SOURCE"], 7),
    "2 schema": ("early_help_episodes", [*ABOUT, "Assessment start date",
                 "Assessment completion date", "Organisation completing assessment"], 8),
    "2 extract": ("early_help_episodes", [*EXTRACT, "AssessmentStartDate",
                  "AssessmentCompletionDate", "OrganisationCompletingAssessment"], 8),
    "2 earlier": ("early_help_episodes", [*EARLIER, "EHA_START_DATE", "EHA_END_DATE",
                  "EHA_COMPLETED_BY_TEAM"], 8),
    "3 schema": ("referrals", [*ABOUT, "Date of referral", "Referral Source", "Referral NFA?",
                 "Number of Referrals in Last 12 Months", *TEAM], 8),
    "3 sample": ("referrals", [*ABOUT, "Date of Referral", "Referral Source", "Referral NFA",
                 "Number of Referrals in Last 12 Months", *TEAM], 8),
    "3 extract": ("referrals", [*EXTRACT, "ReferralDate", "ReferralSource", "ReferralNFA",
                  "ReferralsLast12Months", "AllocatedTeam", "AllocatedWorker"], 8),
    "3 earlier": ("referrals", [*EARLIER, "REFERRAL_DATE", "REFERRAL_SOURCE", "NFA",
                  "NUMBER_REFERRALS_LAST12MTHS", "ALLOCATED_TEAM", "ALLOCATED_WORKER"], 8),
    "4 schema": ("assessments", [*ABOUT, ABLE, "Continuous Assessment Start Date",
                 "Child Seen During Continuous Assessment",
                 "Continuous Assessment Date of Authorisation", SUPPORT, *TEAM], 9),
    "4 template": ("assessments", [*ABOUT, ABLE, "Continuous Assessment Start Date",
                   "Child Seen During Continuous Assessment",
                   "Continuous Assessment Date of Authorisation",
                   SUPPORT.replace("'", "\u2019").rstrip("?"), *TEAM], 9),
    "4 extract": ("assessments", [*EXTRACT, "HasDisability", "ContinuousAssessmentStart",
                  "ContinuousAssessmentChildSeen", "ContinuousAssessmentAuthDate",
                  "CSCSupportRequired", "AllocatedTeam", "AllocatedWorker"], 9),
    "4 earlier": ("assessments", [*EARLIER, "DISABILITY", "ASMT_START_DATE", "CONT_ASMT",
                  "ASMT_AUTH_DATE", "REQU_SOCIAL_CARE_SUPPORT", "ASMT_OUTCOME_NFA"], 9),
    "5 schema": ("section_47_enquiries", [*ABOUT, ABLE,
                 "Strategy discussion initiating Section 47 Enquiry Start Date",
                 "Was an Initial Child Protection Conference deemed unnecessary?",
                 "Date of Initial Child Protection Conference",
                 "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                 "Number of Section 47 Enquiries in the last 12 months",
                 "Number of ICPCs in the last 12 months", *TEAM], 10),
    "5 pivot": ("section_47_enquiries", [*ABOUT, ABLE, "Section 47 Enquiry Start Date",
                "Initial Child Protection Conference Not Required",
                "Date of Initial Child Protection Conference",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "Sum of Number of Section 47 Enquiries in the last 12 months",
                "Sum of Number of ICPCs in the last 12 months"], 10),
    "5 extract": ("section_47_enquiries", [*EXTRACT, "HasDisability", "StratDiscussionDate",
                  "InitialCPConfUnnecessary", "InitialCPConfDate", "CPConfResultInCPPlan",
                  "NumberS47s12m", "NumberICPCs12m", "AllocatedTeam", "AllocatedWorker"], 10),
    "5 earlier": ("section_47_enquiries", [*EARLIER, "DISABILITY", "S47_ENQUIRY_START_DATE",
                  "CP_CONF_NEEDED", "CP_CONF_DATE", "CP_CONF_OUTCOME_CP", "CountS47s12m",
                  "CountICPCs12m"], 9),
    "6 schema": ("children_in_need", [*ABOUT, ABLE, "CIN Start Date", "Primary Need Code",
                 "Date Child Was Last Seen", "CIN Closure Date", "Reason for Closure",
                 "Case Status", *TEAM], 11),
    "6 template": ("children_in_need", [*ABOUT, ABLE, "CIN Start Date", "Primary Need Code",
                   "Date Child Was Last Seen", "CIN Closure Date", "Reason for Closure",
                   "Case status", *TEAM], 11),
    "6 extract": ("children_in_need", [*EXTRACT, "HasDisability", "CINStartDate",
                  "PrimaryNeedCode", "DateChildLastSeen", "CINClosureDate", "ReasonForClosure",
                  "CaseStatus", "AllocatedTeam", "AllocatedWorker"], 11),
    "6 earlier": ("children_in_need", [*EARLIER, "DISABILITY", "cinp_cin_plan_start",
                  "PrimaryNeedCode", "DateChildLastSeen", "cinp_cin_plan_end",
                  "ReasonForClosure", "case_status", "cinp_cin_plan_team"], 11),
    "7 schema": ("child_protection_plans", [*ABOUT, ABLE, "Child Protection Plan Start Date",
                 "Initial Category of Abuse", "Latest Category of Abuse",
                 "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
                 "Date of latest review conference", "Child Protection Plan End Date",
                 ("Subject to Emergency Protection Order or Protected Under Police Powers in Last"
                  " Six Months (Y/N)"), "Number of Previous Child Protection Plans", *TEAM], 13),
    "7 pivot": ("child_protection_plans", [*ABOUT, "Child Protection Plan Start Date",
                "Initial Category of Abuse", "Latest Category of Abuse",
                "Child Protection Plan End Date",
                "Sum of Number of Previous Child Protection Plans"], 10),
    "7 extract": ("child_protection_plans", [*EXTRACT, "HasDisability",
                  "ChildProtectionPlanStartDate", "InitialCategoryOfAbuse",
                  "LatestCategoryOfAbuse", "DateOfLastStatutoryVisit", "ChildSeenAlone",
                  "DateOfLatestReviewConf", "ChildProtectionPlanEndDate", "ProtectionLastSixMonths",
                  "NumberOfPreviousChildProtectionPlans"], 13),
    "7 earlier": ("child_protection_plans", [*EARLIER, "ChildProtectionPlanStartDate",
                  "Initial cat of abuse", "latest cat of abuse", "ChildProtectionPlanEndDate",
                  "emergency_protection_order"], 9),
    "8 schema": ("children_in_care", CARE, 29),
    "8 sample": ("children_in_care", [
        name.replace("Age of Child (Years)", "Age").replace("12 Months (Y/N)", "12 Months (Y/N))")
        .replace("'Missing'", "\u2018Missing\u2019").replace("'Absent'", "\u2018Absent\u2019") for name in CARE], 29),
    "8 template": ("children_in_care", [
        name + " " * name.startswith("Date Ceased") for name in CARE], 29),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("title", [[], [["List 0: as the template has it"]]])
def test_each_variant_is_known_as_its_list_and_every_column_matched(
    tmp_path: Path, variant: str, title: list[list[str]]
) -> None:
    feed, headers, fields = VARIANTS[variant]
    dated = ["date" in name.lower() or "start" in name.lower() for name in headers]
    row = [date(2019, 4, 1) if day else "1" for day in dated]
    path = sheets(tmp_path / "a.xlsx", {f"List_{variant[0]}": [*title, headers, row]})
    (sheet,) = taken(path).submissions.to_dicts()
    assert (sheet["feed"], sheet["header_row"]) == (feed, 1 + len(title))
    assert len(sheet["columns_used"]) == fields
    needed = {name for name, field in CONTRACTS.feeds[feed].fields.items() if field.required}
    assert needed <= set(sheet["columns_used"])


LEAVERS = [*ABOUT, "Allocated Personal Advisor", "Eligibility Category",
           "Latest Pathway Plan Review Date", "LA In Touch "]  # fmt: skip
ADOPTION = ["Child Unique ID", "Family identifier", *ABOUT[1:], ABLE, "Date the Child Entered Care",
            "Date of Decision that Child Should be Placed for Adoption"]  # fmt: skip
ADOPTERS = ["Individual adopter identifier", "Family identifier", "Gender", "Date enquiry received"]


@pytest.mark.parametrize(
    ("name", "headers"), [("List 9", LEAVERS), ("List_10", ADOPTION), ("list_11", ADOPTERS)]
)
def test_lists_9_to_11_are_named_and_not_used(
    tmp_path: Path, name: str, headers: list[str]
) -> None:
    contacts = VARIANTS["1 schema"][1]
    rows = [["1"] * len(headers)]
    book: dict[str, list[list[Any]]] = {
        "List_1": [contacts, [7, "", "", "", 5, date(2019, 4, 1), "6"]],
        name: [headers, *rows],
    }
    admitted = taken(sheets(tmp_path / "a.xlsx", book))
    assert {n: f.height for n, f in admitted.frames.items() if f.height} == {"mash_contacts": 1}
    told = only(admitted, "sheet_not_recognised")
    assert f"it is List {label(name).split()[1]} of Annex A" in told["message"]
    assert "not used here" in told["message"]


STRATEGY, HELD = "Strategy discussion initiating Section 47 Enquiry Start Date", date(2019, 4, 20)
FIVE = ["Child Unique ID", STRATEGY, "Date of Initial Child Protection Conference"]


@pytest.mark.parametrize(
    ("header", "meant"),
    [("Was an Initial Child Protection Conference deemed unnecessary?", [True, False]),
     ("InitialCPConfUnnecessary", [True, False]), ("Initial Child Protection Conference Not Required", [True, False]),
     ("CP_CONF_NEEDED", [None, None])],
)  # fmt: skip
def test_the_double_negative_keeps_its_sense_and_its_opposite_is_not_read(
    tmp_path: Path, header: str, meant: list[bool | None]
) -> None:
    rows: list[list[Any]] = [
        [1, date(2019, 4, 1), "", "a) Yes"],
        [2, date(2019, 4, 1), HELD, "b) No"],
    ]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"List 5": [[*FIVE, header], *rows]}))
    unnecessary = admitted.frames["section_47_enquiries"]["conference_unnecessary"].to_list()
    assert unnecessary == meant
    if meant == [None, None]:
        assert "says the opposite" in only(admitted, "column_not_used")["message"]


def test_the_opposite_under_the_right_header_is_asked_about(tmp_path: Path) -> None:
    rows = [[1, date(2019, 4, 1), HELD, "Yes"]]
    path = sheets(tmp_path / "a.xlsx", {"List 5": [[*FIVE, "InitialCPConfUnnecessary"], *rows]})
    assert only(taken(path), "rule_unnecessary_yet_held")["level"] == "query"


@pytest.mark.parametrize("variant", ["3 schema", "3 extract", "5 schema", "5 pivot", "5 extract"])
def test_counts_of_twelve_months_are_the_child_s_and_never_read(
    tmp_path: Path, variant: str
) -> None:
    feed, headers, _ = VARIANTS[variant]
    row = [date(2019, 4, 1) if "date" in head.lower() else "1" for head in headers]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Sheet": [headers, row]}))
    (sheet,) = admitted.submissions.filter(feed=feed).to_dicts()
    counts = {head for head in headers if "12" in head}
    assert counts
    assert counts <= set(sheet["columns_unused"])
    told = {found["column"] for found in said(admitted, "column_not_used")}
    assert len(told) == len(counts)


CARED = {name: place for place, name in enumerate(CARE)}
GOOD: dict[str, Any] = {
    "Child Unique ID": 7, "Date Started to be Looked After": date(2019, 4, 1),
    "Date Ceased to be Looked After": date(2019, 9, 1), "Reason Ceased to be Looked After": "E4A",
    "Start Date of Most Recent Placement": date(2019, 4, 1),
    "Start date of current legal status": date(2019, 4, 1),
    "Date of Latest Statutory Review": date(2019, 4, 1),
    CARE[28]: 1, CARE[30]: "Y", CARE[31]: "Y",
}  # fmt: skip
SIDES = [
    # The rule, the cells that just break it, and those that just do not.
    ("ceased_after_start", {"Date Ceased to be Looked After": date(2019, 3, 31)},
     {"Date Ceased to be Looked After": date(2019, 4, 1)}),
    ("reason_with_ceasing", {"Date Ceased to be Looked After": None}, {}),
    ("placed_within_care", {"Start Date of Most Recent Placement": date(2019, 3, 31)}, {}),
    ("placed_before_ceasing", {"Start Date of Most Recent Placement": date(2019, 9, 2)},
     {"Start Date of Most Recent Placement": date(2019, 9, 1)}),
    ("legal_status_before_ceasing", {"Start date of current legal status": date(2019, 9, 2)},
     {"Start date of current legal status": date(2019, 9, 1)}),
    ("reviewed_within_care", {"Date of Latest Statutory Review": date(2019, 3, 31)}, {}),
    ("accepted_what_was_offered", {CARE[30]: "N"}, {CARE[31]: "N"}),
    ("interview_after_missing", {CARE[28]: 0}, {CARE[28]: 1}),
]  # fmt: skip


@pytest.mark.parametrize("rule", SIDES, ids=lambda side: str(side[0]))
def test_a_rule_of_list_8_breaks_on_one_side_of_its_bound_only(
    tmp_path: Path, rule: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    name, breaks, keeps = rule
    for cells, broken in ((breaks, True), (keeps, False)):
        row = [{**GOOD, **cells}.get(header) for header in CARE]
        admitted = taken(sheets(tmp_path / "a.xlsx", {"List 8": [CARE, row]}))
        assert bool(said(admitted, f"rule_{name}")) is broken
        left = 0 if broken and name == "ceased_after_start" else 1
        assert admitted.frames["children_in_care"].height == left


def test_list_8_is_counted_cell_by_cell_and_says_what_it_cannot_tell(tmp_path: Path) -> None:
    row = [GOOD.get(header) for header in CARE]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"List 8": [CARE, row]}))
    (sheet,) = admitted.submissions.to_dicts()
    assert (sheet["cells_in"], sheet["cells_used"]) == (10, 10)
    assert "latest period of care only" in only(admitted, "annex_a_one_a_child")["message"]
    (child,) = admitted.frames["children_in_care"].to_dicts()
    assert child["return_interview_offered"] is True
    assert (child["missing_episodes"], child["legal_status_on"]) == (1, date(2019, 4, 1))


def test_a_child_in_care_twice_at_once_is_said(tmp_path: Path) -> None:
    head = ["Child Unique ID", "Date Started to be Looked After", "Date Ceased to be Looked After"]
    rows = [[7, date(2019, 4, 1), None], [7, date(2019, 5, 1), None], [8, date(2019, 4, 1), date(2019, 5, 1)],
            [8, date(2019, 5, 1), None]]  # fmt: skip
    admitted = taken(sheets(tmp_path / "a.xlsx", {"List 8": [head, *rows]}))
    assert [found["row"] for found in said(admitted, "rule_one_open_period")] == [2, 3]
    assert [found["row"] for found in said(admitted, "rule_periods_in_turn")] == [3]
