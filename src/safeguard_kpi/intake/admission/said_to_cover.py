"""The days that somebody says a file covers: held against the dates of each of its sheets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.model import ReadIn, SheetRead

Days = tuple[date, date]


def covering(
    read: ReadIn, told: Mapping[str, Days], feeds: Mapping[str, Feed], *, said_in: str
) -> ReadIn:
    """Give each sheet the days that somebody says its file covers, unless its dates tell of others.

    What was said of last quarter's file is of no use to this quarter's of the same name: this one would
    take the place of that, and every month of it be nought. So the days do not hold where none of a
    sheet's rows is of them, or more rows are of later days than of them. A list that has what began
    before them and is open still has many rows of earlier days, and may.

    Args:
        read: every sheet.
        told: by file, the first and the last day.
        feeds: every feed.
        said_in: the file in which it is said.
    """
    if not told:
        return read
    sheets, found = dict(read.sheets), [read.findings]
    for number, file, name in read.submissions.select("submission", "file", "sheet").iter_rows():
        if file not in told or number not in sheets or sheets[number].feed not in feeds:
            continue
        sheet, days = sheets[number], told[file]
        tells = _tells(sheet, feeds[sheet.feed], days)
        if not tells.dated or (tells.inside and tells.inside >= tells.after):
            sheets[number] = replace(sheet, covers=days)
            continue
        rows = (
            f"{tells.inside:,} of its {tells.dated:,} rows with a date"
            if tells.inside
            else "no row"
        )
        found.append(
            findings.one(
                "file_told_otherwise",
                Level.ERROR,
                f"{said_in} says that it covers {days[0]:%-d %B %Y} to {days[1]:%-d %B %Y}; {rows} is of those days"
                f"{f', and {tells.after:,} are of later ones' if tells.after else ''}. What {said_in} says was not"
                " used: its dates tell what it covers.",
                f'Correct `from` and `to` under [files."{file}"] in {said_in}, or take them out: they may be of an'
                " earlier file of that name.",
                feed=sheet.feed,
                file=file,
                sheet=name,
            )
        )  # fmt: skip
    return replace(read, sheets=sheets, findings=findings.gather(found))


def told_of_none(file: str, days: Days, *, said_in: str) -> pl.DataFrame:
    """Say that no list that is kept under a name is of the days that somebody says its file covers."""
    return findings.one(
        "file_told_otherwise",
        Level.ERROR,
        f"{said_in} says that it covers {days[0]:%-d %B %Y} to {days[1]:%-d %B %Y}; it is not in the inputs, and no"
        " list kept under its name ends in those days: what is said was not used.",
        f'Correct `from` and `to` under [files."{file}"] in {said_in}, or take them out.',
        file=file,
    )


class _Tells(NamedTuple):
    """How many rows of a sheet have a date, are of some days, and of later ones."""

    dated: int
    inside: int
    after: int


def _tells(sheet: SheetRead, feed: Feed, days: Days) -> _Tells:
    """Count rows by the latest of the dates that place them."""
    dates = [pl.col(name).cast(pl.Date) for name in feed.window.last if name in sheet.rows.columns]
    if not dates:
        return _Tells(0, 0, 0)
    last = sheet.rows.select(day=pl.max_horizontal(dates))["day"].drop_nulls()
    return _Tells(len(last), int(last.is_between(*days).sum()), int((last > days[1]).sum()))
