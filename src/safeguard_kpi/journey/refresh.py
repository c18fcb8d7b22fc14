"""What each command does, from the files to what lies in the outputs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

from safeguard_kpi.intake.findings import gather
from safeguard_kpi.journey.breaking import breaks_known, with_known_breaks
from safeguard_kpi.journey.deliveries import (
    WORKBOOK,
    leaving_found,
    names,
    reckoned,
    write_all_found,
    write_all_returns,
)
from safeguard_kpi.journey.left_out import coverage_left_out
from safeguard_kpi.journey.outcome import Outcome, outcome_of
from safeguard_kpi.journey.pipeline import Computed, Journey
from safeguard_kpi.journey.record import (
    read_back,
    write_record,
    write_record_again,
    write_tables,
)
from safeguard_kpi.journey.rerun import good_until, makings, unchanged
from safeguard_kpi.journey.told.due import arrivals_of
from safeguard_kpi.journey.workbooks import write_performance
from safeguard_kpi.unattended.outputs import published


def ingest(journey: Journey) -> Outcome:
    """Read and recognise, and write nothing."""
    read = journey.ingest()
    return outcome_of(journey, read.findings, read.submissions)


def validate(journey: Journey) -> Outcome:
    """Read, hold to contracts, and write the findings.

    Raises:
        NothingToReportError: no row of any file could be admitted; the findings are written.
    """
    read = journey.ingest()
    admitted = journey.validate(read)
    reckoning = reckoned(journey, read, admitted)
    with published(journey.settings.outputs) as folder:
        write_all_found(folder, journey, read, admitted)
        write_all_returns(folder, journey, admitted, reckoning)
        written = names(folder)
    journey.hold_admitted(admitted)
    told = {"seconds": journey.seconds, "put_right": reckoning.told}
    return outcome_of(
        journey, admitted.findings, admitted.submissions, record=told, written=written
    )


def compute(journey: Journey, *, workbook: bool = False) -> Outcome:
    """Read, hold to contracts, count and compare; with the workbook and returns this is a refresh.

    Raises:
        NothingToReportError: there is nothing to count; what was found is written all the same.
    """
    started = datetime.now(UTC)
    made_from = makings(journey, workbook=workbook)
    if not journey.anew and (before := unchanged(journey, made_from)):
        return _as_before(journey, before)
    with ThreadPoolExecutor(1) as meanwhile:
        ready = meanwhile.submit(_look_ahead, journey, workbook=workbook)
        read = journey.ingest()
        ready.result()
    admitted = journey.validate(read)
    reckoning = reckoned(journey, read, admitted)
    with leaving_found(journey, read, admitted, reckoning, returns=workbook):
        journey.hold_admitted(admitted)
        remembered = journey.remember(admitted)
        left_out = coverage_left_out(remembered.admitted, journey.contracts, journey.settings)
        found = gather([remembered.admitted.findings, left_out])
        admitted = replace(admitted, findings=found)
        submissions = remembered.submissions
        computed = with_known_breaks(journey.compute(remembered.admitted), breaks_known(journey))
    arrived = arrivals_of(
        remembered.store,
        journey.contracts,
        journey.expected,
        computed.covered,
        as_of=computed.as_of,
        today=journey.today,
    )
    with published(journey.settings.outputs) as folder:
        with journey.timed("tables"):
            write_tables(folder, figures=computed.figures, comparisons=computed.comparisons)
        write_all_found(folder, journey, read, admitted)
        if workbook:
            write_all_returns(folder, journey, admitted, reckoning)
        told = {
            **_told(journey, computed, started),
            "put_right": reckoning.told,
            "store": remembered.told,
            "arrivals": arrived.to_dicts(),
            "makings": made_from,
            "good_until": good_until(admitted.findings, arrived, journey.today),
        }
        if workbook:
            tables = {
                "figures": computed.figures,
                "comparisons": computed.comparisons,
                "findings": admitted.findings,
                "submissions": submissions,
                "arrivals": arrived,
            }
            with journey.timed("workbook"):
                write_performance(folder / WORKBOOK, journey, tables, computed.as_of)
        told["finished"] = datetime.now(UTC)
        record = write_record(folder, told, submissions)
        written = names(folder)
        remembered.store.commit()
    return outcome_of(
        journey,
        admitted.findings,
        submissions,
        record=record,
        figures=computed.figures,
        comparisons=computed.comparisons,
        written=written,
    )


def _as_before(journey: Journey, record: dict[str, Any]) -> Outcome:
    """Give what the last run left, where this one would leave the same."""
    _, tables = read_back(journey.settings.outputs)
    return outcome_of(
        journey,
        tables["findings"],
        tables["submissions"],
        record=record | {"unchanged": True},
        figures=tables["figures"],
        comparisons=tables["comparisons"],
    )


def _look_ahead(journey: Journey, *, workbook: bool) -> None:
    """Read what does not depend on the partners' files while other processes read those."""
    _ = journey.indicators, journey.reference
    whole = ("safeguard_kpi.reports", "safeguard_kpi.reports.asking.returned") if workbook else ()
    for heavy in ("pandera.polars", "safeguard_kpi.reports.asking.findings_book", *whole):
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
            write_performance(
                folder / WORKBOOK, journey, tables, date.fromisoformat(record["as_of"])
            )
        record = write_record_again(folder, record)
    return outcome_of(
        journey,
        tables["findings"],
        tables["submissions"],
        record=record,
        figures=tables["figures"],
        comparisons=tables["comparisons"],
        written=(WORKBOOK, "run.json"),
    )


def _told(journey: Journey, computed: Computed, started: datetime) -> dict[str, Any]:
    authority = journey.settings.authority
    return {
        "authority": {"name": authority.name, "code": authority.code},
        "as_of": computed.as_of,
        "synthetic": journey.synthetic,
        "started": started,
        "seconds": journey.seconds,
    }
