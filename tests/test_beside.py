"""Whom the settings set an authority beside, and slips in naming them."""

from pathlib import Path

import pytest

from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.errors import DeclarationError, SafeguardError
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.journey.company import beside
from safeguard_kpi.measures.others import Beside
from safeguard_kpi.pattern import WALSALL
from safeguard_kpi.settings import read_settings

COMPARE = "[compare]\n"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference(Path(__file__).parents[1] / "inputs" / "reference")


def _beside(folder: Path, reference: Reference, said: str) -> Beside:
    assert COMPARE in WALSALL
    file = folder / "safeguard-kpi.toml"
    file.write_text(WALSALL.replace(COMPARE, f"{COMPARE}{said}\n"), encoding="utf-8")
    return beside(read_settings(file), reference, catalogue())


def test_authorities_are_named_or_given_by_code_and_each_once(
    tmp_path: Path, reference: Reference
) -> None:
    found = _beside(tmp_path, reference, 'authorities = ["Birmingham", "332", "Dudley"]')
    assert found.authorities == ("Birmingham", "Dudley")


def test_without_any_there_are_none(tmp_path: Path, reference: Reference) -> None:
    found = _beside(tmp_path, reference, "")
    assert (found.authorities, dict(found.reasons)) == ((), {})


def test_reasons_are_handed_on(tmp_path: Path, reference: Reference) -> None:
    found = _beside(tmp_path, reference, 'differs = { referrals = "A later extract." }')
    assert found.reasons == {"referrals": "A later extract."}


@pytest.mark.parametrize(
    ("said", "told", "hint"),
    [
        ('authorities = ["Birmingam"]', "name `Birmingam`", "did you mean `Birmingham`?"),
        ('authorities = ["Walsall"]', "name `Walsall` in `authorities`", ""),
        ('authorities = ["335"]', "no other authority", ""),
        ('differs = { referals = "x" }', "no indicator with a national", "`referrals`"),
        ('differs = { mash_contacts = "x" }', "no indicator with a national figure", ""),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(
    tmp_path: Path, reference: Reference, said: str, told: str, hint: str
) -> None:
    with pytest.raises(SafeguardError, match=told) as refused:
        _beside(tmp_path, reference, said)
    assert hint in refused.value.hint
    assert refused.value.hint


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('authorities = "Birmingham"', "`authorities` under \\[compare\\] as a list"),
        ("authorities = [332]", "`authorities` under \\[compare\\] as a list"),
        ('differs = "later"', "`differs` under \\[compare\\] as a sentence"),
        ("differs = { referrals = 3 }", "`differs` under \\[compare\\] as a sentence"),
        ('authority = ["Birmingham"]', "a key `authority` that means nothing here"),
    ],
)
def test_a_slip_in_the_settings_is_refused(
    tmp_path: Path, reference: Reference, said: str, told: str
) -> None:
    with pytest.raises(DeclarationError, match=told):
        _beside(tmp_path, reference, said)
