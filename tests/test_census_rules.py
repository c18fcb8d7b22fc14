"""The Department's published rules find what they are about, and nothing else."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from census_drawn import (
    ASSESSED,
    ENQUIRED,
    PLAN,
    REFERRAL,
    child,
    details,
    header,
    message,
    saved,
    taken,
)
from intake_drawn import CONTRACTS
from intake_drawn import sheets as book_of
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.contracts.rules import Across
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.admission.across import broken

NFA = "<ReferralNFA>true</ReferralNFA>"
CLOSED = "<CINclosureDate>2023-09-01</CINclosureDate>"
RC8 = f"{CLOSED}<ReasonForClosure>RC8</ReasonForClosure>"
OPEN = (
    "<Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate></Assessments>"
)
ENQUIRY = "<Section47><S47ActualStartDate>2024-03-20</S47ActualStartDate></Section47>"
LATER = "<CINreferralDate>2023-07-01</CINreferralDate><ReferralSource>6</ReferralSource>"
NO_FACTORS = ASSESSED.replace("3B", "21").replace("<AssessmentFactors>16A</AssessmentFactors>", "")
IN_NEED = "<CINPlanDates><CINPlanStartDate>2023-05-03</CINPlanStartDate></CINPlanDates>"
TO = "<CINPlanEndDate>{}</CINPlanEndDate></CINPlanDates>"
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
    "8870Q": child(details(ENQUIRED.replace("2023-06-22", "2023-06-24"))),
    "8873Q": child(details(f"{CLOSED}<ReasonForClosure>RC7</ReasonForClosure>", NO_FACTORS)),
    "2885": child(details(ENQUIRED, PLAN.replace("2023-06-20", "2023-06-21"))),
    "4001": child(details(IN_NEED, PLAN)),
    "4003": child(details(IN_NEED.replace("05-03", "08-31"), PLAN)),
    "4014": child(details(IN_NEED, IN_NEED.replace("05-03", "06-03"))),
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
    tried |= {clear.census for sheet in sheets for clear in sheet.clear}
    tried |= {promise.census for promise in CONTRACTS.census.no_more}
    assert tried - {""} == {*BROKEN, *(rule for rule, _, _ in SIDES)}


def until(day: str) -> str:
    return IN_NEED.replace("</CINPlanDates>", TO.format(day))


def plans(*days: str, ended: str = "") -> str:
    end = f"<CPPendDate>{ended}</CPPendDate><Init" if ended else "<Init"
    return "".join(PLAN.replace("2023-06-20", day).replace("<Init", end, 1) for day in days)


HELD = "<DateOfInitialCPC>2023-07-04</DateOfInitialCPC>"
OF_2025 = header(2025)
SIDES = [
    # The rule, a census that just breaks it, and one that just does not.
    ("8870Q", child(details(ENQUIRED.replace("2023-06-22", "2023-06-24"))),
     child(details(ENQUIRED.replace("2023-06-22", "2023-06-23")))),
    ("8870Q", child(details(ENQUIRED.replace("2023-06-22", "2023-06-25"))),
     child(details(ENQUIRED.replace("2023-06-22", "2023-06-26")))),
    ("8873Q", child(details(NO_FACTORS)), child(details(RC8, NO_FACTORS))),
    ("8873Q", child(details(RC8.replace("RC8", "RC7"), NO_FACTORS)),
     child(details(RC8.replace("RC8", "RC9"), NO_FACTORS))),
    ("8873Q", child(details(NO_FACTORS)), child(details(NO_FACTORS, ASSESSED))),
    ("8873Q", child(details(NO_FACTORS)), child(details(ASSESSED))),
    ("8945Q", message(child(details(ASSESSED.replace("16A", "18A"))), head=OF_2025),
     message(child(details(ASSESSED.replace("16A", "18B"))), head=OF_2025)),
    ("8945Q", message(child(details(ASSESSED.replace("16A", "18A"))), head=OF_2025),
     message(child(details(ASSESSED.replace("16A", "18A"))), head=header(2024))),
    ("8950Q", message(child(details(ASSESSED.replace("16A", "19A"))), head=OF_2025),
     message(child(details(ASSESSED.replace("16A", "19C"))), head=OF_2025)),
    ("8950Q", message(child(details(ASSESSED.replace("16A", "19A"))), head=OF_2025),
     message(child(details(ASSESSED.replace("16A", "19A"))), head=header(2024))),
    ("2885", child(details(ENQUIRED, plans("2023-06-21"))), child(details(ENQUIRED, PLAN))),
    ("2885", child(details(HELD, ENQUIRED, plans("2023-07-05"))),
     child(details(HELD, ENQUIRED, plans("2023-07-04")))),
    ("2885", child(details(ENQUIRED, plans("2023-04-01"))),
     child(details(ENQUIRED, plans("2023-03-31")))),
    ("2885", child(details(ENQUIRED, plans("2023-06-21"))), child(details(plans("2023-06-21")))),
    ("4001", child(details(IN_NEED, PLAN)), child(details(until("2023-06-20"), PLAN))),
    ("4001", child(details(IN_NEED, PLAN)),
     child(details(IN_NEED, plans("2023-06-20", ended="2024-03-21")))),
    ("4003", child(details(IN_NEED.replace("05-03", "09-01"), PLAN)),
     child(details(IN_NEED.replace("2023-05-03", "2024-03-21"), PLAN))),
    ("4003", child(details(until("2023-09-02"), PLAN)), child(details(until("2023-09-01"), PLAN))),
    ("4003", child(details(IN_NEED.replace("2023-05-03", "2024-03-20"), plans("2023-06-20", ended="2024-03-21"))),
     child(details(IN_NEED.replace("2023-05-03", "2024-03-20"), plans("2023-06-20", ended="2024-03-20")))),
    ("4014", child(details(until("2023-06-04"), IN_NEED.replace("05-03", "06-03"))),
     child(details(until("2023-06-03"), IN_NEED.replace("05-03", "06-03")))),
    ("2883", child(details(ENQUIRED, plans("2023-06-20", "2024-03-31"))),
     child(details(ENQUIRED, plans("2023-06-20", "2024-04-01")))),
    ("2883", child(details(plans("2023-07-04"))), child(details(HELD, plans("2023-07-04")))),
    ("2883", child(details(HELD.replace("2023-07-04", "2023-03-31"), plans("2023-04-01"))),
     child(details(HELD.replace("2023-07-04", "2023-04-03"), plans("2023-04-01")))),
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(SIDES)), ids=lambda at: f"{SIDES[at][0]}-{at}")
def test_a_rule_breaks_on_one_side_of_its_bound_and_not_on_the_other(
    tmp_path: Path, case: int
) -> None:
    rule, breaks, keeps = SIDES[case]
    found = []
    for name, text in {"breaks.xml": breaks, "keeps.xml": keeps}.items():
        whole = text if text.startswith("<Message") else message(text)
        admitted = taken(saved(tmp_path / name, whole))
        said = admitted.findings.filter(
            pl.col("message").str.contains(f"(CIN census rule {rule})", literal=True)
        )
        found.append(said.height)
        assert set(said["level"]) <= {"query" if rule.endswith("Q") else "warn"}
    assert (found[0] > 0, found[1]) == (True, 0)


def test_a_rule_about_the_whole_census_says_how_many_of_each(tmp_path: Path) -> None:
    text = message(child(details(ENQUIRED, plans("2023-06-20", "2023-11-06"))))
    admitted = taken(saved(tmp_path / "census.xml", text))
    (found,) = admitted.findings.filter(problem="rule_plans_than_conferences").to_dicts()
    assert (found["sheet"], found["row"], found["level"]) == ("ChildProtectionPlans", None, "warn")
    assert "(2 and 1)" in found["message"]


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


def test_a_date_that_is_missing_has_the_departments_number(tmp_path: Path) -> None:
    undated = REFERRAL.replace("<CINreferralDate>2023-05-02</CINreferralDate>", "")
    unplanned = PLAN.replace("<CPPstartDate>2023-06-20</CPPstartDate>", "")
    good = [child(details(PLAN), ident=f"<LAchildID>G{n}</LAchildID>") for n in range(3)]
    other = child(details(referral=undated), ident="<LAchildID>B2</LAchildID>")
    third = child(details(unplanned), ident="<LAchildID>B3</LAchildID>")
    blank = taken(saved(tmp_path / "c.xml", message(*good, other, third))).findings.filter(
        problem="cell_blank"
    )
    told = dict(blank.select("sheet", "message").rows())
    assert "so the row is refused (CIN census rule 8600)." in told["CINdetails"]
    assert "so the row is refused (CIN census rule 8720)." in told["ChildProtectionPlans"]
