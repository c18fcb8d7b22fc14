"""Run the command as its user would: as a process, in a folder of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from safeguard_kpi.pattern import WALSALL

CONTACTS = ["Child Unique ID", "Date of Contact", "Contact Source", "Outcome"]


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def record(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.out)
        return told


def command(*arguments: str, cwd: Path) -> Ended:
    """Run the command in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "safeguard_kpi", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def desk(folder: Path, *rows: list[Any], headers: list[str] | None = None) -> Path:
    """Lay out a folder as an analyst has it: settings, and one partner's sheet of contacts."""
    (folder / "inputs").mkdir(parents=True)
    (folder / "safeguard-kpi.toml").write_text(WALSALL, encoding="utf-8")
    sheet(folder / "inputs" / "contacts.xlsx", headers or CONTACTS, *rows)
    return folder


def sheet(path: Path, headers: list[str], *rows: list[Any]) -> None:
    """Write one sheet of contacts."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Contacts"
    for row in (headers, *rows):
        page.append(row)
    book.save(path)
