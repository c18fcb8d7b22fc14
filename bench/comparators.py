"""Measure import and verify of the whole 2024 release against polars reading the same files only.

Each is run as a fresh process, in turn, and the ratio is taken pair by pair. Without the release
beside the checkout (../shared) there is nothing to measure, and that is said.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAIRS = int(os.environ.get("PAIRS", "5"))

FLOOR = """
import sys, polars
for path in sys.argv[1:]:
    polars.read_csv(path, infer_schema=False)
"""


def main() -> None:
    """Measure and print."""
    published = next(
        (
            up / "shared" / "published"
            for up in ROOT.parents
            if (up / "shared" / "published").is_dir()
        ),
        None,
    )
    if published is None:
        print("comparators: skipped, ../shared/published is not there")
        return
    files = sorted((published / "cin_2024").glob("*.csv"))
    near = sorted((published / "neighbours").glob("*.csv"))
    floor = [sys.executable, "-c", FLOOR, *map(str, files)]
    with tempfile.TemporaryDirectory() as reference:
        command = [sys.executable, "-m", "safeguard_kpi", "comparators"]
        settings = ["--settings", str(ROOT / "safeguard-kpi.toml")]
        read = [
            *command,
            "import",
            *map(str, files + near),
            "--quiet",
            "--reference",
            reference,
            *settings,
        ]
        check = [*command, "verify", *map(str, files), "--quiet"]
        for once in (floor, read, check):
            _seconds(once)
        turns = [(_seconds(read), _seconds(check), _seconds(floor)) for _ in range(PAIRS)]
    rows = sum(file.read_bytes().count(b"\n") for file in files)
    print(f"release:  {len(files)} files, {rows:,} lines, read as text by the floor")
    for name, at in (("import", 0), ("verify", 1), ("floor", 2)):
        print(f"{name + ':':<9} {_middle(turn[at] for turn in turns):.2f} s (median of {PAIRS})")
    for name, at in (("import", 0), ("verify", 1)):
        ratios = sorted(turn[at] / turn[2] for turn in turns)
        print(
            f"ratio:    {name} {statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def _middle(numbers: Iterable[float]) -> float:
    return statistics.median(list(numbers))


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 (our own command)
    if done.returncode not in {0, 1}:
        sys.exit(f"it ended with {done.returncode}: {' '.join(command[:6])}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
