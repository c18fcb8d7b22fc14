"""How each partner lays out its sheets: odd but declared headers, titles above, notes below."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Habit(StrEnum):
    """How a partner writes its codes."""

    LETTERED = "lettered"
    """Annex A's way: ``a) Male``."""
    CODED = "coded"
    """The census's way: ``M``, and ``6: Police`` where there are both."""
    WORDED = "worded"
    """In words: ``Male``."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table as a partner sends it."""

    name: str
    feed: str
    habit: Habit
    above: tuple[str, ...]
    columns: Mapping[str, str]
    """Header to field; an empty field is a column that nothing is made of."""
    hidden: tuple[str, ...] = ()
    below: str = ""
    number_ids: bool = False
    """The child's identifier is typed as a number rather than as text."""


NBSP = "\u00a0"
"""What a header pasted from a web page carries instead of a space."""


MASH = Sheet(
    name="MASH contacts",
    feed="mash_contacts",
    habit=Habit.WORDED,
    above=("Walsall Multi-Agency Safeguarding Hub", "Contacts received - monthly return", ""),
    columns=MappingProxyType({
        "CONTACT REF": "contact_id",
        "Child  ref": "child_id",
        "Gender of child": "sex",
        f"Ethnic{NBSP}origin": "ethnicity",
        "D.O.B.": "date_of_birth",
        "Date and time  received": "received_at",
        "Source of Contact": "referring_agency",
        "RAG rating?": "rag",
        f"Date and time of{NBSP}decision ": "decided_at",
        "MASH Outcome": "outcome",
        "Locality (home address)": "locality",
    }),
    below="Total contacts",
)  # fmt: skip

MASH_EXPORT = Sheet(
    name="",
    feed="mash_contacts",
    habit=Habit.CODED,
    above=(),
    columns=MappingProxyType({
        "Contact_Reference": "contact_id",
        "LA_Child_ID": "child_id",
        "Sex": "sex",
        "Ethnicity_Code": "ethnicity",
        "DOB": "date_of_birth",
        "Contact_Received": "received_at",
        "Decision_Made": "decided_at",
        "Contact_Agency": "referring_agency",
        "Contact_Outcome": "outcome",
        "Final_RAG": "rag",
        "Locality_Team": "locality",
    }),
)  # fmt: skip
"""The hub's new system, from the second year on, gives a plain CSV."""

EARLY_HELP = Sheet(
    name="Early help episodes",
    feed="early_help_episodes",
    habit=Habit.WORDED,
    above=("Walsall Council", "EARLY HELP - all episodes open in the two years", ""),
    columns=MappingProxyType({
        "Client ID": "child_id",
        "Sex ": "sex",
        "ethnic group": "ethnicity",
        "DOB": "date_of_birth",
        "Disabled?": "disability",
        "Locality": "locality",
        "Start of  early help": "started_on",
        "Came from": "came_from",
        "Lead Organisation": "lead_agency",
        "EHA completed": "assessment_completed_on",
        "End of early help": "closed_on",
        "OUTCOME AT CLOSURE": "closure_reason",
        "Key worker": "",
    }),
    hidden=("Key worker",),
    below="Total episodes",
)  # fmt: skip
