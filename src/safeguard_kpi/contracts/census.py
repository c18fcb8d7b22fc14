"""What a children in need census promises: which of its modules are rows of which feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeguard_kpi.contracts.model import Kind, Level
from safeguard_kpi.contracts.rules import Across, Rule

COUNT = "count:"
"""Before a module's name: how many of it stand inside."""

SAME = "same:"
"""Before a path such as `Section47/DateOfInitialCPC`: whether a module inside has the same text there as this one."""

ALL = "all:"
"""Before a path: every text there, of all modules of a name inside, as a list (`all:Section47/DateOfInitialCPC`)."""

WITHOUT = "without:"
"""Before such a path: how many modules of a name inside have no text there."""

MADE = ("census_from", "census_to", "eve_of_census")
"""Dates that rules may look at: first and last day of the census year, and the working day before."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Something a rule looks at that is no field of the feed, by the element that gives it."""

    kind: Kind
    path: str


@dataclass(frozen=True, kw_only=True)
class Clear:
    """A promise that no date of a sheet lies in a span of the same child's in another: from its start, before its end."""

    name: str
    of: str
    """The other sheet."""
    at: str
    """The date that must not lie in the span."""
    start: str
    end: str
    unless: str
    """A date of the row's own on which it may."""
    level: Level
    say: str
    remedy: str
    census: str


@dataclass(frozen=True, kw_only=True)
class NoMore:
    """A promise about a whole census: no more dates of its year in one sheet than in others together."""

    name: str
    sheet: str
    at: str
    than: tuple[tuple[str, str], ...]
    """Each other sheet and its date."""
    level: Level
    say: str
    remedy: str
    census: str


@dataclass(frozen=True, kw_only=True)
class CensusSheet:
    """One kind of module of the census, read as a sheet of one feed."""

    name: str
    feed: str
    """Empty where the modules are only held against rules."""
    module: str
    fields: Mapping[str, tuple[str, ...]]
    """The paths of each field's elements; the first that is filled is taken."""
    unless: str = ""
    """A flag of the module: where it says yes, the module is no row of this sheet."""
    when: str = ""
    """An element without which the module is no row of this sheet."""
    also: Mapping[str, Beside]
    rules: Mapping[str, Rule]
    across: tuple[Across, ...] = ()
    clear: tuple[Clear, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CensusTable:
    """One of the tables that the same return is flattened into, and what others of it need."""

    name: str
    known_by: tuple[str, ...]
    """Columns that tell it: a sheet is the first table of which it has all."""
    by: tuple[str, ...] = ()
    """Columns that tell its rows apart, for the tables that take something from it."""
    within: tuple[str, ...] = ()
    """Further such columns, used where both tables have them."""
    gives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A column that others take, and its own columns: the first that is filled is taken."""
    takes: tuple[str, ...] = ()
    """The tables that it takes columns from."""
    ended: tuple[str, ...] = ()
    """Dates that lie in the census year, whatever else the table holds."""
    aside: str = ""
    """Why nothing is made of the table, in words; empty where something is."""


@dataclass(frozen=True, kw_only=True)
class Census:
    """How the Department's children in need census is read."""

    collection: str
    """What the header calls the collection."""
    elements: frozenset[str]
    """Every element that the Department's schemas name."""
    several: frozenset[str]
    """Elements that may stand several times in one module."""
    child: Mapping[str, tuple[str, ...]]
    """The paths of each field about the child, in whatever sheet."""
    sheets: tuple[CensusSheet, ...]
    tables: tuple[CensusTable, ...] = ()
    no_more: tuple[NoMore, ...] = ()

    @property
    def modules(self) -> frozenset[str]:
        """Name the elements that are rows of some sheet."""
        return frozenset(sheet.module for sheet in self.sheets)
