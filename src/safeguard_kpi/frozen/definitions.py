"""What every indicator counts, told so that two releases can be held side by side."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import polars as pl

from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.links import LINKS, columns_of
from safeguard_kpi.indicators.model import Events, Indicator, Rate, Share, Typical
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import Calendar
from safeguard_kpi.measures.evidence import roots

SPELLING = 8
"""Hexadecimal digits that stand for a spelling: it can be found again, and not read."""

CALENDARS = (Calendar(frozenset()), Calendar(frozenset({date(2000, 1, 3)})))
"""Two that differ in one day: what is not the same under both counts working days."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What one indicator counts, of what, and by which rule."""

    title: str
    means: str
    differs: str
    source: str
    unit: str
    feed: str
    dates: tuple[str, ...]
    once: str
    where: str
    """The condition of the cohort, to be read; empty where every row is in it."""
    condition: str
    """What is asked of a row, to be read; empty for how many."""
    expressions: str
    """SHA-256 of both as Polars writes them down, under no bank holidays."""
    population: str
    since: int
    codes: tuple[str, ...]
    """The code sets whose meanings it looks at."""
    working_days: bool
    fingerprint: str = ""
    """SHA-256 of all that decides what is counted: of everything above but the words."""


WORDS = frozenset({"title", "means", "differs", "source", "where", "condition", "fingerprint"})
"""What is told of a definition for people: changing it changes no number."""


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """The definitions of every indicator, with the codes and the working days they rest on."""

    indicators: Mapping[str, Definition]
    codes: Mapping[str, Mapping[str, str]]
    """For each code set, what each of its spellings means; the spellings as digits."""
    meanings: Mapping[str, tuple[str, ...]]
    """For each code set, the keys of its meanings."""
    titles: Mapping[str, str]
    """For each code set, its title."""
    holidays: tuple[str, ...]
    """The bank holidays that working days leave out, as 2020-12-25."""
    polars: str = pl.__version__
    """The version that wrote the expressions down: another may write the same otherwise."""

    def to_json(self) -> str:
        """Write them down: the same text for the same definitions."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Definitions":
        """Read what `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        told: dict[str, Any] = json.loads(text)
        return cls(
            indicators={
                key: Definition(**{n: _hashable(each[n]) for n in _NAMES})
                for key, each in told["indicators"].items()
            },
            codes=told["codes"],
            meanings={name: tuple(keys) for name, keys in told["meanings"].items()},
            titles=told["titles"],
            holidays=tuple(told["holidays"]),
            polars=told["polars"],
        )


_NAMES = [each.name for each in fields(Definition)]


def definitions_of(standards: Standards, contracts: Contracts) -> Definitions:
    """Tell what is counted under an authority's standards and codes."""
    in_order = replace(standards, rag_hours=dict(sorted(standards.rag_hours.items())))
    plain, other = (
        {each.key: each for each in catalogue(replace(in_order, calendar=calendar))}
        for calendar in CALENDARS
    )
    told = {
        each.key: _definition(each, plain[each.key], other[each.key], contracts)
        for each in catalogue(standards)
    }
    used = sorted({name for each in told.values() for name in each.codes})
    sets = {name: contracts.codes[name] for name in used}
    return Definitions(
        indicators=told,
        codes={name: _spellings(each) for name, each in sets.items()},
        meanings={name: tuple(each.titles) for name, each in sets.items()},
        titles={name: each.title for name, each in sets.items()},
        holidays=tuple(day.isoformat() for day in sorted(standards.calendar.holidays)),
    )


def _definition(
    shown: Indicator, plain: Indicator, other: Indicator, contracts: Contracts
) -> Definition:
    cohort = shown.cohort
    made = Definition(
        title=shown.title,
        means=shown.means,
        differs=shown.differs,
        source=shown.source,
        unit=shown.unit,
        feed=cohort.feed,
        dates=(cohort.on,) if isinstance(cohort, Events) else (cohort.start, cohort.end),
        once="" if isinstance(cohort, Events) else cohort.once,
        where="" if cohort.where is None else str(cohort.where),
        condition="" if (asked := _asked(shown)) is None else str(asked),
        expressions=_expressions(plain),
        population=shown.population if isinstance(shown, Rate) else "",
        since=shown.since,
        codes=_codes_of(shown, contracts),
        working_days=_expressions(plain) != _expressions(other),
    )
    counted = {name: value for name, value in asdict(made).items() if name not in WORDS}
    keys = {name: sorted(contracts.codes[name].titles) for name in made.codes}
    return replace(made, fingerprint=_digest(json.dumps([counted, keys], sort_keys=True)))


def _asked(indicator: Indicator) -> pl.Expr | None:
    match indicator:
        case Share():
            return indicator.meeting
        case Typical():
            return indicator.of
    return None


def _expressions(indicator: Indicator) -> str:
    both = (indicator.cohort.where, _asked(indicator))
    written = ["" if each is None else each.meta.serialize(format="json") for each in both]
    return _digest("\n".join(written))


def _codes_of(indicator: Indicator, contracts: Contracts) -> tuple[str, ...]:
    """Name the code sets of the fields it looks at, also those that a link looks at."""
    looked_at = roots(indicator)
    columns = [(indicator.cohort.feed, name) for name in looked_at]
    for link in LINKS:
        if link.feed == indicator.cohort.feed and link.name in looked_at:
            columns += [(link.feed, name) for name in link.by]
            columns += [(link.to, name) for name in columns_of(link)]
    found = set()
    for feed, name in columns:
        given = {c: field for field in contracts.feeds[feed].fields.values() for c in field.columns}
        if name in given and given[name].codes:
            found.add(given[name].codes)
    return tuple(sorted(found))


def _spellings(codes: CodeSet) -> dict[str, str]:
    """Give what each spelling means, layer by layer; the authority's own over those declared."""
    whole = {**codes.spelt, **dict(codes.own)}
    told = {f"whole|{text}": key for text, key in whole.items()}
    for value in codes.values:
        for layer in ("first", "words", "last"):
            told |= {f"{layer}|{text}": value.key for text in getattr(value, layer)}
    told |= {"several": codes.several, "flags": ",".join(codes.flags)}
    told |= {f"undecided|{text}": "" for text in codes.undecided}
    return {_digest(f"{codes.name}|{text}")[:SPELLING]: key for text, key in sorted(told.items())}


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
