"""Whether anything has changed since the last run: what went in is known by its bytes."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.journey.told.expected import FILE as EXPECTED
from safeguard_kpi.measures.arrivals import Arrival
from safeguard_kpi.sample.marker import MARKER
from safeguard_kpi.store.facts import store_facts
from safeguard_kpi.store.pointer import read_pointer
from safeguard_kpi.unattended.outputs import LAST

SOURCE = Path(__file__).resolve().parent
"""The product's own code: another code may read the same file otherwise."""


def makings(journey: Journey, *, workbook: bool) -> str:
    """Tell what one run is made from by one number: files, declarations, settings, key and code."""
    settings = journey.settings
    beside = [settings.inputs / name for name in (EXPECTED, MARKER)]
    given = [*journey.files, *journey.found.others, *beside, journey.own_codes]
    told = hashlib.sha256()
    told.update(repr((settings, workbook, journey.returns, journey.keys.key_id)).encode())
    for path in sorted({path for path in given if path.is_file()}):
        told.update(os.fsencode(path) + digest(path).encode())
    roots = [SOURCE, *journey.declarations.roots, journey.reference_folder]
    for path in (path for root in roots for path in _within(root)):
        told.update(f"{path.name}\0{digest(path)}\n".encode())
    for path in sorted((settings.outputs / "releases").glob("*")):
        told.update(f"released {path.name}\n".encode())
    return told.hexdigest()


def good_until(findings: pl.DataFrame, arrivals: pl.DataFrame, today: date) -> date | None:
    """Give the last day on which the same files would give the same outputs; None: there is no end.

    A date that lay ahead is one day no longer ahead, and what is not yet due is one day missing.
    """
    days = arrivals.filter(state=Arrival.NOT_YET.value)["due"].to_list()
    if (findings["problem"] == "date_in_future").any():
        days.append(today)
    return min(days, default=None)


def unchanged(journey: Journey, makings_now: str) -> dict[str, Any] | None:
    """Give the record of the last run where a run now would leave all as it is; None where not."""
    settings = journey.settings
    outputs = settings.outputs
    try:
        record: dict[str, Any] = json.loads((outputs / LAST).read_text(encoding="utf-8"))
        until = record["good_until"] and date.fromisoformat(record["good_until"])
        same = (
            record["makings"] == makings_now
            and record["store"]["commit"] == read_pointer(settings.store_folder).commit
            and journey.store().current.height == record["store"]["submissions"]
            and _whole(settings.store_folder)
            and (until is None or journey.today <= until)
            and all((outputs / name).is_dir() for name in record["folders"])
            and all(digest(outputs / name) == told for name, told in record["outputs"].items())
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if same else None


def _whole(store: Path) -> bool:
    """Tell whether the store can be read: a table that was lost is no reason to say that all is well."""
    facts = store_facts(store)
    return facts is not None and not facts.trouble


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _within(root: Path) -> Iterator[Path]:
    """List what is declared or programmed under a folder, in order."""
    kept = {".py", ".toml", ".csv", ".json"}
    return (path for path in sorted(root.rglob("*")) if path.suffix in kept)
