"""When the sheets of a run came: now, or before, where an earlier run has taken the same bytes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from safeguard_kpi.intake import ReadIn
from safeguard_kpi.intake.admission.in_turn import Came
from safeguard_kpi.journey.earlier.arriving import sheet_name
from safeguard_kpi.journey.earlier.giving_way import reach_with_corrected


def came_before(
    read: ReadIn, kept: pl.DataFrame, told: Mapping[str, date], today: date
) -> dict[int, Came]:
    """Say of each sheet of a run when it came, and how far it reaches with what it corrects.

    Args:
        read: the sheets of the run.
        kept: KEPT, the sheets of earlier runs.
        told: by file, the day that somebody says it was received.
        today: the day of the run.
    """
    reach = reach_with_corrected(kept)
    known = {_bytes_of(row): row for row in kept.sort("kept_at").to_dicts()}
    came = {}
    for row in read.submissions.to_dicts():
        before = known.get(_bytes_of(row))
        if before is None:
            came[row["submission"]] = Came(told.get(row["file"], today))
        else:
            received = before["received"] or date.max
            came[row["submission"]] = Came(received, before["kept_at"], reach[before["id"]])
    return came


def _bytes_of(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["sha256"], sheet_name(row), row["feed"]
