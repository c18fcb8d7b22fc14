"""Draws which quarters each partner has sent: the grid that says not sent where a figure is missing."""

from datetime import date

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet

STYLES = {
    "sent": "KPI text",
    "sent in part": "KPI worse",
    "late": "KPI worse",
    "replaced": "KPI text",
    "missing": "KPI worse",
    "awaited, never sent": "KPI worse",
}
"""How a state is written; one that is not here is quiet. The words tell, the colour only helps."""


def draw_data_quality(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a row for each feed with what came of each quarter, and the day it was due."""
    table_of = contents.arrivals.sort("partner", "feed", "quarter_end")
    quarters = table_of["quarter"].unique(maintain_order=True).to_list()
    columns = [Column("Partner", 27), Column("What is sent", 24)]
    columns += [Column(quarter, 18) for quarter in sorted(quarters)]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    for (partner, feed), rows in table_of.group_by("partner", "feed", maintain_order=True):
        written: list[Content] = [
            Words(str(partner)),
            Words(contents.feeds.get(str(feed), str(feed))),
        ]
        written += [_cell(row) for row in rows.sort("quarter_end").iter_rows(named=True)]
        table.row(written)
    table.close()


def _cell(row: dict[str, object]) -> Words:
    """Say what came of a quarter, when, and when it was due."""
    state = str(row["state"])
    if state == "before the first":
        return Words("[x] before the first", "KPI quiet")
    came, due = row["received"], row["due"]
    when = f" {_day(came)}" if isinstance(came, date) else ""
    until = f"; due {_day(due)}" if isinstance(due, date) else ""
    return Words(f"{state}{when}{until}", STYLES.get(state, "KPI quiet"))


def _day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"
