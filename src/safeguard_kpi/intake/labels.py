"""The form in which cells are compared: spaces tidied, and words by their labels."""

import polars as pl

SPACES = r"[\s\u{200b}\u{feff}]+"
"""Every run of these is one space: a no-break space in a name is no different name."""


def tidied(text: pl.Expr) -> pl.Expr:
    """Take spaces off both ends and leave one between words; an empty text is null."""
    odd = text.str.contains(r"[^\S ]|  |[\u{200b}\u{feff}]")
    plain = pl.when(odd).then(text.str.replace_all(SPACES, " ")).otherwise(text).str.strip_chars()
    return pl.when(plain != "").then(plain)
