"""Kill a release at random moments and look at what is left: `python bench/kills_of_release.py 50`.

Each round releases the sample's quarter once more and kills the whole process group at a moment drawn evenly
over the time a release takes. Then there must be the releases there were, or one more that is whole by its
checksums, and the outputs must be those of the run before. At the end a release that nobody kills must
succeed, leave nothing half written beside it, and be verified.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kills import LONGER, Desk, killed

from safeguard_kpi.frozen import releases_in
from safeguard_kpi.frozen.folder import RELEASES
from safeguard_kpi.frozen.writing import BESIDE
from safeguard_kpi.settings import read_settings
from safeguard_kpi.status.whole import record_of, strangers

RELEASE = ["release", "--again", "--reason", "Measured", "--reviewed-by", "A. Reviewer", "--quiet"]


def main(kills: int) -> int:
    """Kill, look, and print a table; 1 where anything was lost or half released."""
    chance = random.Random(kills)  # noqa: S311 (moments, no secrets)
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(Path(name), ())
        if desk.run("sample", "--quiet") or desk.run("refresh", "--quiet") > 1:
            sys.exit("the sample could not be refreshed")
        began = time.perf_counter()
        if desk.run(*RELEASE):
            sys.exit("a release that nobody killed could not be made")
        length = time.perf_counter() - began
        print(f"a release takes {length:.2f} s; {kills} kills from 0 s to {LONGER * length:.2f} s")
        run, seen = record_of(desk.outputs)["finished"], Counter[str]()
        for _ in range(kills):
            before = _whole(desk)
            ended = killed(desk, chance.uniform(0, LONGER) * length, RELEASE)
            seen["ended before it was killed"] += ended is not None
            seen["half written and left over"] += bool(_left(desk))
            seen[_state(before, _whole(desk))] += 1
            record = record_of(desk.outputs)
            seen["outputs not as they were"] += record.get("finished") != run or bool(
                strangers(desk.outputs, record)
            )
        seen["a release at the end could not"] += desk.run(*RELEASE) != 0
        seen["left over after it"] += len(_left(desk))
        seen["the last is not verified"] += desk.run("verify") != 0
        for word, count in sorted(seen.items()):
            print(f"{word:<40}{count:>5}")
    fine = {"old", "new", "ended before it was killed", "half written and left over"}
    return int(any(count for word, count in seen.items() if word not in fine))


def _whole(desk: Desk) -> dict[str, bool]:
    """Say of each release by its name whether every file is as it was released."""
    chosen = read_settings(desk.folder / "safeguard-kpi.toml")
    return {
        each.name: not each.broken() for each in releases_in(desk.outputs, chosen.authority.code)
    }


def _state(before: dict[str, bool], after: dict[str, bool]) -> str:
    """Say whether there are the releases there were, one more, fewer, or one that is not whole."""
    if not all(after.values()):
        return "not whole"
    if not before.keys() <= after.keys():
        return "lost"
    return {0: "old", 1: "new"}.get(len(after) - len(before), "more than one")


def _left(desk: Desk) -> list[Path]:
    """List the folders beside the releases that were begun and never moved into place."""
    return list((desk.outputs / RELEASES).glob(f"{BESIDE}*"))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20))
