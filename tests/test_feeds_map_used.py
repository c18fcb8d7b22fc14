"""What `feeds map` puts in use: nothing by chance, nothing that contradicts itself, and no child's name."""

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commanding import command, desk
from intake_drawn import CONTRACTS, sheets
from safeguard_kpi.cli.mapping import _toml
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Kind
from safeguard_kpi.intake.analyst.agreed import agreed
from safeguard_kpi.intake.analyst.likeness import cells_particular, header_tells
from safeguard_kpi.intake.analyst.mapping import proposals
from safeguard_kpi.intake.analyst.proposal import Guess, Proposal

FIRST = date(2019, 4, 1)
FEED = CONTRACTS.feeds["mash_contacts"]


def log(heads: list[str], *columns: list[Any]) -> list[list[Any]]:
    """Draw a log of children and days with further columns, each filled over and over."""
    rows = [
        [f"K{n}", FIRST + timedelta(n), *[cells[n % len(cells)] for cells in columns]]
        for n in range(30)
    ]
    return [["Person", "Recd on", *heads], *rows]


def mapped(path: Path, drawn: dict[str, list[list[Any]]]) -> dict[str, Guess]:
    found = proposals(sheets(path, drawn), path.name, CONTRACTS, "", "mash_contacts")
    assert isinstance(found, tuple)
    return {guess.header: guess for proposal in found for guess in proposal.columns}


@pytest.mark.parametrize("head", ["ICPC?", "NFA?", "Safe", "Translator needed", "Urgent"])
@pytest.mark.parametrize("cells", [["Y", "N"], ["Yes", "No"], ["N"], ["A", "B", "N"]])
def test_a_column_of_answers_is_put_in_use_for_nothing(
    tmp_path: Path, head: str, cells: list[str]
) -> None:
    assert not mapped(tmp_path / "x.xlsx", {"Log": log([head], cells)})[head].proposed


def test_words_of_one_fields_codes_are_enough_and_one_word_of_them_is_not(tmp_path: Path) -> None:
    outcomes = ["NFA", "Referral to social care", "Early help"]
    found = mapped(tmp_path / "x.xlsx", {"Log": log(["What we did"], outcomes)})
    assert (found["What we did"].field, found["What we did"].proposed) == ("outcome", True)
    assert not mapped(tmp_path / "y.xlsx", {"Log": log(["What we did"], ["NFA"])})[
        "What we did"
    ].proposed


def test_a_day_under_words_that_say_nothing_is_doubtful(tmp_path: Path) -> None:
    days = [FIRST + timedelta(n) for n in range(30)]
    found = mapped(tmp_path / "x.xlsx", {"Log": log(["Xmas"], days)})
    assert not found["Xmas"].proposed
    assert found["Recd on"].proposed


@pytest.mark.parametrize(
    ("cells", "particular"),
    [(["Red", "Green"], True), (["Red", "Red"], False), (["Red", "Y"], False),
     (["Red", "Zebra"], False), ([], False), (["Red", "Green"] * 9 + ["n", "Zebra"], True)],
)  # fmt: skip
def test_cells_are_particular_from_two_meanings_and_nine_in_ten(
    cells: list[str], *, particular: bool
) -> None:
    told = cells_particular(pl.Series(cells, dtype=pl.String), FEED.fields["rag"], CONTRACTS)
    assert told is particular


@pytest.mark.parametrize(
    ("words", "kind", "tells"),
    [(0.5, Kind.DATE, True), (0.49, Kind.DATE, False), (0.5, Kind.CODE, False),
     (0.6, Kind.CODE, True), (0.59, Kind.YES_NO, False)],
)  # fmt: skip
def test_how_much_a_header_must_say(words: float, kind: Kind, *, tells: bool) -> None:
    assert header_tells("abc", "xyz", words, kind) is tells


def test_a_whole_word_says_something_and_one_that_is_everywhere_does_not() -> None:
    assert header_tells("S47 opened", "S47_ENQUIRY_START_DATE", 0.4, Kind.DATE)
    assert not header_tells("Date opened", "Date of visit", 0.4, Kind.DATE)


