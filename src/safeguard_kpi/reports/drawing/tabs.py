"""Names of tabs for the sheets of several files: legal in Excel, and no two alike."""

import unicodedata
from collections.abc import Iterable

from safeguard_kpi.reports.drawing.cells import plain

LONGEST = 31
"""What Excel lets a tab's name have, counted as it counts: a letter outside the first plane is two."""

RESERVED = "History"
"""A name that Excel keeps for itself."""

_NOT_ALLOWED = str.maketrans(dict.fromkeys(r"[]:*?/\'", "-"))


def tab_names(sheets: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Name a tab for each sheet after it; of those alike, whatever their case, the later get a number."""
    seen = {_alike(name) for name in (RESERVED, *taken)}
    names = []
    for sheet in sheets:
        # An apostrophe is allowed within a name, and doubled in every link to it.
        allowed = plain(sheet).translate(_NOT_ALLOWED).strip()
        name, number = _cut(allowed, LONGEST) or "Sheet", 1
        while _alike(name) in seen:
            number += 1
            behind = f" ({number})"
            name = (_cut(allowed, LONGEST - len(behind)) or "Sheet") + behind
        names.append(name)
        seen.add(_alike(name))
    return names


def _cut(name: str, longest: int) -> str:
    while len(name.encode("utf-16-le")) > 2 * longest:
        name = name[:-1]
    return name.strip()


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
