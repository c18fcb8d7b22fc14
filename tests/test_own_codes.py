"""What nobody declared is asked of the analyst in codes.xlsx, and the answer is read the next time."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from hostile import bomb
from intake_drawn import CONTRACTS, TODAY, book, row, sheets
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake import admit, read_in, with_own_codes
from safeguard_kpi.intake.analyst import own_codes
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.journey.record import write_codes
from safeguard_kpi.journey.refresh import validate
from safeguard_kpi.settings import Authority, Settings

HEAD = ["Code set", "Written as", "Meaning"]
AGENCY = "Source of contact or referral"


def asked(path: Path, *partners: Path, contracts: Contracts = CONTRACTS) -> Path:
    write_codes(path, contracts, read_in(partners, contracts, workers=0))
    return path


def rows(path: Path, sheet: str = "Codes") -> list[tuple[object, ...]]:
    read = openpyxl.load_workbook(path)[sheet]
    return list(read.iter_rows(min_row=4, max_col=6, values_only=True))


def agencies(contracts: Contracts, *partners: Path) -> list[str | None]:
    admitted = admit(read_in(partners, contracts, workers=0), contracts, today=TODAY)
    found: list[str | None] = admitted.frames["mash_contacts"]["referring_agency"].to_list()
    return found


def test_each_unknown_spelling_is_asked_once_with_its_count_and_places(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", row(F="Zebra crossing"), row(A=2, F="Police (east)"))
    two = book(tmp_path / "b.xlsx", row(A=3, F="Zebra crossing"), row(A=4, F="Hub nine"))
    found = rows(asked(tmp_path / "codes.xlsx", one, two))
    assert [line[:4] for line in found] == [
        (AGENCY, "Zebra crossing", None, 2),
        (AGENCY, "Hub nine", None, 1),
    ]
    assert "a.xlsx, Contacts; " in str(found[0][5])
    assert "b.xlsx" in str(found[0][5])
    (by_rule,) = rows(tmp_path / "codes.xlsx", "Read by rule")
    assert by_rule[:2] == (AGENCY, "Police (east)")
    assert by_rule[4] == "Police"


def test_the_nearest_meaning_is_guessed_and_not_used(tmp_path: Path) -> None:
    partner = book(tmp_path / "a.xlsx", row(F="Vltry sctor orgnsations"))
    ((_, _, meaning, _, nearest, _),) = rows(asked(tmp_path / "codes.xlsx", partner))
    assert (meaning, nearest) == (None, "Other")
    assert agencies(CONTRACTS, partner) == [None]


def test_the_meaning_is_chosen_from_a_list_of_the_code_sets_titles(tmp_path: Path) -> None:
    path = asked(tmp_path / "codes.xlsx", book(tmp_path / "a.xlsx", row(F="Zebra", B="Zebra")))
    read = openpyxl.load_workbook(path)
    lists = {}
    for choice in read["Codes"].data_validations.dataValidation:
        sheet, place = choice.formula1.replace("$", "").split("!")
        titles = [cell.value for (cell,) in read[sheet][place]]
        lists[read["Codes"].cell(next(iter(choice.sqref.ranges)).min_row, 1).value] = titles
    assert lists["Sex"] == ["Male", "Female", "Not known"]
    assert lists[AGENCY][:2] == ["Individual", "Schools"]


def test_what_is_filled_in_is_read_the_next_time_and_kept(tmp_path: Path) -> None:
    partner = book(tmp_path / "a.xlsx", row(F="  ZEBRA  crossing"), row(A=2, F="Giraffe"))
    path = asked(tmp_path / "codes.xlsx", partner)
    filled = openpyxl.load_workbook(path)
    by_name = {line[1].value: line for line in filled["Codes"].iter_rows(min_row=4)}
    by_name["ZEBRA crossing"][2].value = "Housing"
    filled.save(path)
    own = with_own_codes(CONTRACTS, path, workers=0)
    assert agencies(own, partner) == ["housing", None]
    again = rows(asked(tmp_path / "again.xlsx", partner, contracts=own))
    assert [line[1:3] for line in again] == [("zebra crossing", "Housing"), ("Giraffe", None)]


def test_the_authoritys_word_is_laid_over_the_products(tmp_path: Path) -> None:
    path = sheets(tmp_path / "codes.xlsx", {"Any": [HEAD, [AGENCY, "Police", "Other"]]})
    assert agencies(
        with_own_codes(CONTRACTS, path, workers=0), book(tmp_path / "a.xlsx", row())
    ) == ["other"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([[AGENCY, "Secret", "Polise"]], r"codes\.xlsx, sheet Any, row 2: the meaning is none"),
        ([["Agency", "Secret", "Police"]], r"row 2: the code set is none of those"),
        (
            [[AGENCY, "Secret", "Police"], [AGENCY, " SECRET", "Other"]],
            r"row 3 gives another meaning to what .* row 2 has already",
        ),
    ],
)
def test_a_slip_in_what_was_filled_in_is_named_by_its_row(
    tmp_path: Path, lines: list[list[str]], message: str
) -> None:
    path = sheets(tmp_path / "codes.xlsx", {"Any": [HEAD, *lines]})
    with pytest.raises(DeclarationError, match=message) as raised:
        with_own_codes(CONTRACTS, path, workers=0)
    assert "secret" not in str(raised.value).casefold()


def test_a_workbook_that_is_not_one_of_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="has no sheet with the headings Code set"):
        with_own_codes(CONTRACTS, book(tmp_path / "codes.xlsx", row()), workers=0)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DeclarationError, match=r"broken\.xlsx cannot be read"):
        with_own_codes(CONTRACTS, tmp_path / "broken.xlsx", workers=0)


def test_the_same_spellings_give_the_same_bytes(tmp_path: Path) -> None:
    partner = book(tmp_path / "a.xlsx", row(F="Zebra"), row(A=2, F="=cmd|x"))
    one, two = asked(tmp_path / "1.xlsx", partner), asked(tmp_path / "2.xlsx", partner)
    assert one.read_bytes() == two.read_bytes()
    formula = openpyxl.load_workbook(one)["Codes"]["B4"]
    assert formula.data_type == "s"


def test_codes_in_the_inputs_are_no_partners_file_and_spellings_are_in_no_finding(
    tmp_path: Path,
) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    book(inputs / "a.xlsx", row(F="Zebra crossing"), row(A=2, F="Giraffe"))
    sheets(inputs / "codes.xlsx", {"Codes": [HEAD, [AGENCY, "Giraffe", "Police"]]})
    walsall = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
    settings = Settings(authority=walsall, inputs=inputs, outputs=tmp_path / "out")
    outcome = validate(Journey(settings=settings, today=TODAY))
    assert outcome.submissions["file"].to_list() == ["a.xlsx"]
    assert outcome.findings.filter(pl.col("problem") == "code_unknown").height == 1
    assert "Zebra" not in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")
    codes = tmp_path / "out" / "codes.xlsx"
    assert codes.stat().st_mode & 0o777 == 0o600
    assert [line[1] for line in rows(codes)] == ["giraffe", "Zebra crossing"]


def test_what_was_filled_in_is_looked_at_and_read_in_a_child_like_any_file(tmp_path: Path) -> None:
    path = sheets(tmp_path / "codes.xlsx", {"Any": [HEAD, [AGENCY, "Giraffe", "Police"]]})
    own = with_own_codes(CONTRACTS, path)
    assert dict(own.codes["referral_source"].own) == {"giraffe": "police"}
    big = bomb(tmp_path)
    with pytest.raises(DeclarationError, match=r"unpacks to far more than its size"):
        with_own_codes(CONTRACTS, big)


def test_a_reader_that_dies_over_what_was_filled_in_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheets(tmp_path / "codes.xlsx", {"Any": [HEAD, [AGENCY, "Giraffe", "Police"]]})
    monkeypatch.setattr(own_codes, "MOST_SECONDS", 0)
    with pytest.raises(DeclarationError, match="The reader had to be stopped"):
        with_own_codes(CONTRACTS, path)


def test_an_answer_that_nobody_knows_is_asked_and_read_for_its_own_column(tmp_path: Path) -> None:
    head = ["Child Unique ID", "Date of Referral", "Referral Source", "Referral NFA?"]
    lines = [[1, "2019-04-02", "Police", "Zebra"], [2, "2019-04-03", "Police", "Yes: see notes"]]
    partner = sheets(tmp_path / "a.xlsx", {"Referrals": [head, *lines]})
    path = asked(tmp_path / "codes.xlsx", partner)
    title = "Yes or no: Referral with no further action"
    assert [line[:4] for line in rows(path)] == [(title, "Zebra", None, 1)]
    assert [line[1] for line in rows(path, "Read by rule")] == ["Yes: see notes"]
    own = with_own_codes(
        CONTRACTS,
        sheets(tmp_path / "own.xlsx", {"Any": [HEAD, [title, "zebra", "No"]]}),
        workers=0,
    )
    admitted = admit(read_in([partner], own, workers=0), own, today=TODAY)
    assert admitted.frames["referrals"]["no_further_action"].to_list() == [False, True]


def test_spellings_that_differ_in_capitals_and_spaces_are_asked_once(tmp_path: Path) -> None:
    written = ["GATEWAY  zog", "gateway zog", "gateway zog", "Gateway Zog.", "Other zog"]
    partner = book(tmp_path / "a.xlsx", *(row(A=n, F=each) for n, each in enumerate(written)))
    found = rows(asked(tmp_path / "codes.xlsx", partner))
    assert [line[1:4:2] for line in found] == [("gateway zog", 4), ("Other zog", 1)]


@pytest.mark.parametrize("first", [3, 1], ids=["title and headings gone", "headings gone"])
def test_a_workbook_whose_headings_were_deleted_is_refused(tmp_path: Path, first: int) -> None:
    partner = book(tmp_path / "a.xlsx", row(F="Zebra crossing"), row(A=2, F="Police (east)"))
    path = asked(tmp_path / "codes.xlsx", partner)
    filled = openpyxl.load_workbook(path)
    filled["Codes"]["C4"] = "Housing"
    filled["Codes"].delete_rows(4 - first, first)
    filled.save(path)
    with pytest.raises(DeclarationError, match="sheet Codes has code sets and not the headings"):
        with_own_codes(CONTRACTS, path, workers=0)


@pytest.mark.parametrize("meaning", ["=B4", "=NA()"])
def test_a_formula_for_a_meaning_is_refused(tmp_path: Path, meaning: str) -> None:
    path = asked(tmp_path / "codes.xlsx", book(tmp_path / "a.xlsx", row(F="Zebra crossing")))
    filled = openpyxl.load_workbook(path)
    filled["Codes"]["C4"] = meaning
    filled.save(path)
    with pytest.raises(DeclarationError, match="sheet Codes, row 4: the meaning is a formula"):
        with_own_codes(CONTRACTS, path, workers=0)


def test_notes_of_the_analysts_own_do_no_harm(tmp_path: Path) -> None:
    drawn = {"Codes": [HEAD, [AGENCY, "Giraffe", "Police"]], "Notes": [["Sex"], ["see", "Ann"]]}
    own = with_own_codes(CONTRACTS, sheets(tmp_path / "codes.xlsx", drawn), workers=0)
    assert dict(own.codes["referral_source"].own) == {"giraffe": "police"}


@pytest.mark.parametrize("name", ["Codes (1).xlsx", "q2/codes.xlsx"])
def test_a_workbook_of_codes_in_another_place_is_said_and_not_used(
    tmp_path: Path, name: str
) -> None:
    inputs = tmp_path / "inputs"
    (inputs / "q2").mkdir(parents=True)
    partner = book(inputs / "a.xlsx", row(F="Zebra crossing"))
    asked(inputs / name, partner)
    walsall = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
    settings = Settings(authority=walsall, inputs=inputs, outputs=tmp_path / "out")
    found = validate(Journey(settings=settings, today=TODAY)).findings
    (misplaced,) = found.filter(problem="codes_misplaced").to_dicts()
    assert misplaced["level"] == "error"
    assert "Save it as codes.xlsx in the inputs folder itself" in misplaced["remedy"]
    assert found.filter(file=misplaced["file"]).height == 1
