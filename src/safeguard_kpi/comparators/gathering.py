"""Releases and neighbours brought together, in whatever order their files are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from safeguard_kpi.comparators.archives import archives_inside
from safeguard_kpi.comparators.cells import Published, read_published
from safeguard_kpi.comparators.choosing import build_reference
from safeguard_kpi.comparators.importing import Imported, Taken, import_tables
from safeguard_kpi.comparators.neighbours import Model, import_neighbours, model_of
from safeguard_kpi.comparators.recognising import Ignored
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.comparators.release import Release


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The reference files made of what was given, all that was read, and what was passed over.

    ``notes`` are sentences an analyst should know of, such as a model without this authority.
    """

    reference: Reference
    imported: Imported
    taken: tuple[Taken, ...]
    ignored: tuple[Ignored, ...]
    notes: tuple[str, ...]


def gather(
    files: Sequence[Path],
    *,
    releases: Sequence[Release],
    models: Sequence[Model],
    la_codes: Sequence[str],
    held: Reference | None = None,
) -> Gathered:
    """Read releases and models of neighbours, and choose what these authorities are set beside.

    ``la_codes`` are the Department's three figures, such as 335 for Walsall. ``held`` are the
    reference files of an earlier import: what no file given says anew is kept.

    Raises:
        SafeguardError: as ``import_tables``, ``import_neighbours`` and ``build_reference``.
    """
    published = [one for file in files for one in read_published(file)]
    unopened = [
        Ignored(
            name, "it is an archive inside an archive: unpack it and give it by itself", near=True
        )
        for file in files
        for name in archives_inside(file)
    ]
    near = [(one, model) for one in published if (model := model_of(one, models))]
    tables = [one for one in published if not model_of(one, models)]
    neighbours = import_neighbours(
        [one for one, _ in near], models, held=held.neighbours if held else None
    )
    imported = import_tables(tables, releases)
    reference = build_reference(
        imported, neighbours, la_codes=la_codes, held=held, releases=releases
    )
    return Gathered(
        reference=reference,
        imported=imported,
        taken=(*imported.taken, *(_as_model(one, model) for one, model in near)),
        ignored=(*imported.ignored, *unopened),
        notes=tuple(_without_neighbours(neighbours, la_codes)),
    )


def _as_model(published: Published, model: Model) -> Taken:
    return Taken(published.file, model.title, published.cells.height, None, None)


def _without_neighbours(neighbours: pl.DataFrame, la_codes: Sequence[str]) -> list[str]:
    """Tell of every model that names no neighbours of an authority: it has averages of none."""
    return [
        f"the {model} model names no neighbours of the authority {la_code}, so it has no averages of them"
        for model in neighbours["model"].unique().sort()
        for la_code in la_codes
        if neighbours.filter(model=model, la_code=la_code).is_empty()
    ]
