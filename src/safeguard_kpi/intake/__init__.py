"""The room where partners' files become rows that count, and findings about all the others."""

from safeguard_kpi.intake.admission.admit import admit
from safeguard_kpi.intake.admission.lists_without_end import from_their_months
from safeguard_kpi.intake.admission.twins import without_twins
from safeguard_kpi.intake.admission.whose import of_authority
from safeguard_kpi.intake.analyst.own_codes import with_own_codes
from safeguard_kpi.intake.cells.identifiers import identifier
from safeguard_kpi.intake.codes.spellings import with_nearest
from safeguard_kpi.intake.files.read import read_in
from safeguard_kpi.intake.model import Admitted, ReadIn

__all__ = [
    "Admitted",
    "ReadIn",
    "admit",
    "from_their_months",
    "identifier",
    "of_authority",
    "read_in",
    "with_nearest",
    "with_own_codes",
    "without_twins",
]
