"""Which rows count: each held against its feed's contract, against the calendar and the others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.across import broken_across
from safeguard_kpi.intake.admission.aside import no_rows_of_the_feed
from safeguard_kpi.intake.admission.contradicted import contradictions
from safeguard_kpi.intake.admission.counted import counted
from safeguard_kpi.intake.admission.coverage import (
    COVERAGE,
    as_told,
    coverage,
    days_refused,
    days_sent,
)
from safeguard_kpi.intake.admission.in_turn import Came, Extract, in_turn, reach_of
from safeguard_kpi.intake.admission.judged import broken_promises, future_dates
from safeguard_kpi.intake.admission.ledger import ledger
from safeguard_kpi.intake.admission.limits import beyond_limits
from safeguard_kpi.intake.admission.lists_without_end import from_their_months
from safeguard_kpi.intake.admission.named_days import named_otherwise
from safeguard_kpi.intake.admission.places import Places, columns_sent, with_child
from safeguard_kpi.intake.admission.repeats import across_sheets, within_sheets
from safeguard_kpi.intake.admission.restarts import restarting, said_of_restarts
from safeguard_kpi.intake.admission.said_of_repeats import repeated_rows
from safeguard_kpi.intake.admission.twins import without_twins
from safeguard_kpi.intake.model import Admitted, ReadIn, SheetRead


def admit(
    read: ReadIn,
    contracts: Contracts,
    *,
    today: date,
    came: Mapping[int, Came] = MappingProxyType({}),
) -> Admitted:
    """Admit the rows that keep their contract and refuse the others, each with a finding.

    Args:
        read: the sheets, typed.
        contracts: every feed.
        today: the day of the run.
        came: when a sheet came, where somebody said so or an earlier run has taken it.

    Raises:
        RuntimeError: rows were lost or made on the way, which is a fault of ours.
    """
    frames, sound, found = {}, {}, [read.findings]
    reach: dict[int, date | None] = {}
    refused: dict[int, tuple[date, date] | None] = {}
    covered = [pl.DataFrame(schema=COVERAGE)]
    for name, feed in contracts.feeds.items():
        sheets = {number: sheet for number, sheet in read.sheets.items() if sheet.feed == name}
        rows = _together(sheets, feed)
        judged = _judged(rows, sheets, feed, read, today=today, came=came)
        frames[name], sound[name] = judged.rows, judged.sound.drop("_cells")
        found.append(judged.found)
        covered.append(judged.window)
        refused |= judged.refused
        reach |= judged.reach
    entered = ledger(read.sheets, contracts.feeds, frames)
    frames = {name: frame.drop("_cells") for name, frame in frames.items()}
    windows = pl.concat(covered)
    submissions = counted(read.submissions, frames, windows, entered, findings.gather(found))
    admitted = Admitted(
        frames=frames,
        findings=findings.gather(found),
        submissions=submissions,
        today=today,
        annex_a=frozenset(number for number, sheet in read.sheets.items() if sheet.annex_a),
        sound=sound,
        reach=reach,
        windows=windows,
        days={name: days_sent(frame, contracts.feeds[name]) for name, frame in sound.items()},
        refused=refused,
        whole=_whole(read, submissions),
    )
    admitted = from_their_months(without_twins(admitted, read), read, contracts)
    named = named_otherwise(read.submissions, admitted.windows)
    of_all = findings.gather([admitted.findings, named])
    return replace(admitted, findings=with_child(of_all, read))


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
    reach: dict[int, date | None]
    """The latest day that each sheet tells of."""


def _whole(read: ReadIn, submissions: pl.DataFrame) -> frozenset[int]:
    """Name the sheets that cover every month of the days they give, and of which rows are left."""
    left = set(submissions.drop_nulls("covers_to")["submission"])
    return frozenset(n for n, sheet in read.sheets.items() if sheet.covers and n in left)


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
    rows: pl.DataFrame,
    sheets: dict[int, SheetRead],
    feed: Feed,
    read: ReadIn,
    *,
    today: date,
    came: Mapping[int, Came],
) -> _Judged:
    """Refuse in turn what breaks a promise, what a sheet repeats, and what a later extract has."""
    not_whole = [number for number, sheet in sheets.items() if not sheet.whole]
    if not rows.height:
        cut = dict.fromkeys(not_whole)
        return _Judged(rows, rows, findings.none(), pl.DataFrame(schema=COVERAGE), cut, {})
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
    told = {number: days[1] for number, days in said_to_cover.items() if days}
    reach = {number: told.get(number, day) for number, day in reach_of(rows, feed).items()}
    order = in_turn(
        Extract(number, file, reach.get(number), came.get(number))
        for number, (file, _) in places.names.items()
    )
    outside = across_sheets(rows, feed, sent, order)
    rows = _without(rows, outside)
    kept = arrived - rejected.height - inside.height - outside.height
    if rows.height != kept:
        raise RuntimeError(f"{feed.name}: {rows.height} rows are admitted where {kept} were to be")
    rows = rows.sort("_submission", "_row")
    said = repeated_rows(pl.concat([inside, outside]), places)
    against = contradictions(outside, order, sound, sent, places)
    together = broken_across(rows, feed, sent, places)
    anew = said_of_restarts(restarting(sound, feed, sent), feed, places.names, sent)
    found = findings.gather([ahead, aside, broken, beyond, said, against, together, *anew])
    return _Judged(rows, sound, found, window, refused, reach)


def _without(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    return rows.join(refused, on=["_submission", "_row"], how="anti", maintain_order="left")
