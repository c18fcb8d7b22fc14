"""What a feed promises: its fields, its codes, its rules, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.limits import Limits

if TYPE_CHECKING:
    from safeguard_kpi.contracts.census import Census
    from safeguard_kpi.contracts.rules import Across, Rule


class Kind(StrEnum):
    """What the cells of a field are read as."""

    IDENTIFIER = "identifier"
    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    NUMBER = "number"
    CODE = "code"
    CODES = "codes"
    YES_NO = "yes_no"

    @property
    def dtype(self) -> pl.DataType:
        """Name the Polars type of an admitted column of this kind."""
        return _NOT_TEXT.get(self, pl.String())


_NOT_TEXT: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.DATETIME: pl.Datetime("us"),
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.CODES: pl.List(pl.String),
    Kind.YES_NO: pl.Boolean(),
}


class Unreadable(StrEnum):
    """What becomes of a row when a cell of the field holds something that cannot be read."""

    REJECT = "reject"
    WARN = "warn"


_KEPT = {Kind.IDENTIFIER: Keep.PSEUDONYM, Kind.TEXT: Keep.NEVER}


class Level(StrEnum):
    """How grave a finding is; the order is from the gravest."""

    ERROR = "error"
    """A file, a sheet or a feed could not be used."""

    REJECT = "reject"
    """The row is refused."""

    WARN = "warn"
    """The row counts; a cell of it does not, or is odd."""

    QUERY = "query"
    """The row counts as it is; the partner is asked to look."""

    NOTE = "note"
    """Nothing is wrong; the reader should know."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column a feed may carry, and the headers it is known by."""

    name: str
    title: str
    kind: Kind
    headers: tuple[str, ...]
    means: str = ""
    required: bool = False
    """The column must be there; otherwise the sheet cannot be used."""
    blank: bool = False
    """Its cells may be empty. The fields of the first key that is sent never may."""
    census_blank: str = ""
    """The Department's number of the rule that a blank cell breaks, where there is one."""
    unreadable: Unreadable = Unreadable.REJECT
    codes: str = ""
    """The code set, for the kinds code and codes; that of an answer is made of its yes and no."""
    detail_as: str = ""
    """A further column with the department's own code, where the cell begins with one."""
    date_as: str = ""
    """For a datetime: a further column with its date."""
    lowest: float | None = None
    highest: float | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    nobody: frozenset[str] = frozenset()
    """Of an identifier: the words, as labels, that identify nobody."""
    keep: Keep | None = None
    """What is declared of how it is kept; where nothing is, its kind says."""

    @property
    def kept(self) -> Keep:
        """Say how its cells are kept: identifiers as pseudonyms, free text never."""
        return self.keep or _KEPT.get(self.kind, Keep.AS_IT_IS)

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """Name every admitted column that this field gives, with its type."""
        given = {self.name: self.kind.dtype}
        if self.date_as:
            given[self.date_as] = pl.Date()
        if self.detail_as:
            given[self.detail_as] = pl.String()
        return given


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which dates tell the months that a submission covers.

    A sheet covers from the earliest row's latest `first` date to the latest of the `last` dates.
    """

    first: tuple[str, ...]
    last: tuple[str, ...]
    without_first: tuple[str, ...] = ()
    """What a list without `first` has that holds all that began in so many `months` to its last day."""
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What one partner promises to send."""

    name: str
    title: str
    one_row_is: str
    partner: str
    annex_a: str
    sheets: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    """What tells a row again, the best first; the last is the child and the row's own day."""
    cuts: tuple[str, ...]
    recognised_by: tuple[str, ...]
    """Fields whose headers belong to this feed rather than to another."""
    window: Window
    fields: Mapping[str, Field]
    rules: Mapping[str, "Rule"]
    unused: Mapping[str, str]
    """Headers that are known and on purpose not used, with the reason."""
    across: tuple["Across", ...] = ()
    """Promises about the rows of one child together, looked at once rows are admitted."""
    annex_a_limits: Mapping[str, str] = field(default_factory=dict)
    """By the date that places a row: why an Annex A list alone cannot tell how many there were."""
    annex_a_headers: tuple[tuple[str, ...], ...] = ()
    """The list's own headers in each edition of Annex A, by which it is told whatever it is called."""
    limits: Limits = field(default_factory=Limits)
    keys_without_day: tuple[tuple[str, ...], ...] = ()
    """What tells rows again that have no day of their own."""
    aside: Mapping[str, "Rule"] = field(default_factory=dict)
    """What makes a row of a list no row of the feed; such rows are asked about and not refused."""

    @property
    def columns(self) -> pl.Schema:
        """Name every admitted column of the feed, with its type, in the order declared."""
        return pl.Schema(
            {name: dtype for field in self.fields.values() for name, dtype in field.columns.items()}
        )

    def field_of(self, column: str) -> Field:
        """Find the field that gives an admitted column."""
        return next(field for field in self.fields.values() if column in field.columns)

    def key_for(self, sent: frozenset[str], *, after: int = 0) -> tuple[str, ...]:
        """Choose the first key, after so many, all of whose columns were sent."""
        return next((key for key in self.keys[after:] if set(key) <= sent), self.keys[-1])


@dataclass(frozen=True, kw_only=True)
class Contracts:
    """Every feed and code set that is declared, and what a blank cell may hold."""

    feeds: Mapping[str, Feed]
    codes: Mapping[str, CodeSet]
    blanks: frozenset[str]
    header_words: frozenset[str] = frozenset()
    """Every word of the headers, titles and sheets declared: a header of others may be a name."""
    notes: frozenset[str] = frozenset()
    """What stands in a note under a table, where an identifier belongs, as labels."""
    census: "Census | None" = None
    """How a children in need census gives rows of these feeds."""
    set_aside: Mapping[str, str] = field(default_factory=dict)
    """Lists of Annex A that are not collected, in words, by the labels of headers that tell them."""
