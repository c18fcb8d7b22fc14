"""Breaks in a series: the first figure after a definition changed is marked, and says why."""

from typing import Final

import polars as pl

BREAKS: Final = pl.Schema(
    {"indicator": pl.String, "after": pl.Date, "release": pl.String, "note": pl.String}
)
"""One change of a definition: `after` is the last day released under the old one, by `release`."""

BREAK: Final = "b"
"""The letter of a break in the series, as published by the Analysis Function."""

_FIGURE: Final = ["indicator", "grain", "cut", "category"]
"""What names a series."""


def with_breaks(figures: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Mark in each series the first figure with a value after each change of its definition.

    Args:
        figures: the table FIGURES.
        breaks: the table BREAKS.

    Returns:
        The table FIGURES: status b, beside another that is there already, and the note.
    """
    if breaks.is_empty():
        return figures
    place = [*_FIGURE, "period_end"]
    marked = (
        figures.filter(pl.col("value").is_not_null())
        .select(place)
        .join(breaks, on="indicator")
        .filter(pl.col("period_end") > pl.col("after"))
        .filter(pl.col("period_end") == pl.col("period_end").min().over(*_FIGURE, "after"))
        .sort("after")
        .group_by(place, maintain_order=True)
        .agg(said=pl.col("note").str.join(" "))
    )
    beside = pl.concat_str("status", pl.lit(f" {BREAK}")).str.strip_chars()
    noted = pl.concat_str("said", pl.lit(" "), "note").str.strip_chars()
    broken = pl.col("said").is_not_null()
    return (
        figures.join(marked, on=place, how="left", maintain_order="left")
        .with_columns(
            status=pl.when(broken).then(beside).otherwise("status"),
            note=pl.when(broken).then(noted).otherwise("note"),
        )
        .drop("said")
    )
