"""The form in which cells are compared: spaces tidied, and words by their labels."""

import polars as pl

from safeguard_kpi.text import TRAILING

SPACES = r"[\s\u{200b}\u{feff}]+"
"""Every run of these is one space: a no-break space in a name is no different name."""


def tidied(text: pl.Expr) -> pl.Expr:
    """Take spaces off both ends and leave one between words; an empty text is null."""
    return stripped(text.str.replace_all(SPACES, " "))


def narrowed(text: pl.Series) -> pl.Series:
    """Write letters and figures of full width, as East Asian keyboards give, in the usual width.

    Figures of other scripts stay what they are: nobody here can check what was meant by them.
    """
    if not text.str.contains(_WIDE).any():
        return text
    return text.str.replace_many(_USUAL)


_USUAL = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_WIDE = r"[\u{ff01}-\u{ff5e}]"


def stripped(text: pl.Expr) -> pl.Expr:
    """Take spaces off both ends; an empty text is null."""
    plain = text.str.strip_chars(_ENDS)
    return pl.when(plain != "").then(plain)


_ENDS = " \t\r\n\u00a0\u200b\ufeff"
"""Spaces, with the no-break, the one of no width and the byte order mark that are pasted in."""


def tokens(text: pl.Series, blanks: frozenset[str]) -> pl.Series:
    """Tell the cells that say nothing was recorded, as `text.label` would, but for speed."""
    # No token begins with a figure, and most cells do.
    words = text.filter((text < "0") | (text >= ":")).unique().to_frame("word")
    plain = pl.col("word").str.to_lowercase().str.replace_all(r"[\s_]+", " ")
    dashed = plain.str.replace_all(r"[\u{2013}\u{2014}]", "-").str.strip_chars_end(TRAILING)
    said = words.filter(dashed.is_in(sorted(blanks)))["word"]
    none = pl.repeat(value=False, n=text.len(), dtype=pl.Boolean, eager=True)
    return text.is_in(said.implode()).fill_null(value=False) if said.len() else none
