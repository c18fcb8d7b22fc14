"""Early help episodes, which nobody publishes: invented so that more families step down."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from safeguard_kpi.sample.contacts import Contact
from safeguard_kpi.sample.days import after, next_working
from safeguard_kpi.sample.deal import dealt, likely
from safeguard_kpi.sample.early_help_children import EarlyHelpChildren
from safeguard_kpi.sample.early_help_starts import sent_down, starts
from safeguard_kpi.sample.need import Episode
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals

STEPS_DOWN = (0.565, 0.58, 0.595, 0.615, 0.655, 0.675, 0.69, 0.705)
"""Part of each quarter's closures that stepped down to universal services: 58 % to 68 %."""

STEPS_UP = 0.10
"""Part of the closures that stepped up to social care; invented, steady."""

DISENGAGES = (0.25, 0.24, 0.22, 0.20, 0.165, 0.145, 0.13, 0.115)
"""Part of each quarter's closures where the family disengaged; invented, falling."""

MOVES_AWAY = 0.035
"""Part of the closures where the family moved away; invented."""

LEADS = {
    "council_early_help": 0.45, "schools": 0.31, "health": 0.14, "voluntary": 0.05,
    "housing": 0.03, "other": 0.02,
}  # fmt: skip
"""Which agency leads; invented."""

LEADS_AFTER_SOCIAL_CARE = {"council_early_help": 0.85, "schools": 0.1, "health": 0.05}
"""Which agency leads after social care steps down; invented."""

TYPICAL_DAYS, SPREAD = 150, 0.5
"""Median length and spread (of a log-normal curve) of an episode; invented."""

ASSESSED_IN_TIME = {2018: 0.79, 2019: 0.84, 2020: 0.89}
"""Part of the assessments completed within 45 working days, by calendar year; invented."""


@dataclass(slots=True, kw_only=True, eq=False)
class EarlyHelp:
    """One early help episode of one child."""

    person: Person
    started_on: date
    came_from: str
    lead_agency: str
    assessed_on: date | None = None
    closed_on: date | None = None
    closure: str = ""


def help_early(
    town: Town,
    totals: Totals,
    contacts: list[Contact],
    referrals: list[Referral],
    episodes: list[Episode],
) -> list[EarlyHelp]:
    """Invent the episodes open at first and those begun in each year."""
    begun = starts(town, totals, contacts, sent_down(referrals, episodes))
    who = EarlyHelpChildren(town, referrals)
    begun.sort(key=lambda each: (each.on, each.person.child_id if each.person else ""))
    ends = [_closing(town, totals, start.on) for start in begun]
    made = []
    for start, closed, closure in zip(begun, ends, _closures(town, totals, ends), strict=True):
        person = start.person if start.person and who.is_free(start.person, start.on) else None
        person = person or who.else_for(start.on, closed, closure)
        who.took(person, closed)
        after_social_care = start.came_from == "social_care_step_down"
        made.append(
            EarlyHelp(
                person=person,
                started_on=start.on,
                came_from=start.came_from,
                lead_agency=likely(
                    town.rng, LEADS_AFTER_SOCIAL_CARE if after_social_care else LEADS
                ),
                assessed_on=_assessed(town, start.on, closed or totals.years[-1].last_day),
                closed_on=closed,
                closure=closure,
            )
        )
    return made


def _closing(town: Town, totals: Totals, started: date) -> date | None:
    first, last = totals.years[0].first_day, totals.years[-1].last_day
    while True:
        days = min(max(int(town.rng.lognormvariate(log(TYPICAL_DAYS), SPREAD)), 12), 640)
        closed = next_working(min(started + timedelta(days=days), last + timedelta(days=1)))
        if closed >= first:
            return closed if closed <= last else None


def _closures(town: Town, totals: Totals, ends: list[date | None]) -> list[str]:
    """Deal each quarter's reasons out among the episodes that closed in it."""
    first = totals.years[0].first_day
    quarters = [(closed - first).days * 4 // 366 if closed else None for closed in ends]
    packs = {
        quarter: _reasons(town, quarter, quarters.count(quarter))
        for quarter in range(len(totals.years) * 4)
    }
    return [packs[quarter].pop() if quarter is not None else "" for quarter in quarters]


def _reasons(town: Town, quarter: int, count: int) -> list[str]:
    shares = {
        "step_down_universal": STEPS_DOWN[quarter],
        "step_up_social_care": STEPS_UP,
        "disengaged": DISENGAGES[quarter],
        "moved_away": MOVES_AWAY,
    }
    reasons = {reason: round(share * count) for reason, share in shares.items()}
    return dealt(town.rng, reasons | {"other": count - sum(reasons.values())})


def _assessed(town: Town, started: date, until: date) -> date | None:
    in_time = town.rng.random() < ASSESSED_IN_TIME.get(started.year, 0.75)
    assessed = after(started, town.rng.randint(8, 44) if in_time else town.rng.randint(46, 80))
    return assessed if assessed <= until else None
