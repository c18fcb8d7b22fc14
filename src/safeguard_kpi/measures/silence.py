"""Months that a silence shows were not sent whole: at a sheet's pace it would be too unlikely."""

from collections.abc import Sequence
from datetime import timedelta
from math import log
from typing import Literal

import polars as pl

from safeguard_kpi.days import UNLIKELY

YEAR = 365
"""Days whose rows tell a feed's usual pace."""

QUARTER = 90
"""The fewest days that a pace is taken over: a few rows of one day tell none."""

HALF_A_YEAR = 180
"""Days on either side of a silence whose rows tell the pace there."""

ENOUGH = 10
"""Rows on either side of a silence without which no pace is known."""

FORTNIGHT = 14
"""Days of silence inside a feed's time that say nothing: the longest closure of the year."""

A_WEEK = 7
"""Days of silence at a month's edge that say nothing: weekends and bank holidays."""


def holes(busy: pl.DataFrame) -> pl.DataFrame:
    """Find the months touched by a silence of all the feed's sheets that is too long for its pace.

    Longer than a fortnight, since offices close at Christmas, and of a chance of less than one in a
    hundred among all the feed's silences, at the slower of the paces before it and after it: a list
    that begins thinly, as of the reviews of old plans, has no holes there.
    """
    day = pl.col("day")
    days = busy.group_by("day").agg(rows=pl.len().cast(pl.Int64)).sort("day")
    silences = days.select(end=day, begin=day.shift(1)).with_columns(
        silent=(pl.col("end") - pl.col("begin")).dt.total_days() - 1
    )
    near, rows = pl.duration(days=HALF_A_YEAR), pl.col("rows")
    begin, end = pl.col("begin").first(), pl.col("end").first()
    before = rows.filter(day.is_between(pl.col("begin") - near, pl.col("begin"))).sum()
    after = rows.filter(day.is_between(pl.col("end"), pl.col("end") + near)).sum()
    had, follows = (begin - day.min()).dt.total_days(), (day.max() - end).dt.total_days()
    pace = pl.min_horizontal(
        before / (had + 1).clip(QUARTER, HALF_A_YEAR),
        after / (follows + 1).clip(QUARTER, HALF_A_YEAR),
    )
    unlikely = UNLIKELY + log(max(days.height, 1))
    return (
        silences.filter(pl.col("silent") > FORTNIGHT)
        .join(days, how="cross")
        .group_by("begin", "end", "silent")
        .agg(pace=pace, fewer=pl.min_horizontal(before, after))
        .filter((pl.col("fewer") >= ENOUGH) & (pl.col("silent") * pl.col("pace") > unlikely))
        .select(
            month=pl.date_ranges(
                (pl.col("begin") + timedelta(days=1)).dt.month_start(),
                pl.col("end") - timedelta(days=1),
                interval="1mo",
            )
        )
        .explode("month", empty_as_null=True)
        .unique()
    )


def silent(months: pl.DataFrame, busy: pl.DataFrame) -> pl.DataFrame:
    """Find the months inside a sheet that have no row though its pace makes that very unlikely."""
    pace = busy.group_by("submission").agg(_pace("last").alias("pace"))
    had = busy.select("submission", month=pl.col("day").dt.month_start()).unique()
    return (
        months.join(had, on=["submission", "month"], how="anti")
        .join(pace, on="submission")
        .filter(pl.col("pace") * pl.col("month").dt.month_end().dt.day() > UNLIKELY)
        .select("submission", "month")
    )


def cut_short(frame: pl.DataFrame, opens: Sequence[str], busy: pl.DataFrame) -> pl.DataFrame:
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
