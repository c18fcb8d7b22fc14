"""From TOML to a code set: one spelling, one meaning, and one phrase, one meaning."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.code_sets import CodeSet, CodeValue
from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label, words_of

STANDINGS = ("first", "words", "last", "least")
"""The keys under which a meaning's deciding words are declared."""

_KEYS = {
    "title",
    "values",
    "several",
    "alternatives",
    "flags",
    "undecided",
    "abbreviations",
    "words_of",
}


def load_code_set(name: str, path: Path) -> CodeSet:
    """Read one code set.

    Raises:
        DeclarationError: an unknown key, or a spelling or phrase with two meanings, both named.
    """
    given, where = read_toml(path), str(path)
    only(_KEYS, given, where=where)
    values = tuple(
        _value(key, table, where=f"{where} [values.{key}]")
        for key, table in need(given, "values", dict, where=where).items()
    )
    _once(((s, v.key) for v in values for s in _spellings(v)), label, where=where)
    undecided = tuple(given.get("undecided", ()))
    phrases = [(phrase, value.key) for value in values for phrase in _phrases(value)]
    _once([*phrases, *((phrase, "undecided") for phrase in undecided)], phrase, where=where)
    codes = CodeSet(
        name=name,
        title=need(given, "title", str, where=where),
        values=values,
        several=given.get("several", ""),
        alternatives=given.get("alternatives", False),
        flags=tuple(given.get("flags", ())),
        undecided=undecided,
        words_of=given.get("words_of", ""),
        abbreviations=tuple(given.get("abbreviations", {}).items()),
    )
    for key in filter(None, (codes.several, *codes.flags)):
        if key not in codes.titles:
            raise DeclarationError(
                f"{where}: `{key}` is named and is none of its values",
                hint=f"values: {', '.join(codes.titles)}",
            )
    return codes


def _value(key: str, table: dict[str, Any], *, where: str) -> CodeValue:
    only({"title", "codes", "spellings", "unless", "like", "alone", *STANDINGS}, table, where=where)
    return CodeValue(
        key=key,
        title=need(table, "title", str, where=where),
        codes=tuple(table.get("codes", ())),
        spellings=tuple(table.get("spellings", ())),
        unless=tuple(table.get("unless", ())),
        like=tuple(table.get("like", ())),
        alone=table.get("alone", False),
        **{standing: tuple(table.get(standing, ())) for standing in STANDINGS},
    )


def _spellings(value: CodeValue) -> Iterable[str]:
    return (value.key, value.title, *value.codes, *value.spellings)


def _phrases(value: CodeValue) -> Iterable[str]:
    return (*value.first, *value.words, *value.last, *value.least)


def phrase(written: str) -> str:
    """Give the form in which deciding words are compared: `*` at the end stays."""
    return " ".join(words_of(written)) + ("*" if written.endswith("*") else "")


def _once(given: Iterable[tuple[str, str]], plain: Any, *, where: str) -> None:
    """Refuse what is given twice, for two meanings."""
    seen: dict[str, str] = {}
    for written, meaning in given:
        other = seen.setdefault(plain(written), meaning)
        if other != meaning:
            raise DeclarationError(
                f"{where}: `{written}` means both `{other}` and `{meaning}`",
                hint="one spelling, one meaning: take it out of one of them",
            )
