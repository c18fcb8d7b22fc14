"""How much of a sheet may be refused before none of it is used."""

from dataclasses import dataclass, replace
from typing import Any

from safeguard_kpi.contracts.declared import only
from safeguard_kpi.errors import DeclarationError


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a feed bears: beyond it, figures from the rows that are left would mislead."""

    refused_share: float = 1.0
    """The share of a sheet's rows, from 0 to 1, above which the sheet is not used."""
    from_rows: int = 0
    """The rows a sheet must have for that share to mean anything."""
    small_share: float = 1.0
    """The share above which a sheet of fewer rows is not used."""
    small_from_rows: int = 0
    """The rows that even such a sheet must have; below them each row is judged by itself."""


def read_limits(given: dict[str, Any], over: Limits, *, where: str) -> Limits:
    """Read a table of limits; what it leaves out is as in those it overrides.

    Raises:
        DeclarationError: an unknown key, or a number that is no limit.
    """
    only({*_SHARES, *_ROWS}, given, where=where)
    found = replace(over, **given)
    for key in _SHARES:
        share = getattr(found, key)
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            raise DeclarationError(
                f"{where} gives `{key}` something that is no share from 0 to 1",
                hint=f"{key} = 0.2 is one row in five",
            )
    for key in _ROWS:
        rows = getattr(found, key)
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
            raise DeclarationError(
                f"{where} gives `{key}` something that is no number of rows",
                hint=f"{key} = 50 leaves smaller sheets alone",
            )
    return found


_SHARES, _ROWS = ("refused_share", "small_share"), ("from_rows", "small_from_rows")
