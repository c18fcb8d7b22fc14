"""Early help episodes, which nobody publishes: invented so that more families step down."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import NamedTuple

from safeguard_kpi.sample.contacts import Contact
from safeguard_kpi.sample.days import after, next_working
from safeguard_kpi.sample.deal import day_between, likely
from safeguard_kpi.sample.early_help_children import EarlyHelpChildren
from safeguard_kpi.sample.need import Episode
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals

STARTED = {2019: 1690, 2020: 1745}
"""Episodes begun in each year; invented, about one for every three referrals."""

OPEN_AT_FIRST = 1040
"""Episodes open when the first year began; invented, so that the stock stays level."""

STEPS_DOWN = (0.55, 0.57, 0.59, 0.61, 0.655, 0.675, 0.69, 0.705)
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

TAKEN_UP = {"social_care_step_down": 0.85, "mash": 0.45}
"""What part of those sent to early help began an episode."""

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


class _Start(NamedTuple):
    on: date
    came_from: str
    person: Person | None


def help_early(
    town: Town,
    totals: Totals,
    contacts: list[Contact],
    referrals: list[Referral],
    episodes: list[Episode],
) -> list[EarlyHelp]:
    """Invent the episodes open at first and those begun in each year."""
    starts = _starts(town, totals, contacts, _sent_down(referrals, episodes))
    who = EarlyHelpChildren(town, referrals)
    made = []
    for start in sorted(
        starts, key=lambda each: (each.on, each.person.child_id if each.person else "")
    ):
        closed = _closing(town, totals, start.on)
        closure = _closure(town, totals, closed)
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


def _sent_down(referrals: list[Referral], episodes: list[Episode]) -> list[tuple[date, Person]]:
    closed = [
        (each.closed_on, each.person)
        for each in referrals
        if each.closure == "assessed_to_early_help"
    ]
    closed += [
        (each.closed_on, each.person)
        for each in episodes
        if each.reason == "assessed_to_early_help"
    ]
    return [(day, person) for day, person in closed if day]


def _starts(
    town: Town, totals: Totals, contacts: list[Contact], sent_down: list[tuple[date, Person]]
) -> list[_Start]:
    rng, first = town.rng, totals.years[0].first_day
    starts = [
        _Start(first - timedelta(days=rng.randint(1, 330)), _any_source(town), None)
        for _ in range(OPEN_AT_FIRST)
    ]
    sent = {
        "social_care_step_down": sent_down,
        "mash": [
            (each.decided_at.date(), each.person)
            for each in contacts
            if each.outcome == "early_help" and each.decided_at
        ],
    }
    for year in totals.years:
        begun = [
            _Start(next_working(day + timedelta(days=rng.randint(1, 14))), source, person)
            for source, those in sent.items()
            for day, person in those
            if year.first_day <= day <= year.last_day - timedelta(days=20)
            and rng.random() < TAKEN_UP[source]
        ]
        more = STARTED[year.ending] - len(begun)
        begun += [
            _Start(
                next_working(day_between(rng, year.first_day, year.last_day - timedelta(days=1))),
                rng.choice(("agency", "agency", "agency", "family")),
                None,
            )
            for _ in range(more)
        ]
        starts += begun
    return starts


def _any_source(town: Town) -> str:
    return likely(
        town.rng,
        {"agency": 0.4, "mash": 0.35, "family": 0.13, "social_care_step_down": 0.1, "": 0.02},
    )


def _closing(town: Town, totals: Totals, started: date) -> date | None:
    first, last = totals.years[0].first_day, totals.years[-1].last_day
    while True:
        days = min(max(int(town.rng.lognormvariate(log(TYPICAL_DAYS), SPREAD)), 12), 640)
        closed = next_working(min(started + timedelta(days=days), last + timedelta(days=1)))
        if closed >= first:
            return closed if closed <= last else None


def _closure(town: Town, totals: Totals, closed: date | None) -> str:
    if closed is None:
        return ""
    quarter = (closed - totals.years[0].first_day).days * 4 // 366
    down, leaves = STEPS_DOWN[quarter], DISENGAGES[quarter]
    shares = {
        "step_down_universal": down,
        "step_up_social_care": STEPS_UP,
        "disengaged": leaves,
        "moved_away": MOVES_AWAY,
        "other": 1 - down - STEPS_UP - leaves - MOVES_AWAY,
    }
    return likely(town.rng, shares)


def _assessed(town: Town, started: date, until: date) -> date | None:
    in_time = town.rng.random() < ASSESSED_IN_TIME.get(started.year, 0.75)
    assessed = after(started, town.rng.randint(8, 44) if in_time else town.rng.randint(46, 80))
    return assessed if assessed <= until else None
