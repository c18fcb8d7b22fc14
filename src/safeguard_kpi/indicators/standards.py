"""What an authority chooses: its own standards, where the law sets none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeguard_kpi.indicators.timing import Calendar


@dataclass(frozen=True, kw_only=True)
class Standards:
    """The clocks that an authority sets for itself; each is printed in the definition."""

    calendar: Calendar = field(default_factory=lambda: Calendar(frozenset()))
    """England's bank holidays, from schemas/bank_holidays.toml."""

    rag_hours: Mapping[str, int] = field(
        default_factory=lambda: {"red": 4, "amber": 24, "green": 72}
    )
    """Clock hours within which a contact of each grade is to be decided."""

    visit_working_days: int = 10
    """Working days within which a child with a plan is to be visited again."""

    early_help_assessment_days: int = 45
    """Working days within which an early help assessment is to be completed."""
