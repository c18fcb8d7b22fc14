"""What is asked about a sheet's identifiers: whether each is of one child, and of a child at all."""

from collections.abc import Iterator, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed, Field, Kind, Level
from safeguard_kpi.intake import findings

CHILD = "child_id"
BORN = "date_of_birth"

COMMON_ROWS = 10
"""Rows of one child below which nothing is asked: one may be referred, or contact, so often."""

COMMON_SHARE = 0.05
"""The share of a list's rows above which one child's are too many to be one child's."""

BIRTHS = 3
"""Dates of birth that no one child has: two are one corrected."""

_DECIMALS = r"^[+-]?[0-9]*\.[0-9]*[1-9][0-9]*$"
"""A number with something after its point: an age or a length of time rather than an identifier."""


def asked_of_identifiers(
    texts: pl.DataFrame, typed: pl.DataFrame, feed: Feed, letters: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """Ask about identifiers that may be none, each question once for a sheet.

    Args:
        texts: the rows' cells as texts, by letter.
        typed: the same rows, typed, with `_row`.
        feed: the feed they belong to.
        letters: the column letter by field.
    """
    for name, letter in letters.items():
        if feed.fields[name].kind is Kind.IDENTIFIER:
            many = int(texts[letter].str.contains(_DECIMALS).sum())
            if many:
                yield _decimals(feed, feed.fields[name], letter, many)
    if CHILD not in letters:
        return
    children = typed.drop_nulls(CHILD).group_by(CHILD).agg(
        pl.len().alias("rows"),
        pl.col("_row").first(),
        (pl.col(BORN).drop_nulls().n_unique() if BORN in letters else pl.lit(0)).alias("births"),
    )  # fmt: skip
    common = children.filter(
        (pl.col("rows") >= COMMON_ROWS) & (pl.col("rows") > COMMON_SHARE * typed.height)
    )
    for child in common.sort("_row").iter_rows(named=True):
        yield _asked(
            "identifier_common",
            f"the one in this row stands in {child['rows']:,} of the sheet's {typed.height:,} rows",
            child["_row"], feed, letters[CHILD],
        )  # fmt: skip
    several = children.filter(pl.col("births") >= BIRTHS).sort("_row")
    if several.height:
        others = several.height - 1
        more = f", and those of {others:,} other identifiers as many" if others else ""
        yield _asked(
            "identifier_of_several",
            f"rows with the one in this row give {several['births'][0]:,} dates of birth{more}",
            several["_row"][0], feed, letters[CHILD],
        )  # fmt: skip


def _asked(problem: str, what: str, row: int, feed: Feed, letter: str) -> pl.DataFrame:
    return findings.one(
        problem,
        Level.QUERY,
        f"{feed.fields[CHILD].title}: {what}, and they are taken for one child.",
        "If it stands for children without an identifier, leave the cell empty; or give each child's own.",
        feed=feed.name,
        row=row,
        column=letter,
        field=CHILD,
    )


def _decimals(feed: Feed, field: Field, letter: str, many: int) -> pl.DataFrame:
    cells = "1 cell holds" if many == 1 else f"{many:,} cells hold"
    return findings.one(
        "identifier_decimal",
        Level.QUERY,
        f"{field.title}: {cells} a number with decimals, as identifiers seldom are.",
        "Look whether it is the right column and, if so, format it as text.",
        feed=feed.name,
        column=letter,
        field=field.name,
    )
