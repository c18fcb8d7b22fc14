"""Several codes of which a field keeps one: the one that says most, in whatever order they stand."""

from collections.abc import Iterable

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes.layers import meanings, read_word

NAMED, NOT_READ, NOT_SAID, NONE = range(4)
"""What a text says, from most to least: that there is one, something that nobody can read, that it is
not known, that there is none. One that is named is enough, as at the Department."""

_NONE = "no"
"""The meaning that says there is none."""


def says(texts: Iterable[str], codes: CodeSet) -> dict[str, int]:
    """Tell how much each text says; the least number says most."""
    known = meanings(codes)
    alone = {value.key for value in codes.values if value.alone}
    return {text: _says(read_word(text, known).meaning, alone) for text in texts}


def fullest(texts: Iterable[str], codes: CodeSet) -> str | None:
    """Give the text that says most, the first of several; none of none."""
    said = says(texts := list(texts), codes)
    return min(texts, key=said.__getitem__, default=None)


def _says(meaning: str | None, alone: set[str]) -> int:
    if meaning is None:
        return NOT_READ
    if meaning == _NONE:
        return NONE
    return NOT_SAID if meaning in alone else NAMED
