"""Data sets of the API written as the files that the Department publishes, ready to be imported.

The API names indicators, filters and places by its own ids; its metadata tell which column and code
each is. Values come as text, symbols among them, and are written as they come.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from safeguard_kpi.comparators.api import Api
from safeguard_kpi.comparators.faults import not_understood, understood
from safeguard_kpi.comparators.writing import write_beside
from safeguard_kpi.errors import SafeguardError

LEVELS: Final = {"NAT": "National", "REG": "Regional", "LA": "Local authority"}
"""The API's geographic levels that are compared with, as the files write them."""

PLACES: Final = {
    "country_code": ("NAT", "code"),
    "country_name": ("NAT", "label"),
    "region_code": ("REG", "code"),
    "region_name": ("REG", "label"),
    "old_la_code": ("LA", "oldCode"),
    "new_la_code": ("LA", "code"),
    "la_name": ("LA", "label"),
}
"""Which part of which level's location each column of places holds."""

GONE: Final = "Withdrawn"
"""The status of a data set or version that may not be used any more."""


class DataSet(NamedTuple):
    """One data set of a publication, at its latest version or the one asked for."""

    id: str
    title: str
    status: str
    version: str
    published: str
    rows: int


class Fetched(NamedTuple):
    """A data set that was written as a file."""

    data_set: DataSet
    file: Path
    rows: int


def find_publication(api: Api, words: str) -> tuple[str, str]:
    """Find a publication by its title, slug or words of them; give its id and title.

    Raises:
        SafeguardError: none is found, or several and none of just that title or slug.
    """
    with understood("publications"):
        found = [
            (f"{one['title']}", f"{one['slug']}", f"{one['id']}")
            for one in api.listed("publications", search=words)
        ]
    same = [one for one in found if words.casefold() in (one[0].casefold(), one[1])]
    chosen = same or found
    if len(chosen) != 1:
        raise SafeguardError(
            f"{len(chosen) or 'no'} publications of the API answer to `{words}`",
            hint="name one: " + "; ".join(sorted(title for title, _, _ in chosen))
            if chosen
            else "see the titles on the Explore Education Statistics site; not every publication is in the API",
        )
    return chosen[0][2], chosen[0][0]


def data_sets(api: Api, publication: str) -> list[DataSet]:
    """List the data sets of a publication by title."""
    listed = api.listed(f"publications/{publication}/data-sets")
    return sorted((_data_set(one) for one in listed), key=lambda one: (one.title, one.id))


def at_version(api: Api, data_set: DataSet, version: str) -> DataSet:
    """Give a data set at an older version.

    Raises:
        SafeguardError: it has no such version, or that one was withdrawn.
    """
    at = f"data-sets/{data_set.id}/versions"
    with understood(at):
        versions = {f"{one['version']}": dict(one) for one in api.listed(at)}
    if version not in versions or versions[version].get("status") == GONE:
        usable = sorted(name for name, one in versions.items() if one.get("status") != GONE)
        raise SafeguardError(
            f"{data_set.title} has no version {version} that can be used",
            hint=f"versions: {', '.join(usable)}" if usable else "it has none at all",
        )
    one = versions[version]
    return data_set._replace(
        version=version, published=one.get("published") or "", rows=one.get("totalResults") or 0
    )


def fetch(api: Api, data_set: DataSet, folder: Path) -> Fetched:
    """Write one data set as the Department's CSV file is written.

    Raises:
        SafeguardError: it was withdrawn, or the API's answers are not as documented.
    """
    if data_set.status == GONE:
        raise SafeguardError(f"{data_set.title} was withdrawn", hint="fetch another data set")
    at = f"data-sets/{data_set.id}"
    meta = api.get(f"{at}/meta", dataSetVersion=data_set.version)
    try:
        body = {
            "criteria": {"geographicLevels": {"in": list(LEVELS)}},
            "indicators": [one["id"] for one in meta["indicators"]],
        }
        results = list(api.queried(f"{at}/query", body, dataSetVersion=data_set.version))
        if not results:
            raise SafeguardError(
                f"{data_set.title} has no rows of England, regions or authorities",
                hint="fetch another data set",
            )
        table = _table(results, meta)
    except (KeyError, TypeError, AttributeError, ValueError, pl.exceptions.PolarsError) as fault:
        raise not_understood(at, f"{type(fault).__name__} {fault}") from fault
    return Fetched(data_set, write_beside(table, folder / file_name(data_set)), table.height)


def file_name(data_set: DataSet) -> str:
    """Name a data set's file by its title and version, whatever the API writes in them."""
    name = re.sub(r"[^a-z0-9]+", "_", data_set.title.lower()).strip("_")
    version = re.sub(r"[^0-9A-Za-z]+", ".", data_set.version).strip(".")
    return f"{name}_v{version}.csv"


def _data_set(said: dict[str, Any]) -> DataSet:
    with understood("data-sets"):
        latest = said.get("latestVersion") or {}
        return DataSet(
            f"{said['id']}",
            f"{said['title']}",
            f"{said['status']}",
            f"{latest.get('version') or ''}",
            f"{latest.get('published') or ''}",
            int(latest.get("totalResults") or 0),
        )


def _table(results: Sequence[dict[str, Any]], meta: dict[str, Any]) -> pl.DataFrame:
    rows = pl.DataFrame(list(results), infer_schema_length=None)
    period = pl.col("timePeriod").struct.field("period")
    labels = {one["code"]: one["label"] for one in meta["geographicLevels"]}
    level = pl.col("geographicLevel").replace_strict(LEVELS | labels, default=None)
    return rows.select(
        _joined_years(period).alias("time_period"),
        pl.col("timePeriod").struct.field("code").alias("time_identifier"),
        level.alias("geographic_level"),
        *_places(rows, meta["locations"]),
        *_filters(rows, meta.get("filters", [])),
        *(_field(rows, "values", one["id"]).alias(one["column"]) for one in meta["indicators"]),
    )


def _joined_years(period: pl.Expr) -> pl.Expr:
    """Write 2023/2024 as the files do, 202324; a plain 2024 as it is."""
    return period.str.replace(r"^(\d{4})/(?:\d{2})?(\d{2})$", "${1}${2}")


def _places(rows: pl.DataFrame, groups: Sequence[dict[str, Any]]) -> Iterator[pl.Expr]:
    options = {group["level"]["code"]: group["options"] for group in groups}
    for column, (level, part) in PLACES.items():
        known = {one["id"]: one.get(part) or "" for one in options.get(level, [])}
        yield _named(_field(rows, "locations", level), known).alias(column)


def _filters(rows: pl.DataFrame, filters: Sequence[dict[str, Any]]) -> Iterator[pl.Expr]:
    for one in filters:
        known = {option["id"]: option["label"] for option in one["options"]}
        yield _named(_field(rows, "filters", one["id"]), known).alias(one["column"])


def _named(ids: pl.Expr, known: dict[str, str]) -> pl.Expr:
    """Put the code or label in the place of each id; an id the metadata do not know is a fault."""
    return ids.replace_strict({**known, "": ""}, return_dtype=pl.String)


def _field(rows: pl.DataFrame, struct: str, name: str) -> pl.Expr:
    """Take one entry of each result's dictionary, empty where a result has none."""
    schema = rows.schema[struct]
    held = isinstance(schema, pl.Struct) and name in {field.name for field in schema.fields}
    entry = pl.col(struct).struct.field(name) if held else pl.lit(None, pl.String)
    return entry.cast(pl.String).fill_null("")
