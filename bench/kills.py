"""Kill a refresh at random moments and look at what is left: `python bench/kills.py 200`.

Each refresh has something new to say: one file of its inputs lacks another number of rows each time, so that
rows are appended to the store and one submission takes the place of another. Its whole process group is killed
at a moment drawn evenly over the time a refresh takes. Then the outputs are held to run.json as they lie there,
`status` puts right what there is to put right, and they are held to it again; the store is opened, and the rows
of the one submission that counts in it are held to those of the files. At the end a refresh that nobody kills
must give the figures that the last file gives alone. A second argument, such as 0.9, kills only from that part of
the run on, where the outputs are moved.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.settings import read_settings
from safeguard_kpi.status.whole import record_of, strangers
from safeguard_kpi.store import open_store, read_keys
from safeguard_kpi.store.facts import store_facts
from safeguard_kpi.unattended.outputs import NEW, READY

COMMAND = [sys.executable, "-m", "safeguard_kpi"]
REFRESH = ["refresh", "--quiet", "--anew"]
KEPT = "walsall_mash_contacts_2019-20.csv"
"""The one file of the sample that is refreshed: a run takes seconds, and most of them are not reading."""

LEFT_OUT = 400
"""Rows at the end that a version may lack; no two kills in a row have the same."""

LONGER = 1.05
"""How far beyond the time of a refresh a kill may fall, so that some come just after its end."""


class Desk(NamedTuple):
    """A folder with settings, a key and one partner's file."""

    folder: Path
    lines: tuple[bytes, ...]

    @property
    def outputs(self) -> Path:
        """Say where the outputs are."""
        return self.folder / "outputs"

    def lay(self, version: int) -> None:
        """Put a version into the inputs: without so many rows at the end."""
        lines = self.lines[: -1 - version % LEFT_OUT]
        (self.folder / "inputs" / KEPT).write_bytes(b"".join(lines))

    def run(self, *words: str) -> int:
        """Run a command to its end and give its exit code."""
        return subprocess.run(  # noqa: S603 (our own command)
            [*COMMAND, *words], cwd=self.folder, check=False, stdout=subprocess.DEVNULL
        ).returncode


def main(kills: int, first: float) -> int:
    """Kill, look, and print a table; 1 where anything was lost or mixed."""
    chance = random.Random(kills)  # noqa: S311 (moments, no secrets)
    with tempfile.TemporaryDirectory() as folder:
        desk = _desk(Path(folder))
        length = _length(desk)
        print(
            f"a refresh takes {length:.2f} s; {kills} kills from {first * length:.2f} s to {LONGER * length:.2f} s"
        )
        raw, healed, again, faults = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        began = time.perf_counter()
        for number in range(kills):
            before = _told(desk)
            desk.lay(number)
            ended = killed(desk, chance.uniform(first, LONGER) * length, REFRESH)
            faults["ended before it was killed, or busy"] += ended is not None
            faults["busy: the lock outlived its holder"] += ended == 3  # noqa: PLR2004 (ExitCode.BUSY)
            faults["ready and not all in place"] += (desk.outputs / READY).is_dir()
            faults["half written and left over"] += any(desk.outputs.glob(f"{NEW}*"))
            raw[_state(desk, before)] += 1
            for seen in (healed, again):
                faults["status could not"] += desk.run("status") != 0
                seen[_state(desk, before)] += 1
            faults["left over after status"] += any(
                path.name.startswith((NEW, READY)) for path in desk.outputs.iterdir()
            )
            facts = store_facts(desk.outputs / "store")
            faults["store that cannot be read"] += facts is None or bool(facts.trouble)
            faults["store with rows lost or mixed"] += not _sound(desk)
        print(f"{'outputs':<24}{'old':>6}{'new':>6}{'mixed':>7}{'lost':>6}")
        for name, seen in (
            ("as the kill left them", raw),
            ("after status", healed),
            ("after it again", again),
        ):
            print(
                f"{name:<24}"
                + "".join(
                    f"{seen[state]:>{wide}}"
                    for state, wide in (("old", 6), ("new", 6), ("mixed", 7), ("lost", 6))
                )
            )
        faults["figures not those of the last file"] += not _as_alone(desk, kills)
        for name, count in faults.items():
            print(f"{name:<40}{count:>5}")
        print(f"{(time.perf_counter() - began) / kills:.1f} s for each kill and what was looked at")
    bad = sum(seen[state] for seen in (healed, again) for state in ("mixed", "lost"))
    grave = (
        "busy: the lock outlived its holder",
        "status could not",
        "left over after status",
        "store that cannot be read",
        "store with rows lost or mixed",
        "figures not those of the last file",
    )
    return int(bad > 0 or any(faults[name] for name in grave))


def _desk(folder: Path) -> Desk:
    desk = Desk(folder, ())
    desk.run("sample", "--quiet")
    desk.run("key", "create", "--if-missing")
    for path in (folder / "inputs").iterdir():
        if path.is_file() and path.name != KEPT and path.suffix in {".csv", ".xlsx"}:
            path.unlink()
    whole = (folder / "inputs" / KEPT).read_bytes()
    return Desk(folder, tuple(whole.splitlines(keepends=True)))


def _length(desk: Desk) -> float:
    """Give the seconds of a refresh, the median of three, the last of them of the second version."""
    taken = []
    for version in (1, 0, 1):
        desk.lay(version)
        began = time.perf_counter()
        if desk.run(*REFRESH) > 1:
            sys.exit("a refresh that nobody killed could not run")
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def killed(desk: Desk, seconds: float, command: list[str]) -> int | None:
    """Start a command and kill its process group; give the exit code of one that had ended before."""
    words = [*COMMAND, *command]
    with subprocess.Popen(  # noqa: S603 (our own command)
        words, cwd=desk.folder, start_new_session=True, stderr=subprocess.DEVNULL
    ) as process:
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None


def _sound(desk: Desk) -> bool:
    """Say whether one submission counts, and the store has every row of it and of each before it."""
    chosen = read_settings(desk.folder / "safeguard-kpi.toml")
    keys = read_keys(chosen.key, store=chosen.store_folder)
    store = open_store(chosen.store_folder, chosen.authority.code, keys)
    feed = load_contracts(Declarations.standard()).feeds["mash_contacts"]
    held = dict(
        store.rows(feed, store.kept["id"].to_list()).group_by("submission").len().iter_rows()
    )
    told = dict(store.kept.select("id", "rows_admitted").iter_rows())
    return store.current.height == 1 and held == told


def _as_alone(desk: Desk, version: int) -> bool:
    """Say whether a refresh now gives what a store of its own gives of the same file."""
    desk.lay(version)
    alone = desk.folder / "alone"
    figures = []
    for outputs in (desk.outputs, alone):
        if desk.run(*REFRESH, "--outputs", str(outputs)) > 1:
            return False
        figures.append((outputs / "figures.csv").read_bytes())
    return figures[0] == figures[1]


def _told(desk: Desk) -> str:
    """Name the run whose record lies in the outputs, by when it ended."""
    return str(record_of(desk.outputs).get("finished", ""))


def _state(desk: Desk, before: str) -> str:
    """Say whether the outputs are those of the run before, of the one that was killed, or of both."""
    record = record_of(desk.outputs)
    if not record:
        return "lost"
    if strangers(desk.outputs, record):
        return "mixed"
    return "old" if record["finished"] == before else "new"


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 20, float(given[1]) if len(given) > 1 else 0.0))
