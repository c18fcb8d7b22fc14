"""How many cells lie under a header, column by column, with those of which no text can be read."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from safeguard_kpi.intake.model import CellCount, Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns


def broken_cells(tidy: pl.DataFrame, grid: Grid) -> dict[str, pl.Series]:
    """Tell by column which rows hold an error or a formula never worked out, and so no text.

    Args:
        tidy: `_row` and the cells as tidied texts, by letter.
        grid: the sheet that they are of.
    """
    listed: dict[str, list[int]] = {}
    for row, letter in (*grid.look.errors, *grid.look.uncached):
        listed.setdefault(letter, []).append(row)
    held = {letter: tidy["_row"].is_in(rows) for letter, rows in listed.items()}
    texts = set(text_columns(tidy))
    return {
        letter: rows & tidy[letter].is_null() if letter in texts else rows
        for letter, rows in held.items()
    }


def cells_under(
    tidy: pl.DataFrame,
    letters: Mapping[str, str],
    said: Mapping[str, pl.Series],
    broken: Mapping[str, pl.Series],
    strays: int,
) -> CellCount:
    """Count by column what lies under the header, before any row is judged.

    Args:
        tidy: the cells as tidied texts, by letter.
        letters: the field by used column.
        said: by used column, which cells say that nothing was recorded.
        broken: by column, which cells hold what cannot be read as a text.
        strays: the cells of used columns in rows that are no rows of the table.
    """
    held = Counter({name: int(cells.sum()) for name, cells in broken.items()})
    held.update({name: tidy.height - tidy[name].null_count() for name in text_columns(tidy)})
    return CellCount(
        sent=held.total(),
        unused=sum(count for name, count in held.items() if name not in letters),
        said_blank=sum(int(said[letter].sum()) for letter in letters),
        strays=strays,
    )
