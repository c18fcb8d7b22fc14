"""What the log says of what a run did: files, rows and counts, never a cell."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from safeguard_kpi.intake.files.read import named
from safeguard_kpi.journey.outcome import Outcome
from safeguard_kpi.unattended.log import Told


def events_of(outcome: Outcome, read: Sequence[Path]) -> Iterator[tuple[str, Mapping[str, Told]]]:
    """Give the events that tell what came of a run, each with its facts.

    Args:
        outcome: what came of it; its submissions are those of earlier quarters too.
        read: the files that this run has read.
    """
    if read:
        yield "read", {"files": _rows(outcome.submissions, [job.name for job in named(read)])}
    levels = outcome.findings.group_by("level").len().sort("level").rows()
    yield "found", {"findings": dict(levels)}
    if stored := outcome.record.get("store"):
        yield "stored", {"changes": stored}
    yield "wrote", {"files": [path.name for path in outcome.written]}


def _rows(submissions: pl.DataFrame, files: Sequence[str]) -> list[Told]:
    """Count by file; one that was refused whole, or copied, has no sheet and no rows."""
    rows = [pl.col(f"rows_{name}").fill_null(0).sum() for name in ("in", "admitted", "refused")]
    counted = submissions.group_by("file").agg(rows)
    given = pl.DataFrame({"file": files}, schema={"file": pl.String})
    return [*given.join(counted, on="file", how="left").sort("file").to_dicts()]
