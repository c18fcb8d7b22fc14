"""From TOML to what a census has beside its sheets: flattened tables, and promises between sheets."""

from collections.abc import Collection, Mapping
from typing import Any

from safeguard_kpi.contracts.census import CensusTable, Clear, NoMore
from safeguard_kpi.contracts.declared import need, only
from safeguard_kpi.contracts.load_rules import said_of
from safeguard_kpi.errors import DeclarationError


def load_tables(given: Mapping[str, dict[str, Any]], *, where: str) -> tuple[CensusTable, ...]:
    """Read the tables that a return is flattened into.

    Raises:
        DeclarationError: an unknown key, or a table that takes from one that gives nothing.
    """
    tables: dict[str, CensusTable] = {}
    for name, columns in given.items():
        place = f"{where} [tables.{name}]"
        only(_TABLE_KEYS, columns, where=place)
        tables[name] = CensusTable(
            name=name,
            known_by=tuple(need(columns, "known_by", list, where=place)),
            aside=columns.get("aside", ""),
            gives={name: tuple(own) for name, own in columns.get("gives", {}).items()},
            **{key: tuple(columns.get(key, ())) for key in ("by", "within", "takes", "ended")},
        )
    for table in tables.values():
        for other in table.takes:
            if other not in tables or not tables[other].gives or not tables[other].by:
                raise DeclarationError(
                    f"{where} [tables.{table.name}] takes from `{other}`, which gives nothing",
                    hint="a table that others take from needs `by` and `gives`",
                )
    return tuple(tables.values())


_TABLE_KEYS = {"known_by", "by", "within", "gives", "takes", "ended", "aside"}


def load_clear(given: Mapping[str, dict[str, Any]], *, where: str) -> tuple[Clear, ...]:
    """Read promises that no date lies in a span of another sheet.

    Raises:
        DeclarationError: a key that is not known or missing.
    """
    promises = []
    for name, table in given.items():
        place = f"{where} [clear.{name}]"
        only({*_CLEAR_KEYS, *_SAID_KEYS}, table, where=place)
        keys = {key: need(table, key, str, where=place) for key in _CLEAR_KEYS}
        promises.append(Clear(name=name, **keys, **said_of(table, where=place)))
    return tuple(promises)


def load_no_more(
    given: Mapping[str, dict[str, Any]], sheets: Collection[str], *, where: str
) -> tuple[NoMore, ...]:
    """Read promises about how many of a whole census there are.

    Raises:
        DeclarationError: a key that is not known or missing, or a sheet that is not declared.
    """
    promises = []
    for name, table in given.items():
        place = f"{where} [no_more.{name}]"
        only({"sheet", "at", "than", *_SAID_KEYS}, table, where=place)
        than = tuple(need(table, "than", dict, where=place).items())
        sheet = need(table, "sheet", str, where=place)
        for one in (sheet, *(other for other, _ in than)):
            if one not in sheets:
                raise DeclarationError(
                    f"{place} names the sheet `{one}`, which is not declared",
                    hint=f"sheets: {', '.join(sorted(sheets))}",
                )
        promises.append(
            NoMore(
                name=name, sheet=sheet, at=need(table, "at", str, where=place), than=than,
                **said_of(table, where=place),
            )
        )  # fmt: skip
    return tuple(promises)


_CLEAR_KEYS = ("of", "at", "start", "end", "unless")
_SAID_KEYS = ("level", "say", "remedy", "census")
