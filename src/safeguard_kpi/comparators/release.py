"""What a release of national figures promises to hold, declared in schemas/releases/."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label

POPULATION: Final = "population"
"""The denominator that is no column of the table, but the release's own population file."""

NAMED_KINDS: Final = {int: "a whole number", date: "a date such as 2024-10-31", tuple: "a list"}
"""What a field should have been, for a sentence."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One printed or derived figure of a table: ``numerator / denominator * per``.

    Columns are held as labels (see ``text.label``), for the case of headers drifts. Several
    columns are added. A count has no denominator; a median neither part, only ``published``.
    """

    key: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    per: int = 1
    published: str = ""

    @property
    def name(self) -> str:
        """Name the measure: its indicator, or else the column it is printed in."""
        return self.key or self.published

    @property
    def by_population(self) -> bool:
        """Tell whether the measure is a rate for so many children."""
        return self.denominator == (POPULATION,)

    @property
    def printed(self) -> bool:
        """Tell whether the release prints the value, so that none need be worked out."""
        return bool(self.published) or not self.denominator

    @property
    def columns(self) -> tuple[str, ...]:
        """List every column of the table the measure is made of."""
        parts = () if self.by_population else self.denominator
        return self.numerator + parts + ((self.published,) if self.published else ())


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file of a release."""

    name: str
    title: str
    first_year: int
    headers: tuple[str, ...] = ()
    measures: tuple[Measure, ...]

    @property
    def columns(self) -> frozenset[str]:
        """List the columns that hold the table's figures."""
        return frozenset(column for measure in self.measures for column in measure.columns)

    @property
    def counts(self) -> frozenset[str]:
        """List those of the columns that hold whole numbers: the parts of its measures."""
        return frozenset(
            column
            for measure in self.measures
            for column in measure.columns
            if column != measure.published
        )

    def is_headed(self, headers: Iterable[str]) -> bool:
        """Tell whether a file with these headers is this table."""
        return self.columns.union(self.headers) <= set(headers)


@dataclass(frozen=True, kw_only=True)
class Release:
    """One release: when it was published, on whose populations, and its tables."""

    name: str
    title: str
    published: date
    last_year: int
    authorities: int
    source: str
    attribution: str
    population_vintage: str
    tables: tuple[Table, ...]


def load_releases(files: Iterable[Path]) -> list[Release]:
    """Read every declared release, the newest first.

    Raises:
        DeclarationError: a file does not say what a release must, or two carry one name.
    """
    releases = [load_release(file) for file in files]
    names = [release.name for release in releases]
    if len(set(names)) < len(names):
        raise DeclarationError(
            "two declared releases carry the same name", hint="rename one of them"
        )
    return sorted(releases, key=lambda release: (release.published, release.name), reverse=True)


def load_release(file: Path) -> Release:
    """Read one declared release.

    Raises:
        DeclarationError: the file is no TOML, or a field is missing, unknown or of another kind.
    """
    try:
        with file.open("rb") as opened:
            said = tomllib.load(opened)
        tables = tuple(_table(name, table, file) for name, table in said.pop("tables").items())
        return _of_its_kinds(Release(**_known(said, Release, file), tables=tables))
    except (
        OSError,
        tomllib.TOMLDecodeError,
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
    ) as fault:
        raise DeclarationError(
            f"{file.name} does not declare a release: {fault}",
            hint="a release states name, title, published, last_year, authorities, source, attribution, population_vintage and [tables.<name>]",
        ) from fault


def _of_its_kinds(release: Release) -> Release:
    """Refuse a field of another kind than it is declared with: a year as text, a date with a time."""
    kinds = {"published": date, "last_year": int, "authorities": int}
    parts: list[tuple[Release | Table | Measure, dict[str, type]]] = [(release, kinds)]
    parts += [(table, {"first_year": int, "measures": tuple}) for table in release.tables]
    parts += [
        (one, {"per": int, "numerator": tuple, "denominator": tuple})
        for table in release.tables
        for one in table.measures
    ]
    for part, listed in parts:
        for field in fields(part):
            said = getattr(part, field.name)
            kind = listed.get(field.name, tuple if field.name in {"tables", "headers"} else str)
            if type(said) is not kind:
                raise TypeError(f"`{field.name}` is not {NAMED_KINDS.get(kind, 'a text')}")
    release.source.format(table="c1")
    return release


def _table(name: str, said: dict[str, Any], file: Path) -> Table:
    measures = tuple(_measure(measure, file) for measure in said.pop("measures"))
    headers = tuple(label(header) for header in said.pop("headers", ()))
    return Table(name=name, headers=headers, measures=measures, **_known(said, Table, file))


def _measure(said: dict[str, Any], file: Path) -> Measure:
    known = _known(said, Measure, file)
    for part in ("numerator", "denominator"):
        columns = known.get(part, [])
        listed = [columns] if isinstance(columns, str) else columns
        known[part] = tuple(label(column) for column in listed)
    measure = Measure(**{**known, "published": label(known.get("published", ""))})
    if bool(measure.denominator) != ("per" in said) or not (measure.numerator or measure.published):
        raise DeclarationError(
            f"{file.name}: the measure `{measure.name}` is neither a count, a share, a rate nor a printed value",
            hint="a share or rate states numerator, denominator and per; a count only numerator; a median only published",
        )
    return measure


def _known(said: Mapping[str, Any], of: type, file: Path) -> dict[str, Any]:
    allowed = {field.name for field in fields(of)}
    if unknown := sorted(set(said) - allowed):
        raise DeclarationError(
            f"{file.name} states `{'`, `'.join(unknown)}`, which a {of.__name__.lower()} does not have",
            hint=f"it may state {', '.join(sorted(allowed))}",
        )
    return dict(said)
