"""The workbook keeps its word with hostile, missing, empty and very large contents."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from invented_figures import invented
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reports import Contents, write_workbook
from safeguard_kpi.tables import COMPARISONS, FIGURES, FINDINGS, SUBMISSIONS
from workbook_reading import parts, rows


def test_a_partners_texts_reach_the_sheet_as_text(path: Path, contents: Contents) -> None:
    hostile = ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "\0=1", "<f>1</f>", "a&b"]
    sent = pl.concat([contents.submissions.head(1)] * len(hostile)).with_columns(
        file=pl.Series(hostile), columns_unused=pl.Series([[text] for text in hostile])
    )
    found = pl.concat([contents.findings.head(1)] * len(hostile)).with_columns(
        sheet=pl.Series(hostile), message=pl.Series(hostile), problem=pl.Series(hostile)
    )
    written = path.with_name("hostile.xlsx")
    write_workbook(written, replace(contents, submissions=sent, findings=found))

    sheets = parts(written, r"xl/worksheets/sheet\d+\.xml")
    files = [row["File"] for row in rows(load_workbook(written), "Files received")]
    assert not [name for name, xml in sheets.items() if re.search(r"<(\w+:)?f[ >/]", xml)]
    assert set(files) > {"=HYPERLINK(1)", "+1", "-1", "@x", "␉=1", "␍=1", "␀=1", "<f>1</f>", "a&b"}


def test_a_place_is_named_as_far_as_it_is_known(contents: Contents, tmp_path: Path) -> None:
    where = [(7, "C"), (8, ""), (None, "D"), (None, "")]
    found = pl.concat([contents.findings.head(1)] * len(where)).with_columns(
        row=pl.Series([row for row, _ in where], dtype=pl.Int64),
        column=pl.Series([column for _, column in where]),
        field=pl.Series(["a", "b", "c", "d"]),
    )
    write_workbook(tmp_path / "places.xlsx", replace(contents, findings=found))
    told = rows(load_workbook(tmp_path / "places.xlsx"), "Findings")

    assert [row["First places"] for row in told] == ["C7", "row 8", "column D", "the whole sheet"]


def test_a_cut_nobody_sent_is_said_to_be_missing(contents: Contents, tmp_path: Path) -> None:
    uncut = contents.figures.filter(pl.col("cut") != "locality")
    write_workbook(tmp_path / "uncut.xlsx", replace(contents, figures=uncut))
    told = rows(load_workbook(tmp_path / "uncut.xlsx"), "By locality")

    assert [row["Locality"] for row in told] == ["Locality: not sent", "All"] * 8


def test_periods_before_anything_was_sent_are_not_shown(contents: Contents, tmp_path: Path) -> None:
    early = pl.col("period_end") < date(2019, 4, 1)
    unsent = contents.figures.with_columns(
        value=pl.when(~early).then("value"),
        status=pl.when(early).then(pl.lit("x")).otherwise("status"),
    )
    write_workbook(tmp_path / "unsent.xlsx", replace(contents, figures=unsent))
    heads = [cell.value for cell in load_workbook(tmp_path / "unsent.xlsx")["Front door"][5]]

    assert heads[2:7] == ["2019-20 Q1", "2019-20 Q2", "2019-20 Q3", "2019-20 Q4", "Year 2019-20"]


def test_a_year_before_the_first_figure_is_shown_only_where_something_was_open_then(
    contents: Contents, tmp_path: Path
) -> None:
    year = contents.figures.filter(grain="year", period="2018-19").with_columns(
        period=pl.lit("2017-18"),
        period_end=pl.lit(date(2018, 3, 31)),
        value=pl.when(pl.col("indicator") == "plans_open").then("value"),
    )
    longer = replace(contents, figures=pl.concat([contents.figures, year]))
    write_workbook(tmp_path / "longer.xlsx", longer)
    book = load_workbook(tmp_path / "longer.xlsx")

    assert "Year 2017-18" not in [cell.value for cell in book["Front door"][5]]
    assert "Year 2017-18" in [cell.value for cell in book["Child protection"][5]]


def test_a_figure_missing_a_year_ago_says_why(contents: Contents, tmp_path: Path) -> None:
    ago = (pl.col("indicator") == "mash_repeat_within_12_months") & (
        pl.col("period_end") < date(2019, 4, 1)
    )
    told = contents.figures.with_columns(
        value=pl.when(~ago).then("value"),
        status=pl.when(ago).then(pl.lit("x")).otherwise("status"),
        note=pl.when(ago).then(pl.lit("nothing was sent before April 2018")).otherwise("note"),
    )
    write_workbook(tmp_path / "ago.xlsx", replace(contents, figures=told))
    card = {
        row["Indicator"]: row for row in rows(load_workbook(tmp_path / "ago.xlsx"), "Scorecard")
    }
    row = card["Repeat MASH contacts within 12 months"]

    assert row["2018-19 Q4"] == "[x]"
    assert row["Note"] == "A year ago: nothing was sent before April 2018"


def test_a_sheet_of_very_many_columns_or_a_very_long_notice_keeps_to_excels_limits(
    contents: Contents, tmp_path: Path
) -> None:
    headers = [f"Column & heading number {number} " * 3 for number in range(300)]
    sent = contents.submissions.head(1).with_columns(columns_unused=pl.Series([headers]))
    cover = replace(contents.cover, notice="Invented & not real " * 40)
    write_workbook(tmp_path / "wide.xlsx", replace(contents, submissions=sent, cover=cover))
    book = load_workbook(tmp_path / "wide.xlsx")

    assert rows(book, "Files received")[0]["Columns not used"].endswith("and 280 more")
    heights = [row.height or 0 for row in book["Files received"].row_dimensions.values()]
    footers = parts(tmp_path / "wide.xlsx", r"xl/worksheets/sheet\d+\.xml").values()
    told = [re.findall(r"<oddFooter>(.*?)</oddFooter>", xml)[0] for xml in footers]
    assert max(heights) <= 409
    assert max(len(footer.replace("&amp;", "&").replace("&quot;", '"')) for footer in told) <= 255


def test_the_same_contents_make_the_same_bytes(path: Path, contents: Contents) -> None:
    again = path.with_name("again.xlsx")
    shuffled = replace(
        contents,
        figures=contents.figures.sample(fraction=1, shuffle=True, seed=7),
        comparisons=contents.comparisons.sample(fraction=1, shuffle=True, seed=7),
        findings=contents.findings.sample(fraction=1, shuffle=True, seed=7),
    )
    write_workbook(again, shuffled)

    assert again.read_bytes() == path.read_bytes()


def test_a_workbook_of_nothing_says_so(contents: Contents, tmp_path: Path) -> None:
    empty = replace(
        contents,
        figures=FIGURES.to_frame(),
        comparisons=COMPARISONS.to_frame(),
        findings=FINDINGS.to_frame(),
        submissions=SUBMISSIONS.to_frame(),
    )
    write_workbook(tmp_path / "empty.xlsx", empty)
    book = load_workbook(tmp_path / "empty.xlsx")

    assert {row["Latest quarter"] for row in rows(book, "Scorecard")} == {"[x]"}
    assert book["Findings"]["A6"].value == "Nothing was found: every row sent was admitted"
    assert "Not drawn, for want of figures" in str(
        [cell.value for cell in book["Child protection"]["A"]]
    )


def test_figures_of_another_area_are_refused(contents: Contents, tmp_path: Path) -> None:
    other = replace(contents, figures=contents.figures.with_columns(area=pl.lit("Dudley")))

    with pytest.raises(SafeguardError, match="nothing about Walsall") as refused:
        write_workbook(tmp_path / "other.xlsx", other)

    assert "Dudley" in refused.value.hint


def test_a_workbook_that_is_no_draft_carries_no_marker(tmp_path: Path) -> None:
    write_workbook(tmp_path / "final.xlsx", invented(draft="", synthetic=False, notice=""))
    book = load_workbook(tmp_path / "final.xlsx")

    assert not book["Scorecard"]["A3"].value
    assert book["Cover"]["A4"].value == "Go to contents"
    assert book.properties.created.date() == date(2020, 4, 20)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it(path: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    told = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(told, check=True, capture_output=True, timeout=120)

    assert (tmp_path / "performance_subgroup.pdf").stat().st_size > 50_000
