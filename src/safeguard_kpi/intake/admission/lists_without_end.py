"""Lists that were sent without the column that tells where they begin: what they cover is told by what they hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake.model import Admitted, ReadIn, SheetRead


def from_their_months(admitted: Admitted, read: ReadIn, contracts: Contracts) -> Admitted:
    """Let a sheet that is such a list cover the months before its last day, where rows of it begin.

    It holds what began in so many months, and of what began before only what lasted; so it covers
    from the later of the first of those months and the month in which its earliest row began.

    Args:
        admitted: the rows that count, with what each sheet covers by its dates.
        read: the sheets, with the columns that each sent.
        contracts: the feeds; of some, what a list without an end holds.
    """
    starts = pl.DataFrame(
        _starts(admitted, read, contracts),
        schema={"submission": pl.UInt32, "_from": pl.Date},
        orient="row",
    )
    if starts.is_empty():
        return admitted
    submissions, windows = (
        frame.join(starts, left_on=number, right_on="submission", how="left", maintain_order="left")
        .with_columns(covers_from=pl.coalesce("_from", "covers_from"))
        .select(frame.columns)
        for frame, number in (
            (admitted.submissions, "submission"),
            (admitted.windows, "_submission"),
        )
    )
    return replace(admitted, submissions=submissions, windows=windows)


def _starts(admitted: Admitted, read: ReadIn, contracts: Contracts) -> Iterator[tuple[int, date]]:
    """Give the first day that each such sheet with rows covers."""
    for number, sheet in read.sheets.items():
        feed = contracts.feeds.get(sheet.feed)
        if feed is None or sheet.covers or not _is_such(sheet, feed):
            continue
        rows = admitted.sound[feed.name].filter(pl.col("_submission") == number)
        own = feed.keys[-1][-1]
        dates = {own, *feed.window.last, *feed.window.without_first}
        last = max((day for name in dates if (day := _day(rows[name], "max"))), default=None)
        begun = _day(rows[own], "min")
        if last and begun:
            months = last.year * 12 + last.month - feed.window.months
            yield number, max(begun.replace(day=1), date(months // 12, months % 12 + 1, 1))


def _is_such(sheet: SheetRead, feed: Feed) -> bool:
    """Tell a sheet with none of the columns that tell where it begins, and with what it has instead."""
    window, sent = feed.window, sheet.letters.keys()
    return bool(window.months) and sent.isdisjoint(window.first) and {*window.without_first} <= sent


def _day(dates: pl.Series, which: str) -> date | None:
    """Give the earliest or the latest of a column of dates."""
    days = dates.cast(pl.Date)
    found = days.max() if which == "max" else days.min()
    return found if isinstance(found, date) else None
