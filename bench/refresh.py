"""Measure a refresh against its floor: calamine reading the same files and doing nothing with them.

Both are run as fresh processes, in turn, and the ratio is taken pair by pair: an absolute time says
more about the machine than about the product. `make bench` prints ratio, seconds and peak memory. Every
refresh begins with an empty store; then one is run again, with nothing changed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workload import FILES, ROWS, write

HERE = Path(__file__).resolve().parent
PAIRS = int(os.environ.get("PAIRS", "5"))
AIM = 2.2
"""Times the floor that a refresh may take."""

PARSED = """
import sys, fastexcel
for path in sys.argv[1:]:
    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
"""
"""Calamine parsing alone: the cells stay where no one can look at them."""

FLOOR = PARSED.replace('dtypes="string")', 'dtypes="string").to_polars()')
"""Calamine reading into columns of text, which is the least that anything can be done with."""


def main() -> None:
    """Measure and print."""
    folder = HERE / "work" / "inputs"
    print(
        f"workload: {FILES} workbooks, {ROWS:,} rows x 15 columns (written once, kept in bench/work)"
    )
    paths = write(folder)
    floor = [sys.executable, "-c", FLOOR, *map(str, paths)]
    parsed = [sys.executable, "-c", PARSED, *map(str, paths)]
    settings = ["--settings", str(HERE.parent / "safeguard-kpi.toml")]
    ours = [sys.executable, "-m", "safeguard_kpi"]
    with tempfile.TemporaryDirectory() as made:
        os.environ["SAFEGUARD_KPI_KEY"] = f"{made}/bench.key"
        _measured([*ours, "key", "create", *settings], allowed={0})
        refresh = [*ours, "refresh", "--quiet", "--inputs", str(folder), *settings, "--outputs"]
        _measured(floor, allowed={0})
        _measured([*refresh, f"{made}/warm"], allowed={0, 1})
        pairs = [
            (
                _measured([*refresh, f"{made}/{number}"], allowed={0, 1}),
                _measured(floor, allowed={0}),
            )
            for number in range(PAIRS)
        ]
        again = [
            _measured([*refresh, f"{made}/{number}"], allowed={0, 1})[0] for number in range(PAIRS)
        ]
    ratios = sorted(mine[0] / least[0] for mine, least in pairs)
    seconds = statistics.median(mine[0] for mine, _ in pairs)
    least = statistics.median(least[0] for _, least in pairs)
    peak = max(mine[1] for mine, _ in pairs)
    alone = statistics.median(_measured(parsed, allowed={0})[0] for _ in range(PAIRS))
    print(f"floor:    {least:.2f} s (median of {PAIRS}; parsing alone {alone:.2f} s)")
    print(f"refresh:  {seconds:.2f} s, peak memory {peak / 1e6:,.0f} MB over all its processes")
    rerun = statistics.median(again)
    print(f"again:    {rerun:.2f} s with nothing changed, {rerun / seconds:.2f} of the first")
    print(
        f"ratio:    {statistics.median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f}; aim: at most {AIM})"
    )


def _measured(command: list[str], *, allowed: set[int]) -> tuple[float, int]:
    """Run a command; give its seconds and the peak resident bytes of it and its children."""
    started, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 (our own command)
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(0.02)
        taken = time.perf_counter() - started
    if process.returncode not in allowed:
        sys.exit(f"it ended with {process.returncode}: {' '.join(command[:6])}")
    return taken, peak


def _resident(pid: int) -> int:
    """Add up the proportional memory of a process and of all below it (Linux; elsewhere nought)."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            children = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        total += sum(
            int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")
        )
        waiting += map(int, children.split())
    return total


if __name__ == "__main__":
    main()
