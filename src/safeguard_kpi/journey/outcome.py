"""How a command ended: its exit code, and the tables that the terminal shows of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.errors import ExitCode
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.journey.record import exit_code


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a command ended, and what there is to show of it."""

    code: ExitCode
    record: dict[str, Any]
    findings: pl.DataFrame
    submissions: pl.DataFrame
    figures: pl.DataFrame | None = None
    comparisons: pl.DataFrame | None = None
    written: tuple[Path, ...] = ()


def outcome_of(
    journey: Journey,
    findings: pl.DataFrame,
    submissions: pl.DataFrame,
    *,
    record: dict[str, Any] | None = None,
    figures: pl.DataFrame | None = None,
    comparisons: pl.DataFrame | None = None,
    written: tuple[str, ...] = (),
) -> Outcome:
    """Bring together how a command ended."""
    return Outcome(
        code=exit_code(findings),
        record=record or {"seconds": journey.seconds},
        findings=findings,
        submissions=submissions,
        figures=figures,
        comparisons=comparisons,
        written=tuple(journey.settings.outputs / name for name in written),
    )
