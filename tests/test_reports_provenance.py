"""The sheet of comparators says of each where it is from and what is known of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook, load_workbook

from safeguard_kpi.reports import Contents, write_workbook
from workbook_reading import rows

NAME = "Comparators"
ENQUIRIES = "Section 47 enquiries started per 10,000 children aged 0 to 17"


def _told(contents: Contents, folder: Path, **said: Any) -> dict[str, Any]:
    """Write the workbook with these words in every comparison, and give the row of England."""
    changed = contents.comparisons.with_columns(pl.lit(to).alias(name) for name, to in said.items())
    write_workbook(folder / "told.xlsx", replace(contents, comparisons=changed))
    found = rows(load_workbook(folder / "told.xlsx"), NAME)
    of = [each for each in found if each["Indicator"] == ENQUIRIES]
    return next(each for each in of if each["Compared with"] == "England")


def test_every_national_indicator_has_a_row_for_each_of_its_comparators(
    book: Workbook, contents: Contents
) -> None:
    shown = {(each["Indicator"], each["Compared with"]) for each in rows(book, NAME)}
    titles = {each.key: each.title for each in contents.indicators}
    pairs = contents.comparisons.select("indicator", "comparator").unique().rows()
    assert shown == {(titles[key], comparator) for key, comparator in pairs}


def test_the_latest_year_is_shown_with_its_values(book: Workbook) -> None:
    found = [each for each in rows(book, NAME) if each["Indicator"] == ENQUIRIES]
    england = next(each for each in found if each["Compared with"] == "England")
    assert (england["Period"], england["Its year"]) == ("2019-20", "2019-20")
    assert (england["Here"], england["Its value"]) == (183.4, 170.5)


def test_release_day_table_and_population_stand_beside_it(
    contents: Contents, tmp_path: Path
) -> None:
    said = {
        "release": "Children in need 2024",
        "published": date(2024, 10, 31),
        "table": "c4",
        "population_vintage": "mid-2012 to mid-2023",
    }
    told = _told(contents, tmp_path, **said)
    assert told["Release"] == "Children in need 2024"
    assert told["Published"].date() == date(2024, 10, 31)
    assert (told["Table"], told["Population"]) == ("c4", "mid-2012 to mid-2023")


def test_an_older_comparator_is_marked(contents: Contents, tmp_path: Path) -> None:
    assert _told(contents, tmp_path, stale=True)["Older than it could be"] == "yes"
    assert _told(contents, tmp_path, stale=False)["Older than it could be"] == "no"


def test_a_rank_is_told_with_how_many_were_ranked(contents: Contents, tmp_path: Path) -> None:
    told = _told(contents, tmp_path, rank=14, ranked_of=148, quartile=1)
    assert told["Rank among authorities"] == "14 of 148, quartile 1"
    assert _told(contents, tmp_path, rank=None)["Rank among authorities"] == "[z]"


def test_a_difference_is_told_once_though_the_note_has_it_too(
    contents: Contents, tmp_path: Path
) -> None:
    heading = "How the definitions differ, and what else to know"
    told = _told(contents, tmp_path, differs="Another clock.", note="1 more. Another clock.")
    assert told[heading] == "1 more. Another clock."
    told = _told(contents, tmp_path, differs="Another clock.", note="An older year.")
    assert told[heading] == "Another clock. An older year."
    assert _told(contents, tmp_path, differs="", note="")[heading] == "none known"


def test_nothing_compared_is_said(contents: Contents, tmp_path: Path) -> None:
    none = replace(contents, comparisons=contents.comparisons.clear())
    write_workbook(tmp_path / "none.xlsx", none)
    sheet = load_workbook(tmp_path / "none.xlsx")[NAME]
    assert str(sheet["A6"].value).startswith("Nothing was compared")
