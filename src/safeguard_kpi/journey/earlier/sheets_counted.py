"""The sheets of a run in one table: its own, and those that earlier runs left and that count."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.tables import SUBMISSIONS


def with_those_kept(
    mine: pl.DataFrame, kept: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Put this run's sheets and those kept in one table, with how many rows of each count."""
    counted = (
        pl.concat([frame.select(submission="_submission") for frame in frames.values()])
        .group_by("submission")
        .len("_counted")
    )
    here = mine.drop("received", "rows_counted").join(
        kept.select("submission", "received"), on="submission", how="left"
    )
    gone = kept.join(mine, on="submission", how="anti")
    return (
        pl.concat([here, gone], how="diagonal")
        .join(counted, on="submission", how="left")
        .with_columns(rows_counted=pl.col("_counted").fill_null(0).cast(pl.Int64))
        .select(SUBMISSIONS.names())
        .cast(SUBMISSIONS)
        .sort("submission")
    )


def refused_whole(kept: pl.DataFrame) -> dict[int, tuple[date, date] | None]:
    """Tell the days of the submissions that were refused whole, as far as they are known."""
    rows = kept.filter("refused").select("submission", "refused_from", "refused_to").iter_rows()
    return {number: (first, last) if first else None for number, first, last in rows}
