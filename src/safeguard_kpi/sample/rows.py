"""The journey as tidy rows: one dictionary a row, under the contracts' own column names."""

from collections.abc import Mapping
from typing import Any

from safeguard_kpi.sample.people import Person
from safeguard_kpi.sample.story import Story

Row = dict[str, Any]
"""A date, a date-time, a code's key, a yes or no, a number or None under each field's name."""


def rows_of(story: Story) -> Mapping[str, list[Row]]:
    """Write every feed's rows as they are to be admitted, in order of date."""
    return {
        "mash_contacts": [
            _about(each.person)
            | {
                "contact_id": each.contact_id,
                "received_at": each.received_at,
                "decided_at": each.decided_at,
                "referring_agency": each.agency,
                "outcome": each.outcome or None,
                "rag": each.rag or None,
            }
            for each in story.contacts
        ],
        "early_help_episodes": [
            _about(each.person)
            | {
                "started_on": each.started_on,
                "assessment_completed_on": each.assessed_on,
                "closed_on": each.closed_on,
                "closure_reason": each.closure or None,
                "came_from": each.came_from or None,
                "lead_agency": each.lead_agency,
            }
            for each in story.early_help
        ],
        "referrals": [
            _about(each.person)
            | {
                "received_on": each.received_on,
                "referring_agency": each.agency,
                "no_further_action": each.becomes == "nfa",
                "previous_referral_on": each.previous_on,
                "closed_on": each.closed_on,
                "closure_reason": each.closure or None,
            }
            for each in story.referrals
        ],
        "assessments": [
            _about(each.person)
            | {
                "referral_on": each.referral_on,
                "started_on": each.started_on,
                "completed_on": each.completed_on,
                "support_needed": each.support_needed,
                "factors": each.factors or None,
            }
            for each in story.assessments
        ],
        **_protection(story),
    }


def _protection(story: Story) -> Mapping[str, list[Row]]:
    return {
        "section_47_enquiries": [
            _about(each.person)
            | {
                "started_on": each.started_on,
                "conference_unnecessary": each.unnecessary,
                "conference_on": each.conference_on,
                "conference_to_plan": each.to_plan,
                "transfer_in": each.transfer_in,
            }
            for each in story.enquiries
        ],
        "children_in_need": [
            _about(each.person)
            | {
                "started_on": each.started_on,
                "primary_need": each.primary_need,
                "closed_on": each.closed_on,
                "closure_reason": each.reason or None,
            }
            for each in sorted(story.need, key=lambda one: (one.started_on, one.person.child_id))
        ],
        "child_protection_plans": [
            _about(each.person)
            | {
                "started_on": each.started_on,
                "ended_on": each.ended_on,
                "initial_category": each.initial,
                "category_of_abuse": each.latest,
                "previous_plans": each.previous_plans,
                "previous_plan_ended_on": each.previous_ended_on,
                "last_visit_on": each.last_visit_on,
                "last_review_on": each.reviews[-1] if each.reviews else None,
            }
            for each in story.plans
        ],
        "child_protection_reviews": [
            {
                "child_id": each.person.child_id,
                "plan_started_on": each.started_on,
                "reviewed_on": reviewed_on,
            }
            for each in story.plans
            for reviewed_on in each.reviews
        ],
    }


def _about(person: Person) -> Row:
    return {
        "child_id": person.child_id,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "date_of_birth": person.born,
        "disability": person.disability,
        "locality": person.locality or None,
    }
