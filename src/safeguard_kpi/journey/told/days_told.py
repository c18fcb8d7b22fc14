"""What submissions.toml says of a file, given to the sheets it is said of, of all that bore its name."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import polars as pl

from safeguard_kpi.intake.admission.said_to_cover import told_of_none
from safeguard_kpi.intake.findings import gather
from safeguard_kpi.journey.told.expected import FILE, Expected
from safeguard_kpi.store.model import KEPT, Standing

Row = dict[str, Any]
Days = tuple[date, date]


def with_what_is_told(
    kept: pl.DataFrame, arrived: pl.DataFrame, expected: Expected, given: Collection[str]
) -> pl.DataFrame:
    """Give what is kept with the days that submissions.toml says files came on and cover.

    Many quarters' lists may bear one name, and one of them is meant: the one that is given now. Where
    none is, the days it covers are those of the list whose last day is one of them, and the day it came
    is that of the list that was kept last. Of any other list of the name, what was noted when it came stays.

    Args:
        kept: KEPT, all there was.
        arrived: KEPT, this run's sheets.
        expected: what submissions.toml says.
        given: the names of the files of this run, also of those that could not be opened.
    """
    rows = kept.to_dicts()
    here = set(arrived["id"])
    for file, told in expected.files.items():
        lists = _lists(row for row in rows if row["file"] == file and row["feed"])
        for versions in lists:
            for row in _meant(versions, here) if file in given else versions[-1:]:
                if told.received:
                    row |= {"received": told.received, "received_told": True}
            if told.covers and file not in given:
                _cover(versions, told.covers)
    return pl.DataFrame(rows, schema=KEPT, orient="row")


def of_no_list(kept: pl.DataFrame, expected: Expected, given: Collection[str]) -> pl.DataFrame:
    """Find the days that are told of a file that is not given now, where no list kept under its name has them.

    Args:
        kept: KEPT, with what is told.
        expected: what submissions.toml says.
        given: the names of the files of this run.
    """
    counts = kept.filter(standing=Standing.CURRENT.value).to_dicts()
    mine = {
        file: [row for row in counts if row["file"] == file and row["feed"]]
        for file in expected.covers.keys() - set(given)
    }
    return gather(
        told_of_none(file, expected.covers[file], said_in=FILE)
        for file, rows in sorted(mine.items())
        if rows and not any(_has(row, expected.covers[file]) for row in rows)
    )


def _lists(rows: Iterable[Row]) -> list[list[Row]]:
    """Put together what counts of one sheet and feed, as it came."""
    lists: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["standing"] == Standing.CURRENT:
            lists.setdefault((row["sheet"], row["feed"]), []).append(row)
    return list(lists.values())


def _meant(versions: list[Row], here: Collection[str]) -> list[Row]:
    return [row for row in versions if row["id"] in here]


def _cover(versions: list[Row], days: Days) -> None:
    """Give the days to the list they are said of, if none has them yet: the last of which they can be."""
    if not any(_has(row, days) for row in versions):
        for row in [row for row in versions if _can_be_of(row, days)][-1:]:
            row |= {"covers_from": days[0], "covers_to": days[1], "whole": True}


def _has(row: Row, days: Days) -> bool:
    return bool(row["whole"] and (row["covers_from"], row["covers_to"]) == days)


def _can_be_of(row: Row, days: Days) -> bool:
    """Say whether a list ended in some days, or was told to cover these and more."""
    if row["covers_to"] is None:
        return False
    fewer = row["whole"] and row["covers_from"] <= days[0] and days[1] <= row["covers_to"]
    return bool(fewer or days[0] <= (row["last_day"] or row["covers_to"]) <= days[1])
