"""Writes what was found as a workbook: a summary, a row for each problem, and every place."""

from pathlib import Path

import polars as pl
from openpyxl import Workbook

from safeguard_kpi.reports.contents import Cover
from safeguard_kpi.reports.drawing.archive import save
from safeguard_kpi.reports.drawing.cells import Figures, Words
from safeguard_kpi.reports.drawing.rapid import rows_of_texts
from safeguard_kpi.reports.drawing.stamp import stamp
from safeguard_kpi.reports.drawing.style import dress
from safeguard_kpi.reports.drawing.table import HEAD_ROW, Column, Table, dress_page
from safeguard_kpi.reports.drawing.texts import dress_texts, styles_of_texts
from safeguard_kpi.reports.sheets.findings import LEVELS, REASONS, write_reasons

MOST_ROWS = 50_000
"""Places listed: a workbook with more opens slowly, and findings.csv has them all."""

_EVERY = {
    "level": 9, "file": 34, "sheet": 20, "row": 8, "column": 8, "field": 20, "problem": 24,
    "message": 80, "remedy": 60,
}  # fmt: skip
"""The columns of the last sheet, in the order they are read, and their widths."""


def write_findings_book(
    path: Path, findings: pl.DataFrame, feeds: dict[str, str], cover: Cover
) -> None:
    """Write the workbook at path, the same for the same findings: places and sentences, no values."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    dress(workbook)
    dress_texts(workbook)
    for name in ("Summary", "By problem", "Every row"):
        workbook.create_sheet(name)
    _draw_summary(workbook, findings, cover)
    table = Table(workbook, "By problem", REASONS)
    table.open(
        "What was found, by problem", "A row for each problem in each sheet, the gravest first.",
        cover, back="Summary",
    )  # fmt: skip
    write_reasons(table, findings, feeds)
    body = _draw_every(workbook, findings, cover)
    stamp(workbook, cover)
    save(workbook, path, bodies={3: lambda: body})


def _draw_summary(workbook: Workbook, findings: pl.DataFrame, cover: Cover) -> None:
    counts = findings.group_by("file", "level").len().rows()
    times = {(file, level): many for file, level, many in counts}
    columns = [Column("File", 44)]
    columns += [Column(words, 15, numeric=True) for words in LEVELS.values()]
    table = Table(workbook, "Summary", columns)
    table.open(
        f"{cover.authority}: what was found in what partners sent",
        "How often each file could not be used as it was sent; the next sheets say why and where.",
        cover,
    )
    for file in sorted({file for file, _ in times}):
        found = [Figures(times.get((file, level), 0)) for level in LEVELS]
        table.row([Words(file or "the run as a whole", "KPI key"), *found])
    if findings.is_empty():
        table.band("Nothing was found: every row sent was admitted")
    table.close()


def _draw_every(workbook: Workbook, findings: pl.DataFrame, cover: Cover) -> bytes:
    sheet = workbook["Every row"]
    left = findings.height - MOST_ROWS
    more = f" The first {MOST_ROWS:,}; findings.csv has {left:,} more." if left > 0 else ""
    titles = {
        1: "What was found, place by place",
        2: f"One row for each place.{more}",
        3: cover.marker,
    }
    letters = {name: chr(ord("A") + place) for place, name in enumerate(_EVERY)}
    head = {letter: name.capitalize() for name, letter in letters.items()}
    above = pl.DataFrame(
        [{"_row": row, "A": text} for row, text in titles.items()] + [{"_row": HEAD_ROW, **head}],
        schema={"_row": pl.Int64, **dict.fromkeys(letters.values(), pl.String)},
    )
    listed = findings.head(MOST_ROWS).select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("_row") + HEAD_ROW + 1,
        *(pl.col(name).cast(pl.String).replace("", None).alias(letter)
          for name, letter in letters.items()),
    )  # fmt: skip
    for name, width in _EVERY.items():
        sheet.column_dimensions[letters[name]].width = width
    styles = styles_of_texts(sheet)
    last = HEAD_ROW + listed.height
    sheet.cell(last, len(_EVERY))
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{chr(ord('A') + len(_EVERY) - 1)}{last}"
    dress_page(sheet, cover)
    return rows_of_texts(pl.concat([above, listed]), styles, heads=frozenset({HEAD_ROW}))
