"""What is proposed of an unknown sheet: the feed it may be, and the field of each of its columns."""

from dataclasses import dataclass

from safeguard_kpi.intake.analyst.likeness import WORDED

LIKELY = 0.6
"""From where a column is proposed for a field."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One column, and the field it may be."""

    letter: str
    header: str
    field: str = ""
    score: float = 0.0
    like: str = ""
    """The known header that is nearest."""
    cells: float | None = None
    """The share of its cells that read as the field's kind."""
    words: float = 0.0
    """How like that header its own is."""
    worded: bool = False
    """Whether its own header says something of the field."""
    particular: bool = False
    """Whether its cells are words of this field's codes and of no other's."""
    against: str = ""
    """Why it is not used, though it is likely."""

    @property
    def known(self) -> bool:
        """Tell whether the header is the field's already."""
        return bool(self.field) and self.words == 1

    @property
    def alike(self) -> bool:
        """Tell whether the header is like a known one, more than any two words are."""
        return bool(self.field) and (self.worded or self.words >= WORDED)

    @property
    def proposed(self) -> bool:
        """Tell whether the column is proposed in use: cells that fit many fields are not enough."""
        likely = self.score >= LIKELY and (self.worded or self.particular)
        return bool(self.field) and likely and not self.against


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One sheet: the feed it may be, and its columns."""

    sheet: str
    header_row: int
    feed: str
    total: float
    rival: str
    """The feed that fits next best."""
    missing: tuple[str, ...]
    """Needed fields that no column is proposed for."""
    columns: tuple[Guess, ...]
