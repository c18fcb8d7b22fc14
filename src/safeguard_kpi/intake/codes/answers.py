"""What a cell answers: yes, no or not known, alone or with a number before it or words after it."""

import re
from collections.abc import Mapping

_BEGUN = re.compile(r"^([a-z0-9]+)(?: ?([-:,;(/)=])|(?<=\d)\.) ?(.*)$")
"""What may be an answer before more words, as in `1 - Yes` and `Yes: see notes`."""


def answer(plain: str, bare: str, words: Mapping[str, str]) -> str | None:
    """Read an answer, also with a number before it or words after it that do not say otherwise.

    Args:
        plain: the label of the cell.
        bare: the label without Annex A's letter.
        words: what is an answer by itself.
    """
    if whole := words.get(plain) or words.get(bare):
        return whole
    if not (begun := _BEGUN.match(bare)):
        return None
    first, mark, rest = begun[1], begun[2], begun[3].strip("() ")
    given, said = words.get(first), words.get(rest)
    if said or not given:
        # A number that is no answer only counts the answers, as the 2 of `2 - No`.
        counts = given is None and first.isdigit()
        return said if counts or said == given else None
    if not rest:
        return given
    if len(first) == 1 or mark == "/":
        # `N/K` is no no, and `1 - Physical` no yes; `Y - yes, alone` is.
        return given if answer(rest, rest, words) == given else None
    return given if _phrases_in(rest, words) <= {given} else None


_LONG = 6
"""Letters of the shortest phrase that says otherwise within a sentence; no, true and false do not."""


def _phrases_in(rest: str, words: Mapping[str, str]) -> set[str]:
    """Find the answers whose declared phrases stand in a text, the longest phrase first."""
    left, found = f" {' '.join(_WORD.findall(rest))} ", set[str]()
    for phrase in sorted((word for word in words if len(word) >= _LONG), key=len, reverse=True):
        if f" {phrase} " in left and words[phrase] in {"yes", "no"}:
            found.add(words[phrase])
            left = left.replace(f" {phrase} ", "  ")
    return found


_WORD = re.compile(r"[a-z0-9']+")
