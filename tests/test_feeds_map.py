"""An unknown sheet is proposed column by column, and used only once the analyst keeps the proposal."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commanding import command, desk
from intake_drawn import CONTRACTS, HEADERS, encrypted, row, sheets
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Kind
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.analyst.likeness import score, words_alike
from safeguard_kpi.intake.analyst.mapping import proposals
from safeguard_kpi.intake.analyst.proposal import Proposal
from safeguard_kpi.intake.model import FileRefusedError

ODD = ["Child ref no", "M/F", "DoB", "Recd on", "Date decn made", "Who rang us", "Comments"]


def log(path: Path, heads: list[str] = ODD, sheet: str = "Log") -> Path:
    first = date(2019, 4, 1)
    rows: list[list[Any]] = [
        [f"CANARY{number}", ("Male", "Female")[number % 2], date(2010, 5, 1) + timedelta(number),
         first + timedelta(number), first + timedelta(number + 1),
         ("Police", "Schools", "Housing")[number % 3], f"CANARY note {number}"]
        for number in range(40)
    ]  # fmt: skip
    return sheets(path, {sheet: [["Our front door log"], [], heads, *rows]})


def proposed(path: Path, sheet: str = "", feed: str = "") -> Proposal:
    (found,) = found_in(path, sheet, feed)
    return found


def found_in(path: Path, sheet: str = "", feed: str = "") -> tuple[Proposal, ...]:
    found = proposals(path, path.name, CONTRACTS, sheet, feed)
    assert isinstance(found, tuple)
    return found


def test_columns_are_proposed_by_their_words_and_by_what_their_cells_are(tmp_path: Path) -> None:
    found = proposed(log(tmp_path / "odd.xlsx"))
    assert (found.feed, found.header_row, found.missing) == ("mash_contacts", 3, ())
    fields = {guess.letter: guess.field for guess in found.columns}
    assert fields == {
        "A": "child_id", "B": "sex", "C": "date_of_birth", "D": "received_at", "E": "decided_at",
        "F": "referring_agency", "G": "",
    }  # fmt: skip
    scores = {guess.letter: guess.score for guess in found.columns}
    assert scores["C"] == 1
    assert 0.6 <= scores["F"] < 1


def test_a_feed_that_is_known_is_taken_at_the_analysts_word(tmp_path: Path) -> None:
    found = proposed(log(tmp_path / "odd.xlsx"), feed="referrals")
    assert found.feed == "referrals"
    assert "received_on" in {guess.field for guess in found.columns}


def test_only_the_sheet_asked_for_is_looked_at(tmp_path: Path) -> None:
    path = sheets(tmp_path / "two.xlsx", {"One": [HEADERS, row()], "Two": [HEADERS, row()]})
    assert [found.sheet for found in found_in(path, sheet="Two")] == ["Two"]


def test_a_table_without_headers_gives_none_of_its_cells_away(tmp_path: Path) -> None:
    names = [[f"CANARY {n}", "Smith", "Male", "Police"] for n in range(5)]
    path = sheets(tmp_path / "bare.xlsx", {"Log": [*names], "Dated": [row(), row(A=2)]})
    assert found_in(path) == ()


def test_a_file_that_is_not_read_says_why(tmp_path: Path) -> None:
    found = proposals(encrypted(tmp_path / "x.xlsx"), "x.xlsx", CONTRACTS)
    assert isinstance(found, FileRefusedError)


@pytest.mark.parametrize(
    ("words", "cells", "kind", "expected"),
    [(1, 0.0, Kind.DATE, 1), (0.5, None, Kind.TEXT, 0.5), (0.5, 1.0, Kind.DATE, 0.7),
     (0.5, 1.0, Kind.CODE, 0.8), (0.5, 0.5, Kind.DATE, 0.5), (0.5, 0.4, Kind.DATE, 0.184)],
)  # fmt: skip
def test_cells_speak_for_and_against(
    words: float, cells: float | None, kind: Kind, expected: float
) -> None:
    assert score(words, cells, kind) == pytest.approx(expected)


def test_two_short_words_are_not_alike_by_the_letters_they_share() -> None:
    assert words_alike("Ref", "Age") == 0
    assert words_alike("Age", "age") == 1
    assert words_alike("Ages", "Age") > 0.7


@pytest.mark.parametrize(("highest", "field"), [(26, "age"), (90, "")])
def test_a_column_of_numbers_that_no_age_can_be_is_none(
    tmp_path: Path, highest: int, field: str
) -> None:
    heads = ["Person Number", "Date of Contact", "Contact Source", "Age at cont"]
    rows = [
        [f"P{n}", date(2019, 4, 1) + timedelta(n), "Police", n % (highest + 1)] for n in range(91)
    ]
    found = proposed(sheets(tmp_path / "x.xlsx", {"Log": [heads, *rows]}))
    assert {guess.letter: guess.field for guess in found.columns}["D"] == field


def test_headers_are_alike_by_the_words_that_tell_something() -> None:
    assert words_alike("Date  Received?", "date received") == 1
    assert words_alike("Recd date", "Date received") > words_alike("Date of visit", "Date received")


def test_the_proposal_is_used_once_it_is_kept_and_holds_no_cell(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk")
    (at / "inputs" / "contacts.xlsx").unlink()
    log(at / "inputs" / "odd.xlsx")
    before = command("ingest", cwd=at)
    assert "mash_contacts" not in before.err
    told = command("feeds", "map", "inputs/odd.xlsx", cwd=at)
    assert told.code == 0, told.err
    assert "received_at" in told.out
    written = (at / "proposed" / "headers" / "mash_contacts.toml").read_text(encoding="utf-8")
    assert "CANARY" not in written + told.out + told.err
    assert 'received_at = ["Recd on"]' in written
    assert command("ingest", cwd=at).err == before.err, "nothing is used until it is kept"
    kept = command("ingest", "--schemas", "proposed", cwd=at)
    assert "mash_contacts" in kept.err
    again = command("feeds", "map", "inputs/odd.xlsx", cwd=at)
    assert again.code == 2
    assert "is there already" in again.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["gone.xlsx"], "no file gone.xlsx"), (["inputs/contacts.xlsx", "--feed", "mash_contact"],
     "did you mean `mash_contacts`?"), (["inputs/menu.csv"], "no sheet whose headers are like")],
)  # fmt: skip
def test_what_cannot_be_mapped_is_said(tmp_path: Path, arguments: list[str], words: str) -> None:
    at = desk(tmp_path / "desk")
    (at / "inputs" / "menu.csv").write_text("Soup,Bread,Cheese\nred,brown,blue\n")
    told = command("feeds", "map", *arguments, cwd=at)
    assert told.code == 2
    assert words in told.err


def own(folder: Path, name: str, text: str) -> Declarations:
    (folder / "headers").mkdir(parents=True)
    (folder / "headers" / f"{name}.toml").write_text(text, encoding="utf-8")
    return Declarations.standard(folder)


def test_own_headers_and_sheets_add_to_a_feeds(tmp_path: Path) -> None:
    text = 'sheets = ["Log"]\n[fields]\nreceived_at = ["Recd on"]\n'
    feed = load_contracts(own(tmp_path, "mash_contacts", text)).feeds["mash_contacts"]
    assert feed.fields["received_at"].headers[-1] == "Recd on"
    assert "Date of Contact" in feed.fields["received_at"].headers
    assert feed.sheets[-1] == "Log"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("contacts", "[fields]\n", "is no feed"),
        ("mash_contacts", '[fields]\nrecieved_at = ["x"]\n', "did you mean `received_at`"),
        ("mash_contacts", '[fields]\nreceived_at = "x"\n', "is no list of texts"),
        ("mash_contacts", '[fields]\nreceived_at = [""]\n', "is no list of texts"),
        ("mash_contacts", '[fields]\nreceived_at = ["Gender"]\n', "claimed by `sex` and by"),
        ("mash_contacts", '[field]\nx = ["x"]\n', "means nothing here"),
        ("mash_contacts", "", "needs `fields`"),
    ],
)
def test_a_slip_in_own_headers_is_refused(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        load_contracts(own(tmp_path, name, text))
    assert words in str(refused.value)
