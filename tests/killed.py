"""Publish outputs and recover them, killed at every step that touches the disk; print what was left.

Run as a process of its own: it forks for every kill, and the kill is a real one.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from safeguard_kpi.status.whole import record_of, strangers
from safeguard_kpi.unattended.outputs import NEW, READY, published, recover

STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}
"""What is counted as a step: the system calls that the interpreter announces."""

BEFORE = {
    "figures.csv": "old",
    "findings.csv": "old",
    "for_partners/a": "old",
    "for_partners/b": "old",
}
AFTER = {
    "codes.xlsx": "new", "figures.csv": "new", "findings.csv": "new",
    "for_partners/b": "new", "for_partners/c": "new",
}  # fmt: skip


def main(place: Path) -> None:
    """Print a line for each kill: after how many steps, of what, and what was left."""
    begun = place / "begun"
    publish(begun, BEFORE)
    for step, folder in enumerate(killed_everywhere(place, begun, lambda at: publish(at, AFTER))):
        left = look(folder)
        said: list[str] = []
        for again in killed_everywhere(place, folder, recover):
            recover(again)
            said.append(look(again))
        told = {"step": step, "left": left, "ready": (folder / READY).is_dir(), "healed": said}
        sys.stdout.write(json.dumps(told) + "\n")


def publish(folder: Path, contents: dict[str, str]) -> None:
    """Publish files, and a record with the digest of each."""
    with published(folder) as beside:
        (beside / "for_partners").mkdir()
        for name, text in contents.items():
            (beside / name).write_text(text)
        digests = {
            name: hashlib.sha256(text.encode()).hexdigest() for name, text in contents.items()
        }
        (beside / "run.json").write_text(json.dumps({"as_of": "2026-09-30", "outputs": digests}))


def look(folder: Path) -> str:
    """Say what lies in place: all of the old, all of the new, or a mixture."""
    held = {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith((NEW, READY))
    }
    del held["run.json"]
    by_record = not strangers(folder, record_of(folder))
    if by_record and held == BEFORE:
        return "old"
    return "new" if by_record and held == AFTER else "mixed"


def killed_everywhere(place: Path, begun: Path, work: Callable[[Path], object]) -> Iterator[Path]:
    """Give the folder as each kill left it, the last as the work left it when nobody killed it."""
    step, alive = 0, False
    while not alive:
        folder = place / f"{begun.name}-{step}"
        shutil.copytree(begun, folder)
        alive = not _killed_at(step, folder, work)
        yield folder
        shutil.rmtree(folder)
        step += 1


def _killed_at(step: int, folder: Path, work: Callable[[Path], object]) -> bool:
    """Do the work in a child that is killed just before a step; say whether it came to that."""
    child = os.fork()
    if child == 0:
        waiting = step

        def count(event: str, _arguments: object) -> None:
            nonlocal waiting
            if event in STEPS:
                if not waiting:
                    os.kill(os.getpid(), signal.SIGKILL)
                waiting -= 1

        sys.addaudithook(count)
        work(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
