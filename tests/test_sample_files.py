"""The sample's files look as partners' do, and what is admitted from them is what was invented."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from openpyxl import load_workbook

from invented import contracts, rows
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import Admitted, admit, read_in
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.sample.books import write_book
from safeguard_kpi.sample.council import COUNCIL
from safeguard_kpi.sample.layout import EARLY_HELP, MASH, MASH_EXPORT, Sheet
from safeguard_kpi.sample.marker import INVENTED, is_sample
from safeguard_kpi.sample.messy import UNHEARD_OF
from safeguard_kpi.sample.refused import how_many_refused
from safeguard_kpi.sample.write import write_sample
from safeguard_kpi.settings import Authority, Settings
from safeguard_kpi.text import label


@pytest.fixture(scope="module")
def admitted(folder: Path) -> Admitted:
    files = [path for path in folder.iterdir() if path.suffix != ".txt"]
    return admit(read_in(files, contracts(), workers=0), contracts(), today=date(2026, 1, 1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("inputs") / "sample"
    write_sample(made, contracts())
    return made


def test_every_partner_sends_its_files(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "SAMPLE.txt",
        "walsall_annex_a_2018-20.xlsx",
        "walsall_early_help_2018-20.xlsx",
        "walsall_mash_contacts_2018-19.xlsx",
        "walsall_mash_contacts_2019-20.csv",
    ]


def test_the_folder_says_that_its_children_are_invented(folder: Path, tmp_path: Path) -> None:
    assert is_sample(folder)
    assert not is_sample(tmp_path)


def test_guidance_comes_first_and_every_sheet_says_it_is_invented(folder: Path) -> None:
    book = load_workbook(folder / "walsall_annex_a_2018-20.xlsx", read_only=True)
    assert book.sheetnames[:2] == ["Guidance", "List 3"]
    for sheet in book.worksheets[1:]:
        assert next(sheet.iter_rows(values_only=True))[0] == INVENTED
    book.close()


@pytest.mark.parametrize(
    "sheet", [MASH, MASH_EXPORT, EARLY_HELP, *COUNCIL], ids=lambda sheet: sheet.name
)
def test_every_used_header_is_one_the_contract_knows(sheet: Sheet) -> None:
    fields = contracts().feeds[sheet.feed].fields
    for header, field in sheet.columns.items():
        if field:
            assert label(header) in map(label, fields[field].headers)


def test_no_real_file_is_ever_mixed_with_the_sample(tmp_path: Path) -> None:
    (tmp_path / "contacts.xlsx").touch()
    with pytest.raises(SafeguardError, match="must not be mixed with real ones"):
        write_sample(tmp_path, contracts())
    assert [path.name for path in tmp_path.iterdir()] == ["contacts.xlsx"]


def test_the_same_seed_writes_the_same_cells(tmp_path: Path) -> None:
    reviews = rows()["child_protection_reviews"]
    cells = []
    for name in ("one.xlsx", "two.xlsx"):
        rng = Random(7)
        path = write_book(tmp_path / name, [(COUNCIL[-1], reviews)], contracts(), rng)
        book = load_workbook(path, read_only=True)
        cells.append(list(book.worksheets[1].iter_rows(values_only=True)))
        book.close()
    assert cells[0] == cells[1]


def test_dates_are_written_in_several_ways(folder: Path) -> None:
    with (folder / "walsall_mash_contacts_2019-20.csv").open(encoding="utf-8-sig") as lines:
        born = [row["DOB"] for row in csv.DictReader(lines)]
    kinds = Counter("-" in day and ("iso" if day[4] == "-" else "month") for day in born if day)
    assert set(kinds) == {False, "iso", "month"}


@pytest.mark.parametrize("feed", sorted(rows()))
def test_what_is_admitted_is_what_was_invented(admitted: Admitted, feed: str) -> None:
    invented, frame = rows()[feed], admitted.frames[feed]
    assert frame.height == len(invented)
    for column in invented[0].keys() - {"ethnicity", *_not_sent(feed)}:
        wanted = Counter((row["child_id"], row[column]) for row in invented)
        found = Counter(
            (child, tuple(value) if isinstance(value, list) else value)
            for child, value in frame.select(_child="child_id", _value=column).iter_rows()
        )
        instead = {value for _, value in found - wanted}
        # A word that nobody declared is not used, so its cell is blank; all others are the same.
        assert instead <= ({None} if column in UNHEARD_OF else set()), column


@pytest.mark.parametrize("feed", sorted(rows()))
def test_every_fault_is_refused(admitted: Admitted, feed: str) -> None:
    sheets = [sheet for sheet in (MASH, EARLY_HELP, *COUNCIL) if sheet.feed == feed]
    notes = sum(bool(sheet.below) for sheet in sheets)
    faulty = how_many_refused(feed, sheets=2 if feed == "mash_contacts" else 1)
    assert admitted.submissions.filter(feed=feed)["rows_refused"].sum() == faulty + notes


def test_every_figure_is_the_one_published_but_for_the_plans_that_ended(
    admitted: Admitted,
) -> None:
    walsall = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
    journey = Journey(settings=Settings(authority=walsall), today=date(2026, 1, 1))
    figures = journey.compute(admitted).figures.filter(grain="year", cut="all")
    published = journey.reference.comparators.filter(area_name="Walsall").select(
        "indicator", "period", published="value"
    )
    both = figures.join(published.drop_nulls(), on=["indicator", "period"])
    different = both.filter(pl.col("value") != pl.col("published"))["indicator"].unique()
    assert both.height > 100
    assert all(name.startswith("plans_ended") for name in different), sorted(different)


def _not_sent(feed: str) -> set[str]:
    return {"disability"} if feed == "mash_contacts" else set()
