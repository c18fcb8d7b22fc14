"""Whether the outputs are those of one run: each file held to the digest in run.json."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from safeguard_kpi.status.facts import OutputsFacts
from safeguard_kpi.unattended.heartbeat import Beats
from safeguard_kpi.unattended.outputs import LAST, moving

RECORDED = ("refresh", "compute", "report")
"""The commands that write run.json."""

LOOKS = 3
"""How often the outputs are looked at anew where a run replaces them meanwhile."""


def outputs_facts(
    outputs: Path, runs: Mapping[str, Beats], trouble: str
) -> tuple[OutputsFacts, dict[str, Any]]:
    """Say whether the outputs are whole, and give the record they were held to.

    Args:
        outputs: the folder.
        runs: how the commands last ended.
        trouble: why what a killed run left could not be moved into place, if that was tried.
    """
    for _ in range(LOOKS):
        record = record_of(outputs)
        facts = _held_to(record, outputs, runs, trouble)
        if record_of(outputs) == record:
            break
    return facts, record


def record_of(outputs: Path) -> dict[str, Any]:
    """Read run.json; one that is not there, or is no record of a run, is empty."""
    try:
        record: dict[str, Any] = json.loads((outputs / LAST).read_text(encoding="utf-8"))
        date.fromisoformat(record["as_of"])
        return record if isinstance(record["outputs"], dict) else {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def strangers(outputs: Path, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the files that are missing or not those that the record names."""
    digests = sorted(record["outputs"].items())
    return tuple(name for name, digest in digests if _other(outputs, name, digest))


def _held_to(
    record: dict[str, Any], outputs: Path, runs: Mapping[str, Beats], trouble: str
) -> OutputsFacts:
    if moving(outputs):
        why = trouble or "a run is moving them into place, or was killed as it did"
        return OutputsFacts(folder=outputs, state="unfinished", why=why)
    if not record:
        return OutputsFacts(folder=outputs, state="none")
    others = strangers(outputs, record)
    return OutputsFacts(
        folder=outputs,
        state="other" if others else "whole",
        as_of=date.fromisoformat(record["as_of"]),
        written=datetime.fromisoformat(record["finished"]) if record.get("finished") else None,
        others=others,
        why=_why(runs) if others else "",
    )


def _other(outputs: Path, name: str, digest: str) -> bool:
    """Say whether a file is not the recorded one; what goes to partners may have been moved away."""
    try:
        return hashlib.sha256((outputs / name).read_bytes()).hexdigest() != digest
    except FileNotFoundError:
        return "/" not in name
    except OSError:
        return True


def _why(runs: Mapping[str, Beats]) -> str:
    """Say whether a later `validate`, which writes findings and no figures, explains the difference."""
    wrote = [runs[name].success for name in RECORDED if name in runs]
    last = max((beat.finished for beat in wrote if beat), default=None)
    checked = runs["validate"].success if "validate" in runs else None
    if checked and last and checked.finished > last:
        return f"`validate` wrote its findings on {checked.finished:%d %B %Y}, after the figures"
    return "they were changed since, or taken away"
