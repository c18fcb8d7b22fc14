"""The words that decide what a text means: whole words and beginnings of words, longest phrase first."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from safeguard_kpi.intake.codes.phrases import FIRST, LAST, LEAST, WORDS, Hit, Phrases
from safeguard_kpi.text import label, words_of

_PART = re.compile(
    r"\s-+\s*|-+\s|[:;>()\[\]{}]|\be\.?g\b\.?|\bi\.e\b\.?|\binc(?:l|luding|ludes)?\b\.?|\bfor example\b"
)
"""What parts a heading from its detail or from examples of it."""

_JOINED = re.compile(r"[/,&+|]|\band\b|\bor\b")
"""What joins two alternatives, as in `police/school` and `courts, prison`."""

_BUT = frozenset({"not", "than", "excl", "excluding", "exclude", "except", "without"})
"""Words that take out of a part what follows them, as in `not school` and `other than social care`."""

_NON = (["non"], ["none"])
"""What takes out the one word after it, as in `non-resident relative`."""

_LONGEST_CUT = 5
"""Letters of the longest word that a system makes by cutting one off."""

_LONGEST_BEGINNING = 16
"""Letters of the longest beginning of a word that is worth declaring."""


class Said(NamedTuple):
    """What the words of a text come to."""

    meaning: str | None = None
    torn: bool = False
    """Words of two meanings with the same standing: nobody can tell, so nothing is guessed."""


def said_by_words(text: str, known: Phrases, *, capitals: bool = False) -> Said:
    """Find what the words of a text mean; a slip of one letter in a long word is forgiven.

    Only what was written in capitals may be a word cut off: HUSB is a husband, but brown no brownie.
    """
    written = _PART.split(label(text))
    parts = [[_in_full(word, known) for word in words_of(part)] for part in written]
    if not (hits := [list(_hits(part, known)) for part in parts]) or not any(hits):
        mended = [[known.slips.mended(word) for word in part] for part in parts]
        hits = [list(_hits(part, known)) for part in mended] if mended != parts else hits
    if known.alternatives and any(_rivals(part, known) for part in written):
        return Said(torn=True)
    if any(hits):
        said = _weighed(hits, known.several)
        several = said.meaning == known.several
        read = {hit.meaning for part in hits for hit in part} if several else {said.meaning}
        return Said(torn=True) if any(_turned(parts, each, known) for each in read) else said
    words = [word for part in parts for word in part]
    cut = capitals and len(words) == 1 and len(words[0]) <= _LONGEST_CUT
    return Said(known.short.get(words[0])) if cut else Said()


def _in_full(word: str, known: Phrases) -> str:
    """Write a shortened word in full, before a word beside it decides alone; one that decides stays."""
    return word if (word,) in known.whole else known.abbreviations.get(word, word)


def _turned(parts: Sequence[Sequence[str]], meaning: str | None, known: Phrases) -> bool:
    """Tell whether words turn a meaning, as `ex` does police, outside of a longer declared phrase."""
    turns = known.unless.get(meaning or "")
    if not turns:
        return False
    for words in parts:
        declared = [
            range(start, start + length) for start, length, _ in _found(words, known) if length > 1
        ]
        for turn in turns:
            for start in range(len(words) - len(turn) + 1):
                end = start + len(turn)
                inside = any(start in each and end - 1 in each for each in declared)
                if tuple(words[start:end]) == turn and not inside:
                    return True
    return False


def _rivals(part: str, known: Phrases) -> bool:
    """Tell whether a part names alternatives of two meanings, such as `police / school`.

    Without it a phrase of `first` would decide, though the other may be meant as well. A phrase
    that runs across the join, as `drug and alcohol`, is one and no alternative.
    """
    if len(sides := _JOINED.split(part)) == 1:
        return False
    across = list(_hits(words_of(part), known))
    whole = {hit.meaning for hit in across if hit.standing <= WORDS and hit.meaning}
    strong = [
        {hit for hit in _hits(words_of(side), known) if hit.standing <= WORDS and hit.meaning}
        for side in sides
    ]
    found = [{hit.meaning for hit in side} & whole for side in strong]
    first = any(hit.standing == FIRST and hit in across for side in strong for hit in side)
    return first and len(set().union(*found)) > 1 and sum(map(bool, found)) > 1


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
    for standing in (FIRST, WORDS, LAST, LEAST):
        parts = [{hit.meaning for hit in part if hit.standing == standing} for part in hits]
        # What is left undecided gives way to an ordinary word, and to no lesser one.
        plain = [part - {""} for part in parts]
        deciding = [set().union(*plain)] if standing != WORDS else plain
        for meanings in filter(None, deciding):
            one = len(meanings) == 1
            return Said(meanings.pop() if one else None, torn=not one)
        if any(parts):
            return Said(torn=True)
    return Said()
