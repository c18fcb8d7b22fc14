"""Which files of a folder are the partners', and which only lie among them."""

from pathlib import Path
from typing import NamedTuple

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.sample.marker import MARKER


class Found(NamedTuple):
    """The files of the inputs, but reference figures, own codes and hidden ones."""

    spreadsheets: list[Path]
    others: list[Path]
    """Files of kinds that are not read; nothing of them is opened."""


def files_in(inputs: Path, own_codes: Path, *, may_be_none: bool = False) -> Found:
    """Find the partners' files, and those that lie among them.

    With `may_be_none`, a folder without spreadsheets is no fault: earlier quarters are kept.
    """
    if not inputs.is_dir():
        raise SafeguardError(
            f"there is no folder {inputs}",
            hint="give --inputs the folder with the partners' files; `safeguard-kpi sample` writes some to try",
        )
    found = sorted(
        path
        for path in inputs.rglob("*")
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.relative_to(inputs).parts[0] != "reference"
        and path.resolve() != own_codes.resolve()
    )
    read = [path for path in found if path.suffix.lower() in SPREADSHEETS]
    if not read and not may_be_none:
        raise SafeguardError(
            f"there are no spreadsheets in {inputs}",
            hint="put the partners' .xlsx or .csv files there; `safeguard-kpi sample` writes some to try",
        )
    others = [path for path in found if path not in read and not path.name.upper().startswith(OURS)]
    return Found(read, others)


SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".xml"})
"""What the names of files that partners send end in."""

OURS = (MARKER.upper(), "README", "SUBMISSIONS.TOML")
"""How the names of files begin that are the product's own or speak of the others."""
