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
