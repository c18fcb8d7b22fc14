"""The files a person gave: CSV files, archives and folders of them, in one list."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from safeguard_kpi.errors import SafeguardError

READ: Final = frozenset({".csv", ".zip"})
"""What the names of a release's files end in."""


def files_given(paths: Iterable[Path]) -> list[Path]:
    """List the CSV files and zip archives given, those of folders among them, each once.

    In a folder other files are passed by, for releases come with notes; named alone they are
    refused, for then somebody took them for figures.

    Raises:
        SafeguardError: a path is not there, is of another kind, or a folder holds none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if _is_read(one))
            if not inside:
                raise SafeguardError(
                    f"{path} holds no CSV file and no zip archive",
                    hint="give the folder the release was unpacked in",
                )
            found |= dict.fromkeys(inside)
        elif not path.is_file():
            raise SafeguardError(f"there is no file {path}", hint="check how it is written")
        elif path.suffix.lower() not in READ:
            raise SafeguardError(
                f"{path.name} is neither a CSV file nor a zip archive",
                hint="give the release's data as it is downloaded, not a workbook made of it",
            )
        else:
            found[path] = None
    return list(found)


def _is_read(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in READ and not path.name.startswith(".")
