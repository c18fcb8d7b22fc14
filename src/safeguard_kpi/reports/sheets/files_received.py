"""Draws each file received: what it was taken for, what became of its rows, what was missing."""

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Day, Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet

MOST_NAMES = 20
"""Columns named in one cell: enough to see what a sheet is, and a row still fits on a page."""

CELLS = ("in", "used", "not_known", "unused", "refused", "said_blank")
"""The ledger of cells: the first is the sum of the others."""


def draw_files_received(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a row for each sheet received, and one for each feed of which nothing came."""
    columns = [
        Column("File", 29),
        Column("Sheet", 20),
        Column("Taken for", 22),
        Column("Rows in", 9, numeric=True),
        Column("Admitted", 11, numeric=True),
        Column("Refused", 9, numeric=True),
        Column("Blank", 9, numeric=True),
        Column("Cells in", 9, numeric=True),
        Column("Cells used", 9, numeric=True),
        Column("Not known", 9, numeric=True),
        Column("In columns not used", 11, numeric=True),
        Column("In rows refused", 9, numeric=True),
        Column("Said blank", 9, numeric=True),
        Column("Covers from", 14, numeric=True),
        Column("Covers to", 14, numeric=True),
        Column("Columns missing", 22),
        Column("Columns not used", 22),
        Column("Note", 27),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    for row in contents.submissions.sort("feed", "file", "sheet", "submission").iter_rows(
        named=True
    ):
        feed = contents.feeds.get(row["feed"], row["feed"])
        table.row(
            [
                Words(row["file"] or ""),
                Words(row["sheet"] or ""),
                Words(feed or "not recognised", "KPI text" if feed else "KPI worse"),
                *(Figures(row[f"rows_{each}"]) for each in ("in", "admitted", "refused", "blank")),
                *(Figures(row[f"cells_{each}"]) for each in CELLS),
                Day(row["covers_from"]),
                Day(row["covers_to"]),
                Words(_listed(row["columns_missing"]), "KPI small"),
                Words(_listed(row["columns_unused"]), "KPI small"),
                Words(row["note"] or "", "KPI small"),
            ]
        )
    sent = set(contents.submissions["feed"].to_list())
    for key in sorted(set(contents.feeds) - sent):
        missing: list[Content] = [
            Words("nothing received", "KPI worse"),
            Words("[x]", "KPI quiet"),
            Words(contents.feeds[key]),
        ]
        missing += [Figures(None) for _ in range(4 + len(CELLS))] + [Day(None), Day(None)]
        table.row(
            [
                *missing,
                Words("[x]", "KPI quiet"),
                Words("[x]", "KPI quiet"),
                Words("No file held a sheet of this kind", "KPI small"),
            ]
        )
    table.close()


def _listed(names: list[str] | None) -> str:
    named = (names or [])[:MOST_NAMES]
    more = len(names or []) - len(named)
    return (", ".join(named) or "none") + (f" and {more:,} more" if more else "")
