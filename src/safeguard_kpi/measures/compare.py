"""A partnership's figures beside England's, the region's, its neighbours' and its own as published."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.measures.distance import children_away
from safeguard_kpi.measures.judge import judgement, side
from safeguard_kpi.measures.others import Beside, others
from safeguard_kpi.measures.rounding import as_units, from_units
from safeguard_kpi.tables import COMPARISONS

GRAINS: Final = ["year", "rolling_12_months"]
"""National figures are of whole years: a bare month or quarter is set beside none of them."""

WHY_NOT: Final = {
    "c": "Suppressed by the Department.",
    "x": "Not available in the releases read.",
    "z": "Not applicable.",
    "u": "Thought unreliable by the Department.",
    "low": "Rounds to nought.",
}
"""The sentence behind each status of a comparator."""


def compare(
    figures: pl.DataFrame,
    indicators: Sequence[Indicator],
    comparators: pl.DataFrame,
    neighbours: pl.DataFrame,
    beside: Beside,
) -> pl.DataFrame:
    """Set every yearly and rolling figure of a national indicator beside its comparators.

    ``figures``, ``comparators`` and ``neighbours`` have the columns of ``tables.FIGURES``,
    ``COMPARATORS`` and ``NEIGHBOURS``; the result those of ``COMPARISONS``. A year is set beside
    the year of its name, a rolling twelve months beside the latest year to March that had ended;
    where that year is not published yet, beside the latest that is, and ``stale`` says so. Rates
    meet rates and shares shares; counts meet only the count published for the same authority.
    Rank and quartile stay null: they need every authority, not only those of the reference files.
    """
    looked_at = _looked_at(figures, indicators, comparators)
    kinds = {"comparator": pl.String, "comparator_kind": pl.String}
    names = pl.DataFrame(beside.named(), schema=kinds, orient="row").with_row_index("order")
    rows = (
        looked_at.join(names, how="cross")
        .filter((pl.col("unit") != "count") | (pl.col("comparator_kind") == "local_published"))
        .filter(pl.col("comparator") != pl.col("area"))
        .join(
            others(comparators, neighbours, beside).drop("comparator_kind"),
            on=["indicator", "year", "comparator"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            comparator_status=_status(), period_compared=pl.col("period_compared").fill_null("")
        )
    )
    judged = rows.with_columns(
        difference=_difference(),
        side=side(),
        rank=pl.lit(None, pl.Int64),
        ranked_of=pl.lit(None, pl.Int64),
        quartile=pl.lit(None, pl.Int64),
        stale=(pl.col("year") < pl.col("ended")).fill_null(False),
    ).with_columns(judgement=judgement())
    return (
        children_away(judged)
        .with_columns(_texts(), note=_note())
        .sort("indicator", "grain", "period_end", "area", "order")
        .select(pl.col(name).cast(kind) for name, kind in COMPARISONS.items())
    )


def _looked_at(
    figures: pl.DataFrame, indicators: Sequence[Indicator], comparators: pl.DataFrame
) -> pl.DataFrame:
    """Give each figure its indicator's polarity, and the year it is to be set beside."""
    said = pl.DataFrame(
        [(one.key, one.better.value, one.unit) for one in indicators if one.national],
        schema={"indicator": pl.String, "better": pl.String, "unit": pl.String},
        orient="row",
    )
    end = pl.col("period_end")
    ended = end.dt.year().cast(pl.Int64) - (end < pl.date(end.dt.year(), 3, 31)).cast(pl.Int64)
    rows = (
        figures.filter(pl.col("cut") == "all", pl.col("grain").is_in(GRAINS))
        .join(said, on="indicator", how="inner", maintain_order="left")
        .with_columns(ended=ended)
    )
    years = comparators.select("indicator", pl.col("time_period").alias("year")).unique()
    latest = (
        rows.select("indicator", "ended")
        .unique()
        .join(years, on="indicator", how="inner")
        .filter(pl.col("year") <= pl.col("ended"))
        .group_by("indicator", "ended")
        .agg(pl.col("year").max())
    )
    return rows.join(latest, on=["indicator", "ended"], how="left", maintain_order="left")


def _status() -> pl.Expr:
    missing = pl.col("comparator_value").is_null() & pl.col("comparator_status").fill_null("").eq(
        ""
    )
    return pl.when(missing).then(pl.lit("x")).otherwise("comparator_status")


def _difference() -> pl.Expr:
    return from_units(as_units(pl.col("value")) - as_units(pl.col("comparator_value")))


def _texts() -> pl.Expr:
    return pl.col("release", "table", "population_vintage").fill_null("")


def _note() -> pl.Expr:
    """Say what a reader must know: which year, what is missing, why nothing is judged."""
    compared, kind = pl.col("period_compared"), pl.col("comparator_kind")
    unpublished = pl.format(
        "No year in the releases read had ended by {}.",
        pl.col("period_end").dt.to_string("%-d %B %Y"),
    )
    older = pl.format("The latest year published is {}.", compared)
    rolling = pl.format("Set beside the year {}, the latest that had ended.", compared)
    has_both = pl.col("difference").is_not_null() & (kind != "local_published")
    sentences = [
        pl.when(pl.col("year").is_null()).then(unpublished),
        pl.when(pl.col("stale") & (compared != "")).then(older),
        pl.when((pl.col("grain") != "year") & pl.col("stale").not_() & (compared != "")).then(
            rolling
        ),
        pl.when(pl.col("year").is_not_null()).then(
            pl.col("comparator_status").replace_strict(
                WHY_NOT, default=None, return_dtype=pl.String
            )
        ),
        pl.when(has_both & pl.col("side").is_null()).then(pl.lit("No interval, so no judgement.")),
        pl.when(pl.col("value").is_null()).then(pl.col("note")),
    ]
    return pl.concat_str(sentences, separator=" ", ignore_nulls=True)
