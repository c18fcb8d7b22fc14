"""What a run leaves besides the workbook: tidy tables, and the record of how they came to be."""

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.intake import ReadIn, with_nearest
from safeguard_kpi.tables import (
    ARRIVALS,
    COMPARISONS,
    FIGURES,
    FINDINGS,
    SUBMISSIONS,
    write_csv,
    write_parquet,
)
from safeguard_kpi.unattended.outputs import LAST

LIBRARIES = ("polars", "pandera", "fastexcel", "openpyxl")
"""The libraries whose version could change a number or a cell."""

BEGINS_A_FORMULA = r"^[=+\-@\t\r\x00]"
"""What a spreadsheet takes for the beginning of a formula; such a text gets an apostrophe."""


def write_tables(folder: Path, *, figures: pl.DataFrame, comparisons: pl.DataFrame) -> None:
    """Write the figures as Parquet and CSV, and the comparisons as CSV."""
    write_parquet(folder / "figures.parquet", figures)
    write_csv(folder / "figures.csv", figures)
    write_csv(folder / "comparisons.csv", comparisons)


def write_findings(folder: Path, findings: pl.DataFrame) -> None:
    """Write the findings as CSV; a name that begins like a formula cannot become one."""
    texts = pl.col(pl.String)
    plain = findings.with_columns(
        pl.when(texts.str.contains(BEGINS_A_FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )
    write_csv(folder / "findings.csv", plain)


def write_codes(path: Path, contracts: Contracts, read: ReadIn) -> None:
    """Write what nobody declared, for the analyst to fill in; what was filled in before is kept."""
    from safeguard_kpi.reports.asking.spellings import Codes, write_spellings  # noqa: PLC0415 (heavy)

    declared = contracts.codes
    codes = {name: Codes(each.title, each.titles, each.own) for name, each in declared.items()}
    write_spellings(path, with_nearest(read.spellings, declared), codes)


def write_record(
    folder: Path, told: Mapping[str, Any], submissions: pl.DataFrame
) -> dict[str, Any]:
    """Write run.json: what went in, what came of it, with what, and how long it took."""
    files = [
        {"file": file, "sha256": digest}
        for file, digest in submissions.select("file", "sha256").unique().sort("file").iter_rows()
    ]
    counts = submissions.filter(pl.col("feed") != "")
    rows = {
        name: int(counts[f"rows_{name}"].sum()) for name in ("in", "admitted", "refused", "blank")
    }
    record = {
        "product": {"name": "safeguard-kpi", "version": __version__},
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        **told,
        "inputs": files,
        "rows": rows,
        "submissions": submissions.to_dicts(),
        "outputs": _digests(folder),
        "folders": sorted(path.name for path in folder.iterdir() if path.is_dir()),
    }
    return _keep(folder, record)


def write_record_again(folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Write run.json of an earlier run again, with what has been written anew."""
    return _keep(folder, record | {"outputs": record["outputs"] | _digests(folder)})


def read_back(outputs: Path) -> tuple[dict[str, Any], dict[str, pl.DataFrame]]:
    """Read the record and tables of the last run, for writing its workbook again.

    Raises:
        SafeguardError: there is none, or a table is not the one that the record names.
    """
    try:
        record = json.loads((outputs / LAST).read_text(encoding="utf-8"))
        changed = [
            name
            for name, digest in record["outputs"].items()
            if not name.endswith(".xlsx")
            and "/" not in name
            and hashlib.sha256((outputs / name).read_bytes()).hexdigest() != digest
        ]
        tables = {
            "figures": pl.read_parquet(outputs / "figures.parquet").select(FIGURES.names()),
            "comparisons": pl.read_csv(outputs / "comparisons.csv", schema=COMPARISONS),
            "findings": pl.read_csv(outputs / "findings.csv", schema=FINDINGS),
            "submissions": _with_days(record["submissions"], SUBMISSIONS),
            "arrivals": _with_days(record["arrivals"], ARRIVALS),
        }
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as fault:
        raise SafeguardError(
            f"{outputs} does not hold a whole run to report on",
            hint="run `safeguard-kpi compute` or `safeguard-kpi refresh` first",
        ) from fault
    if changed:
        raise SafeguardError(
            f"{changed[0]} in {outputs} is not the file that its run wrote",
            hint="run `safeguard-kpi refresh` again: a table changed by hand cannot be reported on",
        )
    return record, tables


def exit_code(findings: pl.DataFrame) -> ExitCode:
    """Say how a run ended: with findings where a file, a sheet or a row could not be used."""
    grave = findings["level"].is_in([Level.ERROR, Level.REJECT]).any()
    return ExitCode.FINDINGS if grave else ExitCode.DONE


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LAST
    }


def _keep(folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(record, indent=1, default=_plain, ensure_ascii=False)
    (folder / LAST).write_text(text + "\n", encoding="utf-8")
    plain: dict[str, Any] = json.loads(text)
    return plain


def _with_days(rows: list[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    days = [name for name, dtype in schema.items() if dtype == pl.Date()]
    read = [
        {**row, **{day: row[day] and date.fromisoformat(row[day]) for day in days}} for row in rows
    ]
    return pl.DataFrame(read, schema=schema)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
