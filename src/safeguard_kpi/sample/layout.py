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

ABOUT = {
    "Child Unique ID": "child_id",
    "Gender": "sex",
    "Ethnicity": "ethnicity",
    "Date of Birth": "date_of_birth",
    "Does the Child have a Disability": "disability",
}
"""How Annex A lists begin."""

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
        "Allocated Worker": "",
    }),
    hidden=("Allocated Worker",),
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

COUNCIL = (
    Sheet(
        name="List 3", feed="referrals", habit=Habit.LETTERED,
        above=("List 3: Referral", ""),
        columns=MappingProxyType(ABOUT | {
            "Date of referral": "received_on",
            "Referral Source": "referring_agency",
            f"Referral{NBSP}NFA?": "no_further_action",
            "Date of previous referral": "previous_referral_on",
            "Closure date": "closed_on",
            "Reason for Closure": "closure_reason",
            "Locality": "locality",
            "Allocated Team": "",
            "Allocated Worker": "",
        }),
        hidden=("Allocated Worker",),
        below="Source: case management system, children open or referred in the two years",
    ),
    Sheet(
        name="List 4", feed="assessments", habit=Habit.LETTERED,
        above=("List 4: Assessments", ""),
        columns=MappingProxyType(ABOUT | {
            "Referral Date": "referral_on",
            "Continuous Assessment Start Date": "started_on",
            "Continuous Assessment Date of  Authorisation": "completed_on",
            "Was the child assessed as requiring LA children\u2019s social care support?": "support_needed",
            "Factors identified at assessment": "factors",
            "Locality": "locality",
            "Allocated Team": "",
        }),
    ),
    Sheet(
        name="List 5", feed="section_47_enquiries", habit=Habit.LETTERED,
        above=("List 5: Section 47 enquiries and Initial Child Protection Conferences", ""),
        columns=MappingProxyType(ABOUT | {
            "Strategy discussion initiating Section 47 Enquiry Start Date": "started_on",
            "Was an Initial Child Protection Conference deemed unnecessary? ": "conference_unnecessary",
            "Date of Initial Child Protection Conference": "conference_on",
            "Did the Initial Child Protection Conference Result in a Child Protection Plan": "conference_to_plan",
            "Transfer-in conference?": "transfer_in",
            "Locality": "locality",
            "Allocated Worker": "",
        }),
        hidden=("Allocated Worker",),
        below="NB enquiries still open have no answer in column G",
    ),
    Sheet(
        name="List 6", feed="children_in_need", habit=Habit.LETTERED,
        above=("List 6: Children in Need", ""),
        columns=MappingProxyType(ABOUT | {
            "CIN Start Date": "started_on",
            "Primary Need  Code": "primary_need",
            "CIN Closure Date": "closed_on",
            "Reason for Closure": "closure_reason",
            "Locality": "locality",
            "Allocated Team": "",
        }),
        number_ids=True,
    ),
    Sheet(
        name="List 7", feed="child_protection_plans", habit=Habit.LETTERED,
        above=("List 7: Child protection", ""),
        columns=MappingProxyType(ABOUT | {
            "Child Protection Plan Start Date": "started_on",
            "Initial Category of Abuse": "initial_category",
            "latest category of abuse": "category_of_abuse",
            "Date of the Last Statutory Visit": "last_visit_on",
            "Date of latest review conference": "last_review_on",
            "Child Protection Plan End Date": "ended_on",
            "Number of Previous Child Protection Plans": "previous_plans",
            "Date previous plan ended": "previous_plan_ended_on",
            "Locality": "locality",
            "Allocated Worker": "",
        }),
        hidden=("Allocated Worker",),
        below="Plans of children looked after are included",
    ),
    Sheet(
        name="CP reviews", feed="child_protection_reviews", habit=Habit.CODED,
        above=("Review conferences held", ""),
        columns=MappingProxyType({
            "Child ID": "child_id",
            "CPP start date": "plan_started_on",
            "Date of Review  Conference": "reviewed_on",
            "Chair": "",
        }),
        hidden=("Chair",),
    ),
)  # fmt: skip
"""The council's workbook: Annex A's lists, with the reviews that Annex A leaves out."""
