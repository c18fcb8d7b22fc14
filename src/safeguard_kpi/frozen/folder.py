"""A release as it lies in its folder: found by name, read, and held to its checksums."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen.definitions import Definitions
from safeguard_kpi.tables import COMPARISONS, FIGURES

RELEASES = "releases"
"""The folder of the outputs that releases lie in."""

TOLD = "release.json"
"""What a release says of itself."""

SUMS = "SHA256SUMS"
"""The SHA-256 of every other file of a release, as `sha256sum -c` reads it."""

FORMAT = 1
"""How a release is laid out; one of a higher number was written by a newer version."""

NAME = re.compile(r"(?P<quarter>\d{4}-\d{2}-Q[1-4])(-r(?P<number>\d+))?")
"""A release's name: its quarter and, from the second on, its number."""

CHUNK = 1 << 20
"""Bytes of a file that are read at a time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Frozen:
    """One release; nothing in its folder is ever changed."""

    folder: Path
    told: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Give the release's name."""
        return str(self.told["name"])

    @property
    def as_of(self) -> date:
        """Give the last day it reports."""
        return date.fromisoformat(self.told["as_of"])

    @property
    def ids(self) -> frozenset[str]:
        """Name the submissions whose rows were counted, as the store knows them."""
        return frozenset(each["id"] for each in self.told["submissions"])

    @property
    def numbers(self) -> dict[str, int]:
        """Give the number that each submission had when it was counted."""
        return {each["id"]: each["number"] for each in self.told["submissions"]}

    @cached_property
    def figures(self) -> pl.DataFrame:
        """Read its figures: the table FIGURES."""
        return _read(self.folder / "figures.parquet", FIGURES)

    @cached_property
    def comparisons(self) -> pl.DataFrame:
        """Read its comparisons: the table COMPARISONS."""
        return _read(self.folder / "comparisons.parquet", COMPARISONS)

    @cached_property
    def definitions(self) -> Definitions:
        """Read what its indicators counted."""
        path = self.folder / "definitions.json"
        try:
            return Definitions.from_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise _damaged(path) from fault

    def broken(self) -> list[str]:
        """Name the files that are not as they were released: changed, gone or added."""
        try:
            lines = (self.folder / SUMS).read_text(encoding="utf-8").splitlines()
            promised = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        except (OSError, ValueError):
            return [SUMS]
        there = {path.relative_to(self.folder).as_posix() for path in files_of(self.folder)}
        there -= {SUMS}
        wrong = {
            name
            for name, digest in promised.items()
            if name in there and digest_of(self.folder / name) != digest
        }
        return sorted(wrong | (promised.keys() ^ there))


def releases_in(outputs: Path, authority: str) -> list[Frozen]:
    """List an authority's releases by when they were made.

    Raises:
        SafeguardError: one of them cannot be read.
    """
    folder = outputs / RELEASES
    if not folder.is_dir():
        return []
    found = [_opened(path) for path in sorted(folder.iterdir()) if NAME.fullmatch(path.name)]
    mine = [each for each in found if each.told["authority"]["code"] == authority]
    return sorted(mine, key=lambda each: each.told["order"])


def find_release(outputs: Path, authority: str, name: str = "") -> Frozen:
    """Find a release by its name; without one, the last.

    Raises:
        SafeguardError: there is none, or none of that name.
    """
    known = {each.name: each for each in releases_in(outputs, authority)}
    if not known:
        raise SafeguardError(
            f"nothing has been released from {outputs} yet",
            hint="`safeguard-kpi release` releases the quarter of the last refresh",
        )
    if not name:
        return list(known.values())[-1]
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise SafeguardError(
            f"there is no release `{name}` in {outputs / RELEASES}",
            hint=f"did you mean `{near[0]}`?" if near else f"releases: {', '.join(known)}",
        )
    return known[name]


def next_name(quarter: str, taken: frozenset[str]) -> str:
    """Name the next release of a quarter; a name is never used twice."""
    numbers = [
        int(found["number"] or 1)
        for name in taken
        if (found := NAME.fullmatch(name)) and found["quarter"] == quarter
    ]
    return f"{quarter}-r{max(numbers) + 1}" if numbers else quarter


def files_of(folder: Path) -> list[Path]:
    """List the files of a folder and of those in it."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _opened(folder: Path) -> Frozen:
    path = folder / TOLD
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if int(told["format"]) > FORMAT:
            raise SafeguardError(
                f"the release {folder.name} was made by a newer version, {told['product']['version']}, in format {told['format']}; this one reads format {FORMAT}",
                hint="install that version or a later one",
            )
        _ = told["name"], told["order"] + 1, told["authority"]["code"], told["submissions"]
        date.fromisoformat(told["as_of"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise _damaged(path) from fault
    return Frozen(folder=folder, told=told)


def _read(path: Path, schema: pl.Schema) -> pl.DataFrame:
    try:
        return pl.read_parquet(path).select(schema.names()).cast(schema)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> SafeguardError:
    return SafeguardError(
        f"the release {path.parent.name} cannot be read: its {path.name} is missing or damaged",
        hint="bring the release's folder back from a copy: breaks in the series are told by it",
    )
