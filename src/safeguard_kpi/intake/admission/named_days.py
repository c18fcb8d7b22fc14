"""Which quarter or year a file's or a sheet's name says it is of, and whether its dates say otherwise."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings

_YEAR = r"(?<!\d)(20\d\d)[-_/ ](?:20)?(\d\d)(?!\d)"
_QUARTER = r"(?:q|qtr|quarter)[-_ ]?([1-4])(?!\d)"
_BOTH = re.compile(rf"{_YEAR}[-_ ,]*{_QUARTER}|{_QUARTER}[-_ ,]*{_YEAR}", re.IGNORECASE)
_ALONE = re.compile(_YEAR)


def named_days(name: str) -> tuple[date, date] | None:
    """Give the first and last day of the financial quarter or year that a name holds; None without one.

    `2019-20 Q4`, `Q4_2019_20` and `2019-2020` are read; two years that do not follow one another are not.
    """
    if found := _BOTH.search(name):
        year, next_year, quarter, other, other_year, next_other = found.groups()
        first = int(year or other_year)
        number = int(quarter or other)
        if not _follows(first, next_year or next_other):
            return None
        month = (number * 3) % 12 + 1
        start = date(first + (number == 4), month, 1)  # noqa: PLR2004 (the fourth is of the next year)
        return start, _before(date(start.year + (month == 10), (month + 2) % 12 + 1, 1))  # noqa: PLR2004
    for found in _ALONE.finditer(name):
        first = int(found[1])
        if _follows(first, found[2]):
            return date(first, 4, 1), date(first + 1, 3, 31)
    return None


def named_otherwise(submissions: pl.DataFrame, windows: pl.DataFrame) -> pl.DataFrame:
    """Find the sheets none of whose days lie in what their own name, or else the file's, says they are of.

    Args:
        submissions: one row a sheet, with `submission`, `file`, `sheet`, `feed`.
        windows: COVERAGE.
    """
    days = {
        number: span
        for number, *span in windows.select("_submission", "covers_from", "covers_to").iter_rows()
    }
    return findings.gather(
        findings.one(
            "file_named_otherwise",
            Level.QUERY,
            f"{row['file']}, sheet {row['sheet']}: the name says {said[0]:%-d %B %Y} to {said[1]:%-d %B %Y}, and "
            f"the dates are of {first:%B %Y} to {last:%B %Y}.",
            "See whether it is the right file. Its dates are what counts.",
            feed=row["feed"],
            file=row["file"],
            sheet=row["sheet"],
        )
        for row in submissions.iter_rows(named=True)
        for said, (first, last) in _asked(row, days)
        if last < said[0] or said[1] < first
    )


def _asked(
    row: Mapping[str, object], days: Mapping[int, list[date]]
) -> list[tuple[tuple[date, date], list[date]]]:
    """Put what a sheet's name says beside what its dates say, where both say something."""
    said = named_days(str(row["sheet"])) or named_days(PurePath(str(row["file"])).stem)
    span = days.get(int(str(row["submission"])))
    return [(said, span)] if said and span and None not in span else []


def _follows(first: int, following: str) -> bool:
    return (first + 1) % 100 == int(following)


def _before(day: date) -> date:
    return day - date.resolution
