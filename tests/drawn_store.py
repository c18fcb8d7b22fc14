"""A folder of partners' files about invented children, read into a store, for the tests of it."""

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import DeltaTable, QueryBuilder

from conftest import KEYS
from safeguard_kpi.journey.earlier.remembering import Remembered
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.settings import Authority, Settings
from safeguard_kpi.store import Keys, Store, open_store
from safeguard_kpi.store.keys import write_keys

WALSALL = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
TODAY = date(2020, 7, 10)
CONTACTS = ("Contact ID", "Child Unique ID", "Date of Birth", "Date of Contact", "Contact Source",
            "Outcome")  # fmt: skip
REFERRALS = ("Child Unique ID", "Date of Birth", "Date of Referral", "Referral Source",
             "Referral NFA?", "Date of Case Closure")  # fmt: skip

SETTINGS = """\
[authority]
name = "Walsall"
code = "E08000030"
la_code = "335"
region = "West Midlands"
[folders]
inputs = "inputs"
outputs = "outputs"
[store]
key = "safeguard-kpi.key"
"""

WHO = {
    "Surname": "Quillfeather",
    "Forename": "Marigold",
    "UPN": "H801200001001",
    "NHS Number": "943 476 5919",
    "Home address": "17 Larkspur Rise",
    "Postcode": "WS1 1TW",
}
"""Columns that say who a child is, which partners send and nothing asks for."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A folder of inputs, and the store that is made of them."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return Settings(
            authority=WALSALL,
            inputs=self.folder / "inputs",
            outputs=self.folder / "outputs",
            key=self.folder / "safeguard-kpi.key",
        )

    @property
    def store_folder(self) -> Path:
        return self.settings.store_folder

    def journey(self) -> Journey:
        return Journey(settings=self.settings, today=TODAY)

    def read(self) -> Remembered:
        """Read the inputs into the store, and take it for good."""
        journey = self.journey()
        remembered = journey.remember(journey.validate(journey.ingest()))
        remembered.store.commit()
        return remembered

    def figures(self) -> pl.DataFrame:
        """Read the inputs into the store, and count what it holds."""
        return self.journey().compute(self.read().admitted).figures

    def store(self, *, to_write: bool = False, keys: Keys = KEYS) -> Store:
        return open_store(self.store_folder, WALSALL.code, keys, to_write=to_write)

    def files(self) -> Iterator[Path]:
        return (path for path in self.store_folder.rglob("*") if path.is_file())

    def bytes(self) -> bytes:
        """Give every byte of the store, and every name in it."""
        return b"\n".join(
            bytes(path.relative_to(self.store_folder)) + b"\n" + path.read_bytes()
            for path in sorted(self.files())
        )

    def give(self, name: str, headers: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Path:
        """Lay a CSV file among the inputs."""
        path = self.settings.inputs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        return path


def desk(folder: Path, keys: Keys = KEYS) -> Desk:
    folder.mkdir(parents=True, exist_ok=True)
    made = Desk(folder=folder)
    write_keys(made.settings.key, keys)
    made.settings.inputs.mkdir(exist_ok=True)
    return made


def contacts(
    first: date, days: int, *, seed: int, children: range = range(1000, 1040)
) -> list[Any]:
    """Invent contacts, several a day, of children who come again."""
    dice = random.Random(seed)
    rows: list[Any] = []
    for day in range(days):
        for each in range(2):
            child = dice.choice(children)
            when = datetime.combine(first + timedelta(day), datetime.min.time())
            when += timedelta(minutes=dice.randrange(1440))
            rows.append(
                (
                    f"MC{seed}{day:04}{each}", f"W{child}", born(child), when,
                    dice.choice(["6: Police", "2A: School", "1A: Individual"]),
                    dice.choice(["Referral", "Early help", "No further action"]),
                )
            )  # fmt: skip
    return rows


def referrals(
    first: date, days: int, *, seed: int, children: range = range(1000, 1040)
) -> list[Any]:
    """Invent referrals, one a day of a child of its own day."""
    dice = random.Random(seed)
    rows: list[Any] = []
    for day in range(days):
        child = dice.choice(children)
        on = first + timedelta(day)
        rows.append((f"W{child}", born(child), on, "6: Police", dice.choice("NY"), ""))
    return rows


def born(child: int) -> date:
    return date(2003, 1, 1) + timedelta(days=(child * 97) % 5500)


def tables_of(at: Desk, keys: Keys = KEYS) -> Mapping[str, pl.DataFrame]:
    """Read every row of every table with another engine than the product's, as any reader would."""
    store = at.store(keys=keys)
    tables = {}
    for name, version in store.pointer.tables.items():
        held = DeltaTable(str(store.table(name)), version=version)
        rows = pl.DataFrame(QueryBuilder().register("held", held).execute("SELECT * FROM held"))
        order = [c for c in ("authority", "submission", "row", "id") if c in rows.columns]
        tables[name] = rows.sort(order)
    return tables
