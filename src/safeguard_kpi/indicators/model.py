"""The shapes an indicator can have: how many, what part, how many for so many people, how long."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import polars as pl


class Better(StrEnum):
    """Which way is good; most volumes have no good way."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Theme(StrEnum):
    """The part of the system an indicator speaks of."""

    FRONT_DOOR = "front_door"
    ASSESSMENT = "assessment"
    EARLY_HELP = "early_help"
    CHILD_PROTECTION = "child_protection"


@dataclass(frozen=True, kw_only=True, eq=False)
class Events:
    """Rows of a feed, each counted in the period that its date falls in."""

    feed: str
    on: str
    where: pl.Expr | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Open:
    """Rows of a feed that are open at the end of a period: started by then, not yet ended.

    The column ``period_end`` may be used in conditions; it is the day looked at.
    """

    feed: str
    start: str
    end: str
    where: pl.Expr | None = None
    once: str = ""
    """The column of whom each is counted once, such as the child, by the row that started last.

    Empty: each row counts.
    """


@dataclass(frozen=True, kw_only=True, eq=False)
class Declared:
    """What every indicator says of itself, for the definitions sheet and the docs."""

    key: str
    title: str
    means: str
    theme: Theme
    source: str
    better: Better = Better.NEITHER
    differs: str = ""
    """How it differs from the national definition, if it does."""
    since: int = 0
    """The year, by its end, in which the code counted was first used; before it there is no figure."""
    national: bool = False
    """True where the Department publishes the same figure under the same key."""
    noun: str = ""
    """What is counted, in the plural, where the title says it at too much length for a sentence."""

    @property
    def counted(self) -> str:
        """Name what is counted, for "22 fewer … would have been similar to England"."""
        title = self.title.partition(" per 10,000")[0]
        return self.noun or title[:1].lower() + title[1:]


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally(Declared):
    """How many."""

    cohort: Events | Open
    unit: Literal["count"] = "count"
    decimals: Literal[0] = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Declared):
    """What part of a cohort met a condition, in per cent; the part can't exceed the whole.

    Rows for which the condition is null are unknown: counted beside the figure, in neither part.
    """

    cohort: Events | Open
    meeting: pl.Expr
    unit: Literal["percent"] = "percent"
    decimals: Literal[1] = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Declared):
    """How many for so many people."""

    cohort: Events | Open
    population: str = "0 to 17"
    per: Literal[10_000] = 10_000
    unit: Literal["per_10k"] = "per_10k"
    decimals: Literal[1] = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Typical(Declared):
    """The median of a whole number of days."""

    cohort: Events
    of: pl.Expr
    unit: Literal["days"] = "days"
    decimals: Literal[1] = 1


Indicator = Tally | Share | Rate | Typical


def sent(column: str) -> pl.Expr:
    """Say whether the sheet a row came in had this column at all: blank is not the same."""
    return pl.col(column + SENT)


SENT = "__sent"
"""Ends the name of the made column that tells whether a column was sent."""


def sent_or(column: str, other: pl.Expr) -> pl.Expr:
    """Take a column where its sheet had it, and something else where it had not."""
    return pl.when(sent(column)).then(pl.col(column)).otherwise(other)
