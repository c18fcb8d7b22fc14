"""The workbook holds what its frames hold, where a reader looks for it."""

from pathlib import Path

from openpyxl import Workbook

from invented_figures import NOT_SENT
from safeguard_kpi.reports import Contents
from safeguard_kpi.reports.drawing.typeset import lines_of
from workbook_reading import parts, rows


def test_the_sheets_are_those_declared(book: Workbook, contents: Contents) -> None:
    assert book.sheetnames == [sheet.name for sheet in contents.layout.sheets]


def test_no_cell_of_any_sheet_is_a_formula(path: Path) -> None:
    sheets = parts(path, r"xl/worksheets/sheet\d+\.xml")

    assert len(sheets) == 15
    assert not [name for name, xml in sheets.items() if "<f>" in xml or "<f " in xml]


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


def test_a_feed_of_which_nothing_came_is_named(book: Workbook) -> None:
    last = rows(book, "Files received")[-1]

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
    assert book.properties.title == "DRAFT: Walsall: Multi-agency performance report"


def test_the_sentence_over_a_table_is_no_wider_than_the_table(
    book: Workbook, contents: Contents
) -> None:
    for sheet in contents.layout.sheets[1:]:
        heads = [cell.column_letter for cell in book[sheet.name][5] if cell.value]
        width = sum(book[sheet.name].column_dimensions[letter].width for letter in heads)
        assert lines_of(sheet.about, width) == 1, sheet.name
