"""Draws the scorecard: every indicator once, now and a year ago, beside England and the neighbours."""

from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Content, Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet, ThemeSheet
from safeguard_kpi.reports.ledger import QUARTER, TWELVE, Ledger, Period
from safeguard_kpi.reports.scoring import Score, a_year_before, score
from safeguard_kpi.reports.sheets.theme import shown
from safeguard_kpi.reports.words import unit_in_words

KINDS = ("country", "region", "neighbours")
"""The comparators of the scorecard, in the order of its columns."""

_STYLES = {"better": "KPI better", "worse": "KPI worse"}


def draw_scorecard(
    workbook: Workbook, sheet: PlainSheet, contents: Contents, ledger: Ledger
) -> None:
    """Write one row for every indicator of every theme's sheet, in their order."""
    now = next(iter(ledger.last(QUARTER, 1)), None)
    table = Table(workbook, sheet.name, _columns(now, ledger))
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    for theme in contents.layout.sheets:
        if isinstance(theme, ThemeSheet):
            table.band(theme.name)
            for section in theme.sections:
                for key in section.indicators:
                    table.row(_row(score(ledger.indicators[key], now, ledger)))
    table.close()


def _columns(now: Period | None, ledger: Ledger) -> list[Column]:
    quarters = {period.end: period.name for period in ledger.periods.get(QUARTER, ())}
    twelves = {period.end: period.name for period in ledger.periods.get(TWELVE, ())}
    before = a_year_before(now.end) if now else None
    return [
        Column("Indicator", 43),
        Column("Unit", 11),
        Column("Good is", 8.5),
        Column(now.name if now else "Latest quarter", 9.5, numeric=True),
        Column(quarters.get(before, "A year ago") if before else "A year ago", 9.5, numeric=True),
        Column(twelves.get(now.end, "12 months") if now else "12 months", 12, numeric=True),
        Column(
            twelves.get(before, "12 months before") if before else "12 months before",
            12,
            numeric=True,
        ),
        Column("Change, 12 months on 12 months", 25),
        Column(ledger.names["country"], 10.5, numeric=True),
        Column(ledger.names["region"], 11.5, numeric=True),
        Column(ledger.names["neighbours"], 13, numeric=True),
        Column("Periods compared", 21),
        Column(f"Against {ledger.names['country']}", 10.5),
        Column("Against neighbours", 12.5),
        Column("Note", 30),
    ]


def _row(scored: Score) -> list[Content]:
    indicator = scored.indicator
    decimals = indicator.decimals
    return [
        Words(indicator.title),
        Words(unit_in_words(indicator.unit), "KPI quiet"),
        Words(indicator.better.value, "KPI quiet"),
        shown(scored.quarter, decimals, "KPI number now"),
        shown(scored.quarter_before, decimals),
        shown(scored.twelve, decimals, "KPI number now"),
        shown(scored.twelve_before, decimals),
        _tinted(scored.changed()),
        *(_compared(scored, kind) for kind in KINDS),
        Words(scored.periods(), "KPI small"),
        _tinted(scored.judged("country")),
        _tinted(scored.judged("neighbours")),
        Words(scored.note(), "KPI small"),
    ]


def _compared(scored: Score, kind: str) -> Figures:
    found = scored.beside.get(kind)
    if found is None:
        return Figures(None, 0, scored.without)
    return Figures(found.value, scored.indicator.decimals, found.status)


def _tinted(said: str) -> Words:
    """Colour a judgement that its first word already gives."""
    first = said.partition(":")[0].lower()
    return Words(said, _STYLES.get(first, "KPI quiet" if said.startswith("[") else "KPI text"))
