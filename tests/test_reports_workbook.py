"""The workbook holds what its frames hold, where a reader looks for it, and is the same each time."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook

from invented_figures import NOT_SENT, invented
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reports import Contents, write_workbook
from safeguard_kpi.reports.typeset import lines_of
from safeguard_kpi.tables import COMPARISONS, FIGURES, FINDINGS, SUBMISSIONS


@pytest.fixture(scope="module")
def contents() -> Contents:
    return invented()


@pytest.fixture(scope="module")
def path(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("outputs") / "performance_subgroup.xlsx"
    write_workbook(written, contents)
    return written


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Give the rows of a sheet's table by its headings, in row 5; bands and the end left out."""
    sheet = book[name]
    heads = [cell.value for cell in sheet[5] if cell.value]
    held = sheet.iter_rows(min_row=6, max_col=len(heads), values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in held if row[1] is not None]


def parts(path: Path, pattern: str) -> dict[str, str]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
        return {name: archive.read(name).decode() for name in names}


def test_the_sheets_are_those_declared(book: Workbook, contents: Contents) -> None:
    assert book.sheetnames == [sheet.name for sheet in contents.layout.sheets]


def test_no_cell_of_any_sheet_is_a_formula(path: Path) -> None:
    sheets = parts(path, r"xl/worksheets/sheet\d+\.xml")

    assert len(sheets) == 13
    assert not [name for name, xml in sheets.items() if "<f>" in xml or "<f " in xml]


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
    files = [row["File"] for row in rows(load_workbook(written), "Data quality")]
    assert not [name for name, xml in sheets.items() if re.search(r"<(\w+:)?f[ >/]", xml)]
    assert set(files) > {"=HYPERLINK(1)", "+1", "-1", "@x", "␉=1", "␍=1", "␀=1", "<f>1</f>", "a&b"}


def test_the_scorecard_shows_the_figures_and_what_stands_beside_them(book: Workbook) -> None:
    card = {row["Indicator"]: row for row in rows(book, "Scorecard")}
    row = card["Re-referrals within 12 months"]

    assert isinstance(row["2019-20 Q4"], float)
    assert isinstance(row["12 months to March 2019"], float)
    assert isinstance(row["England"], float)
    assert "Statistical neighbours (2021 model, mean)" in row
    assert "Statistical neighbours (2025 model, mean)" not in row
    assert row["Good is"] == "lower"
    assert row["Against England"] in {"better", "similar", "worse"}
    assert row["Periods compared"] == "12 months to March 2020 with 2019-20"


def test_the_scorecard_says_what_was_not_sent_and_where(book: Workbook) -> None:
    card = {row["Indicator"]: row for row in rows(book, "Scorecard")}
    row = card["Length of early help in days (median)"]

    assert row["2019-20 Q4"] == "[x]"
    assert NOT_SENT[1:] in row["Note"]


def test_every_indicator_has_one_row_of_the_scorecard(book: Workbook, contents: Contents) -> None:
    titles = [row["Indicator"] for row in rows(book, "Scorecard")]

    assert sorted(titles) == sorted(each.title for each in contents.indicators)


def test_what_is_open_at_a_date_is_compared_at_the_latest_31_march(book: Workbook) -> None:
    card = {row["Indicator"]: row for row in rows(book, "Scorecard")}
    row = card["Child protection plans at the end of the period per 10,000 children aged 0 to 17"]

    assert row["2019-20 Q4"] == row["12 months to March 2020"]
    assert row["Periods compared"] == "2019-20"
    assert "At the quarter's end" in row["Note"]


def test_no_cell_of_a_table_is_blank_but_a_gap_in_a_chart(
    book: Workbook, contents: Contents
) -> None:
    for sheet in contents.layout.sheets[2:]:
        for row in rows(book, sheet.name):
            blank = {head for head, value in row.items() if value is None}
            assert blank <= {"Note", "Status", "Value", "Field", "File", "Sheet"}, (sheet.name, row)


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


def test_each_agency_has_a_row_and_not_known_stands_last(book: Workbook) -> None:
    agencies = [row["Referring agency"] for row in rows(book, "By agency")]

    assert agencies[6:8] == ["Not known", "All"]
    assert len(agencies) == 4 * 8


def test_refused_rows_are_counted_with_their_first_places(book: Workbook) -> None:
    found = {row["Field"]: row for row in rows(book, "Findings")}

    assert found["received_on"]["Times"] == 13
    assert found["received_on"]["First places"] == "C7, C8, C9, C10, C11 and 8 more"
    assert found["closed_on"]["First places"] == "the whole sheet"
    assert next(iter(found)) == "closed_on"


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


def test_a_feed_of_which_nothing_came_is_named(book: Workbook) -> None:
    last = rows(book, "Data quality")[-1]

    assert (last["File"], last["Taken for"]) == ("nothing received", "Section 47 enquiries")


def test_the_cover_has_a_legend_and_its_notices(book: Workbook) -> None:
    told = {row[0]: row[1] for row in book["Cover"].iter_rows(max_col=2, values_only=True)}

    assert {"[x]", "[c]", "[z]", "[low]", "[u]", "[r]", "[p]", "[e]", "[b]"} <= set(told)
    assert "every child in it is invented" in told["Please note"]
    assert "Length of early help in days (median)" in told["Not available"]


def test_every_sheet_leads_back_and_is_led_to(book: Workbook) -> None:
    led = {cell.hyperlink.location for cell in book["Contents"]["A"][5:] if cell.hyperlink}

    assert led == {f"'{name}'!A1" for name in book.sheetnames if name != "Contents"}
    for name in book.sheetnames[2:]:
        assert book[name]["A4"].hyperlink.location == "'Contents'!A1"


def test_every_sheet_is_set_up_to_be_printed_and_read(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.freeze_panes == "B6"
        assert not sheet.merged_cells.ranges
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {
            "Arial"
        }
    assert book.properties.title == "Walsall: Multi-agency performance report"


def test_the_sentence_over_a_table_is_no_wider_than_the_table(
    book: Workbook, contents: Contents
) -> None:
    for sheet in contents.layout.sheets[1:]:
        heads = [cell.column_letter for cell in book[sheet.name][5] if cell.value]
        width = sum(book[sheet.name].column_dimensions[letter].width for letter in heads)
        assert lines_of(sheet.about, width) == 1, sheet.name


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
