"""What a word or code means, found in layers and never guessed."""

import re
from functools import cache
from typing import NamedTuple

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes.answers import answer
from safeguard_kpi.intake.codes.coded import Begun, code_in, coded
from safeguard_kpi.intake.codes.phrases import Phrases, phrases
from safeguard_kpi.intake.codes.wording import said_by_words
from safeguard_kpi.text import label, whole

_LETTER = re.compile(r"^[a-z]\d{0,2}(?:\) ?|\. )")
"""The letter that Annex A puts before a code: `a) `, `a. ` or `p1) `; it means nothing."""

_WRAPPED = "'\"()[]<>#~- "
"""What a text may be wrapped in without another meaning."""

_NUMBER = re.compile(
    r"^[(\[]?[a-z]{0,4}\d{1,3}[a-z]?(?: ?[])):.=-]+)? +|[ :(\[-]+\d{1,3}[a-z]?[\])]*$"
)
"""A number or local code before a label or after it: `01) other`, `oth8 other`, `other (8)`."""

_HEADING = re.compile(r" ?[-:;(\[] ?")
"""What ends a heading: `other - zebra` stands under Other."""

_PIECES = re.compile(r"[,;/+&|]")
"""What parts one code from the next where a text holds several: `aut, ld`."""

_DECIMAL = re.compile(r"[+-]?\d*[.,]\d+")
"""A number with decimals, which is no code: 0.5 is no `0-5 service`."""

_FLAGS = re.compile(r"[yn]+")


class Meanings(NamedTuple):
    """The words of one code set, in the form they are compared in."""

    own: dict[str, str]
    titles: dict[str, str]
    """From a meaning's title or key to it."""
    words: dict[str, str]
    """From any spelling, title, code or key to the meaning."""
    codes: dict[str, tuple[str, str]]
    """From a department's code to the meaning, and to the code as the department writes it."""
    flags: tuple[str, ...]
    phrases: Phrases


class Read(NamedTuple):
    """What one cell means, and the department's own code where the cell begins with one."""

    meaning: str | None
    detail: str | None


@cache
def meanings(codes: CodeSet) -> Meanings:
    """Lay out a code set for looking up."""
    numbers = {label(code): (value.key, code) for value in codes.values for code in value.codes}
    titles = {label(said): key for key, title in codes.titles.items() for said in (key, title)}
    return Meanings(dict(codes.own), titles, codes.spelt, numbers, codes.flags, phrases(codes))


def is_declared(word: str, known: Meanings) -> bool:
    """Tell whether a text is declared whole, by the product or the authority, and not worked out."""
    plain = whole(label(word))
    bare = bare_label(plain)
    begun = code_in(bare, known.codes)
    said_again = bool(begun.meaning) and known.words.get(begun.rest) == begun.meaning
    told = not known.words.keys().isdisjoint((plain, bare))
    return not known.own.keys().isdisjoint((label(word), plain)) or told or begun.sure or said_again


def read_word(word: str, known: Meanings) -> Read:
    """Read a text in layers; the first that knows it decides.

    What the authority says; the whole label, also without Annex A's letter; the department's code
    it begins with, unless the rest says otherwise; flags; the words that decide.
    """
    plain = whole(label(word))
    bare = bare_label(plain)
    begun = code_in(bare, known.codes)
    worked_out = not _DECIMAL.fullmatch(plain)
    meaning = (
        known.own.get(label(word))
        or known.own.get(plain)
        or known.words.get(plain)
        or known.words.get(bare)
        or known.words.get(bare.strip(_WRAPPED))
        or (_worked_out(bare, begun, known, capitals=word.isupper()) if worked_out else None)
    )
    return Read(meaning, begun.detail if meaning == begun.meaning else None)


def read_answer(word: str, known: Meanings) -> str | None:
    """Read a text as an answer, yes or no; the authority's own word goes before."""
    plain = whole(label(word))
    own = known.own.get(label(word)) or known.own.get(plain)
    return own or answer(plain, bare_label(plain), known.words)


def bare_label(plain: str) -> str:
    """Take the letter of Annex A off a label."""
    return _LETTER.sub("", plain)


def _worked_out(bare: str, begun: Begun, known: Meanings, *, capitals: bool) -> str | None:
    if begun.sure:
        said_after = known.words.get(begun.rest) or coded(begun.rest, known.codes)
        return begun.meaning if said_after in (None, begun.meaning) else None
    if flagged := _flagged(bare, known):
        return flagged
    said = said_by_words(bare, known.phrases, capitals=capitals)
    if said.torn:
        return None
    return said.meaning or begun.meaning or _labelled(bare, known) or coded(bare, known.codes)


def _labelled(bare: str, known: Meanings) -> str | None:
    """Read a label with a number, several codes of one meaning, or a meaning's title as a heading."""
    plain = _NUMBER.sub("", bare)
    if meaning := known.words.get(plain) or known.titles.get(_HEADING.split(plain)[0]):
        return meaning
    if len(pieces := _PIECES.split(bare)) == 1:
        return None
    found = {known.words.get(piece.strip(), "") for piece in pieces}
    if "" in found:
        return None
    return found.pop() if len(found) == 1 else known.phrases.several or None


def _flagged(bare: str, known: Meanings) -> str | None:
    """Read flags such as YNNN, a letter for each meaning."""
    if not known.flags or len(bare) != len(known.flags) or not _FLAGS.fullmatch(bare):
        return None
    found = [key for key, flag in zip(known.flags, bare, strict=True) if flag == "y"]
    return found[0] if len(found) == 1 else (known.phrases.several or None) if found else None
