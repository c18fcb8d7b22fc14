"""What a feed promises beyond its cells: about one row, and about rows that belong together."""

from dataclasses import dataclass

import polars as pl

from safeguard_kpi.contracts.model import Level


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One promise about a whole row, in SQL that Polars reads; unknown (null) keeps it."""

    name: str
    holds: str
    level: Level
    say: str
    remedy: str
    census: str = ""
    """The Department's own number for the rule, where there is one."""
    columns: tuple[str, ...] = ()
    """The columns it looks at; found when the contract is read."""

    @property
    def expression(self) -> pl.Expr:
        """Give the rule as an expression: true, false, or null for not known."""
        return pl.sql_expr(self.holds)


@dataclass(frozen=True, kw_only=True)
class Across:
    """One promise about the rows of a feed that belong together, as those of one child do.

    Either they do not overlap in time, from `start` to `end` (without one: for ever), or no more
    than one of them meets `where`.
    """

    name: str
    by: tuple[str, ...]
    level: Level
    say: str
    remedy: str
    census: str = ""
    start: str = ""
    end: str = ""
    where: str = ""
    columns: tuple[str, ...] = ()
    """Every column it looks at; found when the contract is read."""
