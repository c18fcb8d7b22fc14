"""What the invented children must add up to, read from schemas/sample/walsall.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.declared import need, only, read_toml

Counts = Mapping[str, int]

SECTIONS = (
    "referrals", "months", "sources", "assessments", "assessment_days", "factors", "enquiries",
    "conference_days", "plans", "ended_after", "initial_categories", "latest_categories", "need",
)  # fmt: skip
"""The tables that each year must declare, in the order of a child's journey."""


@dataclass(frozen=True, kw_only=True)
class Year:
    """The totals of one financial year."""

    ending: int
    referrals: Counts
    months: Counts
    sources: Counts
    assessments: Counts
    assessment_days: Counts
    factors: Counts
    enquiries: Counts
    conference_days: Counts
    plans: Counts
    ended_after: Counts
    initial_categories: Counts
    latest_categories: Counts
    need: Counts

    @property
    def first_day(self) -> date:
        """Give 1 April."""
        return date(self.ending - 1, 4, 1)

    @property
    def last_day(self) -> date:
        """Give 31 March."""
        return date(self.ending, 3, 31)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The totals of every year, and what was open when the first began."""

    title: str
    authority: str
    source: str
    opening_need: Counts
    opening_plans: Counts
    opening_reviews: Counts
    opening_categories: Counts
    years: tuple[Year, ...]


def load_totals(path: Path, *, years: tuple[int, ...]) -> Totals:
    """Read the declared totals of the years asked for, in order.

    Raises:
        DeclarationError: a table or a year is missing, or a key means nothing here.
    """
    given, where = read_toml(path), str(path)
    only({"title", "authority", "source", "opening", "years"}, given, where=where)
    opening = need(given, "opening", dict, where=where)
    declared = need(given, "years", dict, where=where)
    return Totals(
        title=need(given, "title", str, where=where),
        authority=need(given, "authority", str, where=where),
        source=need(given, "source", str, where=where),
        opening_need=need(opening, "need", dict, where=f"{where} [opening]"),
        opening_plans=need(opening, "plans", dict, where=f"{where} [opening]"),
        opening_reviews=need(opening, "reviews", dict, where=f"{where} [opening]"),
        opening_categories=need(opening, "categories", dict, where=f"{where} [opening]"),
        years=tuple(_year(ending, declared, where=where) for ending in sorted(years)),
    )


def _year(ending: int, declared: dict[str, Any], *, where: str) -> Year:
    table = need(declared, str(ending), dict, where=f"{where} [years]")
    place = f"{where} [years.{ending}]"
    only(set(SECTIONS), table, where=place)
    return Year(ending=ending, **{name: need(table, name, dict, where=place) for name in SECTIONS})
