"""A desk whose contacts are drawn by hand, and the steps of a quarter done on it in this process."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.frozen import Frozen, find_release
from safeguard_kpi.journey import refresh
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.pattern import WALSALL
from safeguard_kpi.quarter.moving import Moved, moved_since
from safeguard_kpi.quarter.releasing import Asked, Released, release
from safeguard_kpi.quarter.verifying import Verified, verify
from safeguard_kpi.settings import read_settings

HEADERS = ["Child Unique ID", "Date of Contact", "Date of decision", "Contact Source", "Outcome", "RAG"]  # fmt: skip
Row = list[str]
TODAY = date(2020, 7, 20)


def contacts(first: date, last: date, *, outcome: str = "Referral") -> list[Row]:
    """Draw a contact a day, red, decided after three hours; every second ends in no further action."""
    rows = []
    for number in range((last - first).days + 1):
        day = datetime.combine(first + timedelta(days=number), datetime.min.time())
        at, decided = day.replace(hour=9), day.replace(hour=12)
        rows.append(
            [
                f"CHILD-{first:%y%m}-{number:04}",
                f"{at:%Y-%m-%d %H:%M}",
                f"{decided:%Y-%m-%d %H:%M}",
                "6: Police",
                outcome if number % 2 else "No further action",
                "Red",
            ]
        )
    return rows


Q3 = contacts(date(2019, 10, 1), date(2019, 12, 31))
Q4 = contacts(date(2020, 1, 1), date(2020, 3, 31))
Q1 = contacts(date(2020, 4, 1), date(2020, 6, 30))


@dataclass(frozen=True)
class Desk:
    """A folder as an analyst has it."""

    folder: Path

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs"

    def send(self, name: str, rows: Iterable[Row]) -> None:
        with (self.folder / "inputs" / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS, *rows])

    def set(self, before: str, now: str) -> None:
        path = self.folder / "safeguard-kpi.toml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, now), encoding="utf-8")

    def journey(self, **chosen: Any) -> Journey:
        settings = replace(read_settings(self.folder / "safeguard-kpi.toml"), **chosen)
        return Journey(settings=settings, today=TODAY, anew=True, returns=False)

    def refresh(self, *, workbook: bool = False, **chosen: Any) -> None:
        refresh.compute(self.journey(**chosen), workbook=workbook)

    def release(self, *, again: bool = False, **chosen: Any) -> Released:
        said = Asked(reason="To the subgroup", reviewed_by="A. Reviewer", again=again)
        return release(self.journey(**chosen), said)

    def frozen(self, name: str = "") -> Frozen:
        return find_release(self.outputs, "E08000030", name)

    def verify(self, name: str = "") -> Verified:
        return verify(self.frozen(name), self.journey())

    def diff(self, **chosen: Any) -> Moved:
        return moved_since(self.frozen(), self.journey(**chosen))

    def figure(self, indicator: str, period: str, category: str = "All") -> dict[str, Any]:
        figures = pl.read_parquet(self.outputs / "figures.parquet")
        found = figures.filter(indicator=indicator, period=period, category=category)
        return found.row(0, named=True)


def laid_out(folder: Path, **files: list[Row]) -> Desk:
    (folder / "inputs").mkdir(parents=True)
    (folder / "safeguard-kpi.toml").write_text(WALSALL, encoding="utf-8")
    desk = Desk(folder)
    for name, rows in files.items():
        desk.send(f"{name}.csv", rows)
    return desk
