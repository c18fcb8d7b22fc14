"""What a reader must know of a comparison: which year, what is missing, why it differs."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from safeguard_kpi.measures.judge import too_few

WHY_NOT: Final = {
    "c": "Suppressed by the Department.",
    "x": "Not available in the releases read.",
    "z": "Not applicable.",
    "u": "Thought unreliable by the Department.",
    "low": "Rounds to nought.",
}
"""The sentence behind each status of a comparator."""

NOT_KNOWN: Final = "No reason is known: see whether the feed is whole."
"""Said where a figure is not the one published and nobody has said why."""

NOT_HELD: Final = (
    "The reference files do not hold it: run `safeguard-kpi comparators import` for this authority."
)
"""Said of an authority's own region and figures, which those that ship hold of one alone."""


def note(reasons: Mapping[str, str]) -> pl.Expr:
    """Say what a reader must know of each comparison, in sentences.

    ``reasons`` are an authority's own, by indicator, for figures that are not the ones published.
    """
    compared, kind = pl.col("period_compared"), pl.col("comparator_kind")
    unpublished = pl.format(
        "No year in the releases read had ended by {}.",
        pl.col("period_end").dt.to_string("%-d %B %Y"),
    )
    older = pl.format("The latest year published is {}.", compared)
    rolling = pl.format("Set beside the year {}, the latest that had ended.", compared)
    has_both = pl.col("difference").is_not_null() & (kind != "local_published")
    no_group = (kind == "neighbours") & pl.col("areas_in_group").is_null()
    not_held = kind.is_in(["region", "local_published"]) & pl.col("release").is_null()
    sentences = [
        pl.when(pl.col("year").is_null()).then(unpublished),
        pl.when(pl.col("stale") & (compared != "")).then(older),
        pl.when((pl.col("grain") != "year") & pl.col("stale").not_() & (compared != "")).then(
            rolling
        ),
        pl.when(pl.col("year").is_not_null() & no_group).then(
            pl.lit("The releases read have no values of its neighbours by this model.")
        ),
        pl.when(pl.col("year").is_not_null() & no_group.not_()).then(
            pl.col("comparator_status").replace_strict(
                WHY_NOT, default=None, return_dtype=pl.String
            )
        ),
        pl.when(pl.col("year").is_not_null() & not_held).then(pl.lit(NOT_HELD)),
        pl.when(has_both & too_few()).then(
            pl.format(
                "Only {} of the {} neighbours have values, so no judgement.",
                "areas_with_values",
                "areas_in_group",
            )
        ),
        pl.when(has_both & too_few().not_() & pl.col("side").is_null()).then(
            pl.lit("No interval, so no judgement.")
        ),
        _beside_its_own(reasons),
        pl.when(pl.col("value").is_null()).then(pl.col("note")),
    ]
    return pl.concat_str(sentences, separator=" ", ignore_nulls=True)


def _beside_its_own(reasons: Mapping[str, str]) -> pl.Expr:
    """Tell how far a figure is from the authority's own as published, and why, if it is known."""
    apart = pl.col("difference")
    told = pl.col("indicator").replace_strict(reasons, default=None, return_dtype=pl.String)
    declared = pl.when(pl.col("differs") != "").then("differs")
    same_year = (pl.col("grain") == "year") & pl.col("stale").not_()
    why = pl.coalesce(told, declared, pl.lit(NOT_KNOWN))
    way = pl.when(apart > 0).then(pl.lit("more")).otherwise(pl.lit("less"))
    return pl.when((pl.col("comparator_kind") == "local_published") & same_year).then(
        pl.when(apart == 0)
        .then(pl.lit("The same as published."))
        .when(apart.is_not_null())
        .then(pl.format("{} {} than published. {}", _plain(apart.abs()), way, why))
    )


def _plain(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.strip_suffix(".0")
