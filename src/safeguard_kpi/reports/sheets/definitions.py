"""Draws the definitions: what every indicator counts, of what, by whose rule and how that differs."""

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet
from safeguard_kpi.reports.words import unit_in_words

WORKED_OUT = {
    "count": "How many; it has no denominator.",
    "percent": "Those that met it, out of all for whom it could be told, times 100. 95% limits: Wilson.",
    "per_10k": "How many, for every 10,000 children aged 0 to 17 in the middle of the year before. 95% limits: Byar, exact Poisson below 10.",
    "days": "The median: half took no longer.",
}
"""Numerator and denominator in words, one for each unit."""


def draw_definitions(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a row for every indicator of the catalogue, shown in the workbook or not."""
    columns = [
        Column("Indicator", 32),
        Column("Meaning", 47),
        Column("Unit", 11),
        Column("How it is worked out", 31),
        Column("Good is", 9),
        Column("National figure", 10),
        Column("Source of the definition", 24),
        Column("How it differs from the national definition", 28),
        Column("Key", 32),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    for each in contents.indicators:
        table.row(
            [
                Words(each.title, "KPI key"),
                Words(each.means),
                Words(unit_in_words(each.unit), "KPI quiet"),
                Words(WORKED_OUT.get(each.unit, ""), "KPI small"),
                Words(each.better.value, "KPI quiet"),
                Words("yes" if each.national else "no", "KPI quiet"),
                Words(each.source, "KPI small"),
                Words(each.differs or ("none known" if each.national else "[z]"), "KPI small"),
                Words(each.key, "KPI small"),
            ]
        )
    table.close()
