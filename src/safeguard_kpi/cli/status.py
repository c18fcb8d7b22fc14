"""Print how things stand, or raise an alarm where no run went well for too long."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from safeguard_kpi.errors import ExitCode
from safeguard_kpi.settings import read_settings
from safeguard_kpi.status import status_of
from safeguard_kpi.status.facts import FeedFacts, OutputsFacts, Status
from safeguard_kpi.store.facts import StoreFacts, store_facts
from safeguard_kpi.unattended.heartbeat import Beat, alarm, read_beats

WATCHED = "refresh"
"""The command whose absence is an alarm: what somebody does by hand must not silence it."""


def tell_status(
    settings: Path, outputs: Path | None, max_age: timedelta | None, *, as_json: bool
) -> int:
    """Print how things stand; with a greatest age print only an alarm, and end with 1.

    A store that cannot be read is an alarm as well, however lately a run went well.

    Raises:
        SafeguardError: the settings cannot be read.
    """
    chosen = read_settings(settings)
    if outputs is not None:
        chosen = replace(chosen, outputs=outputs)
    now = datetime.now(UTC)
    if max_age is None or as_json:
        status = status_of(chosen, now)
        text = _as_json(status) if as_json else "\n".join(_lines(status))
        sys.stdout.write(text + "\n")
    if max_age is None:
        return ExitCode.DONE
    beats = read_beats(chosen.outputs).get(WATCHED)
    told = alarm(beats, now=now, most=max_age, command=f"safeguard-kpi {WATCHED}")
    store = store_facts(chosen.store_folder)
    if store is not None and store.trouble:
        told = f"{told}; {store.trouble}" if told else store.trouble
    if told:
        sys.stderr.write(f"alarm: {told} ({chosen.outputs})\n")
    return ExitCode.FINDINGS if told else ExitCode.DONE


def _lines(status: Status) -> Iterator[str]:
    yield f"at work     {status.at_work or 'nothing'}"
    yield f"outputs     {_outputs(status.outputs)}"
    yield f"store       {_store(status.store)}"
    for command, beats in sorted(status.runs.items()):
        yield f"{command:<11} {_run(beats.attempt)}"
        if beats.success != beats.attempt:
            well = (
                f"last went well {_minute(beats.success.finished)}"
                if beats.success
                else "never went well"
            )
            yield f"{'':<11} {well}"
    if not status.runs:
        yield "last run    none"
    if status.feeds:
        yield ""
        yield f"{'feed':<26} {'sent up to':<16} {'last received':<16} {'days since':>10}  next due"
        yield from (_feed(feed) for feed in status.feeds)


def _outputs(facts: OutputsFacts) -> str:
    match facts.state:
        case "none":
            return f"{facts.folder}: no run has left any"
        case "unfinished":
            return f"{facts.folder}: not whole: {facts.why}"
        case "behind":
            return f"{facts.folder}: whole, but {facts.why}"
        case "other":
            return (
                f"{facts.folder}: not those of the last run: {', '.join(facts.others)}; {facts.why}"
            )
        case _:
            written = f", written {_minute(facts.written)}" if facts.written else ""
            return f"{facts.folder}: whole, as of {_day(facts.as_of)}{written}"


def _store(facts: StoreFacts | None) -> str:
    if facts is None:
        return "nothing is kept yet"
    if facts.trouble:
        return facts.trouble
    rows, size = (sum(getattr(table, name) for table in facts.tables) for name in ("rows", "size"))
    return f"{facts.folder}: {len(facts.tables)} tables, {rows:,} rows, {size / 1e6:,.1f} MB, change {facts.commit}, key {facts.key_id}"


def _run(beat: Beat) -> str:
    why = f": {beat.sentence}" if beat.sentence else ""
    return f"{_minute(beat.finished)}, {beat.seconds:.1f} s, ended with {beat.code}{why}"


def _feed(feed: FeedFacts) -> str:
    days = "" if feed.days_since is None else f"{feed.days_since:,}"
    return f"{feed.name:<26} {_day(feed.covered_to):<16} {_day(feed.last_received):<16} {days:>10}  {_day(feed.next_due)}{', overdue' if feed.overdue else ''}".rstrip()


def _day(day: date | None) -> str:
    return f"{day:%d %b %Y}" if day else ""


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b %Y %H:%M} UTC"


def _as_json(status: Status) -> str:
    return json.dumps(asdict(status), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
