"""Refused rows of which another counts in their place: they leave no month in doubt."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from safeguard_kpi.intake.model import Admitted, ReadIn

REPEATED = "key_repeated"
"""What is found of a row that is sound but for its key, which an earlier row of the sheet has."""


def without_twins(admitted: Admitted, read: ReadIn) -> Admitted:
    """Take out of the rows rejected those that are of months which their sheet has rows of.

    Such a row can be of no month that is silent. One whose month has no other row, as where numbers
    begin anew in each month, stays: that month is not known to have been quiet.

    Args:
        admitted: the rows that count, and what was found.
        read: the sheets, typed, with the rows that were refused.
    """
    counts = pl.DataFrame(
        _twins(admitted, read),
        schema={"submission": pl.UInt32, "_twins": pl.Int64},
        orient="row",
    )
    if counts.is_empty():
        return admitted
    submissions = admitted.submissions
    less = pl.col("rows_rejected") - pl.col("_twins").fill_null(0)
    return replace(
        admitted,
        submissions=submissions.join(counts, on="submission", how="left", maintain_order="left")
        .with_columns(rows_rejected=less)
        .select(submissions.columns),
    )


def _twins(admitted: Admitted, read: ReadIn) -> Iterator[tuple[int, int]]:
    """Count by submission the rows whose key another has and whose every month has rows."""
    sheets = admitted.submissions.select("file", "sheet", "feed", "submission")
    found = admitted.findings.filter(problem=REPEATED).join(sheets, on=["file", "sheet", "feed"])
    for (number, name), repeated in found.group_by("submission", "feed", maintain_order=True):
        rows = read.sheets[int(str(number))].rows
        sound = admitted.days[str(name)].filter(pl.col("_submission") == number)
        days = [day for day in sound.columns[1:] if day in rows.columns]
        if not days:
            continue
        busy = pl.concat(_month(sound[day]) for day in days).drop_nulls().unique()
        own = rows.filter(pl.col("_row").is_in(repeated["row"].implode())).select(days)
        dated = pl.any_horizontal(pl.all().is_not_null())
        known = own.select(_month(own[day]).is_in(busy.implode()).alias(day) for day in days)
        alike = known.select(pl.all_horizontal(pl.all().fill_null(value=True))).to_series()
        yield int(str(number)), int((own.select(dated).to_series() & alike).sum())


def _month(days: pl.Series) -> pl.Series:
    return days.cast(pl.Date).dt.month_start()
