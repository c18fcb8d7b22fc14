"""How much of a sheet may be refused before none of it is used."""

from dataclasses import dataclass
from typing import Any

from safeguard_kpi.contracts.declared import only
from safeguard_kpi.errors import DeclarationError


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a feed bears: beyond it, figures from the rows that are left would mislead."""

    refused_share: float = 1.0
    """The share of a sheet's rows, from 0 to 1, above which the sheet is not used."""
    from_rows: int = 0
    """The rows a sheet must have for the share to mean anything."""


def read_limits(given: dict[str, Any], over: Limits, *, where: str) -> Limits:
    """Read a table of limits; what it leaves out is as in those it overrides.

    Raises:
        DeclarationError: an unknown key, or a number that is no limit.
    """
    only({"refused_share", "from_rows"}, given, where=where)
    share = given.get("refused_share", over.refused_share)
    rows = given.get("from_rows", over.from_rows)
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
        raise DeclarationError(
            f"{where} gives `refused_share` something that is no share from 0 to 1",
            hint="refused_share = 0.2 is one row in five",
        )
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
        raise DeclarationError(
            f"{where} gives `from_rows` something that is no number of rows",
            hint="from_rows = 50 leaves smaller sheets alone",
        )
    return Limits(refused_share=float(share), from_rows=rows)
