"""From TOML to contracts: every slip in a declaration is found before any data are read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.answers import with_answers
from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.coherence import hold_together
from safeguard_kpi.contracts.declared import Declarations, need, only, read_toml
from safeguard_kpi.contracts.header_words import header_words
from safeguard_kpi.contracts.identifiers import load_no_identifiers, with_nobody
from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.limits import Limits, read_limits
from safeguard_kpi.contracts.load_census import load_census
from safeguard_kpi.contracts.load_codes import load_code_set
from safeguard_kpi.contracts.load_rules import load_across, load_aside, load_rules, one_of
from safeguard_kpi.contracts.model import (
    Contracts,
    Feed,
    Field,
    Kind,
    Unreadable,
    Window,
)
from safeguard_kpi.contracts.own_headers import with_own_headers
from safeguard_kpi.contracts.shared_words import with_shared_words
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label


def load_contracts(declarations: Declarations) -> Contracts:
    """Read every feed and code set that is declared.

    Raises:
        DeclarationError: a file that does not say what it must; names file and key.
    """
    codes = with_shared_words(
        {name: load_code_set(name, path) for name, path in declarations.folder("codes").items()}
    )
    shared = {
        name: _fields(read_toml(path).get("fields", {}), where=str(path))
        for name, path in declarations.folder("fields").items()
    }
    path = declarations.file("limits.toml")
    limits = read_limits(read_toml(path), Limits(), where=str(path))
    feeds = {
        name: _feed(name, path, shared, codes, limits)
        for name, path in declarations.folder("feeds").items()
    }
    no_identifiers = load_no_identifiers(declarations.file("identifiers.toml"))
    feeds, codes = with_answers(with_own_headers(feeds, declarations), codes)
    feeds = with_nobody(feeds, no_identifiers.nobody)
    blanks = read_toml(declarations.file("blanks.toml"))
    words = declarations.file("header_words.toml")
    return Contracts(
        feeds=feeds,
        codes=codes,
        blanks=frozenset(map(label, blanks["blanks"])),
        header_words=header_words(feeds, read_toml(words)["words"]),
        notes=no_identifiers.notes,
        census=load_census(declarations.file("census.toml"), feeds),
        set_aside=_set_aside(declarations.file("annex_a.toml")),
    )


def _set_aside(path: Path) -> dict[str, str]:
    given, where = read_toml(path), str(path)
    only({"lists"}, given, where=where)
    told: dict[str, str] = {}
    for name, table in need(given, "lists", dict, where=where).items():
        only({"title", "known_by"}, table, where=f"{where} [lists.{name}]")
        title = need(table, "title", str, where=f"{where} [lists.{name}]")
        headers = need(table, "known_by", list, where=f"{where} [lists.{name}]")
        told |= {label(header): f"{name} of Annex A ({title})" for header in headers}
    return told


def _feed(
    name: str,
    path: Path,
    shared: Mapping[str, dict[str, Field]],
    codes: Mapping[str, CodeSet],
    limits: Limits,
) -> Feed:
    given, where = read_toml(path), str(path)
    only(_FEED_KEYS, given, where=where)
    fields: dict[str, Field] = {}
    for part in given.get("include", []):
        if part not in shared:
            raise DeclarationError(
                f"{where} includes `{part}`, which is not declared",
                hint=f"declared under schemas/fields: {', '.join(sorted(shared))}",
            )
        fields |= shared[part]
    fields |= _fields(need(given, "fields", dict, where=where), where=where)
    window = need(given, "window", dict, where=where)
    only({"first", "last", "without_first", "months"}, window, where=f"{where} [window]")
    feed = Feed(
        name=name,
        title=need(given, "title", str, where=where),
        one_row_is=need(given, "one_row_is", str, where=where),
        partner=need(given, "partner", str, where=where),
        annex_a=given.get("annex_a", ""),
        sheets=tuple(given.get("sheets", ())),
        keys=tuple(map(tuple, need(given, "keys", list, where=where))),
        keys_without_day=tuple(map(tuple, given.get("keys_without_day", ()))),
        cuts=tuple(given.get("cuts", ())),
        recognised_by=tuple(given.get("recognised_by", ())),
        window=Window(
            first=tuple(need(window, "first", list, where=f"{where} [window]")),
            last=tuple(need(window, "last", list, where=f"{where} [window]")),
            without_first=tuple(window.get("without_first", ())),
            months=window.get("months", 0),
        ),
        fields=fields,
        rules=load_rules(given.get("rules", {}), where=where),
        aside=load_aside(given.get("aside", {}), where=where),
        limits=read_limits(given.get("limits", {}), limits, where=f"{where} [limits]"),
        across=load_across(given, where=where),
        annex_a_limits=dict(given.get("annex_a_limits", {})),
        annex_a_headers=tuple(map(tuple, given.get("annex_a_headers", ()))),
        unused={label(header): reason for header, reason in given.get("unused", {}).items()},
    )
    hold_together(feed, codes, where=where)
    return feed


_FEED_KEYS = {
    "title", "one_row_is", "partner", "annex_a", "sheets", "include", "keys", "keys_without_day", "cuts",
    "recognised_by", "window", "fields", "rules", "aside", "limits", "overlaps", "alone", "annex_a_limits",
    "annex_a_headers", "unused",
}  # fmt: skip


def _fields(given: dict[str, Any], *, where: str) -> dict[str, Field]:
    return {
        name: _field(name, table, where=f"{where} [fields.{name}]") for name, table in given.items()
    }


def _field(name: str, given: dict[str, Any], *, where: str) -> Field:
    only(_FIELD_KEYS, given, where=where)
    return Field(
        name=name,
        title=need(given, "title", str, where=where),
        kind=one_of(Kind, need(given, "kind", str, where=where), where=where),
        headers=tuple(need(given, "headers", list, where=where)),
        unreadable=one_of(Unreadable, given.get("unreadable", "reject"), where=where),
        yes=tuple(given.get("yes", ())),
        no=tuple(given.get("no", ())),
        keep=one_of(Keep, given["keep"], where=where) if "keep" in given else None,
        **{key: given[key] for key in _PLAIN_FIELD_KEYS & given.keys()},
    )


_PLAIN_FIELD_KEYS = {
    "means",
    "required",
    "blank",
    "codes",
    "detail_as",
    "date_as",
    "lowest",
    "highest",
    "census_blank",
}
_FIELD_KEYS = _PLAIN_FIELD_KEYS | {"title", "kind", "headers", "unreadable", "yes", "no", "keep"}
