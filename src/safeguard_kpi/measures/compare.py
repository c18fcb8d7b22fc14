"""A partnership's figures beside England's, the region's, its neighbours' and its own as published."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.measures.distance import children_away
from safeguard_kpi.measures.judge import judgement, side
from safeguard_kpi.measures.others import Beside, others
from safeguard_kpi.measures.provenance import note
from safeguard_kpi.measures.ranking import ranked
from safeguard_kpi.measures.rounding import as_units, from_units
from safeguard_kpi.reference_tables import AUTHORITIES
from safeguard_kpi.tables import COMPARISONS

SAID: Final = ["indicator", "better", "unit", "counted", "rule", "differs"]
"""What an indicator says of itself that a comparison carries or is worded by."""

GRAINS: Final = ["year", "rolling_12_months"]
"""National figures are of whole years: a bare month or quarter is set beside none of them."""


def compare(
    figures: pl.DataFrame,
    indicators: Sequence[Indicator],
    comparators: pl.DataFrame,
    neighbours: pl.DataFrame,
    beside: Beside,
    *,
    authorities: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Set every yearly and rolling figure of a national indicator beside its comparators.

    ``figures``, ``comparators``, ``neighbours`` and ``authorities`` have the columns of
    ``tables.FIGURES``, ``COMPARATORS``, ``NEIGHBOURS`` and ``AUTHORITIES``; the result those of
    ``COMPARISONS``. A year is set beside
    the year of its name, a rolling twelve months beside the latest year to March that had ended;
    where that year is not published yet, beside the latest that is, and ``stale`` says so. Rates
    meet rates and shares shares; counts meet only the count published for the same authority.
    Rank, quartile and percentile are among all of ``authorities``, and null without them.
    """
    every = AUTHORITIES.to_frame() if authorities is None else authorities
    looked_at = ranked(_looked_at(figures, indicators, comparators), every, beside.la_code)
    kinds = {"comparator": pl.String, "comparator_kind": pl.String}
    names = pl.DataFrame(beside.named(), schema=kinds, orient="row").with_row_index("order")
    rows = (
        looked_at.join(names, how="cross")
        .filter((pl.col("unit") != "count") | (pl.col("comparator_kind") == "local_published"))
        .filter(pl.col("comparator") != pl.col("area"))
        .join(
            others(comparators, neighbours, beside, every).drop("comparator_kind"),
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
        stale=(pl.col("year") < pl.col("ended")).fill_null(False),
    ).with_columns(judgement=judgement())
    return (
        children_away(judged)
        .with_columns(_texts(), note=note(beside.reasons))
        .sort("indicator", "grain", "period_end", "area", "order")
        .select(pl.col(name).cast(kind) for name, kind in COMPARISONS.items())
    )


def _looked_at(
    figures: pl.DataFrame, indicators: Sequence[Indicator], comparators: pl.DataFrame
) -> pl.DataFrame:
    """Give each figure its indicator's polarity, and the year it is to be set beside."""
    said = pl.DataFrame(
        [
            (one.key, one.better.value, one.unit, one.counted, one.source, one.differs)
            for one in indicators
            if one.national
        ],
        schema=dict.fromkeys(SAID, pl.String),
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
