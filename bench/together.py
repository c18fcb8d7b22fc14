"""Refresh twice at once into one store, and count what is lost: `python bench/together.py 20`.

In each round two processes start together, each with a quarter of its own that the store has not seen. One
waits for the other, or is told that it is busy and tries again. Afterwards both quarters must be in the
store with every row, and the outputs must be those of one run.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.settings import read_settings
from safeguard_kpi.status.whole import record_of, strangers
from safeguard_kpi.store import open_store, read_keys

COMMAND = [sys.executable, "-m", "safeguard_kpi"]
BUSY = 3
ROWS = 45
"""Contacts in each quarter, one every other day."""


def main(rounds: int) -> int:
    """Run, look, and print what was seen; 1 where anything was lost."""
    seen = Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([*COMMAND, "sample", "--quiet"], cwd=folder, check=True)  # noqa: S603
        outputs = folder / "outputs"
        began = time.perf_counter()
        for number in range(rounds):
            pair = [_quarter(folder, 2 * number + each) for each in range(2)]
            how = [("--wait", "60"), ("--wait", "60")] if number % 2 else [(), ()]
            running = [
                _start(folder, inputs, words) for inputs, words in zip(pair, how, strict=True)
            ]
            codes = [process.wait() for process in running]
            seen["refused as busy"] += codes.count(BUSY)
            seen["other faults"] += sum(code not in {0, 1, BUSY} for code in codes)
            for code, inputs in zip(codes, pair, strict=True):
                if code == BUSY:
                    seen["other faults"] += _start(folder, inputs, ()).wait() > 1
            record = record_of(outputs)
            seen["outputs mixed"] += not record or bool(strangers(outputs, record))
        seen["rows lost"] = 2 * rounds * ROWS - _rows(folder)
        seconds = (time.perf_counter() - began) / rounds
    print(f"{rounds} rounds of two at once, {seconds:.1f} s each; half of them with --wait")
    for what in ("refused as busy", "other faults", "outputs mixed", "rows lost"):
        print(f"{what:<20}{seen[what]:>5}")
    return int(any(seen[what] for what in ("other faults", "outputs mixed", "rows lost")))


def _quarter(folder: Path, number: int) -> Path:
    """Write the contacts of one quarter into inputs of their own."""
    inputs = folder / f"inputs {number}"
    inputs.mkdir()
    first = date(2000 + number // 4, 1 + number % 4 * 3, 1)
    lines = ["Child Unique ID,Date of Contact,Contact Source,Outcome"]
    days = (first + timedelta(days=2 * day) for day in range(ROWS))
    lines += [
        f"C{number}-{place:03},{day:%d/%m/%Y},Police,Referral" for place, day in enumerate(days)
    ]
    (inputs / f"contacts {number}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return inputs


def _start(folder: Path, inputs: Path, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (our own command)
        [*COMMAND, "refresh", "--quiet", "--inputs", str(inputs), *words],
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )


def _rows(folder: Path) -> int:
    """Count the rows of contacts that count in the store."""
    chosen = read_settings(folder / "safeguard-kpi.toml")
    keys = read_keys(chosen.key, store=chosen.store_folder)
    store = open_store(chosen.store_folder, chosen.authority.code, keys)
    feed = load_contracts(Declarations.standard()).feeds["mash_contacts"]
    return store.rows(feed, store.current["id"].to_list()).height


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
