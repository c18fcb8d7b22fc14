"""The log of runs: a line of JSON for each event, for a program to follow, and never a child's data.

Not the standard library's rotating handler: of two processes that turn a file over at once, as a
run and one that finds it at work may, it loses what the first has written.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from safeguard_kpi.unattended.lock import in_turn
from safeguard_kpi.unattended.private import OWNERS_FILE, make_private

FOLDER = "log"
"""Where in the outputs the log lies."""

FILE = "safeguard-kpi.jsonl"
"""The file that is written to; older ones have .1 to .4 after the name."""

FILES = 5
"""How many are kept, this one among them: some thousands of runs."""

MOST_BYTES = 1_000_000
"""Bytes from which a new file is begun."""

Told = str | int | float | bool | None | Mapping[str, "Told"] | list["Told"]
"""What an event may say: plain words and numbers; nothing is turned into text on the way."""


@dataclass(frozen=True, kw_only=True)
class Log:
    """The log of one run; every line says of which."""

    outputs: Path
    about: Mapping[str, Told]
    """What every line says: the run, and what it was asked to do."""

    def tell(self, event: str, **facts: Told) -> None:
        """Add a line.

        Raises:
            OSError: it cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "event": event, **self.about, **facts}
        folder = self.outputs / FOLDER
        make_private(folder)
        with in_turn(folder):
            _append(folder / FILE, (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8"))


def _append(path: Path, line: bytes) -> None:
    if path.exists() and path.stat().st_size + len(line) > MOST_BYTES:
        _turn_over(path)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNERS_FILE)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line  # a run was killed in the middle of a line
        os.write(handle, line)
    finally:
        os.close(handle)


def _turn_over(path: Path) -> None:
    """Number every file one higher; the oldest is gone."""
    for number in range(FILES - 1, 0, -1):
        younger = path.with_name(f"{FILE}.{number - 1}") if number > 1 else path
        if younger.exists():
            younger.replace(path.with_name(f"{FILE}.{number}"))
