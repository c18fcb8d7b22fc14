"""What one authority says of itself in `safeguard-kpi.toml`; a flag on the command wins over it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.declared import only, read_toml
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.setting_spans import covered_days, kept_months

FILE = "safeguard-kpi.toml"
"""The settings' name, looked for in the folder the command is run in."""

KEY_VARIABLE = "SAFEGUARD_KPI_KEY"
"""The variable of the environment that can name the key file, as services hand over credentials."""

GRADES = frozenset({"red", "amber", "green"})
"""The grades of schemas/codes/rag.toml, each of which needs its standard."""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Whose figures these are."""

    name: str
    code: str
    la_code: str
    region: str
    neighbours: tuple[str, ...] = ("2021", "2025")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """An authority's settings, with every default filled in."""

    authority: Authority
    inputs: Path = Path("inputs")
    outputs: Path = Path("outputs")
    schemas: Path | None = None
    codes: Path | None = None
    store_on_a_share: bool = False
    """Whether the store may lie on a network share, which this machine alone then uses."""
    as_of: date | None = None
    rag_hours: Mapping[str, int] = field(
        default_factory=lambda: {"red": 4, "amber": 24, "green": 72}
    )
    visit_working_days: int = 10
    early_help_assessment_days: int = 45
    coverage: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    fetch_on: bool = False
    compare_with: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    """Why a figure is known not to be the one the Department published, by indicator."""
    store: Path | None = None
    retain: Mapping[str, int] = field(default_factory=dict)
    """For how many months rows are kept, by feed and `default`; none given: for ever."""
    key: Path = Path("safeguard-kpi.key")
    """The key that pseudonyms are made with: a file outside the store."""

    explain_rows: bool = False
    """Whether `explain` may write the rows behind a figure to a file."""

    @property
    def store_folder(self) -> Path:
        """Say where admitted rows are kept between quarters: in the outputs unless told."""
        return self.store or self.outputs / "store"


def read_settings(path: Path) -> Settings:
    """Read an authority's settings.

    Raises:
        DeclarationError: the file is missing, is not TOML, or says something that means nothing;
            a slip is never taken for a default.
    """
    if not path.is_file():
        raise DeclarationError(
            f"there is no {path.name} in {path.parent.resolve()}",
            hint="it says whose figures these are; `safeguard-kpi sample` writes one for Walsall to start from",
        )
    given = read_toml(path)
    only({"authority", "standards", "folders", "coverage", "compare", "fetch", "store", "explain", "as_of"}, given, where=path.name)  # fmt: skip
    standards = _table(
        given, "standards", {"rag_hours", "visit_working_days", "early_help_assessment_days"}, path
    )
    folders = _table(given, "folders", {"inputs", "outputs", "schemas", "codes", "store"}, path)
    kept = _table(given, "store", {"key", "on_a_share", "retain"}, path)
    compare = _table(given, "compare", {"authorities", "differs"}, path)
    return Settings(
        authority=_authority(given, path),
        as_of=_checked(given, "as_of", date, path),
        coverage=covered_days(given.get("coverage", {}), path),
        compare_with=tuple(_texts("authorities", compare.get("authorities", []), path)),
        fetch_on=_yes_or_no("fetch", "on", _table(given, "fetch", {"on"}, path), path),
        explain_rows=_yes_or_no("explain", "rows", _table(given, "explain", {"rows"}, path), path),
        store_on_a_share=_yes_or_no("store", "on_a_share", kept, path),
        differs=_reasons(compare.get("differs", {}), path),
        retain=kept_months(kept.get("retain", {}), path),
        key=_key_file(kept.get("key"), path),
        **{name: path.parent / folder for name, folder in folders.items()},
        **{name: _whole(name, value, path) for name, value in standards.items()},
    )


def _authority(given: dict[str, Any], path: Path) -> Authority:
    table = _table(given, "authority", {"name", "code", "la_code", "region", "neighbours"}, path)
    for key in ("name", "code", "la_code", "region"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise DeclarationError(
                f"{path.name} needs `{key}` under [authority], as a text",
                hint='for Walsall: name = "Walsall", code = "E08000030", la_code = "335", region = "West Midlands"',
            )
    models = table.get("neighbours", ["2021", "2025"])
    if not isinstance(models, list) or not all(isinstance(model, str) for model in models):
        raise DeclarationError(
            f"{path.name} needs `neighbours` under [authority] as a list of years in quotes",
            hint='neighbours = ["2021", "2025"]',
        )
    return Authority(**{**table, "neighbours": tuple(models)})


def _key_file(told: Any, path: Path) -> Path:
    """Say where the key is: the settings, else the environment, else beside the settings."""
    if told is not None and not isinstance(told, str):
        raise DeclarationError(
            f"{path.name} needs `key` under [store] as a text",
            hint='key = "/etc/safeguard-kpi/safeguard-kpi.key"',
        )
    return path.parent / (told or os.environ.get(KEY_VARIABLE) or Settings.key)


def _yes_or_no(table: str, name: str, given: dict[str, Any], path: Path) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise DeclarationError(
            f"{path.name} needs `{name}` under [{table}] as true or false", hint=f"{name} = false"
        )
    return value


def _texts(name: str, value: Any, path: Path) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DeclarationError(
            f"{path.name} needs `{name}` under [compare] as a list of texts",
            hint='for example authorities = ["Birmingham", "332"]',
        )
    return value


def _reasons(value: Any, path: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise DeclarationError(
            f"{path.name} needs `differs` under [compare] as a sentence for each indicator",
            hint='for example differs = { referrals = "The extract was taken in June." }',
        )
    return value


def _whole(name: str, value: Any, path: Path) -> Any:
    if name == "rag_hours" and (not isinstance(value, dict) or set(value) != GRADES):
        raise DeclarationError(
            f"{path.name} needs hours for red, amber and green in `rag_hours`, and for no other grade",
            hint="rag_hours = { red = 4, amber = 24, green = 72 }",
        )
    numbers = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in numbers):
        raise DeclarationError(
            f"{path.name} gives `{name}` something that is no whole number above nought",
            hint="see [standards] in the settings that `safeguard-kpi sample` writes",
        )
    return value


def _table(given: dict[str, Any], key: str, known: set[str], path: Path) -> dict[str, Any]:
    table = given.get(key, {})
    if not isinstance(table, dict):
        raise DeclarationError(f"{path.name} needs [{key}] as a table", hint=f"write [{key}]")
    only(known, table, where=f"{path.name} [{key}]")
    return table


def _checked(given: dict[str, Any], key: str, kind: type, path: Path) -> Any:
    value = given.get(key)
    if value is not None and not isinstance(value, kind):
        raise DeclarationError(f"{path.name} gives `{key}` no date", hint=f"{key} = 2020-03-31")
    return value
