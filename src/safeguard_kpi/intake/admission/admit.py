"""Which rows count: each held against its feed's contract, against the calendar and the others."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.across import broken_across
from safeguard_kpi.intake.admission.aside import no_rows_of_the_feed
from safeguard_kpi.intake.admission.coverage import (
    COVERAGE,
    as_told,
    coverage,
    days_refused,
    days_sent,
)
from safeguard_kpi.intake.admission.judged import broken_promises, future_dates
from safeguard_kpi.intake.admission.ledger import LEDGER, ledger
from safeguard_kpi.intake.admission.limits import beyond_limits
from safeguard_kpi.intake.admission.named_days import named_otherwise
from safeguard_kpi.intake.admission.places import Places, columns_sent, with_child
from safeguard_kpi.intake.admission.repeats import across_sheets, within_sheets
from safeguard_kpi.intake.admission.restarts import restarting, said_of_restarts
from safeguard_kpi.intake.admission.said_of_repeats import repeated_rows
from safeguard_kpi.intake.model import Admitted, ReadIn, SheetRead
from safeguard_kpi.tables import SUBMISSIONS


def admit(read: ReadIn, contracts: Contracts, *, today: date) -> Admitted:
    """Admit the rows that keep their contract and refuse the others, each with a finding.

    Raises:
        RuntimeError: rows were lost or made on the way, which is a fault of ours.
    """
    frames, sound, found = {}, {}, [read.findings]
    refused: dict[int, tuple[date, date] | None] = {}
    covered = [pl.DataFrame(schema=COVERAGE)]
    for name, feed in contracts.feeds.items():
        sheets = {number: sheet for number, sheet in read.sheets.items() if sheet.feed == name}
        rows = _together(sheets, feed)
        judged = _judged(rows, sheets, feed, read, today)
        frames[name], sound[name] = judged.rows, judged.sound.drop("_cells")
        found.append(judged.found)
        covered.append(judged.window)
        refused |= judged.refused
    entered = ledger(read.sheets, contracts.feeds, frames)
    frames = {name: frame.drop("_cells") for name, frame in frames.items()}
    windows = pl.concat(covered)
    submissions = _counted(read.submissions, frames, windows, entered)
    submissions = _with_rejected(submissions, findings.gather(found))
    found.append(named_otherwise(read.submissions, windows))
    return Admitted(
        frames=frames,
        findings=with_child(findings.gather(found), read),
        submissions=submissions,
        today=today,
        annex_a=frozenset(number for number, sheet in read.sheets.items() if sheet.annex_a),
        sound=sound,
        windows=windows,
        days={name: days_sent(frame, contracts.feeds[name]) for name, frame in sound.items()},
        refused=refused,
        whole=_whole(read, submissions),
    )


class _Judged(NamedTuple):
    """What became of a feed's rows."""

    rows: pl.DataFrame
    """Those that count."""
    sound: pl.DataFrame
    """Those that their own sheet admits."""
    found: pl.DataFrame
    window: pl.DataFrame
    refused: dict[int, tuple[date, date] | None]
    """The sheets of which nothing is used though rows were read."""


def _whole(read: ReadIn, submissions: pl.DataFrame) -> frozenset[int]:
    """Name the sheets that cover every month of the days they give, and of which rows are left."""
    left = set(submissions.drop_nulls("covers_to")["submission"])
    return frozenset(n for n, sheet in read.sheets.items() if sheet.covers and n in left)


