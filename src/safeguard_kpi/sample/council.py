"""The council's workbook, laid out as Annex A's lists."""

from types import MappingProxyType

from safeguard_kpi.sample.layout import NBSP, Habit, Sheet

ABOUT = {
    "Child Unique ID": "child_id",
    "Gender": "sex",
    "Ethnicity": "ethnicity",
    "Date of Birth": "date_of_birth",
    "Does the Child have a Disability": "disability",
}
"""How Annex A lists begin."""

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
