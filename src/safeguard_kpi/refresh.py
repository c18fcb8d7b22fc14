"""What each command does, from the files to what lies in the outputs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.errors import ExitCode
from safeguard_kpi.outputs import published
from safeguard_kpi.pipeline import Computed, Journey
from safeguard_kpi.record import (
    exit_code,
    read_back,
    write_findings,
    write_record,
    write_record_again,
    write_tables,
)
from safeguard_kpi.sample.marker import is_sample

WORKBOOK = "performance_subgroup.xlsx"
"""What the performance and quality assurance subgroup reads."""


SYNTHETIC = "Synthetic data: the children are invented"
"""What every sheet says of the sample."""


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


def ingest(journey: Journey) -> Outcome:
    """Read and recognise, and write nothing."""
    read = journey.ingest()
    return _outcome(journey, read.findings, read.submissions)


def validate(journey: Journey) -> Outcome:
    """Read, hold to contracts, and write the findings."""
    admitted = journey.validate(journey.ingest())
    with published(journey.settings.outputs) as folder:
        write_findings(folder, admitted.findings)
    return _outcome(journey, admitted.findings, admitted.submissions, written=("findings.csv",))


def compute(journey: Journey, *, workbook: bool = False) -> Outcome:
    """Read, hold to contracts, count and compare; with the workbook this is a refresh."""
    started = datetime.now(UTC)
    with ThreadPoolExecutor(1) as meanwhile:
        ready = meanwhile.submit(_look_ahead, journey, workbook=workbook)
        read = journey.ingest()
        ready.result()
    admitted = journey.validate(read)
    computed = journey.compute(admitted)
    names = ["figures.parquet", "figures.csv", "comparisons.csv", "findings.csv", "run.json"]
    with published(journey.settings.outputs) as folder:
        with journey.timed("tables"):
            write_tables(folder, figures=computed.figures, comparisons=computed.comparisons)
            write_findings(folder, admitted.findings)
        told = _told(journey, computed, started)
        if workbook:
            names.insert(0, WORKBOOK)
            tables = {
                "figures": computed.figures,
                "comparisons": computed.comparisons,
                "findings": admitted.findings,
                "submissions": admitted.submissions,
            }
            with journey.timed("workbook"):
                _write_workbook(folder / WORKBOOK, journey, tables, computed.as_of)
        told["finished"] = datetime.now(UTC)
        record = write_record(folder, told, admitted.submissions)
    return _outcome(
        journey,
        admitted.findings,
        admitted.submissions,
        record=record,
        figures=computed.figures,
        comparisons=computed.comparisons,
        written=tuple(names),
    )


def _look_ahead(journey: Journey, *, workbook: bool) -> None:
    """Read what does not depend on the partners' files while other processes read those."""
    _ = journey.indicators, journey.reference
    for heavy in ("pandera.polars", *(["safeguard_kpi.reports"] if workbook else [])):
        import_module(heavy)


def refresh(journey: Journey) -> Outcome:
    """Do all of it."""
    return compute(journey, workbook=True)


def report(journey: Journey) -> Outcome:
    """Write the workbook again from the figures of the last run; the partners' files are not read."""
    outputs = journey.settings.outputs
    record, tables = read_back(outputs)
    with published(outputs) as folder:
        with journey.timed("workbook"):
            _write_workbook(folder / WORKBOOK, journey, tables, date.fromisoformat(record["as_of"]))
        record = write_record_again(folder, record)
    return _outcome(
        journey,
        tables["findings"],
        tables["submissions"],
        record=record,
        figures=tables["figures"],
        comparisons=tables["comparisons"],
        written=(WORKBOOK, "run.json"),
    )


def _write_workbook(
    path: Path, journey: Journey, tables: dict[str, pl.DataFrame], as_of: date
) -> None:
    from safeguard_kpi.reports import (  # noqa: PLC0415 (heavy; look_ahead reads it while files are read)
        Contents,
        Cover,
        load_layout,
        write_workbook,
    )

    settings = journey.settings
    feeds = {name: feed.title for name, feed in journey.contracts.feeds.items()}
    releases = tables["comparisons"]["release"].unique().sort()
    contents = Contents(
        cover=Cover(
            authority=settings.authority.name,
            title="Multi-agency safeguarding performance",
            as_of=as_of,
            version=__version__,
            synthetic=is_sample(settings.inputs),
            notice=SYNTHETIC if is_sample(settings.inputs) else "",
            releases=tuple(name for name in releases if name),
            files_received=tables["submissions"]["file"].n_unique(),
        ),
        layout=load_layout(
            journey.declarations.file("workbooks/performance_subgroup.toml"),
            known=[indicator.key for indicator in journey.indicators],
        ),
        indicators=journey.indicators,
        feeds=feeds,
        **tables,
    )
    write_workbook(path, contents)


def _told(journey: Journey, computed: Computed, started: datetime) -> dict[str, Any]:
    authority = journey.settings.authority
    return {
        "authority": {"name": authority.name, "code": authority.code},
        "as_of": computed.as_of,
        "synthetic": is_sample(journey.settings.inputs),
        "started": started,
        "seconds": journey.seconds,
    }


def _outcome(
    journey: Journey,
    findings: pl.DataFrame,
    submissions: pl.DataFrame,
    *,
    record: dict[str, Any] | None = None,
    figures: pl.DataFrame | None = None,
    comparisons: pl.DataFrame | None = None,
    written: tuple[str, ...] = (),
) -> Outcome:
    return Outcome(
        code=exit_code(findings),
        record=record or {"seconds": journey.seconds},
        findings=findings,
        submissions=submissions,
        figures=figures,
        comparisons=comparisons,
        written=tuple(journey.settings.outputs / name for name in written),
    )
