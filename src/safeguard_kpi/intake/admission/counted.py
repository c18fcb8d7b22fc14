"""What became of each sheet's rows, in numbers, and that none was lost on the way."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake.admission.ledger import LEDGER
from safeguard_kpi.tables import SUBMISSIONS


def counted(
    submissions: pl.DataFrame,
    frames: Mapping[str, pl.DataFrame],
    covered: pl.DataFrame,
    entered: pl.DataFrame,
    found: pl.DataFrame,
) -> pl.DataFrame:
    """Fill in what became of each sheet's rows, and hold that none was lost.

    Args:
        submissions: the sheets of the run.
        frames: by feed, the rows that count.
        covered: COVERAGE.
        entered: LEDGER.
        found: every finding.

    Raises:
        RuntimeError: more rows came out of a sheet than went in, which is a fault of ours.
    """
    admitted = pl.concat([frame.select("_submission") for frame in frames.values()])
    counts = admitted.group_by("_submission").len("_admitted")
    told = (
        submissions.drop("covers_from", "covers_to", *LEDGER.names()[1:])
        .join(counts, left_on="submission", right_on="_submission", how="left")
        .join(covered, left_on="submission", right_on="_submission", how="left")
        .join(entered, on="submission", how="left")
        .with_columns(rows_admitted=pl.col("_admitted").fill_null(0).cast(pl.Int64))
        .with_columns(_refused=pl.col("rows_in") - pl.col("rows_admitted"))
    )
    lost = told.filter(pl.col("_refused") < pl.col("rows_refused"))
    if lost.height:
        raise RuntimeError(f"rows were made on the way in {lost.height} sheets")
    whole = (
        told.with_columns(rows_refused=pl.col("_refused"))
        .select(SUBMISSIONS.names())
        .cast(SUBMISSIONS)
        .sort("submission")
    )
    return _with_rejected(whole, found)


def _with_rejected(submissions: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Count the rows of each sheet that were refused for what they hold."""
    rejected = (
        found.filter((pl.col("level") == Level.REJECT.value) & pl.col("row").is_not_null())
        .group_by("file", "sheet", "feed")
        .agg(_rejected=pl.col("row").n_unique().cast(pl.Int64))
    )
    return (
        submissions.join(rejected, on=["file", "sheet", "feed"], how="left", maintain_order="left")
        .with_columns(rows_rejected=pl.col("_rejected").fill_null(0))
        .select(SUBMISSIONS.names())
    )
