"""A desk with settings, the drawn release and the command, for the tests of its commands."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import drawn_release
from safeguard_kpi.settings import WALSALL


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A folder with settings and the drawn release, and the command run in it."""

    folder: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        source = str(Path(__file__).parents[1] / "src")
        return subprocess.run(
            [sys.executable, "-m", "safeguard_kpi", "comparators", *words],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": source, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    def held(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.folder.glob("inputs/reference/*")}


def laid_out(folder: Path) -> Desk:
    (folder / "safeguard-kpi.toml").write_text(WALSALL, encoding="utf-8")
    schemas = folder / "ours"
    for inside in ("releases", "neighbours"):
        (schemas / inside).mkdir(parents=True)
    # In the place of the product's own: the same paths override them.
    for name, text in (("cin_2024", drawn_release.DECLARED), ("cin_2025", drawn_release.NEWER)):
        (schemas / f"releases/{name}.toml").write_text(text, encoding="utf-8")
    drawn = drawn_release.NEIGHBOURS
    (schemas / "neighbours/2021.toml").write_text(drawn, encoding="utf-8")
    (folder / "given").mkdir()
    drawn_release.lay_out(folder / "given", newer=True)
    (folder / "given/near.csv").write_text(drawn_release.neighbours_csv(), encoding="utf-8")
    return Desk(folder=folder)
