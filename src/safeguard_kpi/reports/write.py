"""Writes the workbook: every sheet in the declared order, then a file that is the same for the same input."""

from pathlib import Path

from openpyxl import Workbook

from safeguard_kpi.reports.charts.laid import draw_charts
from safeguard_kpi.reports.charts.plotted import Plot, draw_chart_data
from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.archive import save
from safeguard_kpi.reports.drawing.stamp import stamp
from safeguard_kpi.reports.drawing.style import NAVY, dress
from safeguard_kpi.reports.layout import BreakdownSheet, PlainSheet, ThemeSheet
from safeguard_kpi.reports.ledger import Ledger
from safeguard_kpi.reports.opening import open_ledger
from safeguard_kpi.reports.sheets.breakdown import draw_breakdown
from safeguard_kpi.reports.sheets.data_quality import draw_data_quality
from safeguard_kpi.reports.sheets.definitions import draw_definitions
from safeguard_kpi.reports.sheets.files_received import draw_files_received
from safeguard_kpi.reports.sheets.findings import draw_findings
from safeguard_kpi.reports.sheets.front import draw_contents, draw_cover
from safeguard_kpi.reports.sheets.provenance import draw_comparators
from safeguard_kpi.reports.sheets.scorecard import draw_scorecard
from safeguard_kpi.reports.sheets.theme import draw_theme


def write_workbook(path: Path, contents: Contents) -> None:
    """Write the workbook at path: byte for byte the same for the same contents.

    It is written straight to path, so the caller writes beside and moves. Raises SafeguardError where
    the layout names an indicator that is not among the contents, or the figures are of another area.
    """
    ledger = open_ledger(contents)
    workbook = Workbook()
    workbook.remove(workbook.active)
    dress(workbook)
    for sheet in contents.layout.sheets:
        tab = workbook.create_sheet(sheet.name).sheet_properties
        tab.tabColor = NAVY if isinstance(sheet, (ThemeSheet, BreakdownSheet)) else None
    _describe(workbook, contents)
    plots = _draw(workbook, contents, ledger)
    told = [
        [plot.alt_text for plot in plots.get(sheet.name, []) if not plot.empty]
        for sheet in contents.layout.sheets
    ]
    save(workbook, path, alt_texts=[texts for texts in told if texts])


def _describe(workbook: Workbook, contents: Contents) -> None:
    cover = contents.cover
    stamp(workbook, cover)
    properties = workbook.properties
    drafted = "DRAFT: " if cover.draft else ""
    properties.title = f"{drafted}{cover.authority}: {cover.title}"
    properties.subject = contents.layout.title


def _draw(workbook: Workbook, contents: Contents, ledger: Ledger) -> dict[str, list[Plot]]:
    plain = {
        sheet.shows: sheet for sheet in contents.layout.sheets if isinstance(sheet, PlainSheet)
    }
    data, plots = draw_chart_data(workbook, plain["chart_data"], contents, ledger)
    for sheet in contents.layout.sheets:
        match sheet:
            case ThemeSheet():
                draw_charts(
                    draw_theme(workbook, sheet, contents, ledger), data.sheet, plots[sheet.name]
                )
            case BreakdownSheet():
                draw_charts(
                    draw_breakdown(workbook, sheet, contents, ledger), data.sheet, plots[sheet.name]
                )
            case PlainSheet():
                _draw_plain(workbook, sheet, contents, ledger)
    return plots


def _draw_plain(workbook: Workbook, sheet: PlainSheet, contents: Contents, ledger: Ledger) -> None:
    match sheet.shows:
        case "cover":
            draw_cover(workbook, sheet, contents, ledger)
        case "contents":
            draw_contents(workbook, sheet, contents)
        case "scorecard":
            draw_scorecard(workbook, sheet, contents, ledger)
        case "data_quality":
            draw_data_quality(workbook, sheet, contents)
        case "files_received":
            draw_files_received(workbook, sheet, contents)
        case "findings":
            draw_findings(workbook, sheet, contents)
        case "definitions":
            draw_definitions(workbook, sheet, contents)
        case "comparators":
            draw_comparators(workbook, sheet, contents)
        case "chart_data":
            pass