def _with_rejected(submissions: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Count the rows of each sheet that were refused for what they hold."""
    rejected = (
        found.filter((pl.col("level") == Level.REJECT.value) & pl.col("row").is_not_null())
        .group_by("file", "sheet", "feed")
        .agg(_rejected=pl.col("row").n_unique().cast(pl.Int64))
    )
    return (
        submissions.join(rejected, on=["file", "sheet", "feed"], how="left", maintain_order="left")
        .with_columns(rows_rejected=pl.col("_rejected").fill_null(0))
        .select(SUBMISSIONS.names())
    )


def _together(sheets: dict[int, SheetRead], feed: Feed) -> pl.DataFrame:
    """Put a feed's sheets under one another, with nulls where a column was not sent."""
    wanted = pl.Schema(
        {**feed.columns, "_submission": pl.UInt32(), "_row": pl.Int64(), "_cells": pl.Int64()}
    )
    parts = [
        sheet.rows.with_columns(pl.lit(number, pl.UInt32).alias("_submission"))
        for number, sheet in sheets.items()
    ]
    return pl.concat([pl.DataFrame(schema=wanted), *parts], how="diagonal").select(wanted.names())


def _judged(
    rows: pl.DataFrame, sheets: dict[int, SheetRead], feed: Feed, read: ReadIn, today: date
) -> _Judged:
    """Refuse in turn what breaks a promise, what a sheet repeats, and what a later extract has."""
    not_whole = [number for number, sheet in sheets.items() if not sheet.whole]
    if not rows.height:
        cut = dict.fromkeys(not_whole)
        return _Judged(rows, rows, findings.none(), pl.DataFrame(schema=COVERAGE), cut)
    places = Places.of(sheets, feed, read.submissions)
    sent = {number: columns_sent(sheet, feed) for number, sheet in sheets.items()}
    ahead, rows = future_dates(rows, feed, places, today)
    earlier = pl.concat([read.findings, ahead])
    aside, rows = no_rows_of_the_feed(rows, feed, places, earlier)
    arrived = rows.height
    broken, rows = broken_promises(rows, feed, sent, places, earlier)
    rejected = places.rejected(pl.concat([earlier, broken]), rows)
    beyond, rejected, whole = beyond_limits(rows, rejected, feed, places, not_whole)
    said_to_cover = {number: sheet.covers for number, sheet in sheets.items()}
    refused = dict.fromkeys(not_whole) | days_refused(rows, whole, feed, said_to_cover)
    rows = _without(rows, rejected)
    inside = within_sheets(rows, feed, sent)
    sound = rows = _without(rows, inside)
    window = as_told(coverage(rows, feed), said_to_cover)
    outside = across_sheets(rows, feed, sent, places.from_earliest(window))
    rows = _without(rows, outside)
    kept = arrived - rejected.height - inside.height - outside.height
    if rows.height != kept:
        raise RuntimeError(f"{feed.name}: {rows.height} rows are admitted where {kept} were to be")
    rows = rows.sort("_submission", "_row")
    said = repeated_rows(pl.concat([inside, outside]), places)
    together = broken_across(rows, feed, sent, places)
    anew = said_of_restarts(restarting(sound, feed, sent), feed, places.names, sent)
    told = findings.gather([ahead, aside, broken, beyond, said, together, *anew])
    return _Judged(rows, sound, told, window, refused)


def _without(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    return rows.join(refused, on=["_submission", "_row"], how="anti", maintain_order="left")


def _counted(
    submissions: pl.DataFrame,
    frames: Mapping[str, pl.DataFrame],
    covered: pl.DataFrame,
    entered: pl.DataFrame,
) -> pl.DataFrame:
    """Fill in what became of each sheet's rows, and hold that none was lost."""
    admitted = pl.concat([frame.select("_submission") for frame in frames.values()])
    counts = admitted.group_by("_submission").len("_admitted")
    counted = (
        submissions.drop("covers_from", "covers_to", *LEDGER.names()[1:])
        .join(counts, left_on="submission", right_on="_submission", how="left")
        .join(covered, left_on="submission", right_on="_submission", how="left")
        .join(entered, on="submission", how="left")
        .with_columns(rows_admitted=pl.col("_admitted").fill_null(0).cast(pl.Int64))
        .with_columns(_refused=pl.col("rows_in") - pl.col("rows_admitted"))
    )
    lost = counted.filter(pl.col("_refused") < pl.col("rows_refused"))
    if lost.height:
        raise RuntimeError(f"rows were made on the way in {lost.height} sheets")
    return (
        counted.with_columns(rows_refused=pl.col("_refused"))
        .select(SUBMISSIONS.names())
        .cast(SUBMISSIONS)
        .sort("submission")
    )
