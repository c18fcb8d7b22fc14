"""Release a quarter: freeze the figures of the last run with all that it takes to make them again."""

import getpass
import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.contracts.declared import PACKAGE
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen import releases_in
from safeguard_kpi.frozen.chosen import written
from safeguard_kpi.frozen.folder import FORMAT, RELEASES, TOLD
from safeguard_kpi.frozen.writing import (
    frozen,
    write_declarations,
    write_numbers,
    write_reference,
)
from safeguard_kpi.journey.breaking import definitions_in_use
from safeguard_kpi.journey.deliveries import WORKBOOK
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.journey.record import LIBRARIES
from safeguard_kpi.journey.workbooks import write_performance
from safeguard_kpi.measures.periods import quarter_name
from safeguard_kpi.quarter.last_run import last_run
from safeguard_kpi.quarter.recounting import REFERENCE, SCHEMAS, SETTINGS, rows_kept
from safeguard_kpi.quarter.releasable import hold_to_last, hold_to_quarter

NOT_IN_IT = (
    "No row about a child is in this release: they are in the store, under pseudonyms, for as long as"
    " its retention lets them be. Verifying recounts them from there. The partners' files, the words in"
    " codes.xlsx and the key are not in it either."
)
"""What a release says of what it does not hold."""

REFERENCES = ("comparators.csv", "populations.csv", "neighbours.csv", "authorities.csv")
"""The files of public figures that a run reads."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What whoever releases says of it."""

    reason: str
    reviewed_by: str
    again: bool = False
    """Whether to release a quarter again of which no number has changed."""


@dataclass(frozen=True, kw_only=True)
class Released:
    """What was released, and where it lies."""

    name: str
    folder: Path
    figures: int
    comparisons: int
    submissions: int


def release(journey: Journey, asked: Asked) -> Released:
    """Release the quarter that the last refresh reports to; whoever calls holds the lock.

    Raises:
        SafeguardError: the outputs are not those of one whole run, the store or the settings are no
            longer those of that run, it ends in mid-quarter, or nothing has changed since the last.
    """
    _refuse_unsaid(asked)
    asked_for, outputs = journey.settings.as_of, journey.settings.outputs
    run = last_run(journey)
    hold_to_quarter(run.as_of, asked_for)
    computed = run.again()
    definitions = definitions_in_use(journey)
    quarter = quarter_name(run.as_of).replace(" ", "-")
    made = releases_in(outputs, journey.settings.authority.code)
    if not asked.again:
        hold_to_last(made, quarter, computed, definitions)
    with frozen(outputs, quarter) as (folder, name):
        rows = rows_kept(run.store, journey.contracts, run.counted)
        told = _told(run.record, run.counted.join(rows, on="id"), asked, name, quarter)
        told |= {
            "order": max((each.told["order"] for each in made), default=0) + 1,
            "key_id": run.store.keys.key_id,
            "figures": computed.figures.height,
            "comparisons": computed.comparisons.height,
            "breaks": run.breaks.to_dicts(),
        }
        write_numbers(folder, figures=computed.figures, comparisons=computed.comparisons)
        (folder / "definitions.json").write_text(definitions.to_json(), encoding="utf-8")
        (folder / SETTINGS).write_text(written(journey.settings), encoding="utf-8")
        write_declarations(folder / SCHEMAS, journey.declarations)
        write_reference(folder / REFERENCE, journey.reference_folder, REFERENCES)
        tables = run.tables | {"figures": computed.figures, "comparisons": computed.comparisons}
        write_performance(folder / WORKBOOK, journey, tables, run.as_of, released=sentence(told))
        text = json.dumps(told, indent=1, default=str, ensure_ascii=False)
        (folder / TOLD).write_text(text + "\n", encoding="utf-8")
    return Released(
        name=name,
        folder=outputs / RELEASES / name,
        figures=computed.figures.height,
        comparisons=computed.comparisons.height,
        submissions=run.counted.height,
    )


def sentence(told: Mapping[str, Any]) -> str:
    """Say of a release when it was made, reviewed by whom, and its name."""
    when = date.fromisoformat(told["released_on"])
    return f"Released {when.day} {when:%B %Y}, reviewed by {told['reviewed_by']}, release {told['name']}"


def source_digest() -> str:
    """Give the SHA-256 of the product's own program, file by file."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _told(
    record: Mapping[str, Any], counted: pl.DataFrame, asked: Asked, name: str, quarter: str
) -> dict[str, Any]:
    rows = {row["submission"]: row["rows_counted"] for row in record["submissions"]}
    kept = ("id", "number", "file", "sheet", "feed", "sha256", "covers_from", "covers_to", "rows")
    now = datetime.now(UTC)
    return {
        "format": FORMAT,
        "name": name,
        "quarter": quarter,
        "as_of": record["as_of"],
        "released": now.isoformat(timespec="microseconds"),
        "released_on": now.astimezone().date().isoformat(),
        "by": _user(),
        "reviewed_by": asked.reviewed_by.strip(),
        "reason": asked.reason.strip(),
        "synthetic": record["synthetic"],
        "authority": record["authority"],
        "not_in_it": NOT_IN_IT,
        "product": {"name": "safeguard-kpi", "version": __version__, "source": source_digest()},
        "python": platform.python_version(),
        "libraries": {each: version(each) for each in (*LIBRARIES, "deltalake")},
        "run": {"started": record["started"], "finished": record["finished"]},
        "store": {"commit": record["store"]["commit"]},
        "submissions": [
            {**{each: row[each] for each in kept}, "rows_counted": rows[row["number"]]}
            for row in counted.to_dicts()
        ],
    }


def _refuse_unsaid(asked: Asked) -> None:
    for name, text in (("--reason", asked.reason), ("--reviewed-by", asked.reviewed_by)):
        if not text.strip():
            raise SafeguardError(
                f"a release needs {name}, and it is empty",
                hint="say why the quarter is released, and who has looked it through",
            )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "not known"
