"""What is kept of each submission besides its rows: whose, of when, and whether it still counts."""

from enum import StrEnum

import polars as pl

from safeguard_kpi.tables import SUBMISSIONS


class Standing(StrEnum):
    """Whether the rows of a submission count."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


_KEPT: dict[str, pl.DataType | type[pl.DataType]] = {
        "id": pl.String,
        "authority": pl.String,
        "period": pl.String,
        **{name: dtype for name, dtype in SUBMISSIONS.items() if name not in {"submission", "rows_counted"}},
        "last_day": pl.Date,
        "kept_at": pl.Datetime("us"),
        "standing": pl.String,
        "replaced_by": pl.String,
        "why": pl.String,
        "corrects": pl.String,
        "annex_a": pl.Boolean,
        "whole": pl.Boolean,
        "synthetic": pl.Boolean,
        "refused": pl.Boolean,
        "refused_from": pl.Date,
        "refused_to": pl.Date,
        "columns_filled": pl.List(pl.String),
}  # fmt: skip
KEPT = pl.Schema(_KEPT)
"""One sheet of one file, as it was admitted; `id` is told by its bytes and by what was read in them.

``period`` is the quarter in which what it covers ends, `last_day` the latest day it tells of,
``standing`` a Standing, `kept_at` in UTC; ``corrects`` the ids, a space between each, of sheets of which it
was sent again a part; ``whole`` that it covers every month of
its days, quiet or not, ``synthetic`` that its children are invented; ``refused`` that nothing of it is used though rows were
read, and from and to the days that these tell of, null where that cannot be known. It has no rows and covers nothing,
and what the settings say of its feed does not hold while it stands;
``columns_filled`` the kept columns
that had a cell filled when it came, which rows that are gone would no longer tell: null in an older store.
"""

NO_PERIOD = "none"
"""The period of a sheet that has no row, so that no date tells what it covers."""

TABLE = "submissions"
"""The table of KEPT; the others are named for their feeds."""

TOLD = ("submission",)
"""The columns of a feed's table whose least and greatest value go into the log: never a child's."""

PLACED = pl.Schema(
    {"authority": pl.String, "period": pl.String, "submission": pl.String, "row": pl.Int64}
)
"""What each row of a feed's table begins with; `submission` is the id of KEPT."""

CHILD = "child_id"
"""The column that says whose row it is."""
