"""The deciding words of a code set, laid out for finding: phrases, beginnings, cut-off words, slips."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes.slips import Slips
from safeguard_kpi.text import words_of

FIRST, WORDS, LAST, LEAST = range(4)
"""The standings of a phrase, the highest first."""

_SHORTEST = 3
"""Letters at which a system cuts a word off, as in SCH and HOSP; fewer begin too many words."""

_JOINED_LETTERS = 8
"""Letters from which two words written as one, as in HealthVisitor, are nothing else by chance."""


class Hit(NamedTuple):
    """A phrase that was found: what it means (nothing, if that is left undecided) and its standing."""

    meaning: str
    standing: int


class Phrases(NamedTuple):
    """The deciding words of a code set, laid out for finding."""

    whole: dict[tuple[str, ...], Hit]
    begun: dict[str, Hit]
    longest: int
    slips: Slips
    abbreviations: Mapping[str, str]
    """From a word as it is shortened to the whole word."""
    short: dict[str, str | None]
    """From a word cut off to its meaning, or to none if there are two."""
    several: str
    unless: dict[str, frozenset[tuple[str, ...]]]
    """By meaning, the phrases beside which it is not read."""
    alternatives: bool
    """Whether a part that names two alternatives of two meanings is torn, whatever their standing."""


@cache
def phrases(codes: CodeSet) -> Phrases:
    """Lay out a code set's deciding words."""
    whole: dict[tuple[str, ...], Hit] = {}
    begun: dict[str, Hit] = {}
    for phrase in codes.undecided:
        whole[tuple(words_of(phrase))] = Hit("", WORDS)
    for value in codes.values:
        for standing, given in enumerate((value.first, value.words, value.last, value.least)):
            for phrase in given:
                hit = Hit(value.key, standing)
                if phrase.endswith("*"):
                    begun[phrase[:-1].casefold()] = hit
                else:
                    whole[tuple(words_of(phrase))] = hit
    shortened = _shortened(codes, whole, begun)
    slips = Slips.of(word for phrase in whole for word in phrase)
    for several, hit in list(whole.items()):
        if len(several) > 1 and len(joined := "".join(several)) >= _JOINED_LETTERS:
            whole.setdefault((joined,), hit)
    return Phrases(
        whole,
        begun,
        max(map(len, whole), default=1),
        slips,
        dict(codes.abbreviations),
        shortened,
        codes.several,
        {
            value.key: frozenset(tuple(words_of(phrase)) for phrase in value.unless)
            for value in codes.values
            if value.unless
        },
        codes.alternatives,
    )


def _shortened(
    codes: CodeSet, whole: Mapping[tuple[str, ...], Hit], begun: Mapping[str, Hit]
) -> dict[str, str | None]:
    """List what single words are cut off to, wherever one meaning is left."""
    single = {
        words[0]: key for text, key in codes.spelt.items() if len(words := words_of(text)) == 1
    }
    single |= {phrase[0]: hit.meaning for phrase, hit in whole.items() if len(phrase) == 1}
    single |= {beginning: hit.meaning for beginning, hit in begun.items()}
    found: dict[str, str | None] = {}
    for word, meaning in single.items():
        for letters in range(_SHORTEST, len(word)):
            short = word[:letters]
            alone = found.setdefault(short, meaning or None) == meaning
            found[short] = meaning if alone else None
    return found
