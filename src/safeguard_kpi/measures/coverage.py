"""Which months each feed was sent for: outside them a figure is not available, never nought."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import log
from typing import Literal

import polars as pl

YEAR = 365
"""Days whose rows tell a feed's usual pace."""

QUARTER = 90
"""The fewest days that a pace is taken over: a few rows of one day tell none."""

FORTNIGHT = 14
"""Days of silence inside a feed's time that say nothing: the longest closure of the year."""

A_WEEK = 7
"""Days of silence at a month's edge that say nothing: weekends and bank holidays."""

UNLIKELY = 4.6
"""Rows to be expected in a silence that has a chance of one in a hundred: -ln(0.01)."""

COVERED = pl.Schema({"feed": pl.String, "month": pl.Date, "run_from": pl.Date, "run_to": pl.Date})
"""One month of one feed that was sent, and the unbroken run of months it lies in."""


def covered_months(
    submissions: pl.DataFrame,
    frames: Mapping[str, pl.DataFrame],
    dates: Mapping[str, Sequence[str]],
    *,
    told: Mapping[str, tuple[date, date]],
    opens: Mapping[str, Sequence[str]] | None = None,
) -> pl.DataFrame:
    """Work out the months that each feed was sent for.

    Args:
        submissions: one row a sheet, with feed, submission, covers_from and covers_to.
        frames: the admitted rows of each feed, with ``_submission``.
        dates: the date columns of each feed that place its rows.
        told: the first and last day that the settings give for a feed; they win.
        opens: of those columns, the ones that tell the first day covered; without it, all.

    Returns:
        The table COVERED. A sheet covers the months from its first row to its last, less the
        quarters in which it has no row at all (an empty quarter is more likely not sent), the
        months in which it has none though its pace makes that very unlikely, and a first or
        last month that it seems to have begun or broken off in the middle of.
    """
    spans = [_told(feed, *days) for feed, days in sorted(told.items())]
    for feed, frame in sorted(frames.items()):
        if feed not in told:
            sheets = submissions.filter(feed=feed).drop_nulls(["covers_from", "covers_to"])
            first = (opens or dates)[feed]
            spans.append(_inferred(feed, sheets, frame, first, dates[feed]))
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
    quarter = pl.col("day").dt.truncate("1q").alias("quarter")
    return (
        months.with_columns(pl.col("month").dt.truncate("1q").alias("quarter"))
        .join(busy.select("submission", quarter).unique(), on=["submission", "quarter"], how="semi")
        .join(_silent(months, busy), on=["submission", "month"], how="anti")
        .select(pl.lit(feed).alias("feed"), "month")
        .unique()
        .join(_cut_short(frame, opens, busy), on="month", how="anti")
        .join(_holes(busy), on="month", how="anti")
    )


def _holes(busy: pl.DataFrame) -> pl.DataFrame:
    """Find the months touched by a silence of all the feed's sheets that is too long for its pace.

    Longer than a fortnight, since offices close at Christmas, and of a chance of less than one in a
    hundred among all the feed's silences together.
    """
    day = pl.col("day")
    days = busy.select(day.unique().sort())
    unlikely = UNLIKELY + log(max(days.height, 1))
    begin = day.shift(1) + timedelta(days=1)
    return (
        days.with_columns(begin=begin, silent=(day - begin).dt.total_days())
        .join(busy.select(pace=_pace("last")), how="cross")
        .filter((pl.col("silent") > FORTNIGHT) & (pl.col("silent") * pl.col("pace") > unlikely))
        .select(
            month=pl.date_ranges(
                pl.col("begin").dt.month_start(), day - timedelta(days=1), interval="1mo"
            )
        )
        .explode("month", empty_as_null=True)
        .unique()
    )


def _silent(months: pl.DataFrame, busy: pl.DataFrame) -> pl.DataFrame:
    """Find the months inside a sheet that have no row though its pace makes that very unlikely."""
    pace = busy.group_by("submission").agg(_pace("last").alias("pace"))
    had = busy.select("submission", month=pl.col("day").dt.month_start()).unique()
    return (
        months.join(had, on=["submission", "month"], how="anti")
        .join(pace, on="submission")
        .filter(pl.col("pace") * pl.col("month").dt.month_end().dt.day() > UNLIKELY)
        .select("submission", "month")
    )


def _cut_short(frame: pl.DataFrame, opens: Sequence[str], busy: pl.DataFrame) -> pl.DataFrame:
    """Find the months that a sheet begins or breaks off in, and no other sheet makes whole.

    At the pace of the year next to it, that nothing should have happened for so long has a chance
    of less than one in a hundred (Poisson), and the silence is longer than a week: an extract made
    on the 10th, or one of the six months before an inspection, begins and ends inside a month.
    """
    begun = frame.select(submission="_submission", day=pl.max_horizontal(*opens)).drop_nulls()
    day, month = pl.col("day"), pl.col("day").dt.month_start().alias("month")
    heads = begun.group_by("submission").agg(day.min(), _pace("first").alias("pace"))
    tails = busy.group_by("submission").agg(day.max(), _pace("last").alias("pace"))
    earliest = begun.group_by(month).agg(day.min().alias("edge"))
    latest = busy.group_by(month).agg(day.max().alias("edge"))
    head = (
        heads.with_columns(month)
        .join(earliest, on="month")
        .select("month", "pace", silent=(pl.col("edge") - pl.col("month")).dt.total_days())
    )
    tail = (
        tails.with_columns(month)
        .join(latest, on="month")
        .select(
            "month",
            "pace",
            silent=(pl.col("month").dt.month_end() - pl.col("edge")).dt.total_days(),
        )
    )
    expected = pl.col("silent") * pl.col("pace")
    return (
        pl.concat([head, tail])
        .filter((pl.col("silent") > A_WEEK) & (expected > UNLIKELY))
        .select("month")
        .unique()
    )


def _pace(end: Literal["first", "last"]) -> pl.Expr:
    """Give the rows a day in the year next to a sheet's first or last day."""
    day, first, last = pl.col("day"), pl.col("day").min(), pl.col("day").max()
    year = pl.duration(days=YEAR)
    near = day < first + year if end == "first" else day > last - year
    return near.sum() / (last - first).dt.total_days().clip(QUARTER, YEAR)


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
