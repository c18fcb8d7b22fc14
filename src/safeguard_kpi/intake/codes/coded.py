"""The department's codes found in a text: where it begins, in brackets at its end, or anywhere."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_BEGUN = re.compile(r"^([0-9a-z]+(?:\.[0-9a-z]+)?)(?: ?: ?| ?- ?|(?= ?[\[(])|( )|$)(.*)$")
"""What may be a code at the start of a text: before a colon, a dash, a bracket, a space, or alone."""

_AFTER = re.compile(r"^[a-z/]+ ?- ?(.*)$")
"""What stands after a word and a dash, where some systems put the code: `cin - n5a`."""

_BRACKETED = re.compile(r"[\[(](?:cin )?([0-9a-z]+)[\])]?$")
"""What may be a code in brackets at the end of a text."""

_MIXED = re.compile(r"[a-z]+\d|\d+[a-z]")
"""A code of figures and letters, which is nothing else by chance, as 4 or HAND may be."""

_TOKEN = re.compile(r"[0-9a-z]+")

_TURNED = frozenset(
    {"not", "no", "never", "ex", "was", "previously", "formerly", "previous", "former"}
)
"""Words beside which a code somewhere in a text is not, or no longer, the one that applies."""

Codes = Mapping[str, tuple[str, str]]
"""From a department's code to the meaning, and to the code as the department writes it."""


class Begun(NamedTuple):
    """A code found in a text: its meaning, how it is written, how sure it is, and the rest."""

    meaning: str | None = None
    detail: str | None = None
    sure: bool = False
    rest: str = ""


def code_in(bare: str, codes: Codes) -> Begun:
    """Find the department's code that a text begins with, or ends with in brackets."""
    begun = _begun(bare, codes)
    if begun.meaning:
        return begun
    if (after := _AFTER.match(bare)) and (begun := _begun(after[1], codes)).sure:
        return begun
    bracketed = _BRACKETED.search(bare)
    if bracketed and (code := _longest(bracketed[1], codes)):
        return Begun(*codes[code], sure=bool(_MIXED.match(code)))
    return Begun()


def _begun(text: str, codes: Codes) -> Begun:
    begun = _BEGUN.match(text)
    if not begun or not (code := _longest(begun[1], codes)):
        return Begun()
    sure = bool(_MIXED.match(code)) or (code.isalpha() and not begun[2])
    return Begun(*codes[code], sure, begun[3].strip())


def _longest(written: str, codes: Codes) -> str:
    """Find the longest code that a text is, or that it takes further: N1a, N1SG and N1.03 are N1."""
    if written in codes:
        return written
    for length in range(len(written) - 1, 1, -1):
        code, more = written[:length], written[length]
        if code in codes and _MIXED.match(code) and more.isdigit() != code[-1].isdigit():
            return code
    return ""


def coded(bare: str, codes: Codes) -> str | None:
    """Read the department's code that stands anywhere in a text of which no word is known."""
    tokens = _TOKEN.findall(bare)
    if not _TURNED.isdisjoint(tokens):
        return None
    found = {codes[token][0] for token in tokens if token in codes and _MIXED.fullmatch(token)}
    return found.pop() if len(found) == 1 else None
