"""MASH contacts, which nobody publishes: invented plausibly around the referrals they led to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeguard_kpi.sample.days import after, is_working
from safeguard_kpi.sample.deal import likely
from safeguard_kpi.sample.enquiries import Enquiry
from safeguard_kpi.sample.hub_clock import HubClock
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals, Year

CONVERTS: Mapping[int, Mapping[str, float]] = {
    2019: {"individual": 0.27, "schools": 0.42, "education_services": 0.35, "health_services": 0.37,
           "housing": 0.27, "la_services": 0.51, "police": 0.25, "other_legal_agency": 0.25,
           "other": 0.33, "anonymous": 0.3, "unknown": 0.25},
    2020: {"individual": 0.28, "schools": 0.43, "education_services": 0.36, "health_services": 0.37,
           "housing": 0.27, "la_services": 0.5, "police": 0.245, "other_legal_agency": 0.27,
           "other": 0.32, "anonymous": 0.3, "unknown": 0.25},
}  # fmt: skip
"""What part of each agency's contacts became a referral; gives about 16,000 and 13,500 contacts."""

OUTCOMES: Mapping[int, Mapping[str, tuple[float, float]]] = {
    2019: {"police": (0.67, 0.08), "anonymous": (0.6, 0.05), "schools": (0.3, 0.28),
           "health_services": (0.34, 0.26), "": (0.42, 0.16)},
    2020: {"police": (0.6, 0.13), "anonymous": (0.56, 0.07), "schools": (0.22, 0.35),
           "health_services": (0.27, 0.32), "": (0.35, 0.21)},
}  # fmt: skip
"""Of an agency's other contacts, what part ended in no further action and in early help."""

GRADES: Mapping[str, Mapping[str, float]] = {
    "strategy_discussion": {"red": 0.95, "amber": 0.05},
    "referral": {"red": 0.22, "amber": 0.66, "green": 0.1, "": 0.02},
    "early_help": {"amber": 0.33, "green": 0.65, "": 0.02},
    "information_and_advice": {"amber": 0.14, "green": 0.84, "": 0.02},
    "no_further_action": {"amber": 0.08, "green": 0.89, "": 0.03},
}
"""How readily a contact of each outcome is graded red, amber or green, or not at all; invented."""

KNOWN_ALREADY = 0.5
"""Part of the other contacts about a child met before; invented, so that contacts repeat."""


WITHOUT_CONTACT = 0.025
"""Referrals that came by another way than the hub; invented."""


@dataclass(slots=True, kw_only=True, eq=False)
class Contact:
    """One contact about one child."""

    person: Person
    agency: str
    outcome: str
    rag: str
    received_at: datetime
    decided_at: datetime | None
    contact_id: str = ""


def contact(
    town: Town, totals: Totals, referrals: list[Referral], enquiries: list[Enquiry]
) -> list[Contact]:
    """Invent the contact before each referral, and all those that led to none."""
    enquired = {(each.person.child_id, each.started_on) for each in enquiries}
    clock = HubClock(town.rng, totals)
    made: list[Contact] = []
    for referral in referrals:
        if town.rng.random() >= WITHOUT_CONTACT:
            at_once = {referral.received_on, after(referral.received_on, 1)}
            strategy = any((referral.person.child_id, day) in enquired for day in at_once)
            outcome = "strategy_discussion" if strategy else "referral"
            made.append(_before(town, clock, referral, outcome))
    for year in totals.years:
        made += _others(town, clock, year)
    made.sort(key=lambda each: (each.received_at, each.person.child_id, each.agency))
    for place, each in enumerate(made, start=1):
        each.contact_id = f"MC{each.received_at:%y}-{place:06d}"
    return made


def _before(town: Town, clock: HubClock, referral: Referral, outcome: str) -> Contact:
    rag = likely(town.rng, GRADES[outcome])
    received_at, decided_at = clock.up_to(referral.received_on, rag)
    return Contact(
        person=referral.person,
        agency=referral.agency,
        outcome=outcome,
        rag=rag,
        received_at=received_at,
        decided_at=decided_at,
    )


def _others(town: Town, clock: HubClock, year: Year) -> list[Contact]:
    rng = town.rng
    days = [
        year.first_day + timedelta(days=n) for n in range((year.last_day - year.first_day).days + 1)
    ]
    weights = [1.0 if is_working(day) else 0.25 for day in days]
    converts, ends = CONVERTS[year.ending], OUTCOMES[year.ending]
    made = []
    for agency, referred in year.sources.items():
        nfa, early_help = ends.get(agency, ends[""])
        shares = {
            "no_further_action": nfa,
            "early_help": early_help,
            "information_and_advice": 1 - nfa - early_help,
        }
        count = round(referred * (1 / converts[agency] - 1))
        for day in rng.choices(days, weights=weights, k=count):
            known = rng.random() < KNOWN_ALREADY
            outcome = likely(rng, shares)
            rag = likely(rng, GRADES[outcome])
            received_at, decided_at = clock.received_on(day, rag)
            made.append(
                Contact(
                    person=town.met_before(day, town.people) if known else town.newcomer(day),
                    agency=agency,
                    outcome=outcome if decided_at else "",
                    rag=rag,
                    received_at=received_at,
                    decided_at=decided_at,
                )
            )
    return made
