"""Fetch data sets of the Department's public API for a person, as files to import."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rich.table import Table

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.comparators.api import Api, opened
from safeguard_kpi.comparators.fetching import (
    GONE,
    DataSet,
    at_version,
    data_sets,
    fetch,
    find_publication,
)
from safeguard_kpi.contracts.declared import Declarations, only, read_toml
from safeguard_kpi.errors import DeclarationError, ExitCode, SafeguardError
from safeguard_kpi.settings import read_settings

DECLARED = {"base": str, "publication": str, "tries": int, "longest_wait": int, "timeout": int}
"""What schemas/ees.toml states."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for: a publication, some of its data sets (none: all), a version, a folder."""

    publication: str | None
    titles: Sequence[str]
    version: str | None
    into: Path | None


def fetch_data_sets(wanted: Wanted, *, schemas: Path | None, settings: Path, quiet: bool) -> int:
    """List a publication's data sets, or write them into a folder.

    Raises:
        SafeguardError: fetching is off, httpx is missing, or the API does not give what is asked.
    """
    chosen = read_settings(settings)
    if not chosen.fetch_on:
        raise SafeguardError(
            "fetching from the Department's API is off",
            hint=f"write `on = true` under [fetch] in {settings.name}; the release's files can always be downloaded and imported",
        )
    said = _declared(Declarations.standard(schemas or chosen.schemas).file("ees.toml"))
    teller = Teller(quiet=quiet, as_json=False)
    with opened(said["timeout"]) as client:
        api = Api(
            base=said["base"].rstrip("/"),
            tries=said["tries"],
            longest_wait=said["longest_wait"],
            client=client,
        )
        publication, title = find_publication(api, wanted.publication or said["publication"])
        held = _chosen(data_sets(api, publication), wanted.titles, title)
        if wanted.version:
            held = [at_version(api, one, wanted.version) for one in held]
        if wanted.into is None:
            teller.results.print(_listed(held, title))
            return ExitCode.DONE
        for one in held:
            if one.status == GONE:
                _say(teller, f"passed over {one.title}: it was withdrawn")
                continue
            file = fetch(api, one, wanted.into)
            _say(
                teller,
                f"wrote {file.file}: version {one.version}, {one.published[:10]}, {file.rows:,} rows",
            )
    _say(teller, f"next: `safeguard-kpi comparators import {wanted.into}`")
    return ExitCode.DONE


def _declared(file: Path) -> dict[str, Any]:
    said = read_toml(file)
    only(set(DECLARED), said, where=file.name)
    for name, kind in DECLARED.items():
        if not isinstance(said.get(name), kind) or isinstance(said[name], bool) or not said[name]:
            raise DeclarationError(
                f"{file.name} needs `{name}` as {'a text' if kind is str else 'a whole number above nought'}",
                hint="compare it with the one that ships with the product",
            )
    return said


def _chosen(held: list[DataSet], titles: Sequence[str], publication: str) -> list[DataSet]:
    chosen = []
    for title in titles:
        found = [one for one in held if title.casefold() in (one.title.casefold(), one.id)]
        if not found:
            near = get_close_matches(title, [one.title for one in held], n=1, cutoff=0.4)
            raise SafeguardError(
                f"{publication} has no data set `{title}` in the API",
                hint=f"did you mean `{near[0]}`?" if near else "leave out --into to list them",
            )
        chosen += found
    if not held:
        raise SafeguardError(
            f"{publication} has no data sets in the API",
            hint="download the release's files and import them",
        )
    return chosen or held


def _listed(held: Sequence[DataSet], publication: str) -> Table:
    table = Table(title=publication, title_justify="left")
    for name in ("data set", "id", "version", "published", "status"):
        table.add_column(name, overflow="fold")
    table.add_column("rows", justify="right")
    for one in held:
        table.add_row(
            one.title, one.id, one.version, one.published[:10], one.status, f"{one.rows:,}"
        )
    return table


def _say(teller: Teller, words: str) -> None:
    if not teller.quiet:
        teller.words.print(words, highlight=False, soft_wrap=True)
