"""Which rows moved a figure: those that count now and not then, or not alike, by submission."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Open
from safeguard_kpi.measures.behind import Part
from safeguard_kpi.measures.counting import ALL
from safeguard_kpi.measures.evidence import category
from safeguard_kpi.measures.moved import FIGURE
from safeguard_kpi.measures.periods import months_of

MOVERS: Final = pl.Schema(
    {
        **dict.fromkeys(FIGURE, pl.String()),
        "before": pl.String(),
        "now": pl.String(),
        "came": pl.Int64(),
        "gone": pl.Int64(),
        "otherwise": pl.Int64(),
        "numerator": pl.Int64(),
        "denominator": pl.Int64(),
        "unknown": pl.Int64(),
    }
)
"""Rows that moved one figure, by the submission they counted from then (`before`) and `now`.

`came` count now and did not then, `gone` the other way round, `otherwise` in another part. The last
three say by how many rows each part has grown: over all the movers of a figure, just as it has.
"""

ROW: Final = "_who"
"""Names the made column that tells a row again, whichever submission has it."""


def movers(
    indicator: Indicator, then: pl.DataFrame, now: pl.DataFrame, moved: pl.DataFrame
) -> pl.DataFrame:
    """List what moved the figures of one indicator: the table MOVERS.

    Args:
        indicator: whose figures.
        then: its rows as counted then: ROW, `when`, `part`, `days`, `submission` and the cuts.
        now: its rows as counted now.
        moved: the table MOVED, of this indicator.
    """
    then, now = _not_alike(then, now)
    periods = moved.select("period", "period_start", "period_end").unique()
    if isinstance(indicator.cohort, Open):
        days = periods.select("period", when="period_end")
    else:
        days = months_of(periods).rename({"month": "when"})
    cuts = moved["cut"].unique().to_list()
    told = moved.select(FIGURE)
    sides = [
        _by_figure(frame, cuts).join(days, on="when").join(told, on=FIGURE[2:])
        for frame in (then, now)
    ]
    place = [*FIGURE, ROW]
    both = sides[0].join(sides[1], on=place, how="full", coalesce=True, suffix="_now")
    had, has = pl.col("part").is_not_null(), pl.col("part_now").is_not_null()
    alike = pl.col("part").eq_missing(pl.col("part_now")) & pl.col("days").eq_missing(
        pl.col("days_now")
    )
    return (
        both.filter(~alike)
        .group_by(*FIGURE, before="submission", now="submission_now")
        .agg(
            came=(has & ~had).sum().cast(pl.Int64),
            gone=(had & ~has).sum().cast(pl.Int64),
            otherwise=(had & has).sum().cast(pl.Int64),
            **_grown(indicator),
        )
        .select(MOVERS.names())
        .cast(MOVERS)
        .sort(MOVERS.names())
    )


def _grown(indicator: Indicator) -> dict[str, pl.Expr]:
    """Say by how many rows each part has grown, by the way its unit makes a denominator."""
    within = {
        "numerator": [Part.NUMERATOR],
        "denominator": [Part.NUMERATOR, Part.DENOMINATOR]
        if indicator.unit in {"percent", "days"}
        else [],
        "unknown": [Part.UNKNOWN],
    }
    return {name: _many("part_now", parts) - _many("part", parts) for name, parts in within.items()}


def _many(column: str, parts: Iterable[Part]) -> pl.Expr:
    return (
        pl.col(column).is_in([part.value for part in parts]).fill_null(False).sum().cast(pl.Int64)
    )


def _not_alike(then: pl.DataFrame, now: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out the rows that count alike then and now: in the same place, part and categories."""
    every = [name for name in {**then.schema, **now.schema} if name != "submission"]
    full = [
        frame.with_columns(
            pl.lit(None, dtype=pl.String).alias(n) for n in every if n not in frame.columns
        )
        for frame in (then, now)
    ]
    return tuple(  # type: ignore[return-value]
        mine.join(other, on=every, how="anti", nulls_equal=True)
        for mine, other in (full, reversed(full))
    )


def _by_figure(rows: pl.DataFrame, cuts: list[str]) -> pl.DataFrame:
    """Put each row under the whole and under its category of each cut."""
    kept = [ROW, "when", "part", "days", "submission"]
    told = [
        rows.select(
            *kept,
            cut=pl.lit(cut),
            category=pl.lit(ALL[1]) if cut == ALL[0] else pl.col(category(cut)),
        )
        for cut in cuts
        if cut == ALL[0] or category(cut) in rows.columns
    ]
    empty = rows.clear().select(*kept, cut=pl.lit(""), category=pl.lit(""))
    return pl.concat([empty, *told])
