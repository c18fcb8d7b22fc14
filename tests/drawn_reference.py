"""The reference files made of the drawn releases, for the tests of them."""

from pathlib import Path

import drawn_release
from safeguard_kpi.comparators.cells import read_published
from safeguard_kpi.comparators.choosing import build_reference
from safeguard_kpi.comparators.importing import import_release
from safeguard_kpi.comparators.neighbours import import_neighbours, load_models
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.comparators.release import load_releases


def build(folder: Path) -> Reference:
    for name, text in (("a", drawn_release.DECLARED), ("b", drawn_release.NEWER)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "neighbours_model").write_text(drawn_release.NEIGHBOURS, encoding="utf-8")
    (folder / "neighbours.csv").write_text(drawn_release.neighbours_csv(), encoding="utf-8")
    declared = load_releases(sorted(folder.glob("*.toml")))
    imported = import_release(drawn_release.lay_out(folder, newer=True), declared)
    models = load_models([folder / "neighbours_model"])
    near = import_neighbours(list(read_published(folder / "neighbours.csv")), models)
    return build_reference(imported, near, la_codes=["335"])