def guess(header: str, field: str, score: float = 0.8) -> Guess:
    return Guess(
        letter="B", header=header, field=field, score=score, like="x", words=score, worded=True
    )


def proposal(sheet: str, *columns: Guess) -> Proposal:
    return Proposal(
        sheet=sheet, header_row=1, feed=FEED.name, total=1, rival="", missing=(), columns=columns
    )


def test_a_header_that_two_sheets_propose_for_two_fields_is_used_for_neither() -> None:
    group = [proposal("A", guess("Log?", "locality")), proposal("B", guess("log", "disability"))]
    for sheet in agreed(group, FEED):
        assert not sheet.columns[0].proposed
        assert "one header has one field" in sheet.columns[0].against
        assert "child_id" in sheet.missing


def test_a_header_that_would_give_a_sheet_two_columns_for_a_field_is_not_used() -> None:
    one = proposal("A", guess("Recd", "received_at", 0.7))
    other = proposal("B", guess("Got", "received_at", 0.9), Guess(letter="C", header="Recd"))
    first, second = agreed([one, other], FEED)
    assert "two columns for received_at" in first.columns[0].against
    assert second.columns[0].proposed
    # Known already on the other sheet: with the new header it would clash there.
    known = Guess(letter="A", header="Date of Contact", field="received_at", score=1, words=1)
    (alone, _) = agreed([one, proposal("B", known, Guess(letter="C", header="Recd"))], FEED)
    assert not alone.columns[0].proposed


POOL = ["Person", "Client No.", "Recd on", "Recd", "Time decided", "Referrer", "NFA?", "Safe",
        "Level", "Area", "Locality", "Gender", "Sex of child", "Who rang", "Outcome", "?", "Age at",
        "Ethnic group", "Disabled?", "Date of Contact", "Contact date", 'Odd "x"\\y']  # fmt: skip
CELLS: list[list[Any]] = [
    ["Y", "N"], ["Red", "Green"], ["Police", "School"], ["Male", "Female"], ["NFA", "Early help"],
    [3, 9], ["North", "South"], [FIRST, FIRST + timedelta(9)], ["K1", "K2", "K3"],
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_what_is_written_of_sheets_that_share_headers_is_accepted_as_it_stands(
    tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    drawn = {}
    for sheet in ("One", "Two", "Three"):
        heads = draw.sample(POOL, 9)
        columns = [draw.choice(CELLS) for _ in heads]
        rows = [[cells[n % len(cells)] for cells in columns] for n in range(12)]
        drawn[sheet] = [["Person", *heads], *([f"K{n}", *each] for n, each in enumerate(rows))]
        if "Person" in heads:
            drawn[sheet] = [cells[1:] for cells in drawn[sheet]]
    found = proposals(sheets(tmp_path / "x.xlsx", drawn), "x.xlsx", CONTRACTS, "", FEED.name)
    assert isinstance(found, tuple)
    text = "\n".join(_toml(agreed(found, FEED), "x.xlsx", CONTRACTS)) + "\n"
    (tmp_path / "headers").mkdir()
    (tmp_path / "headers" / f"{FEED.name}.toml").write_text(text, encoding="utf-8")
    fields = load_contracts(Declarations.standard(tmp_path)).feeds[FEED.name].fields
    for name, headers in tomllib.loads(text)["fields"].items():
        assert set(headers) <= set(fields[name].headers)


def test_a_header_that_may_be_a_name_is_told_by_its_letter(tmp_path: Path) -> None:
    at = desk(tmp_path / "desk")
    sheets(at / "inputs" / "odd.xlsx", {"Log": log(["Zebedee Canary", "Team"], ["Y", "N"], ["x"])})
    told = command("feeds", "map", "inputs/odd.xlsx", "--feed", "mash_contacts", cwd=at)
    assert told.code == 0, told.err
    text = (at / "proposed" / "headers" / "mash_contacts.toml").read_text(encoding="utf-8")
    for said in (told.out, text):
        assert "Canary" not in said
        assert "column C" in said
        assert "Team" in said
