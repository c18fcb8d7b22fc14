"""The ledger of cells: what was sent under each header, and that all of it went somewhere."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.code_sets import UNREADABLE
from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.model import SheetRead

LEDGER = pl.Schema(
    {
        "submission": pl.UInt32,
        "cells_in": pl.Int64,
        "cells_used": pl.Int64,
        "cells_not_known": pl.Int64,
        "cells_unused": pl.Int64,
        "cells_refused": pl.Int64,
        "cells_said_blank": pl.Int64,
    }
)
"""One sheet's cells. ``cells_in`` is counted by column as the sheet is read; the others by what
became of each row, so that their sum says whether anything was lost on the way."""


def ledger(
    sheets: Mapping[int, SheetRead], feeds: Mapping[str, Feed], frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Draw up the ledger of each sheet whose cells were counted.

    Args:
        sheets: the sheets read, by submission.
        feeds: the contracts.
        frames: the admitted rows of each feed, with `_submission` and `_cells`.

    Raises:
        RuntimeError: cells were lost or made on the way, which is a fault of ours.
    """
    held = _held(feeds, frames)
    entries = []
    for number, sheet in sheets.items():
        if sheet.cells is None:
            continue
        read, used = held.get(number, (0, 0))
        cells = sheet.cells
        refused = cells.strays + _total(sheet.rows["_cells"]) - read
        entry = (number, cells.sent, used, read - used, cells.unused, refused, cells.said_blank)
        if cells.sent != sum(entry[2:]) or min(entry[1:]) < 0:
            raise RuntimeError(
                f"sheet {number} of {sheet.feed}: {cells.sent} cells were sent and {sum(entry[2:])} accounted for"
            )
        entries.append(entry)
    return pl.DataFrame(entries, schema=LEDGER, orient="row")


def _held(
    feeds: Mapping[str, Feed], frames: Mapping[str, pl.DataFrame]
) -> dict[int, tuple[int, int]]:
    """Count by submission the cells of admitted rows: all that hold something, and those read."""
    held: dict[int, tuple[int, int]] = {}
    for name, frame in frames.items():
        read = pl.sum_horizontal(
            _read(field, frame.schema[field]).sum() for field in feeds[name].fields
        )
        counts = frame.group_by("_submission").agg(pl.col("_cells").sum(), read.alias("_read"))
        held |= {number: (cells or 0, typed) for number, cells, typed in counts.iter_rows()}
    return held


def _read(field: str, dtype: pl.DataType) -> pl.Expr:
    """Tell the cells that were read; one that holds several codes where one of them was."""
    if dtype == pl.List:
        known = pl.col(field).list.set_difference(pl.lit([UNREADABLE])).list.len() > 0
        return known.fill_null(value=False)
    return pl.col(field).is_not_null()


def _total(cells: pl.Series) -> int:
    return int(cells.sum())
