"""The columns of every table that passes from one room to another, and how a table is written."""

from io import BytesIO
from pathlib import Path
from typing import Literal

import polars as pl

FIGURES = pl.Schema(
    {
        "indicator": pl.String,
        "period": pl.String,
        "grain": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "area": pl.String,
        "cut": pl.String,
        "category": pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
        "unknown": pl.Int64,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "method": pl.String,
        "status": pl.String,
        "note": pl.String,
    }
)
"""One number each: what was counted, of what, for which period, place and category."""

COMPARISONS = pl.Schema(
    {
        "indicator": pl.String,
        "period": pl.String,
        "grain": pl.String,
        "area": pl.String,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "comparator": pl.String,
        "comparator_kind": pl.String,
        "period_compared": pl.String,
        "comparator_numerator": pl.Int64,
        "comparator_denominator": pl.Int64,
        "comparator_value": pl.Float64,
        "comparator_status": pl.String,
        "areas_with_values": pl.Int64,
        "areas_in_group": pl.Int64,
        "difference": pl.Float64,
        "judgement": pl.String,
        "children": pl.Int64,
        "children_sentence": pl.String,
        "rank": pl.Int64,
        "ranked_of": pl.Int64,
        "quartile": pl.Int64,
        "percentile": pl.Int64,
        "release": pl.String,
        "published": pl.Date,
        "population_vintage": pl.String,
        "table": pl.String,
        "rule": pl.String,
        "differs": pl.String,
        "stale": pl.Boolean,
        "note": pl.String,
    }
)
"""One figure beside one comparator, with the release the comparator came from.

``rank``, ``quartile`` and ``percentile`` are the figure's own among all authorities of the year
compared (``measures.ranking``), and so the same beside every comparator. ``rule`` is the source
of the definition, ``differs`` how the local figure departs from it.
"""

FINDINGS = pl.Schema(
    {
        "feed": pl.String,
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "field": pl.String,
        "problem": pl.String,
        "level": pl.String,
        "message": pl.String,
        "remedy": pl.String,
    }
)
"""One place where a file did not keep its contract; never the value found there."""

_SUBMISSIONS: dict[str, pl.DataType | type[pl.DataType]] = {
    "submission": pl.UInt32,
    "file": pl.String,
    "sha256": pl.String,
    "sheet": pl.String,
    "feed": pl.String,
    "recognised_by": pl.String,
    "header_row": pl.Int64,
    "rows_in": pl.Int64,
    "rows_admitted": pl.Int64,
    "rows_refused": pl.Int64,
    "rows_blank": pl.Int64,
    "cells_in": pl.Int64,
    "cells_used": pl.Int64,
    "cells_not_known": pl.Int64,
    "cells_unused": pl.Int64,
    "cells_refused": pl.Int64,
    "cells_said_blank": pl.Int64,
    "columns_used": pl.List(pl.String),
    "columns_unused": pl.List(pl.String),
    "columns_missing": pl.List(pl.String),
    "covers_from": pl.Date,
    "covers_to": pl.Date,
    "note": pl.String,
    "received": pl.Date,
    "rows_counted": pl.Int64,
    "rows_rejected": pl.Int64,
}
SUBMISSIONS = pl.Schema(_SUBMISSIONS)
"""One sheet of one file: what it was taken for, and what became of its rows and cells.

``received`` is the day a run first met it; ``rows_counted`` how many of its rows count beside all
that is kept: those that a later extract has too do not. ``rows_rejected`` is how many were refused
for what they hold, so that a month without rows may be one whose rows were; not those of which another
of the same month counts.
"""

ARRIVALS = pl.Schema(
    {
        "partner": pl.String,
        "feed": pl.String,
        "quarter": pl.String,
        "quarter_end": pl.Date,
        "due": pl.Date,
        "state": pl.String,
        "received": pl.Date,
        "covered_to": pl.Date,
    }
)
"""What was sent of one feed for one quarter, and when: `state` is an Arrival of `measures.arrivals`,
`covered_to` the last day of the last of its months that was found to be sent, null where none was."""

SPELLINGS = pl.Schema(
    {
        "code_set": pl.String,
        "spelling": pl.String,
        "meaning": pl.String,
        "feed": pl.String,
        "field": pl.String,
        "file": pl.String,
        "sheet": pl.String,
        "cells": pl.Int64,
    }
)
"""How often a column of codes has a text that is not declared; with no meaning if none was found.

The one table that holds what partners wrote. It goes into codes.xlsx and nowhere else.
"""


def write_csv(path: Path, table: pl.DataFrame) -> None:
    """Write a table as CSV.

    Raises:
        OSError: the system does not let it be written: from memory, since what Polars itself raises
            where a disk is full is an error of its own, at times without the system's words.
    """
    path.write_bytes(table.write_csv().encode())


def write_parquet(
    path: Path, table: pl.DataFrame, *, compression: Literal["zstd", "snappy"] = "zstd"
) -> None:
    """Write a table as Parquet.

    Raises:
        OSError: as with CSV.
    """
    written = BytesIO()
    table.write_parquet(written, compression=compression)
    path.write_bytes(written.getbuffer())
