"""How a tidy value becomes the cell a partner writes."""

from datetime import date, datetime
from random import Random
from typing import Any

from safeguard_kpi.contracts.code_sets import CodeSet, CodeValue
from safeguard_kpi.contracts.model import Contracts, Field, Kind
from safeguard_kpi.sample.deal import likely
from safeguard_kpi.sample.layout import Habit

Cell = str | int | float | date | datetime | None

DATES = {"real": 0.5, "%d/%m/%Y": 0.42, "%Y-%m-%d": 0.04, "%d-%b-%y": 0.03, "serial": 0.01}
"""How dates are written in one column of a workbook."""

TEXT_DATES = {"%d/%m/%Y": 0.94, "%Y-%m-%d": 0.04, "%d-%b-%y": 0.02}
"""How dates are written in a CSV, which has no real ones."""

EPOCH = date(1899, 12, 30)
"""The day from which Excel counts."""

AGAINST_HABIT = 0.06
"""How often a code is written in another way than the sheet's own."""

LOOSE_SPACE = 0.03
"""How often a space is left after a text."""

MARKED_BLANK = 0.02
"""How often a dash or n/a stands where nothing is known."""

UNHEARD_OF = {"ethnicity": "See notes", "rag": "Purple", "locality": "Zone 9", "lead_agency": "TBC"}
"""What nobody declared; such a cell is warned of, and its row counts all the same."""

HOW_OFTEN_UNHEARD_OF = 0.0015
"""Rare enough to leave every share as it is to within rounding."""


class Scribe:
    """Writes tidy values as one sheet's cells."""

    def __init__(
        self, rng: Random, contracts: Contracts, *, feed: str, habit: Habit, text_only: bool
    ) -> None:
        """Take the habits of a sheet; `text_only` for a CSV."""
        self.rng = rng
        self.codes = contracts.codes
        self.fields = contracts.feeds[feed].fields
        self.habit = habit
        self.dates = TEXT_DATES if text_only else DATES
        self._found: dict[tuple[str, str], tuple[int, CodeValue]] = {}
        self._date_ways = list(self.dates)
        self._date_weights = list(self.dates.values())

    def cell(self, name: str, value: Any) -> Cell:
        """Write one value of a field; text given for a date is a fault and stays as it is."""
        field = self.fields[name]
        match value:
            case None:
                return self._nothing(field)
            case datetime():
                return self._moment(value)
            case date():
                return self._date(value)
            case bool():
                return self._yes_no(yes=value)
            case int():
                return value
            case _:
                return self._text(field, value)

    def _text(self, field: Field, value: Any) -> Cell:
        if field.kind is Kind.CODES:
            return self._several(field, value)
        if field.kind is not Kind.CODE:
            return self._spaced(str(value))
        if field.name in UNHEARD_OF and self.rng.random() < HOW_OFTEN_UNHEARD_OF:
            return UNHEARD_OF[field.name]
        return self._spaced(self._code(self.codes[field.codes], value))

    def _nothing(self, field: Field) -> Cell:
        if field.blank and self.rng.random() < MARKED_BLANK:
            return self.rng.choice(("-", "n/a"))
        return None

    def _date(self, day: date) -> Cell:
        way = self.rng.choices(self._date_ways, weights=self._date_weights)[0]
        if way == "real":
            return day
        if way == "serial":
            return (day - EPOCH).days
        return day.strftime(way)

    def _moment(self, moment: datetime) -> Cell:
        way = self.rng.choices(self._date_ways, weights=self._date_weights)[0]
        if way in {"real", "serial"}:
            return moment
        return moment.strftime(("%Y-%m-%d" if way == "%Y-%m-%d" else "%d/%m/%Y") + " %H:%M")

    def _yes_no(self, *, yes: bool) -> str:
        if self.habit is Habit.LETTERED and self.rng.random() >= AGAINST_HABIT:
            return "a) Yes" if yes else "b) No"
        return self.rng.choice(("Yes", "yes ", "Y") if yes else ("No", "no", "N"))

    def _code(self, codes: CodeSet, value: str) -> str:
        place, declared = self._find(codes, value)
        own = value if value in declared.codes else ""
        habit = self.habit if self.rng.random() >= AGAINST_HABIT else self.rng.choice(list(Habit))
        code = own or (
            self.rng.choice([code for code in declared.codes if code != "5D"])
            if codes.name == "referral_source"
            else ""
        )
        words = f"{code}: {declared.title}" if code and not own else own or declared.title
        if habit is Habit.LETTERED:
            return f"{chr(ord('a') + place)}) {words}"
        if habit is Habit.CODED:
            return words if code else declared.codes[0]
        return self.rng.choice(
            (declared.title, declared.title, declared.title.upper(), *declared.spellings[:1])
        )

    def _several(self, field: Field, values: tuple[str, ...]) -> str:
        codes = self.codes[field.codes]
        found = [self._find(codes, value)[1] for value in values]
        if self.rng.random() < AGAINST_HABIT:
            return "; ".join(each.title for each in found)
        return self.rng.choice((", ", ", ", "; ", "\n")).join(each.codes[0] for each in found)

    def _find(self, codes: CodeSet, value: str) -> tuple[int, CodeValue]:
        """Find a meaning by its key or a code, with its place; kept, for it is asked often."""
        found = self._found.get((codes.name, value))
        if found is None:
            found = self._found[codes.name, value] = next(
                (place, each)
                for place, each in enumerate(codes.values)
                if value == each.key or value in each.codes
            )
        return found

    def _spaced(self, text: str) -> str:
        return (
            text + likely(self.rng, {" ": 0.8, "\u00a0": 0.2})
            if self.rng.random() < LOOSE_SPACE
            else text
        )
