"""The published models of statistical neighbours, made tidy."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import polars as pl

from safeguard_kpi.comparators.cells import RAGGED_HINT, Published
from safeguard_kpi.errors import DeclarationError, SafeguardError
from safeguard_kpi.reference_tables import NEIGHBOURS
from safeguard_kpi.text import label

NEIGHBOURS_EACH: Final = 10
"""How many neighbours either model names for an authority."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model's year and the headers of its file; ``neighbour`` holds ``{rank}``."""

    model: str
    title: str
    la_code: str
    la_name: str
    neighbour: str
    source: str

    def column(self, rank: int) -> str:
        """Give the label of the column of the neighbour at a rank."""
        return label(self.neighbour.format(rank=rank))


def load_models(files: Iterable[Path]) -> list[Model]:
    """Read every declared model of neighbours, from schemas/neighbours/.

    Raises:
        DeclarationError: a file is no TOML, or a field is missing or unknown.
    """
    models = []
    for file in files:
        try:
            models.append(Model(**tomllib.loads(file.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError) as fault:
            raise DeclarationError(
                f"{file.name} does not declare a model of neighbours: {fault}",
                hint="it states " + ", ".join(field.name for field in fields(Model)),
            ) from fault
    return models


def import_neighbours(
    published: Sequence[Published], declared: Sequence[Model], *, held: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Read the published neighbours of every authority, as ``tables.NEIGHBOURS``.

    Files that are no model of neighbours, such as a release's tables, are passed over. Models
    ``held`` from an earlier import, and not given anew, are kept.

    Raises:
        SafeguardError: no file is of a declared model, two are of one, or one is not whole.
    """
    found = [(one, model) for one in published if (model := model_of(one, declared))]
    known = [model.title for _, model in found]
    if not (known or held is not None) or len(set(known)) < len(known):
        raise SafeguardError(
            f"{'two files are' if known else 'no file is'} of one declared model of neighbours",
            hint="declared: " + ", ".join(model.title for model in declared),
        )
    tidied = [_tidy(one, model) for one, model in found]
    if held is not None:
        anew = [model.model for _, model in found]
        tidied.append(held.filter(pl.col("model").is_in(anew).not_()))
    return pl.concat([NEIGHBOURS.to_frame(), *tidied]).sort("model", "la_code", "rank")


def model_of(published: Published, declared: Sequence[Model]) -> Model | None:
    """Know a file of neighbours by its headers."""
    headers = set(published.cells.columns)
    for model in declared:
        if {label(model.la_code), label(model.la_name), model.column(1)} <= headers:
            return model
    return None


def _tidy(published: Published, model: Model) -> pl.DataFrame:
    """Give one row a neighbour; how close it is stands in the column after it."""
    cells, columns = published.cells, published.cells.columns
    authority = pl.col(label(model.la_code)).str.strip_chars()
    rows = cells.filter(authority.str.contains(r"^\d{3}$"))
    names = rows.select(
        authority.alias("neighbour_la_code"),
        pl.col(label(model.la_name)).str.strip_chars().alias("neighbour_name"),
    )
    ranks = range(1, NEIGHBOURS_EACH + 1)
    if absent := [model.column(rank) for rank in ranks if model.column(rank) not in columns[:-1]]:
        raise SafeguardError(f"{published.file} has no column `{absent[0]}`", hint=RAGGED_HINT)
    tidy = pl.concat(
        rows.select(
            pl.lit(model.model).alias("model"),
            authority.alias("la_code"),
            pl.col(label(model.la_name)).str.strip_chars().alias("la_name"),
            pl.lit(rank, pl.Int64).alias("rank"),
            pl.col(model.column(rank)).str.strip_chars().alias("neighbour_la_code"),
            _closeness(columns[columns.index(model.column(rank)) + 1]),
            pl.lit(model.source).alias("source"),
        )
        for rank in ranks
    ).join(names, on="neighbour_la_code", how="left", maintain_order="left")
    if (
        tidy.is_empty()
        or tidy["neighbour_name"].has_nulls()
        or tidy["la_code"].value_counts()["count"].n_unique() > 1
    ):
        raise SafeguardError(
            f"{published.file} names a neighbour that it has no row for", hint=RAGGED_HINT
        )
    _refuse_itself_or_twice(published.file, tidy)
    return tidy.select(NEIGHBOURS.names())


def _refuse_itself_or_twice(file: str, tidy: pl.DataFrame) -> None:
    odd = tidy.filter(
        (pl.col("la_code") == pl.col("neighbour_la_code"))
        | pl.struct("la_code", "neighbour_la_code").is_duplicated()
    ).sort("la_code", "rank")
    if odd.height:
        name, neighbour = odd.select("la_name", "neighbour_name").row(0)
        raise SafeguardError(
            f"{file} names {neighbour} {'its own neighbour' if name == neighbour else f'twice among the neighbours of {name}'}",
            hint=RAGGED_HINT,
        )


def _closeness(column: str) -> pl.Expr:
    """Write *Very Close*, *Very close* and *Close* with a trailing space in one way."""
    plain = pl.col(column).str.strip_chars().str.to_lowercase()
    return (plain.str.slice(0, 1).str.to_uppercase() + plain.str.slice(1)).alias("closeness")
