"""The words that decide what a text means: whole words and beginnings of words, longest phrase first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.slips import Slips
from safeguard_kpi.text import label, words_of

_PART = re.compile(
    r"\s-+\s*|-+\s|[:;>()\[\]{}]|\be\.?g\b\.?|\bi\.e\b\.?|\binc(?:l|luding|ludes)?\b\.?|\bfor example\b"
)
"""What parts a heading from its detail or from examples of it."""

_BUT = frozenset({"not", "than", "excl", "excluding", "exclude", "except", "without"})
"""Words that take out of a part what follows them, as in `not school` and `other than social care`."""

_NON = (["non"], ["none"])
"""What takes out the one word after it, as in `non-resident relative`."""

_SHORTEST = 3
"""Letters at which a system cuts a word off, as in SCH and HOSP; fewer begin too many words."""

_LONGEST_BEGINNING = 16
"""Letters of the longest beginning of a word that is worth declaring."""

_FIRST, _WORDS, _LAST = range(3)


class Hit(NamedTuple):
    """A phrase that was found: what it means (nothing, if that is left undecided) and its standing."""

    meaning: str
    standing: int


class Said(NamedTuple):
    """What the words of a text come to."""

    meaning: str | None = None
    torn: bool = False
    """Words of two meanings with the same standing: nobody can tell, so nothing is guessed."""


class Phrases(NamedTuple):
    """The deciding words of a code set, laid out for finding."""

    whole: dict[tuple[str, ...], Hit]
    begun: dict[str, Hit]
    longest: int
    slips: Slips
    short: dict[str, str | None]
    """From a word cut off to its meaning, or to none if there are two."""
    several: str


@cache
def phrases(codes: CodeSet) -> Phrases:
    """Lay out a code set's deciding words."""
    whole: dict[tuple[str, ...], Hit] = {}
    begun: dict[str, Hit] = {}
    for phrase in codes.undecided:
        whole[tuple(words_of(phrase))] = Hit("", _WORDS)
    for value in codes.values:
        for standing, given in enumerate((value.first, value.words, value.last)):
            for phrase in given:
                hit = Hit(value.key, standing)
                if phrase.endswith("*"):
                    begun[phrase[:-1].casefold()] = hit
                else:
                    whole[tuple(words_of(phrase))] = hit
    return Phrases(
        whole,
        begun,
        max(map(len, whole), default=1),
        Slips.of(word for phrase in whole for word in phrase),
        _shortened(codes, whole, begun),
        codes.several,
    )


def said_by_words(text: str, known: Phrases) -> Said:
    """Find what the words of a text mean; a slip of one letter in a long word is forgiven."""
    parts = [words_of(part) for part in _PART.split(label(text))]
    if not (hits := [list(_hits(part, known)) for part in parts]) or not any(hits):
        mended = [[known.slips.mended(word) for word in part] for part in parts]
        hits = [list(_hits(part, known)) for part in mended] if mended != parts else hits
    if any(hits):
        return _weighed(hits, known.several)
    words = [word for part in parts for word in part]
    return Said(known.short.get(words[0])) if len(words) == 1 else Said()


def _hits(words: Sequence[str], known: Phrases) -> Iterator[Hit]:
    """Find phrases, the longest first, each word in one of them, and none after a but."""
    found = sorted(_found(words, known), key=lambda each: (-each[1], each[0]))
    taken: set[int] = set()
    kept: list[tuple[int, Hit]] = []
    for start, length, hit in found:
        if taken.isdisjoint(places := range(start, start + length)):
            taken.update(places)
            kept.append((start, hit))
    buts = (at for at, word in enumerate(words) if word in _BUT and at not in taken)
    end = min(buts, default=len(words))
    yield from (hit for start, hit in kept if start < end and words[start - 1 : start] not in _NON)


def _found(words: Sequence[str], known: Phrases) -> Iterator[tuple[int, int, Hit]]:
    for start, word in enumerate(words):
        for length in range(1, min(known.longest, len(words) - start) + 1):
            if hit := known.whole.get(tuple(words[start : start + length])):
                yield start, length, hit
        for letters in range(min(len(word), _LONGEST_BEGINNING), 2, -1):
            if hit := known.begun.get(word[:letters]):
                yield start, 1, hit
                break


def _weighed(hits: Sequence[Sequence[Hit]], several: str) -> Said:
    """Let the highest standing decide; among words of the middle one, the first part of the text."""
    if several:
        meanings = {hit.meaning for part in hits for hit in part}
        return Said(meanings.pop() if len(meanings) == 1 else several)
    for standing in (_FIRST, _WORDS, _LAST):
        parts = [{hit.meaning for hit in part if hit.standing == standing} for part in hits]
        deciding = [set().union(*parts)] if standing != _WORDS else parts
        for meanings in filter(None, deciding):
            one = len(meanings) == 1
            meaning = meanings.pop()
            return Said(meaning if one and meaning else None, torn=not (one and meaning))
    return Said()


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
