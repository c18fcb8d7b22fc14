"""Writes for one partner what they are asked to put right: a summary, then their own sheets, marked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.asking.marked import SheetSent, draw_sent, marks_of
from safeguard_kpi.reports.contents import Cover
from safeguard_kpi.reports.drawing.archive import save
from safeguard_kpi.reports.drawing.cells import Content, Figures, Link, Words
from safeguard_kpi.reports.drawing.stamp import stamp
from safeguard_kpi.reports.drawing.style import dress
from safeguard_kpi.reports.drawing.table import LONGEST_HEADER, Column, Table, brief
from safeguard_kpi.reports.drawing.tabs import tab_names
from safeguard_kpi.reports.drawing.texts import dress_texts
from safeguard_kpi.reports.sheets.findings import LEVELS, outcome

FIRST_PLACES = 3
"""Places that a problem links to: enough to see what is meant; the marks show the others."""

SUMMARY = "To put right"
"""The first sheet's name."""

CELLS = (
    "Each cell that is asked about has a thick edge and a comment; the last column of a sheet says the"
    " same in words and can be filtered. Rows and columns are where they are in your own file."
)
"""What stands above a summary that copies of sheets follow."""

ASKED = "What is asked, file by file."
"""What stands above a summary that no copy of a sheet follows."""

RECORDS = (
    "The file is XML: each sheet lists the records of one kind that are asked about, by their place in it, and no"
    " child's particulars. (//Section47)[17] is the 17th in the file, as any XML editor finds it."
)
"""What stands under the name of an XML file."""


@dataclass(frozen=True, kw_only=True)
class FileSent:
    """One file of a partner's: what is asked about it, and its sheets as they were sent."""

    file: str
    findings: pl.DataFrame
    sheets: Sequence[SheetSent] = ()
    put_right: str = ""
    """What became of what was asked before, in a sentence."""
    as_records: bool = False
    """Whether the sheets list records of an XML file, and are no copies of the partner's."""


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One partner's files, or one file of nobody knows whom."""

    heading: str
    cover: Cover
    files: Sequence[FileSent]


def write_return(path: Path, returned: Returned) -> None:
    """Write the workbook at path: every cell of the partner's is a text, so none can be a formula."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    dress(workbook)
    dress_texts(workbook)
    workbook.create_sheet(SUMMARY)
    places = [(file, sent) for file in returned.files for sent in file.sheets]
    names = tab_names([sent.sheet for _, sent in places], taken=[SUMMARY])
    tabs: dict[tuple[str, str], str] = {}
    bodies: dict[int, Callable[[], bytes]] = {}
    for place, ((file, sent), name) in enumerate(zip(places, names, strict=True), start=2):
        tab = workbook.create_sheet(name)
        tabs[file.file, sent.sheet] = name
        _set_up_page(tab, f"{file.file}, sheet {sent.sheet}", sent)
        found = file.findings.filter(pl.col("sheet") == sent.sheet)
        bodies[place] = draw_sent(tab, sent, marks_of(found, sent))
    _draw_summary(workbook, returned, tabs)
    stamp(workbook, returned.cover)
    save(workbook, path, bodies=bodies)


def _set_up_page(tab: Worksheet, heading: str, sent: SheetSent) -> None:
    """Print a copy under its heading, for which no row of it is free, with its header on every page.

    Pages are as wide as can be read: fitted to one, a list of thirteen columns came to letters of 4 points.
    """
    tab.oddHeader.center.text = brief(heading, LONGEST_HEADER)
    tab.oddFooter.right.text = "Page &P of &N"
    tab.page_setup.orientation = "landscape"
    tab.page_setup.paperSize = tab.PAPERSIZE_A4
    tab.print_title_cols = f"{sent.first_column}:{sent.first_column}"
    if sent.header_row:
        tab.print_title_rows = f"{sent.header_row}:{sent.header_row}"


def _draw_summary(
    workbook: Workbook, returned: Returned, tabs: Mapping[tuple[str, str], str]
) -> None:
    places = [Column(f"Place {place}", 10) for place in range(1, FIRST_PLACES + 1)]
    columns = [
        Column("Sheet", 24), Column("What it means", 20), Column("Times", 8, numeric=True),
        Column("What was found", 60), Column("What to do", 46), *places,
    ]  # fmt: skip
    table = Table(workbook, SUMMARY, columns)
    copied = any(file.sheets and not file.as_records for file in returned.files)
    table.open(returned.heading, CELLS if copied else ASKED, returned.cover)
    for file in returned.files:
        table.band(file.file)
        own = {sheet: tab for (name, sheet), tab in tabs.items() if name == file.file}
        for line in _said_of(file, own):
            table.note(line)
        for problem in _problems(file):
            table.row(_row(problem, own.get(problem["sheet"], "")))
    table.close()


def _said_of(file: FileSent, tabs: Mapping[str, str]) -> Iterator[str]:
    if file.put_right:
        yield file.put_right
    for sheet, tab in tabs.items():
        if tab != sheet:
            yield f"The tab {tab} is this file's sheet {sheet}"
    if file.as_records and file.sheets:
        yield RECORDS


def _row(problem: Mapping[str, Any], tab: str) -> list[Content]:
    level = problem["level"]
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
    whole = Words(problem["sheet"] or "the whole file", "KPI key")
    return [
        Link(tab, tab) if tab else whole,
        Words(
            outcome(level, problem["problem"]),
            "KPI worse" if level in ("error", "reject") else "KPI text",
        ),
        Figures(problem["times"]),
        Words(problem["message"]),
        Words(problem["remedy"]),
        *(links + [Words("")] * FIRST_PLACES)[:FIRST_PLACES],
    ]


def _problems(sent: FileSent) -> list[dict[str, Any]]:
    """Group what is asked, sheet by sheet as they stand, the gravest first, with the first places of each."""
    order = {"": -1, **{sheet.sheet: place for place, sheet in enumerate(sent.sheets)}}
    grave = pl.col("level").replace_strict(
        {level: rank for rank, level in enumerate(LEVELS)}, return_dtype=pl.Int64
    )
    return (
        sent.findings.with_columns(
            grave=grave,
            place=pl.col("sheet").replace_strict(
                order, default=len(order), return_dtype=pl.Int64
            ),
        )
        .sort("sheet", "row", "column", "message", nulls_last=False)
        .group_by("place", "sheet", "grave", "level", "field", "problem", maintain_order=True)
        .agg(
            pl.len().alias("times"),
            pl.col("row").count().alias("places"),
            pl.col("row").head(FIRST_PLACES).alias("rows"),
            pl.col("column").head(FIRST_PLACES).alias("columns"),
            pl.col("message", "remedy").first(),
        )
        .sort(
            "place", "sheet", "grave", "times", "field", "problem",
            descending=[*[False] * 3, True, False, False],
        )
        .to_dicts()
    )  # fmt: skip
