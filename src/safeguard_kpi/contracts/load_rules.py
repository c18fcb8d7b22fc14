"""From TOML to rules: about one row, and about rows that belong together."""

from collections.abc import Iterator
from typing import Any, TypeVar

import polars as pl

from safeguard_kpi.contracts.declared import need, only
from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.model import Kind, Level, Unreadable
from safeguard_kpi.contracts.rules import Across, Rule
from safeguard_kpi.errors import DeclarationError

Choice = TypeVar("Choice", Keep, Kind, Level, Unreadable)


def one_of(choices: type[Choice], given: str, *, where: str) -> Choice:
    """Take one of the words that there are.

    Raises:
        DeclarationError: it is none of them; names them.
    """
    try:
        return choices(given)
    except ValueError as fault:
        raise DeclarationError(
            f"{where} says `{given}`",
            hint=f"one of {', '.join(choice.value for choice in choices)}",
        ) from fault


def load_rules(given: dict[str, Any], *, where: str) -> dict[str, Rule]:
    """Read rules about one row.

    Raises:
        DeclarationError: a key that is not known or missing, or SQL that cannot be read.
    """
    rules = {}
    for name, table in given.items():
        place = f"{where} [rules.{name}]"
        only({"holds", "level", "say", "remedy", "census"}, table, where=place)
        holds = need(table, "holds", str, where=place)
        rules[name] = Rule(
            name=name,
            holds=holds,
            columns=_columns(holds, "holds", where=place),
            **said_of(table, where=place),
        )
    return rules


def load_aside(given: dict[str, Any], *, where: str) -> dict[str, Rule]:
    """Read what makes a row of a list no row of the feed; `holds` is what such a row is like.

    Raises:
        DeclarationError: as `load_rules`.
    """
    rules = {}
    for name, table in given.items():
        place = f"{where} [aside.{name}]"
        only({"where", "say", "remedy"}, table, where=place)
        meets = need(table, "where", str, where=place)
        rules[name] = Rule(
            name=name,
            holds=meets,
            columns=_columns(meets, "where", where=place),
            **said_of({**table, "level": Level.QUERY.value}, where=place),
        )
    return rules


def load_across(given: dict[str, Any], *, where: str) -> tuple[Across, ...]:
    """Read rules about rows that belong together: `overlaps` and `alone`.

    Raises:
        DeclarationError: as `load_rules`.
    """
    return (*_overlaps(given, where=where), *_alone(given, where=where))


def _overlaps(given: dict[str, Any], *, where: str) -> Iterator[Across]:
    for name, table in given.get("overlaps", {}).items():
        place = f"{where} [overlaps.{name}]"
        only({"by", "start", "end", "level", "say", "remedy", "census"}, table, where=place)
        by = tuple(need(table, "by", list, where=place))
        start, end = (need(table, key, str, where=place) for key in ("start", "end"))
        yield Across(
            name=name, by=by, start=start, end=end, columns=(*by, start, end),
            **said_of(table, where=place),
        )  # fmt: skip


def _alone(given: dict[str, Any], *, where: str) -> Iterator[Across]:
    for name, table in given.get("alone", {}).items():
        place = f"{where} [alone.{name}]"
        only({"by", "where", "level", "say", "remedy", "census"}, table, where=place)
        by = tuple(need(table, "by", list, where=place))
        meets = need(table, "where", str, where=place)
        yield Across(
            name=name, by=by, where=meets, columns=(*by, *_columns(meets, "where", where=place)),
            **said_of(table, where=place),
        )  # fmt: skip


def said_of(table: dict[str, Any], *, where: str) -> dict[str, Any]:
    """Read what is said where a promise is broken: level, words, remedy and the Department's number."""
    return {
        "level": one_of(Level, need(table, "level", str, where=where), where=where),
        "say": need(table, "say", str, where=where),
        "remedy": need(table, "remedy", str, where=where),
        "census": table.get("census", ""),
    }


def _columns(sql: str, key: str, *, where: str) -> tuple[str, ...]:
    """Name the columns that an expression looks at."""
    try:
        return tuple(dict.fromkeys(pl.sql_expr(sql).meta.root_names()))
    except (pl.exceptions.PolarsError, BaseException) as fault:
        raise DeclarationError(
            f"{where}: `{key}` is not SQL that can be read",
            hint="compare it with the other rules",
        ) from fault
