"""Draws what was wrong with what the partners sent, by reason and place and never by value."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet

FIRST_PLACES = 5
"""Places named for each reason: enough to find the pattern in the file."""

LEVELS = {
    "error": "Could not be used",
    "reject": "Row refused",
    "warn": "To check",
    "query": "To ask the partner",
    "note": "For information",
}
"""What each level of finding means for the figures, the gravest first."""

_CELL_NOT_USED = "Row counted, cell not used"

_OUTCOMES = {
    "row_repeated": "Counted once",
    "row_replaced": "Later extract counted",
    "rows_sent_again": "Counted once",
    "file_repeated": "Read once",
    "not_a_row": "Row not counted",
    "row_above_header": "Row not counted",
    "table_not_recognised": "Rows not counted",
    "code_unknown": _CELL_NOT_USED,
    "cell_error": _CELL_NOT_USED,
    "formula_not_worked_out": _CELL_NOT_USED,
    "number_out_of_range": _CELL_NOT_USED,
    "date_in_future": _CELL_NOT_USED,
}
"""What became of a row or cell that is only warned of or noted, by problem."""


def outcome(level: str, problem: str) -> str:
    """Say in words what a finding means for the figures; a broken rule that only warns changes none."""
    if level not in {"warn", "note"}:
        return LEVELS.get(level, level)
    if problem.startswith("rule_"):
        return "Row counted, to check"
    if problem.endswith("_unreadable"):
        return _CELL_NOT_USED
    return _OUTCOMES.get(problem, LEVELS[level])


REASONS = (
    Column("What it means", 20),
    Column("Feed", 20),
    Column("File", 27),
    Column("Sheet", 18),
    Column("Field", 16),
    Column("Times", 8, numeric=True),
    Column("First places", 20),
    Column("What was found (first of them)", 42),
    Column("Remedy", 38),
)
"""The columns of a table of reasons."""


def draw_findings(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a row for each reason in each sheet: how often, the first places, and the remedy."""
    table = Table(workbook, sheet.name, REASONS)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    write_reasons(table, contents.findings, contents.feeds)


def write_reasons(table: Table, findings: pl.DataFrame, feeds: Mapping[str, str]) -> None:
    """Write the rows of reasons into a table with the columns REASONS, and close it."""
    for reason in _reasons(findings):
        feed = feeds.get(reason["feed"], reason["feed"])
        level = reason["level"]
        table.row(
            [
                Words(
                    outcome(level, reason["problem"]),
                    "KPI worse" if level in ("error", "reject") else "KPI text",
                ),
                Words(feed or "not recognised"),
                *(Words(reason[each] or "") for each in ("file", "sheet", "field")),
                Figures(reason["times"]),
                Words(_places(reason["places"], reason["times"]), "KPI small"),
                Words(reason["message"] or ""),
                Words(reason["remedy"] or ""),
            ]
        )
    if findings.is_empty():
        table.band("Nothing was found: every row sent was admitted")
    table.close()


LONGEST_LETTERS = 3
"""A column's letters are no more (XFD); what is longer is an element of a census."""


def _reasons(findings: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Group findings by reason, the gravest first and the most frequent first within that."""
    grave = pl.col("level").replace_strict(
        {level: rank for rank, level in enumerate(LEVELS)}, default=len(LEVELS)
    )
    row, column = pl.col("row").cast(pl.String), pl.col("column").fill_null("")
    place = (
        pl.when(row.is_null() & (column == ""))
        .then(pl.lit(""))
        .when(row.is_null())
        .then(pl.format("column {}", column))
        .when(column == "")
        .then(pl.format("row {}", row))
        .when(column.str.len_chars() > LONGEST_LETTERS)
        .then(pl.format("{} in {}", column, row))
        .otherwise(column + row)
    )
    grouped = (
        findings.with_columns(grave.alias("grave"), place.alias("place"))
        .sort("row", "column", "message", nulls_last=False)
        .group_by(
            "grave", "level", "feed", "file", "sheet", "field", "problem", maintain_order=True
        )
        .agg(
            pl.len().alias("times"),
            pl.col("place").filter(pl.col("place") != "").head(FIRST_PLACES).alias("places"),
            pl.col("message").first().str.replace(r" In child \d+ of the file\.$", ""),
            pl.col("remedy").first(),
        )
        .sort(
            "grave",
            "times",
            "feed",
            "file",
            "sheet",
            "field",
            "problem",
            descending=[False, True, *[False] * 5],
        )
    )
    yield from grouped.iter_rows(named=True)


def _places(places: list[str], times: int) -> str:
    if not places:
        return "the whole sheet"
    more = times - len(places)
    return ", ".join(places) + (f" and {more:,} more" if more > 0 else "")
