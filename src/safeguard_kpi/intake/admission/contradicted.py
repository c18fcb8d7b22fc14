"""Sheets that came together and contradict one another: which of them is right nobody has said."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places
from safeguard_kpi.intake.admission.restarts import SEVERAL

_PLACE = ["_submission", "_row"]
_OTHER = ["_other_submission", "_other_row"]


def contradictions(
    outside: pl.DataFrame,
    order: pl.DataFrame,
    rows: pl.DataFrame,
    sent: Mapping[int, frozenset[str]],
    places: Places,
) -> pl.DataFrame:
    """Say of two sheets that only their names put in order that most rows of both are not the same.

    Args:
        outside: REPEATS, the rows that another sheet has too.
        order: what `in_turn` gives.
        rows: the feed's columns, `_submission` and `_row`.
        sent: which columns each submission sent: what only one has contradicts nothing.
        places: where the rows lie.
    """
    alike = order.select("_submission", "_alike")
    pairs = (
        outside.group_by("_submission", "_other_submission")
        .agg(both=pl.len())
        .filter(pl.col("both") >= SEVERAL)
        .join(alike, on="_submission")
        .join(alike, left_on=["_other_submission", "_alike"], right_on=["_submission", "_alike"])
        .sort("_submission", "_other_submission")
    )
    found = []
    for one, other, both in pairs.select("_submission", "_other_submission", "both").iter_rows():
        met = outside.filter(_submission=one, _other_submission=other)
        differ = _differing(met, rows, sorted(sent[one] & sent[other]))
        if differ >= SEVERAL and 2 * differ > both:
            (file, sheet), there = places.names[one], places.names[other]
            found.append(
                findings.one(
                    "sheets_contradict",
                    Level.WARN,
                    f"{differ:,} of the {both:,} rows that {', sheet '.join(filter(None, there))} has too are"
                    " not the same there. Both came together and end alike, so those of the file whose name is"
                    " the later count.",
                    "Take the wrong one out, or say under `received` in submissions.toml which came later.",
                    feed=places.feed,
                    file=file,
                    sheet=sheet,
                )
            )
    return findings.gather(found)


def _differing(met: pl.DataFrame, rows: pl.DataFrame, columns: list[str]) -> int:
    """Count the rows of which a cell is not the same in the column of both."""
    wide = rows.select(*_PLACE, *columns)
    there = wide.rename(dict(zip(_PLACE, _OTHER, strict=True)))
    both = (
        met.select(*_PLACE, *_OTHER).join(wide, on=_PLACE).join(there, on=_OTHER, suffix="_there")
    )
    return both.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_there")) for name in columns)
    ).height
