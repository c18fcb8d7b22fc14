"""What the log says of what a run did: files, rows and counts, never a cell."""

from collections.abc import Iterator, Mapping

import polars as pl

from safeguard_kpi.log import Told
from safeguard_kpi.refresh import Outcome


def accounts(outcome: Outcome) -> Iterator[tuple[str, Mapping[str, Told]]]:
    """Give the events that tell what came of a run, each with its facts."""
    rows = [pl.col(f"rows_{name}").fill_null(0).sum() for name in ("in", "admitted", "refused")]
    files: list[Told] = [*outcome.submissions.group_by("file").agg(rows).sort("file").to_dicts()]
    levels = outcome.findings.group_by("level").len().sort("level").rows()
    yield "read", {"files": files}
    yield "found", {"findings": dict(levels)}
    if stored := outcome.record.get("store"):
        yield "stored", {"changes": stored}
    yield "wrote", {"files": [path.name for path in outcome.written]}
