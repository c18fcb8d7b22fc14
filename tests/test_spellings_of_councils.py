"""What councils may write, from knowledge of the field and not from any file: known answers, and traps."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from safeguard_kpi.contracts.answers import answers
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.codes.layers import meanings, read_answer, read_word

FOLDER = Path(__file__).parent / "known_answers"
CODES = load_contracts(Declarations.standard()).codes
YES_NO = meanings(answers("yes_no", "Yes or no"))


def given(name: str) -> list[tuple[str, str, str | None]]:
    """Take code set, spelling and meaning; an empty meaning is one that is left for the analyst."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [(row["code_set"], row["spelling"], row["meaning"] or None) for row in rows]


COUNCILS = given("spellings_of_councils.csv")
TRAPS = given("spellings_that_mislead.csv")


def meant(codes: str, spelling: str) -> str | None:
    if codes == "yes_no":
        return read_answer(spelling, YES_NO)
    return read_word(spelling, meanings(CODES[codes])).meaning


def test_what_councils_may_write_is_read_as_it_is_meant() -> None:
    wrong = [line for line in COUNCILS if meant(*line[:2]) != line[2]]
    assert wrong == []


def test_there_are_enough_of_each_vocabulary_to_tell() -> None:
    often = Counter(codes for codes, _, meaning in COUNCILS if meaning)
    assert often["referral_source"] >= 400
    assert min(often.values()) >= 25
    assert len(often) == 7
    assert len(TRAPS) >= 150


@pytest.mark.parametrize(("codes", "spelling", "meaning"), TRAPS)
def test_a_word_that_misleads_decides_nothing_wrongly(
    codes: str, spelling: str, meaning: str | None
) -> None:
    assert meant(codes, spelling) == meaning


def test_every_meaning_named_is_one_of_its_code_set() -> None:
    known = {codes: set(CODES[codes].titles) for codes, *_ in COUNCILS if codes != "yes_no"}
    known["yes_no"] = {"yes", "no", "unknown"}
    assert all(meaning is None or meaning in known[c] for c, _, meaning in COUNCILS + TRAPS)
