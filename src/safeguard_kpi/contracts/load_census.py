"""From TOML to the census: every field and every name in a rule is held against the feeds."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.census import MADE, Beside, Census, CensusSheet
from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.contracts.load_census_parts import load_clear, load_no_more, load_tables
from safeguard_kpi.contracts.load_rules import load_across, load_rules, one_of
from safeguard_kpi.contracts.model import Feed, Kind
from safeguard_kpi.errors import DeclarationError


def load_census(path: Path, feeds: Mapping[str, Feed]) -> Census:
    """Read how the census gives rows of the feeds.

    Raises:
        DeclarationError: an unknown key, feed or field, or a rule about something that is not there.
    """
    given, where = read_toml(path), str(path)
    only(
        {"collection", "elements", "several", "child", "sheets", "tables", "no_more"},
        given,
        where=where,
    )
    child = {
        field: tuple(f"/{element}" for element in elements)
        for field, elements in _elements(need(given, "child", dict, where=where)).items()
    }
    sheets = need(given, "sheets", dict, where=where)
    return Census(
        collection=need(given, "collection", str, where=where),
        elements=frozenset(need(given, "elements", list, where=where)),
        several=frozenset(given.get("several", ())),
        child=child,
        sheets=tuple(
            _sheet(name, table, child, feeds, where=f"{where} [sheets.{name}]")
            for name, table in sheets.items()
        ),
        tables=load_tables(given.get("tables", {}), where=where),
        no_more=load_no_more(given.get("no_more", {}), sheets.keys(), where=where),
    )


def _sheet(
    name: str,
    given: dict[str, Any],
    child: Mapping[str, tuple[str, ...]],
    feeds: Mapping[str, Feed],
    *,
    where: str,
) -> CensusSheet:
    only(_SHEET_KEYS, given, where=where)
    feed = given.get("feed", "")
    if feed and feed not in feeds:
        raise DeclarationError(
            f"{where} names the feed `{feed}`, which is not declared",
            hint=f"feeds: {', '.join(sorted(feeds))}",
        )
    fields = _elements(given.get("fields", {}))
    known = feeds[feed].fields if feed else {}
    if strange := sorted(fields.keys() - known.keys()):
        raise DeclarationError(
            f"{where} gives `{strange[0]}`, which is no field of `{feed}`",
            hint=f"fields: {', '.join(known)}",
        )
    sheet = CensusSheet(
        name=name,
        feed=feed,
        module=need(given, "module", str, where=where),
        unless=given.get("unless", ""),
        when=given.get("when", ""),
        fields={**{field: paths for field, paths in child.items() if field in known}, **fields},
        also={
            column: _beside(table, where=f"{where} also.{column}")
            for column, table in given.get("also", {}).items()
        },
        rules=load_rules(given.get("rules", {}), where=where),
        across=load_across(given, where=where),
        clear=load_clear(given.get("clear", {}), where=where),
    )
    seen = {*(feeds[feed].columns if feed else ()), *sheet.also, *MADE}
    for rule, columns in _looked_at(sheet):
        if missing := sorted(set(columns) - seen):
            raise DeclarationError(
                f"{where} [rules.{rule}] names `{missing[0]}`, which is not there",
                hint=f"there are: {', '.join(sorted(seen))}",
            )
    return sheet


def _looked_at(sheet: CensusSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((rule.name, rule.columns) for rule in sheet.rules.values())
    yield from ((across.name, across.columns) for across in sheet.across)
    yield from ((clear.name, (clear.at, clear.unless)) for clear in sheet.clear)


_SHEET_KEYS = {
    "feed",
    "module",
    "unless",
    "when",
    "fields",
    "also",
    "rules",
    "alone",
    "overlaps",
    "clear",
}


def _elements(given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(paths) for field, paths in given.items()}


def _beside(given: dict[str, str], *, where: str) -> Beside:
    if len(given) != 1:
        raise DeclarationError(
            f"{where} needs one kind and one element",
            hint='such as { date = "../CINreferralDate" }',
        )
    ((kind, path),) = given.items()
    return Beside(kind=one_of(Kind, kind, where=where), path=path)
