"""Releases and neighbours brought together, in whatever order their files are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safeguard_kpi.comparators.cells import read_published
from safeguard_kpi.comparators.importing import Imported, import_release
from safeguard_kpi.comparators.neighbours import Model, import_neighbours, model_of
from safeguard_kpi.comparators.recognising import Ignored
from safeguard_kpi.comparators.reference import Reference, build_reference
from safeguard_kpi.comparators.release import Release


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The reference files made of what was given, all that was read, and what was passed over."""

    reference: Reference
    imported: Imported
    ignored: tuple[Ignored, ...]


def gather(
    files: Sequence[Path],
    *,
    releases: Sequence[Release],
    models: Sequence[Model],
    la_codes: Sequence[str],
) -> Gathered:
    """Read releases and models of neighbours, and choose what these authorities are set beside.

    ``la_codes`` are the Department's three figures, such as 335 for Walsall.

    Raises:
        SafeguardError: as ``import_release``, ``import_neighbours`` and ``build_reference``.
    """
    neighbours = import_neighbours(files, models)
    imported = import_release(files, releases)
    of_models = {
        one.file for file in files for one in read_published(file) if model_of(one, models)
    }
    return Gathered(
        reference=build_reference(imported, neighbours, la_codes=la_codes),
        imported=imported,
        ignored=tuple(one for one in imported.ignored if one.file not in of_models),
    )
