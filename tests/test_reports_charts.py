"""Charts draw the figures: gaps where one is missing, words for who cannot see them."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
from openpyxl import Workbook, load_workbook

from safeguard_kpi.reports import Contents, write_workbook
from workbook_reading import parts, rows


def test_a_symbol_in_a_chart_is_a_gap_and_never_nought(book: Workbook) -> None:
    held = [row for row in rows(book, "Chart data") if row["Value"] is None]

    assert held
    assert {row["Status"] for row in held} == {"[c]"}
    assert all(not isinstance(row["Value"], str) for row in rows(book, "Chart data"))


def test_the_first_chart_of_child_protection_is_section_47_beside_england(
    book: Workbook, path: Path
) -> None:
    first = book["Child protection"]._charts[0]  # noqa: SLF001 - openpyxl has no public list of charts
    cells = re.findall(r"\$E\$(\d+):\$E\$(\d+)", " ".join(each.val.numRef.f for each in first.ser))
    values = [
        book["Chart data"].cell(row, 5).value
        for start, end in cells
        for row in range(int(start), int(end) + 1)
    ]

    assert values == [303.7, 183.4, 171.1, 170.5, 187.9, 170.6]
    told = " ".join(parts(path, r"xl/drawings/drawing\d+\.xml").values())
    assert "Walsall: 2018-19 303.7; 2019-20 183.4. England: 2018-19 171.1" in told


def test_every_chart_has_its_axes_its_words_and_straight_lines(path: Path) -> None:
    charts = parts(path, r"xl/charts/chart\d+\.xml")
    drawings = "".join(parts(path, r"xl/drawings/drawing\d+\.xml").values())

    assert len(charts) == 24
    assert drawings.count("descr=") == len(charts)
    assert not [name for name, xml in charts.items() if '<delete val="1"' in xml]
    assert not [name for name, xml in charts.items() if '<smooth val="1"' in xml]
    assert all("<strCache>" in xml and "<numCache>" in xml for xml in charts.values())
    assert all('<dispBlanksAs val="gap"' in xml for xml in charts.values())


def test_a_chart_of_many_categories_says_that_it_shows_the_largest(
    contents: Contents, tmp_path: Path
) -> None:
    wards = pl.concat(
        contents.figures.filter(cut="locality", category="North").with_columns(
            category=pl.lit(f"Ward {number:02}")
        )
        for number in range(20)
    )
    many = pl.concat([contents.figures.filter(pl.col("cut") != "locality"), wards])
    write_workbook(tmp_path / "wards.xlsx", replace(contents, figures=many))
    held = rows(load_workbook(tmp_path / "wards.xlsx"), "Chart data")
    steps = [row for row in held if row["Series"] == "Stepped down to universal services"]

    assert len([row for row in steps if row["Sheet"] == "By locality"]) == 15
    assert steps[-1]["Chart"].endswith("(15 largest)")
