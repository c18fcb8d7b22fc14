"""One code set takes the words of another: who leads early help is written as who refers is."""

from pathlib import Path

import pytest

from intake_drawn import CONTRACTS
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.load_codes import load_code_set
from safeguard_kpi.contracts.shared_words import with_shared_words
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.codes.layers import meanings, read_word

LEADS = {
    "Top Town Academy": "schools",
    "Early Help Locality 2": "council_early_help",
    "Early Help Service": "council_early_help",
    "St Mary's Primary": "schools",
    "Sunny Days Nursery": "schools",
    "Barnardo's": "voluntary",
    "Home-Start Walsall": "voluntary",
    "NSPCC": "voluntary",
    "Children's Centre": "council_early_help",
    "Birchills Children's Centre": "council_early_help",
    "Walsall Council": "council_early_help",
    "Family Hub": "council_early_help",
    "Health Visiting": "health",
    "School nurse": "health",
    "GP surgery": "health",
    "Walsall Housing Group (whg)": "housing",
    "Police": "other",
    "Fire service": "other",
    "TBC": None,
    "Zone 9": None,
}


@pytest.mark.parametrize("written", LEADS)
def test_an_organisation_is_known_by_its_words(written: str) -> None:
    known = meanings(CONTRACTS.codes["lead_agency"])
    assert read_word(written, known).meaning == LEADS[written]


def test_no_word_that_is_shared_has_two_meanings() -> None:
    codes = CONTRACTS.codes["lead_agency"]
    seen: dict[str, str] = {}
    for value in codes.values:
        for word in (*value.first, *value.words, *value.last, *value.least):
            assert seen.setdefault(word, value.key) == value.key


TOML = 'title = "T"\nwords_of = "{}"\n[values.one]\ntitle = "One"\nlike = ["{}"]\n'


@pytest.mark.parametrize(
    ("of", "like", "words"),
    [("nobody", "police", "which is no code set"), ("sex", "police", "no meaning of sex")],
)
def test_words_of_nobody_are_refused(tmp_path: Path, of: str, like: str, words: str) -> None:
    (tmp_path / "x.toml").write_text(TOML.format(of, like), encoding="utf-8")
    made = load_code_set("x", tmp_path / "x.toml")
    with pytest.raises(DeclarationError, match=words):
        with_shared_words({"sex": CONTRACTS.codes["sex"], "x": made})


def test_a_set_of_an_authoritys_own_has_only_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    own = 'title = "Lead"\n[values.hub]\ntitle = "Hub"\n'
    (tmp_path / "codes" / "lead_agency.toml").write_text(own, encoding="utf-8")
    codes = load_contracts(Declarations.standard(tmp_path)).codes["lead_agency"]
    assert read_word("Police", meanings(codes)).meaning is None
