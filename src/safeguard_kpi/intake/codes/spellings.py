"""What was written in columns of codes that nobody declared, with how often, where and the nearest."""

from collections.abc import Iterable, Mapping

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.intake.codes.columns import distinct
from safeguard_kpi.intake.codes.layers import is_declared, meanings
from safeguard_kpi.intake.codes.lists import parts_of
from safeguard_kpi.tables import SPELLINGS
from safeguard_kpi.text import label

_ERROR = r"^#[A-Z/0!?_]+[!?A]$"
"""An error of a spreadsheet is nothing that anybody wrote."""

LIKE_ENOUGH = 0.2
"""The part of three-letter runs that two labels share, below which a guess helps nobody."""

MOST_GUESSED = 2_000
"""Spellings that a nearest meaning is looked for: more are free text in the wrong column."""


def spellings(
    text: pl.Series, meaning: pl.Series, codes: CodeSet, feed: str, field: str
) -> pl.DataFrame:
    """List the texts of a column that are not declared: those worked out and those not known."""
    pairs = pl.DataFrame({"spelling": text, "meaning": meaning}).drop_nulls("spelling")
    if meaning.dtype == pl.List:
        pairs = _parts(pairs["spelling"], codes)
    known = meanings(codes)
    counted = (
        pairs.filter(~pl.col("spelling").str.contains(_ERROR))
        .group_by("spelling", "meaning")
        .len("cells")
    )
    undeclared = [
        empty or not is_declared(word, known)
        for word, empty in zip(counted["spelling"], counted["meaning"].is_null(), strict=True)
    ]
    return (
        counted.filter(pl.Series(undeclared, dtype=pl.Boolean))
        .with_columns(
            code_set=pl.lit(codes.name),
            feed=pl.lit(feed),
            field=pl.lit(field),
            file=pl.lit(""),
            sheet=pl.lit(""),
        )
        .select(SPELLINGS.names())
        .cast(SPELLINGS)
    )


def together(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put the spellings of many sheets under one another, in an order that does not depend on it."""
    return pl.concat([pl.DataFrame(schema=SPELLINGS), *parts]).sort(SPELLINGS.names())


def with_nearest(found: pl.DataFrame, codes: Mapping[str, CodeSet]) -> pl.DataFrame:
    """Add `nearest` to spellings of no meaning: that of the declared label most like them, or null."""
    unknown = (
        found.filter(pl.col("meaning").is_null())
        .group_by("code_set", "spelling")
        .agg(pl.col("cells").sum())
        .sort("cells", "code_set", "spelling", descending=[True, False, False])
        .head(MOST_GUESSED)
    )
    runs = {
        name: [(_runs(text), key) for text, key in codes[name].spelt.items()]
        for name in unknown["code_set"].unique()
    }
    guesses = [
        _nearest(spelling, runs[name])
        for name, spelling in unknown.select("code_set", "spelling").iter_rows()
    ]
    nearest = unknown.select("code_set", "spelling", nearest=pl.Series(guesses, dtype=pl.String))
    return found.join(nearest, on=["code_set", "spelling"], how="left", maintain_order="left")


def _parts(cells: pl.Series, codes: CodeSet) -> pl.DataFrame:
    """Lay out the codes and labels of cells that hold several, each as often as it stands in one."""
    parts = [
        {"cell": cell, "spelling": part.text, "meaning": part.meaning}
        for cell in distinct(cells)
        for part in parts_of(cell, codes)
    ]
    read = pl.DataFrame(
        parts, schema={"cell": pl.String, "spelling": pl.String, "meaning": pl.String}
    )
    return cells.to_frame("cell").join(read, on="cell").drop("cell")


def _nearest(spelling: str, known: list[tuple[frozenset[str], str]]) -> str | None:
    wanted = _runs(label(spelling))
    scored = [(len(wanted & runs) / len(wanted | runs), key) for runs, key in known]
    score, key = max(scored, key=lambda each: each[0], default=(0.0, ""))
    return key if score >= LIKE_ENOUGH else None


def _runs(text: str) -> frozenset[str]:
    """Give the runs of three letters of a text, its ends among them."""
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
