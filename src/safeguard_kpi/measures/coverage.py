"""Which months each feed was sent for: outside them a figure is not available, never nought."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import polars as pl

from safeguard_kpi.measures.silence import cut_short, holes, silent

COVERED = pl.Schema({"feed": pl.String, "month": pl.Date, "run_from": pl.Date, "run_to": pl.Date})
"""One month of one feed that was sent, and the unbroken run of months it lies in."""


def covered_months(
    submissions: pl.DataFrame,
    frames: Mapping[str, pl.DataFrame],
    dates: Mapping[str, Sequence[str]],
    *,
    told: Mapping[str, tuple[date, date]],
    opens: Mapping[str, Sequence[str]] | None = None,
    whole: Collection[int] = (),
    own: Collection[str] = (),
) -> pl.DataFrame:
    """Work out the months that each feed was sent for.

    Args:
        submissions: one row a sheet, with feed, submission, covers_from and covers_to.
        frames: the dates of every row that the sheets of each feed sent, with ``_submission``: also of
            rows that a later extract has too, without which the earlier would look silent.
        dates: the date columns of each feed that place its rows.
        told: the first and last day that the settings give for a feed; they win.
        opens: of those columns, the ones that tell the first day covered; without it, all.
        whole: the submissions that cover each month of their days, quiet or not.
        own: the dates that place the rows of what is asked for: where they fall silent though their own
            pace makes that very unlikely, the other dates of later months are no proof that these were sent.

    Returns:
        The table COVERED. A sheet covers the months from its first row to its last, less the
        quarters in which it has no row at all (an empty quarter is more likely not sent), the
        months in which it has none though its pace makes that very unlikely, a first or last
        month that it seems to have begun or broken off in the middle of, and, where rows of it were
        refused, each month without a row: the rows that were refused may have been of that month.
    """
    spans = [_told(feed, *days) for feed, days in sorted(told.items())]
    for feed, frame in sorted(frames.items()):
        if feed not in told:
            sheets = submissions.filter(feed=feed).drop_nulls(["covers_from", "covers_to"])
            first = (opens or dates)[feed]
            told_by = [day for day in own if day in dates[feed]]
            spans.append(_inferred(feed, sheets, frame, first, dates[feed], own=told_by))
            said = sheets.filter(pl.col("submission").is_in(list(whole)))
            spans += [
                _told(feed, *days).join(
                    _perhaps_refused(sheets.filter(submission=number), frame, dates[feed]),
                    on="month",
                    how="anti",
                )
                for number, *days in said.select("submission", "covers_from", "covers_to").rows()
            ]
    months = pl.concat(
        [pl.DataFrame(schema={"feed": pl.String, "month": pl.Date}), *spans]
    ).unique()
    return _with_runs(months).select(COVERED.names()).sort("feed", "month")


def _told(feed: str, first: date, last: date) -> pl.DataFrame:
    """List the whole months from the first to the last day that the settings give."""
    months = pl.date_range(first.replace(day=1), last, interval="1mo", eager=True)
    return pl.DataFrame(
        {"feed": feed, "month": months}, schema={"feed": pl.String, "month": pl.Date}
    ).filter((pl.col("month") >= first) & (pl.col("month").dt.month_end() <= last))


def _inferred(
    feed: str,
    sheets: pl.DataFrame,
    frame: pl.DataFrame,
    opens: Sequence[str],
    dates: Sequence[str],
    *,
    own: Sequence[str],
) -> pl.DataFrame:
    months = sheets.select(
        "submission",
        # From the first of the month: steps of a month from the 15th would pass the last one by.
        pl.date_ranges(pl.col("covers_from").dt.month_start(), "covers_to", interval="1mo").alias(
            "month"
        ),
    ).explode("month", empty_as_null=True)
    busy = pl.concat(
        [frame.select(submission="_submission", day=pl.col(day)) for day in dates]
    ).drop_nulls()
    quiet = [silent(months, busy)] + [
        silent(months, frame.select(submission="_submission", day=pl.col(day)).drop_nulls())
        for day in own
    ]
    quarter = pl.col("day").dt.truncate("1q").alias("quarter")
    return (
        months.with_columns(pl.col("month").dt.truncate("1q").alias("quarter"))
        .join(busy.select("submission", quarter).unique(), on=["submission", "quarter"], how="semi")
        .join(pl.concat(quiet), on=["submission", "month"], how="anti")
        .join(_perhaps_refused(sheets, frame, dates), on=["submission", "month"], how="anti")
        .select(pl.lit(feed).alias("feed"), "month")
        .unique()
        .join(cut_short(frame, opens, busy), on="month", how="anti")
        .join(holes(busy), on="month", how="anti")
    )


def _perhaps_refused(
    sheets: pl.DataFrame, frame: pl.DataFrame, dates: Sequence[str]
) -> pl.DataFrame:
    """Find the months in which a sheet of which rows were refused has none: `submission`, `month`."""
    if "rows_rejected" not in sheets.columns:
        return pl.DataFrame(schema={"submission": pl.UInt32, "month": pl.Date})
    busy = pl.concat(
        [
            frame.select(submission="_submission", month=pl.col(day).dt.month_start())
            for day in dates
        ]
    ).unique()
    return (
        sheets.filter(pl.col("rows_rejected") > 0)
        .select(
            "submission",
            pl.date_ranges(
                pl.col("covers_from").dt.month_start(), "covers_to", interval="1mo"
            ).alias("month"),
        )
        .explode("month", empty_as_null=True)
        .join(busy, on=["submission", "month"], how="anti")
    )


def _with_runs(months: pl.DataFrame) -> pl.DataFrame:
    breaks = pl.col("month") != pl.col("month").shift(1).dt.offset_by("1mo")
    run = breaks.fill_null(value=True).cum_sum().over("feed", order_by="month")
    return (
        months.sort("feed", "month")
        .with_columns(run.alias("run"))
        .with_columns(
            pl.col("month").min().over("feed", "run").alias("run_from"),
            pl.col("month").max().over("feed", "run").dt.month_end().alias("run_to"),
        )
    )
