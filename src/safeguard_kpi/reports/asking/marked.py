"""One sheet as a partner sent it, with a mark, a comment and a sentence wherever something is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from safeguard_kpi.reports.drawing.cells import plain
from safeguard_kpi.reports.drawing.rapid import rows_of_texts
from safeguard_kpi.reports.drawing.table import LINE_HEIGHT, MOST_HEIGHT
from safeguard_kpi.reports.drawing.texts import styles_of_texts
from safeguard_kpi.reports.drawing.typeset import BOLDER, lines_of

MOST_COMMENTS = 500
"""Comments on one sheet: Excel slows down with more; the last column has the words for all."""

MOST_ROWS = 50_000
"""Rows of a sheet that is copied whole; of a longer one, only the rows that are asked about."""

WIDTH = 18
"""Characters of every column of a copy."""

HEAD = "To put right"
"""The heading of the column that says in words what the marks are about."""

_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
"""A day as the reader of workbooks gives it: the partner wrote no time."""


@dataclass(frozen=True, kw_only=True)
class SheetSent:
    """One sheet: its cells as texts by column letter, with `_row`, and where its header is."""

    sheet: str
    cells: pl.DataFrame
    header_row: int | None = None
    first_column: str = "A"
    """Where a finding about a whole row is marked."""


def marks_of(findings: pl.DataFrame, sent: SheetSent) -> pl.DataFrame:
    """Give `_row`, `column` and `said` of each cell asked about, each once."""
    return (
        findings.filter(pl.col("row").is_not_null())
        .with_columns(
            _row=pl.col("row"),
            column=pl.when(pl.col("column") == "")
            .then(pl.lit(sent.first_column))
            .otherwise(pl.col("column")),
            said=pl.col("message") + " " + pl.col("remedy"),
        )
        .group_by("_row", "column")
        .agg(pl.col("said").unique().sort().str.join("\n"))
        .sort("_row", pl.col("column").str.len_chars(), "column")
    )


def draw_sent(sheet: Worksheet, sent: SheetSent, marks: pl.DataFrame) -> Callable[[], bytes]:
    """Draw the comments, widths and filter of a sheet, and give what writes its rows as XML."""
    letters = [name for name in sent.cells.columns if name != "_row"]
    last = max(map(column_index_from_string, letters), default=0) + 1
    styles = styles_of_texts(sheet)
    for row, column, said in marks.head(MOST_COMMENTS).iter_rows():
        comment = Comment(plain(said.replace("\n", " ")), "safeguard-kpi")
        comment.width, comment.height = 340, 110
        sheet[f"{column}{row}"].comment = comment
    for letter in letters:
        sheet.column_dimensions[letter].width = WIDTH
    sheet.column_dimensions[get_column_letter(last)].width = 90
    kept = sent.cells.filter(_kept(sent, marks))
    end = int(kept["_row"].max() or 1)  # type: ignore[arg-type]  # the column is of whole numbers
    sheet.cell(end, last)
    if sent.header_row:
        sheet.freeze_panes = sheet.cell(sent.header_row + 1, 1)
        first = letters[0] if letters else "A"
        sheet.auto_filter.ref = f"{first}{sent.header_row}:{get_column_letter(last)}{end}"

    def rows() -> bytes:
        days = kept.with_columns(pl.col(pl.String).str.replace(_MIDNIGHT, "${1}"))
        return rows_of_texts(
            _with_words(days, marks, get_column_letter(last), sent.header_row),
            styles,
            heads=frozenset({sent.header_row} if sent.header_row else ()),
            head_height=_head_height(sent),
            marks=_by_column(marks),
        )

    return rows


def _head_height(sent: SheetSent) -> float:
    """Give the points that the header's longest text needs, within what Excel lets a row have."""
    head = sent.cells.filter(pl.col("_row") == (sent.header_row or 0)).drop("_row")
    texts = [plain(text) for cells in head.iter_rows() for text in cells if text]
    lines = max((lines_of(text, WIDTH, BOLDER) for text in texts), default=1)
    return min(MOST_HEIGHT, lines * LINE_HEIGHT + 5)


def _kept(sent: SheetSent, marks: pl.DataFrame) -> pl.Expr:
    if sent.cells.height <= MOST_ROWS:
        return pl.lit(value=True)
    return (pl.col("_row") <= (sent.header_row or 1)) | pl.col("_row").is_in(
        marks["_row"].implode()
    )


def _with_words(
    cells: pl.DataFrame, marks: pl.DataFrame, letter: str, header_row: int | None
) -> pl.DataFrame:
    """Add the column of words after the last, so that no other column changes its letter."""
    heads = pl.DataFrame(
        {"_row": [header_row or 0], letter: [HEAD]}, schema={"_row": pl.Int64, letter: pl.String}
    )
    words = marks.group_by("_row", maintain_order=True).agg(
        pl.col("said").str.replace_all("\n", " ").str.join(" ").alias(letter)
    )
    words = words.filter(pl.col("_row") != (header_row or 0))
    return cells.join(pl.concat([heads, words]), on="_row", how="left", maintain_order="left")


def _by_column(marks: pl.DataFrame) -> Mapping[str, pl.Series]:
    parts = marks.partition_by("column", as_dict=True, maintain_order=True)
    return {str(column): part["_row"] for (column,), part in parts.items()}
