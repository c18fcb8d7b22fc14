"""What share of the spellings seen in real returns is recognised, and of those never seen before."""

import sys
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from observed_spellings import (
    CODE_SETS,
    CONTRACTS,
    OBSERVED,
    YES_NO,
    answered,
    observed,
    recognised,
)
from safeguard_kpi.contracts.code_sets import CodeSet, CodeValue
from safeguard_kpi.intake.codes.layers import meanings, read_word
from safeguard_kpi.text import words_of

pytestmark = pytest.mark.skipif(
    not OBSERVED.is_file(), reason="no shared files beside this checkout"
)

LEAST = 95.0
"""Per cent of the spellings of a column that are to be recognised."""


@pytest.mark.parametrize("column", CODE_SETS)
def test_nearly_all_observed_codes_are_recognised(column: str) -> None:
    lists = Counter(word for word, _ in observed(column)).elements()
    share = recognised(lists, CONTRACTS.codes[CODE_SETS[column]])
    _say(f"{column}: {share.known} of {share.of}, {share.percent:.1f} %")
    assert share.percent >= LEAST


@pytest.mark.parametrize("column", YES_NO)
def test_every_observed_yes_and_no_is_read(column: str) -> None:
    share = answered([word for word, _ in observed(column)], *YES_NO[column])
    _say(f"{column}: {share.known} of {share.of}")
    assert share.known == share.of


def test_probation_and_the_courts_are_never_police() -> None:
    for column in ("Contact Source", "Referral Source"):
        known = meanings(CONTRACTS.codes["referral_source"])
        legal = [word for word, _ in observed(column) if "probation" in word.casefold()]
        assert len(legal) > 10
        assert {read_word(word, known).meaning for word in legal} <= {"other_legal_agency", None}


@pytest.mark.parametrize(("column", "least"), [("Ethnicity", 90), ("Contact Source", 80)])
def test_words_learnt_from_one_half_recognise_most_of_the_other(column: str, least: float) -> None:
    """Leave out every phrase and spelling that one half does not use, and measure on the other."""
    shares = []
    for seed in range(3):
        # As they were written: what stands in capitals may be a word cut off.
        spellings = list({word.casefold().strip(): word for word, _ in observed(column)}.values())
        Random(seed).shuffle(spellings)
        half = len(spellings) // 2
        learnt = _of_half(CONTRACTS.codes[CODE_SETS[column]], spellings[:half])
        shares.append(recognised(spellings[half:], learnt).percent)
    _say(f"{column}, not seen before: {', '.join(f'{share:.1f} %' for share in shares)}")
    assert min(shares) >= least


def _say(line: str) -> None:
    """Say a share where pytest is asked to show what tests say (-s)."""
    sys.stdout.write(line + "\n")


def _of_half(codes: CodeSet, spellings: list[str]) -> CodeSet:
    """Keep of a code set its titles and codes, and only those words that some spelling holds."""
    texts = [f" {' '.join(words_of(word))} " for word in spellings]
    joined = "\n".join(texts)
    labels = {word.casefold().strip() for word in spellings}

    def used(phrases: tuple[str, ...]) -> tuple[str, ...]:
        ends = {phrase: "" if phrase.endswith("*") else " " for phrase in phrases}
        return tuple(
            phrase for phrase in phrases if f" {' '.join(words_of(phrase))}{ends[phrase]}" in joined
        )

    def learnt(value: CodeValue) -> CodeValue:
        return replace(
            value,
            spellings=tuple(each for each in value.spellings if each.casefold() in labels),
            first=used(value.first),
            words=used(value.words),
            last=used(value.last),
            least=used(value.least),
        )

    return replace(codes, values=tuple(map(learnt, codes.values)), undecided=used(codes.undecided))
