"""When each command last ran, how it ended and when it last went well: for an alarm when it does not."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from safeguard_kpi.errors import ExitCode
from safeguard_kpi.unattended.lock import in_turn
from safeguard_kpi.unattended.log import FOLDER
from safeguard_kpi.unattended.private import make_private, write_private

FILE = "heartbeat.json"
"""In the outputs, replaced in one step at the end of every run."""

WENT_WELL = frozenset({ExitCode.DONE, ExitCode.FINDINGS})
"""Runs that wrote what they were asked for, whatever was found in the files."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far in the future a run may lie before its clock is not believed."""


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One run, as it ended."""

    started: datetime
    finished: datetime
    seconds: float
    code: int
    sentence: str = ""
    """Why it could not run; empty where it could."""


@dataclass(frozen=True, kw_only=True)
class Beats:
    """The last run of one command, and the last that went well."""

    attempt: Beat
    success: Beat | None = None


def keep_beat(outputs: Path, command: str, beat: Beat) -> None:
    """Write down how a run ended; one that ended later and is there already stays.

    Raises:
        OSError: it cannot be written.
    """
    make_private(outputs / FOLDER)
    with in_turn(outputs / FOLDER):
        beats = read_beats(outputs)
        before = beats.get(command)
        success = before.success if before else None
        beats[command] = Beats(
            attempt=_later(beat, before.attempt if before else None),
            success=_later(beat, success) if beat.code in WENT_WELL else success,
        )
        told = {name: asdict(one) for name, one in sorted(beats.items())}
        write_private(outputs / FILE, json.dumps(told, indent=1, default=_plain) + "\n")


def read_beats(outputs: Path) -> dict[str, Beats]:
    """Read them by command; a file that is not there, or cannot be read, tells of no run."""
    try:
        told = json.loads((outputs / FILE).read_text(encoding="utf-8"))
        return {
            name: Beats(
                attempt=_beat(one["attempt"]), success=one["success"] and _beat(one["success"])
            )
            for name, one in told.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def alarm(beats: Beats | None, *, now: datetime, most: timedelta, command: str) -> str:
    """Say in a sentence that no run went well within a time; nothing where one did."""
    if beats is None:
        return f"`{command}` has never run here"
    success, last = beats.success, beats.attempt
    why = f"; the last one ended with {last.code}" + (f": {last.sentence}" if last.sentence else "")
    if success is None:
        return f"`{command}` has never gone well here{why}"
    age = now - success.finished
    if age < -CLOCKS_DIFFER:
        return f"the last `{command}` that went well is dated {success.finished:%d %B %Y %H:%M} UTC, in the future: put the clock right"
    if age > most:
        failed = why if last.finished > success.finished else ""
        return f"no `{command}` has gone well since {success.finished:%d %B %Y %H:%M} UTC{failed}"
    return ""


def _later(one: Beat, other: Beat | None) -> Beat:
    return other if other is not None and other.finished > one.finished else one


def _beat(told: dict[str, Any]) -> Beat:
    times = {name: datetime.fromisoformat(told[name]) for name in ("started", "finished")}
    if any(time.tzinfo is None for time in times.values()):
        raise ValueError("a time without its zone")
    return Beat(
        **times,
        seconds=float(told["seconds"]),
        code=int(told["code"]),
        sentence=str(told["sentence"]),
    )


def _plain(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds")
