"""Writes for one partner what they are asked to put right: a summary, then their own sheets, marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook

from safeguard_kpi.reports.archive import save
from safeguard_kpi.reports.cells import Content, Figures, Link, Words
from safeguard_kpi.reports.contents import Cover
from safeguard_kpi.reports.findings import LEVELS, outcome
from safeguard_kpi.reports.marked import SheetSent, draw_sent, marks_of
from safeguard_kpi.reports.stamp import stamp
from safeguard_kpi.reports.style import dress
from safeguard_kpi.reports.table import Column, Table
from safeguard_kpi.reports.texts import dress_texts

FIRST_PLACES = 3
"""Places that a problem links to: enough to see what is meant; the marks show the others."""

SUMMARY = "To put right"
"""The first sheet's name."""

CELLS = (
    "Each cell that is asked about has a thick edge and a comment; the last column of a sheet says the"
    " same in words and can be filtered. Rows and columns are where they are in your own file."
)


RECORDS = (
    "The file is XML. Each sheet lists the records of one kind that are asked about: (//Section47)[17] is the"
    " 17th in the file, as any XML editor finds it. An element that is asked about has a thick edge and a"
    " comment; the last column says the same in words. No child's particulars are repeated."
)


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One partner's file: what is asked about it, and its sheets as they were sent."""

    file: str
    cover: Cover
    findings: pl.DataFrame
    sheets: Sequence[SheetSent] = ()
    put_right: str = ""
    """What became of what was asked before, in a sentence."""
    as_records: bool = False
    """Whether the sheets list records of an XML file, and are no copies of the partner's."""


def write_return(path: Path, returned: Returned) -> None:
    """Write the workbook at path: every cell of the partner's is a text, so none can be a formula."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    dress(workbook)
    dress_texts(workbook)
    summary = workbook.create_sheet(SUMMARY)
    tabs: dict[str, str] = {}
    bodies: dict[int, bytes] = {}
    for place, sent in enumerate(returned.sheets, start=2):
        tab = workbook.create_sheet(_tab(sent.sheet))
        tabs[sent.sheet] = tab.title
        found = returned.findings.filter(pl.col("sheet") == sent.sheet)
        bodies[place] = draw_sent(tab, sent, marks_of(found, sent))
    _draw_summary(workbook, summary.title, returned, tabs)
    stamp(workbook, returned.cover)
    save(workbook, path, bodies=bodies)


def _draw_summary(workbook: Workbook, name: str, returned: Returned, tabs: dict[str, str]) -> None:
    places = [Column(f"Place {place}", 10) for place in range(1, FIRST_PLACES + 1)]
    columns = [
        Column("Sheet", 24), Column("What it means", 20), Column("Times", 8, numeric=True),
        Column("What was found", 60), Column("What to do", 46), *places,
    ]  # fmt: skip
    table = Table(workbook, name, columns)
    table.open(
        f"To put right in {returned.file}",
        RECORDS if returned.as_records else CELLS,
        returned.cover,
    )
    if returned.put_right:
        table.band(returned.put_right)
    for problem in _problems(returned.findings):
        level, tab = problem["level"], tabs.get(problem["sheet"], "")
        cells = [
            f"{column}{row}" if column else f"row {row}"
            for row, column in zip(problem["rows"], problem["columns"], strict=True)
        ]
        targets = [cell if cell.isalnum() else cell.replace("row ", "A") for cell in cells]
        links: list[Content] = [
            Link(cell, tab, target) if tab else Words(cell)
            for cell, target in zip(cells, targets, strict=True)
        ]
        if not problem["places"]:
            links = []
        table.row(
            [
                Words(tab or problem["sheet"] or "the whole file", "KPI key"),
                Words(
                    outcome(level, problem["problem"]),
                    "KPI worse" if level in ("error", "reject") else "KPI text",
                ),
                Figures(problem["times"]),
                Words(problem["message"]),
                Words(problem["remedy"]),
                *(links + [Words("")] * FIRST_PLACES)[:FIRST_PLACES],
            ]
        )
    table.close()


def _problems(findings: pl.DataFrame) -> list[dict[str, Any]]:
    """Group what is asked, the gravest first, with the first places of each."""
    grave = pl.col("level").replace_strict(
        {level: rank for rank, level in enumerate(LEVELS)}, return_dtype=pl.Int64
    )
    return (
        findings.with_columns(grave=grave)
        .sort("sheet", "row", "column", "message", nulls_last=False)
        .group_by("sheet", "grave", "level", "field", "problem", maintain_order=True)
        .agg(
            pl.len().alias("times"),
            pl.col("row").count().alias("places"),
            pl.col("row").head(FIRST_PLACES).alias("rows"),
            pl.col("column").head(FIRST_PLACES).alias("columns"),
            pl.col("message", "remedy").first(),
        )
        .sort("grave", "times", "sheet", "field", "problem", descending=[False, True, *[False] * 3])
        .to_dicts()
    )


def _tab(sheet: str) -> str:
    """Give a name that a sheet may have: some letters are not allowed, nor more than 31."""
    allowed = "".join("-" if letter in r"[]:*?/\'" else letter for letter in sheet)
    return allowed[:_LONGEST_TAB].strip() or "Sheet"


_LONGEST_TAB = 27
"""Letters of a tab's name; Excel allows 31, of which a number may need some where two are alike."""
