"""The room where partners' files become rows that count, and findings about all the others."""

from safeguard_kpi.intake.admit import admit
from safeguard_kpi.intake.model import Admitted, ReadIn
from safeguard_kpi.intake.read import read_in

__all__ = ["Admitted", "ReadIn", "admit", "read_in"]
