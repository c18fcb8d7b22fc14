"""Write the workload of the bench: 12 partner workbooks, 200,000 rows of 15 columns in all."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook

FILES = 12
ROWS = 200_000
FIRST = date(2018, 4, 1)
DAYS = 731
SEXES = ("a) Male", "b) Female", "M", "F")
ETHNICITIES = ("a) WBRI", "WBRI", "APKN", "MWBC", "BAFR", "NOBT")
AGENCIES = (
    "6: Police",
    "2A: Schools",
    "3A: Health services",
    "1A: Individual",
    "4: Housing",
    "8: Other",
)
LOCALITIES = ("North", "East", "South and Central", "West")
OUTCOMES = (
    "No further action",
    "Information and advice",
    "Early help",
    "Referral",
    "Strategy discussion",
)

Cell = str | int | date | datetime | None


def write(folder: Path) -> list[Path]:
    """Write the workbooks once; a folder that holds them all is taken as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"partner_{number:02d}.xlsx" for number in range(1, FILES + 1)]
    if not all(path.exists() for path in paths):
        for number, path in enumerate(paths):
            _write_one(path, number)
    return paths


def _write_one(path: Path, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 (a workload, not a secret)
    sheet_name, headers, row = SHEETS[number % len(SHEETS)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name)
    sheet.append([f"{sheet_name}: invented for measuring"])
    sheet.append(headers)
    for place in range(ROWS // FILES + (number < ROWS % FILES)):
        sheet.append(list(row(chance, number * ROWS + place)))
    beside = path.with_suffix(".new")
    book.save(beside)
    beside.replace(path)


def _child(chance: random.Random) -> Iterator[Cell]:
    born = FIRST - timedelta(days=chance.randrange(6200))
    yield str(100_000 + chance.randrange(60_000))
    yield chance.choice(SEXES)
    yield chance.choice(ETHNICITIES)
    yield born
    yield chance.choice(("a) Yes", "b) No", "No", "No"))
    yield chance.choice(LOCALITIES)


def _contact(chance: random.Random, place: int) -> Iterator[Cell]:
    yield from _child(chance)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    received = datetime.combine(day, time(8 + chance.randrange(10), chance.randrange(1, 60)))
    yield f"C{place}"
    yield received
    yield received + timedelta(hours=chance.randrange(60))
    yield chance.choice(AGENCIES)
    yield chance.choice(OUTCOMES)
    yield chance.choice(("Red", "Amber", "Green"))
    yield "Team 4"
    yield f"Worker {chance.randrange(50)}"
    yield "No note"


def _referral(chance: random.Random, place: int) -> Iterator[Cell]:
    yield from _child(chance)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    closed = chance.random() < 0.5  # noqa: PLR2004 (half of them)
    yield f"R{place}"
    yield day
    yield chance.choice(AGENCIES)
    yield chance.choice(("Yes", "No", "No", "No"))
    yield day - timedelta(days=chance.randrange(1, 900)) if chance.random() < 0.4 else None  # noqa: PLR2004
    yield day + timedelta(days=60) if closed else None
    yield chance.choice(("RC7", "RC8")) if closed else None
    yield "Team 4"
    yield f"Worker {chance.randrange(50)}"


def _enquiry(chance: random.Random, place: int) -> Iterator[Cell]:
    yield from _child(chance)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    held = chance.random() < 0.3  # noqa: PLR2004 (about three in ten)
    yield f"S{place}"
    yield day
    yield "b) No" if held else "a) Yes"
    yield day + timedelta(days=14) if held else None
    yield chance.choice(("Yes", "No")) if held else None
    yield 0
    yield 0
    yield "Team 4"
    yield f"Worker {chance.randrange(50)}"


def _episode(chance: random.Random, place: int) -> Iterator[Cell]:
    yield from _child(chance)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    closed = chance.random() < 0.7  # noqa: PLR2004 (about seven in ten)
    yield f"E{place}"
    yield day
    yield day + timedelta(days=chance.randrange(5, 60))
    yield day + timedelta(days=chance.randrange(60, 300)) if closed else None
    yield chance.choice(("Step down to universal", "Step up", "Disengaged")) if closed else None
    yield chance.choice(("MASH", "Family", "Step down from social care"))
    yield chance.choice(("School", "Health", "Early help service"))
    yield "Team 4"
    yield f"Worker {chance.randrange(50)}"


CHILD = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Does the Child have a Disability",
    "Locality",
]
TEAM = ["Allocated Team", "Allocated Worker"]
SHEETS: list[tuple[str, list[str], Callable[[random.Random, int], Iterator[Cell]]]] = [
    (
        "Contacts",
        [*CHILD, "Contact ID", "Date of Contact", "Date of decision", "Contact Source", "Outcome", "RAG", *TEAM, "Notes"],
        _contact,
    ),
    (
        "Referrals",
        [*CHILD, "Referral ID", "Date of referral", "Referral Source", "Referral NFA?", "Date of previous referral", "Closure date", "Reason for closure", *TEAM],
        _referral,
    ),
    (
        "Section 47",
        [
            *CHILD, "Enquiry ID", "Date of strategy discussion", "Conference not needed", "Date of ICPC",
            "ICPC resulted in plan", "Number of Section 47 Enquiries in the last 12 months",
            "Number of ICPCs in the last 12 months", *TEAM,
        ],
        _enquiry,
    ),
    (
        "Early help",
        [
            *CHILD, "Episode ID", "Episode start date", "Early help assessment completed", "Episode end date",
            "Closure reason", "Came from", "Lead agency", *TEAM,
        ],
        _episode,
    ),
]  # fmt: skip
"""Each sheet with its headers and what fills a row: 15 columns each."""
