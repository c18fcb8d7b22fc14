"""Writes the many rows of a sheet by expressions: a cell at a time took some twenty times as long."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from safeguard_kpi.reports.drawing.cells import LONGEST_TEXT

_NOT_IN_XML = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
_MEANS_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;", "\ufffe": "�", "\uffff": "�"}
_WRITTEN = _NOT_IN_XML | _MEANS_XML
"""What stands for the characters that XML does not hold as they are."""

_COMMAND = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would take for a formula, were it typed in."""


class Styles(NamedTuple):
    """The numbers of the styles that cells are drawn in; those quoted are of texts like a formula."""

    plain: int
    plain_quoted: int
    marked: int
    marked_quoted: int
    head: int


def rows_of_texts(
    cells: pl.DataFrame,
    styles: Styles,
    *,
    heads: frozenset[int] = frozenset(),
    head_height: float = 0,
    marks: Mapping[str, pl.Series] | None = None,
) -> bytes:
    """Write `<sheetData>` in which every cell is a text, so that none can become a formula.

    Args:
        cells: `_row`, counted from 1, and columns of texts named by their letters, in order.
        styles: the numbers of the styles in the workbook.
        heads: the rows drawn as headings.
        head_height: their height in points; nought for that of any row.
        marks: the rows marked in a column, by its letter.
    """
    marks = marks or {}
    letters = [name for name in cells.columns if name != "_row"]
    written = [
        _cells_of(letter, styles, heads, marks.get(letter, pl.Series([], dtype=pl.Int64)))
        for letter in letters
    ]
    number = pl.col("_row").cast(pl.String)
    higher = f'" ht="{head_height:g}" customHeight="1' if head_height else ""
    high = pl.when(pl.col("_row").is_in(sorted(heads))).then(pl.lit(higher)).otherwise(pl.lit(""))
    row = pl.concat_str(
        pl.lit('<row r="'),
        number,
        high,
        pl.lit('">'),
        *written,
        pl.lit("</row>"),
        ignore_nulls=True,
    )
    rows = cells.select(row.alias("row"))["row"]
    return b"<sheetData>" + "".join(rows).encode() + b"</sheetData>"


def _cells_of(letter: str, styles: Styles, heads: frozenset[int], marked: pl.Series) -> pl.Expr:
    cell, row = pl.col(letter), pl.col("_row")
    text = cell.str.slice(0, LONGEST_TEXT).str.replace_many(_WRITTEN)
    like_formula = cell.str.contains(_COMMAND)
    is_marked = row.is_in(marked.implode()) if marked.len() else pl.lit(value=False)
    style = (
        pl.when(row.is_in(sorted(heads))).then(pl.lit(styles.head))
        .when(is_marked & like_formula).then(pl.lit(styles.marked_quoted))
        .when(is_marked).then(pl.lit(styles.marked))
        .when(like_formula).then(pl.lit(styles.plain_quoted))
        .otherwise(pl.lit(styles.plain))
    ).cast(pl.String)  # fmt: skip
    begun = [pl.lit(f'<c r="{letter}'), row.cast(pl.String), pl.lit('" s="'), style]
    filled = pl.concat_str(
        *begun,
        pl.lit('" t="inlineStr"><is><t xml:space="preserve">'),
        text,
        pl.lit("</t></is></c>"),
    )
    if not marked.len():
        return filled
    return pl.coalesce(filled, pl.when(is_marked).then(pl.concat_str(*begun, pl.lit('"/>'))))
