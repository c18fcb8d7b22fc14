"""How two labels are found to be the same: width, quotes, spaces, case and trailing marks aside."""

import re
import unicodedata

_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}
)
_SPACES = re.compile(r"[\s\u200b\ufeff_]+")
TRAILING = " ?.:;,*"
"""Marks at the end of a label that tell nothing apart."""


def label(written: str) -> str:
    """Give the form in which headers, sheet names and code labels are compared.

    ``" Date of  Referral ? "`` and ``"DATE_OF_REFERRAL"`` are both ``"date of referral"``.
    """
    plain = unicodedata.normalize("NFKC", written).translate(_QUOTES)
    plain = _SPACES.sub(" ", plain).casefold().strip().strip("'").rstrip(TRAILING).strip()
    while plain.count(")") > plain.count("(") and plain.endswith(")"):
        plain = plain[:-1].rstrip(TRAILING)
    return plain


def whole(plain: str) -> str:
    """Write a whole number as such where a program gave it a point and noughts: 6.0 is 6."""
    return _POINT_NOUGHT.sub(r"\1", plain)


_POINT_NOUGHT = re.compile(r"^([0-9]+)\.0+$", re.ASCII)
_INITIALS = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_AND = re.compile(r"[&+]")
_WORD = re.compile(r"[a-z0-9]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![sui])s$")
"""The s of a plural: `services` and `mothers`, but not `cafcass`, `status` or `analysis`."""
_PLURAL_OF_Y = re.compile(r"(?<=[a-z]{3})ies$")


def words_of(written: str) -> list[str]:
    """Give the words of a text as they are compared: no case, apostrophe or plural; & is and."""
    plain = _INITIALS.sub(r"\1", label(written).replace("'", ""))
    return [
        _PLURAL.sub("", _PLURAL_OF_Y.sub("y", word))
        for word in _WORD.findall(_AND.sub(" and ", plain))
    ]
