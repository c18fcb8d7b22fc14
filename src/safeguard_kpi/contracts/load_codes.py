"""From TOML to a code set: one spelling, one meaning."""

from pathlib import Path

from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.contracts.model import CodeSet, CodeValue
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.text import label


def load_code_set(name: str, path: Path) -> CodeSet:
    """Read one code set.

    Raises:
        DeclarationError: an unknown key, or a spelling with two meanings, both named.
    """
    given, where = read_toml(path), str(path)
    only({"title", "values"}, given, where=where)
    values = []
    seen: dict[str, str] = {}
    for key, table in need(given, "values", dict, where=where).items():
        place = f"{where} [values.{key}]"
        only({"title", "codes", "spellings"}, table, where=place)
        value = CodeValue(
            key=key,
            title=need(table, "title", str, where=place),
            codes=tuple(table.get("codes", ())),
            spellings=tuple(table.get("spellings", ())),
        )
        for spelling in (key, value.title, *value.codes, *value.spellings):
            other = seen.setdefault(label(spelling), key)
            if other != key:
                raise DeclarationError(
                    f"{where}: `{spelling}` means both `{other}` and `{key}`",
                    hint="one spelling, one meaning: take it out of one of them",
                )
        values.append(value)
    return CodeSet(name=name, title=need(given, "title", str, where=where), values=tuple(values))
