"""What is asked of partners now, what became of what was asked before, and the record between the two."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.admission.reckoning import ASKED, asked_of, asks, reckoned
from safeguard_kpi.intake.model import ReadIn
from safeguard_kpi.journey.sent_back.recipients import TO, Recipient, recipients

FOLDER = "for_partners"
"""The one folder of the outputs that holds children's rows: each workbook goes to one partner."""

RECORD = "asked.json"
"""What was asked, so that the next run can say what was put right; places and numbers, no values."""

_BECAME = ("put_right", "gone", "still", "waiting")


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What is asked of partners now, and what became of what was asked before."""

    found: pl.DataFrame
    """The findings that ask for something, and TO: of whom."""
    asked: pl.DataFrame
    became: pl.DataFrame
    """What was asked before, what became of it, and TO: who is told."""
    headers: Mapping[tuple[str, str], tuple[int | None, str]]
    """By file and sheet: the header's row, and the first column that is used."""
    seed: int
    censuses: frozenset[str] = frozenset()
    """The files that are read as XML: of those, records are told and no cells are copied."""
    asked_before: bool = True
    """Whether there is a record of earlier requests, which the new one replaces."""

    @property
    def told(self) -> list[dict[str, Any]]:
        """Count by file what became of what was asked before, where anything was."""
        return _counted(self.became)

    def told_to(self, who: Recipient) -> dict[str, str]:
        """Say by file what became of what one of those who are asked was asked before."""
        own = self.became.filter(pl.col(TO[0]) == who.partner, pl.col(TO[1]) == who.file)
        return {row["file"]: sentence(row) for row in _counted(own)}


def reckon(
    read: ReadIn,
    findings: pl.DataFrame,
    contracts: Contracts,
    outputs: Path,
    *,
    partners: Mapping[str, str] | None = None,
) -> Reckoning:
    """Set what was found beside what was asked last time, as the outputs hold it.

    Args:
        read: every sheet of every file.
        findings: all that was found.
        contracts: every feed and its partner.
        outputs: the folder of the last run's outputs.
        partners: the partner that somebody named for a file.
    """
    seed, earlier = _asked_before(outputs / FOLDER / RECORD)
    whose = recipients(read, findings, contracts, partners or {})
    found = asks(whose.addressed(findings), by=("file", *TO))
    asked = asked_of(read, found, contracts, seed)
    headers = {
        (file, read.sheets[number].sheet): (
            read.sheets[number].header_row,
            min(read.sheets[number].letters.values(), key=lambda x: (len(x), x), default="A"),
        )
        for file, number in read.submissions.select("file", "submission").iter_rows()
    }
    return Reckoning(
        found=found,
        asked=asked,
        became=whose.addressed_before(reckoned(earlier, asked, read, contracts, seed)),
        headers=headers,
        seed=seed,
        censuses=frozenset(
            file
            for file, number in read.submissions.select("file", "submission").iter_rows()
            if read.sheets[number].children.width
        ),
        asked_before=(outputs / FOLDER).exists(),
    )


def sentence(row: Mapping[str, Any]) -> str:
    """Say what became of what was asked of one file."""
    parts = [f"Put right: {row['put_right']:,} of the {row['asked']:,} asked about before"]
    also = {
        "gone": "no longer there, or its key changed",
        "still": "still to put right",
        "waiting": "not sent again yet",
    }
    parts += [f"{row[name]:,} {words}" for name, words in also.items() if row[name]]
    return "; ".join(parts)


def _counted(became: pl.DataFrame) -> list[dict[str, Any]]:
    counts = became.group_by("file", "became").len().pivot("became", index="file", values="len")
    lacking = [pl.lit(0).alias(name) for name in _BECAME if name not in counts.columns]
    rows = counts.with_columns(lacking).select("file", *(pl.col(n).fill_null(0) for n in _BECAME))
    return [
        {"file": row["file"], "asked": sum(row[name] for name in _BECAME), **row}
        for row in rows.sort("file").to_dicts()
    ]


def _asked_before(path: Path) -> tuple[int, pl.DataFrame]:
    """Read the record of the last run; one that cannot be read, or of another Polars, is as none."""
    nothing = secrets.randbits(63), pl.DataFrame(schema=ASKED)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["polars"] != pl.__version__:
            return nothing
        rows = [
            {**group, "known_by": number} for group in record["asked"] for number in group["rows"]
        ]
        return int(record["seed"]), pl.DataFrame(rows, schema=ASKED)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return nothing


def keep(path: Path, reckoning: Reckoning) -> None:
    """Write the record that the next run reads."""
    waiting = reckoning.became.filter(pl.col("became") == "waiting").select(ASKED.names())
    groups = (
        pl.concat([reckoning.asked, waiting])
        .group_by("file", "feed", "sheet", "field", "problem")
        .agg(pl.col("known_by").sort().alias("rows"))
        .sort("file", "feed", "sheet", "field", "problem")
    )
    record = {
        "what": "what partners were asked to put right: places, and numbers made of rows' keys",
        "polars": pl.__version__,
        "seed": reckoning.seed,
        "asked": groups.to_dicts(),
    }
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
