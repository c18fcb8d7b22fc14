"""The room where partners' files become rows that count, and findings about all the others."""

from safeguard_kpi.intake.admit import admit
from safeguard_kpi.intake.identifiers import identifier
from safeguard_kpi.intake.model import Admitted, ReadIn
from safeguard_kpi.intake.own_codes import with_own_codes
from safeguard_kpi.intake.read import read_in
from safeguard_kpi.intake.spellings import with_nearest
from safeguard_kpi.intake.whose import of_authority

__all__ = [
    "Admitted",
    "ReadIn",
    "admit",
    "identifier",
    "of_authority",
    "read_in",
    "with_nearest",
    "with_own_codes",
]
