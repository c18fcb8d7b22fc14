"""The Department's published rules find what they are about, and nothing else."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from census_drawn import ASSESSED, ENQUIRED, PLAN, REFERRAL, child, details, message, saved, taken
from intake_drawn import CONTRACTS
from intake_drawn import sheets as book_of
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.contracts.rules import Across
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.across import broken

NFA = "<ReferralNFA>true</ReferralNFA>"
CLOSED = "<CINclosureDate>2023-09-01</CINclosureDate>"
RC8 = f"{CLOSED}<ReasonForClosure>RC8</ReasonForClosure>"
OPEN = (
    "<Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate></Assessments>"
)
ENQUIRY = "<Section47><S47ActualStartDate>2024-03-20</S47ActualStartDate></Section47>"
LATER = "<CINreferralDate>2023-07-01</CINreferralDate><ReferralSource>6</ReferralSource>"
BROKEN = {
    "8500": child(details(), ident=""),
    "1570": child(details(), ident=f"<LAchildID>{'A' * 21}</LAchildID>"),
    "1580": child(details(), ident="<LAchildID>A-1</LAchildID>"),
    "8510": child(details()) + child(details(referral=LATER)),
    "8520": child(details()).replace("2015-03-27", "2024-05-01"),
    "8525Q": child(details(), sex="<ExpectedPersonBirthDate>2015-04-01</ExpectedPersonBirthDate>"),
    "8568": child(details(nfa="<ReferralNFA>wrong</ReferralNFA>")),
    "8569Q": child(details(nfa=NFA).replace("2023-05-02", "2023-03-30")),
    "8600": child(details(referral="<CINreferralDate>2024-04-01</CINreferralDate>")),
    "8606": child(details()).replace("2015-03-27", "2024-03-01"),
    "8630": child(details(RC8.replace("2023-09", "2023-04"), ASSESSED.replace("2023", "2023"))),
    "8805": child(details(CLOSED)),
    "8810": child(details("<ReasonForClosure>RC7</ReasonForClosure>")),
    "8815": child(details(), details(referral=LATER)),
    "8816, 8820": child(details(), details(referral=LATER)),
    "8831": child(details(ASSESSED, nfa=NFA)),
    "8832": child(details(PLAN, nfa=NFA)),
    "2990": child(details(RC8, ASSESSED, ENQUIRED)),
    "8825Q": child(details(RC8)),
    "8867": child(details(RC8, OPEN)),
    "8868": child(details(RC8, ASSESSED, ENQUIRY)),
    "1103": child(details(ASSESSED.replace("2023-05-03", "2023-05-01"))),
    "8608": child(details(ASSESSED.replace("2023-06-05", "2023-05-02"))),
    "8614": child(details(ASSESSED.replace("2023-06-05", ""))),
    "8670Q": child(details(OPEN)),
    "8696": child(details(ASSESSED.replace("2023-06-05", "2024-06-05"))),
    "8736": child(details(OPEN.replace("2023", "2022"), referral=REFERRAL.replace("2023", "2022"))),
    "8863Q": child(details(ASSESSED, ASSESSED.replace("2023-05-03", "2023-05-20"))),
    "8896": child(details(OPEN, OPEN.replace("2023-05-03", "2023-05-20"))),
    "8897Q": child(details(ASSESSED.replace("3B", "").replace("16A", ""))),
    "8869": child(details(ASSESSED.replace("3B", "21"))),
    "2889": child(details(ENQUIRED.replace("2023-06-01", "2023-05-01"))),
    "8615": child(details(ENQUIRED.replace("2023-06-20", "2023-05-31"))),
    "8675Q": child(details(ENQUIRY.replace("2024-03-20", "2023-06-20"))),
    "8715": child(details(ENQUIRED.replace("2023-06-20", "2024-04-03"))),
    "8740": child(details(ENQUIRY.replace("2024-03", "2024-04"))),
    "8839": child(details(ENQUIRY, ENQUIRY.replace("20<", "22<"))),
    "8875": child(details(ENQUIRED.replace("2023-06-20", "2023-06-24"))),
    "2884": child(details("<DateOfInitialCPC>2023-06-20</DateOfInitialCPC>", ENQUIRED)),
    "1104": child(details("<DateOfInitialCPC>2023-05-01</DateOfInitialCPC>")),
    "1105": child(details(PLAN.replace("2023-06-20", "2023-05-01"))),
    "8720": child(details(PLAN.replace("2023-06-20", "2024-04-20"))),
    "8730": child(details(PLAN.replace("<NumberOfPreviousCPP>1</NumberOfPreviousCPP>", ""))),
    "8840, 8925": child(details(PLAN.replace("<Init", "<CPPendDate>2023-06-20</CPPendDate><Init"))),
    "8841": child(details(PLAN.replace("2023-09-01", "2023-06-20"))),
    "8905": child(details(PLAN.replace("NEG", ""))),
    "8910": child(details(PLAN.replace("EMO", "ALL"))),
    "8930": child(details(PLAN.replace("<Init", "<CPPendDate>2024-05-20</CPPendDate><Init"))),
    "8935": child(details(PLAN, PLAN.replace("2023-06-20", "2023-06-27"))),
    "8940": child(details(PLAN, PLAN.replace("2023-06-20", "2023-06-27"))),
}  # fmt: skip
"""For each rule a census, otherwise good, that breaks it."""


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_said_with_its_code(tmp_path: Path, rule: str) -> None:
    admitted = taken(saved(tmp_path / "census.xml", message(BROKEN[rule])))
    said = admitted.findings.filter(
        pl.col("message").str.contains(f"(CIN census rule {rule})", literal=True)
    )
    assert said.height
    assert said["row"].null_count() == 0
    asked = set(said["level"]) == {"query"}
    assert asked == rule.endswith("Q"), "errors and queries are told apart"


def test_every_rule_of_the_census_that_is_declared_is_tried_here() -> None:
    assert CONTRACTS.census
    feeds, sheets = CONTRACTS.feeds.values(), CONTRACTS.census.sheets
    tried = {rule.census for feed in feeds for rule in feed.rules.values()}
    tried |= {rule.census for sheet in sheets for rule in sheet.rules.values()}
    tried |= {across.census for feed in feeds for across in feed.across}
    tried |= {across.census for sheet in sheets for across in sheet.across}
    assert tried - {""} == set(BROKEN)


def test_a_good_census_breaks_none(tmp_path: Path) -> None:
    text = message(child(details(ASSESSED, ENQUIRED, PLAN)))
    assert not taken(saved(tmp_path / "census.xml", text)).findings.height


def test_rows_that_do_not_go_together_still_count(tmp_path: Path) -> None:
    admitted = taken(saved(tmp_path / "census.xml", message(BROKEN["8940"])))
    assert admitted.frames["child_protection_plans"].height == 2


PLANS = ["Child Unique ID", "Child Protection Plan Start Date", "Child Protection Plan End Date"]


def test_a_sheet_is_held_to_the_same_rules_as_a_census(tmp_path: Path) -> None:
    rows = [
        [1, date(2019, 1, 1), date(2019, 3, 1)],
        [1, date(2019, 3, 1), None],
        [2, date(2019, 1, 1), None],
        [2, date(2019, 2, 1), date(2019, 2, 20)],
        [2, date(2019, 2, 25), None],
    ]
    admitted = taken(book_of(tmp_path / "plans.xlsx", {"List 7": [PLANS, *rows]}))
    found = admitted.findings.filter(pl.col("problem").str.starts_with("rule_"))
    assert Counter(found.select("problem", "row").rows()) == Counter(
        [("rule_plans_in_turn", 5), ("rule_plans_in_turn", 6), ("rule_one_open_plan", 4),
         ("rule_one_open_plan", 6)]
    )  # fmt: skip


def test_what_ends_on_the_day_the_next_begins_does_not_overlap() -> None:
    rows = pl.DataFrame(
        {"who": ["a", "a", "b", None], "from": [date(2019, 1, 1), date(2019, 2, 1), date(2019, 1, 5), None],
         "to": [date(2019, 2, 1), None, None, None]}
    )  # fmt: skip
    across = Across(
        name="x", by=("who",), level=Level.WARN, say="x", remedy="y", start="from", end="to"
    )
    assert not broken(rows, across).height
    assert broken(rows.with_columns(to=pl.col("to") + pl.duration(days=1)), across).height == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('feed = "referrals"', 'feed = "referals"', "which is not declared"),
        ("received_on = [", "recieved_on = [", "no field of"),
        ("received_on <= census_to", "received <= census_to", "which is not there"),
        ('date = "DateOfInitialCPC"', 'day = "DateOfInitialCPC"', "says `day`"),
        ('module = "CINdetails"', 'modul = "CINdetails"', "means nothing here"),
    ],
)
def test_a_slip_in_the_declaration_of_the_census_is_named(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    standard = Declarations.standard().file("census.toml").read_text(encoding="utf-8")
    assert old in standard
    (tmp_path / "census.toml").write_text(standard.replace(old, new, 1), encoding="utf-8")
    declarations = Declarations.standard(tmp_path)
    with pytest.raises(DeclarationError, match=said):
        load_contracts(declarations)
