"""Which months a submission covers, told by the dates in it."""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed

COVERAGE = pl.Schema(
    {"_submission": pl.UInt32, "_last": pl.Date, "covers_from": pl.Date, "covers_to": pl.Date}
)
"""A submission, the last date in its window, and the months it covers, whole."""


def coverage(rows: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Find what each submission of a feed covers.

    From the month of the earliest row, where a row's date is the latest of the window's first
    dates, to the end of the month of the latest of its last dates. A sheet with none of the first
    dates covers the month of its latest date alone.

    Returns:
        COVERAGE, a row for each submission with rows.
    """
    first, last = (_latest(names) for names in (feed.window.first, feed.window.last))
    return (
        rows.group_by("_submission")
        .agg(first.min().alias("_first"), last.max().alias("_last"))
        .select(
            "_submission",
            "_last",
            covers_from=pl.coalesce("_first", "_last").dt.month_start(),
            covers_to=pl.col("_last").dt.month_end(),
        )
        .cast(COVERAGE)
        .sort("_submission")
    )


def as_told(window: pl.DataFrame, told: Mapping[int, tuple[date, date] | None]) -> pl.DataFrame:
    """Put in place of what the dates tell what a file itself says that it covers.

    Only where rows of it are left: of a sheet that is refused whole nobody knows how much happened.
    """
    said = [(number, days[1], *days) for number, days in told.items() if days]
    over = pl.DataFrame(said, schema=COVERAGE, orient="row").join(
        window, on="_submission", how="semi"
    )
    rest = window.join(over, on="_submission", how="anti")
    return pl.concat([rest, over]).sort("_submission")


def days_sent(rows: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Take of rows what tells which months were sent: `_submission` and the dates of the window."""
    return rows.select("_submission", *dict.fromkeys((*feed.window.first, *feed.window.last)))


def days_refused(
    rows: pl.DataFrame,
    refused: Iterable[int],
    feed: Feed,
    told: Mapping[int, tuple[date, date] | None],
) -> dict[int, tuple[date, date] | None]:
    """Tell the days that sheets speak of of which nothing is used: those told, else those of their rows."""
    window = {n: (first, end) for n, _, first, end in coverage(rows, feed).iter_rows() if end}
    return {number: told.get(number) or window.get(number) for number in refused}


def _latest(names: Iterable[str]) -> pl.Expr:
    return pl.max_horizontal(pl.col(name).cast(pl.Date) for name in names)
