"""The invented children: identifier, sex, ethnicity, birth, disability and locality, for good."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from safeguard_kpi.sample.deal import likely

SEXES = {"male": 0.515, "female": 0.475, "unknown": 0.01}
"""Shares among children in contact with the council; invented."""

ETHNICITIES = {
    "WBRI": 0.655, "WOTH": 0.03, "WROM": 0.008, "APKN": 0.095, "AIND": 0.045, "ABAN": 0.03,
    "AOTH": 0.015, "BCRB": 0.02, "BAFR": 0.018, "BOTH": 0.008, "MWBC": 0.04, "MWAS": 0.015,
    "MOTH": 0.012, "OOTH": 0.014, "NOBT": 0.015,
}  # fmt: skip
"""Plausible shares of the census codes among children in contact with the council; invented."""

LOCALITIES = {
    "north": 0.315, "east": 0.2, "south_central": 0.275, "west": 0.19, "outside": 0.01, "": 0.01,
}  # fmt: skip
"""Unequal, as localities are; an empty one was not recorded. Invented."""

AGES = {0: 0.085, 1: 0.05, 2: 0.05, 3: 0.05, 4: 0.055, **dict.fromkeys(range(5, 15), 0.058),
        15: 0.06, 16: 0.045, 17: 0.025}  # fmt: skip
"""Age last birthday when first met; invented."""

DISABLED = 0.09
"""Part of the children with a disability; invented, near Walsall's children in need."""

UNBORN = 0.012
"""Part of the children first met before birth; invented."""

BORN_AFTER = date(2002, 4, 2)
"""Nobody turns eighteen before the sample ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented child; the same wherever the child appears."""

    child_id: str
    sex: str
    ethnicity: str
    born: date
    disability: str
    locality: str


class Town:
    """The children met so far, and how another is invented."""

    def __init__(self, rng: Random) -> None:
        """Start with nobody."""
        self.rng = rng
        self.people: list[Person] = []
        self._last_id = 1_040_000

    def newcomer(self, on: date) -> Person:
        """Invent a child who is first met on a day."""
        rng = self.rng
        self._last_id += rng.randint(1, 9)
        unborn = rng.random() < UNBORN
        person = Person(
            child_id=str(self._last_id),
            sex="unknown" if unborn else likely(rng, SEXES),
            ethnicity="NOBT" if unborn else likely(rng, ETHNICITIES),
            born=on + timedelta(days=rng.randint(10, 150)) if unborn else self._birth(on),
            disability="yes" if rng.random() < DISABLED else "no",
            locality=likely(rng, LOCALITIES),
        )
        self.people.append(person)
        return person

    def met_before(self, on: date, people: list[Person]) -> Person:
        """Take one of these children who was born by a day, or else a new one."""
        for _ in range(20):
            person = self.rng.choice(people)
            if person.born <= on:
                return person
        return self.newcomer(on)

    def _birth(self, on: date) -> date:
        while True:
            days = likely(self.rng, AGES) * 365.25 + self.rng.randint(1, 364)
            born = on - timedelta(days=int(days))
            if born >= BORN_AFTER:
                return born
