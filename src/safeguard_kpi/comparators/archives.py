"""Zip archives of a release: which of their members are tables, and which can't be looked into."""

import zipfile
from pathlib import Path

from safeguard_kpi.errors import SafeguardError


def tables_in(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """List an archive's CSV files by name, without what a Mac hides beside them."""
    members = [
        one
        for one in sorted(archive.infolist(), key=lambda one: one.filename)
        if one.filename.lower().endswith(".csv")
        and not one.filename.startswith("__MACOSX/")
        and not one.filename.rpartition("/")[2].startswith(".")
    ]
    if not members:
        raise SafeguardError(
            f"{name} holds no CSV file", hint="give the archive of the release's data"
        )
    return members


def archives_inside(file: Path) -> list[str]:
    """Name the archives inside an archive: they are not opened."""
    if not zipfile.is_zipfile(file):
        return []
    with zipfile.ZipFile(file) as archive:
        return [
            f"{file.name}/{name}"
            for name in sorted(archive.namelist())
            if name.lower().endswith(".zip") and not name.startswith("__MACOSX/")
        ]
