"""When early help episodes begin, and who sent the child."""

from datetime import date, timedelta
from typing import NamedTuple

from safeguard_kpi.sample.contacts import Contact
from safeguard_kpi.sample.days import next_working
from safeguard_kpi.sample.deal import day_between, likely
from safeguard_kpi.sample.need import Episode
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals

STARTED = {2019: 1690, 2020: 1745}
"""Episodes begun in each year; invented, about one for every three referrals."""

OPEN_AT_FIRST = 810
"""Episodes open when the first year began; invented, so that the stock stays level."""

TAKEN_UP = {"social_care_step_down": 0.85, "mash": 0.45}
"""What part of those sent to early help began an episode."""


class Start(NamedTuple):
    """The beginning of an episode; nobody yet, where nobody sent the child."""

    on: date
    came_from: str
    person: Person | None


def sent_down(referrals: list[Referral], episodes: list[Episode]) -> list[tuple[date, Person]]:
    """Find the children whom social care closed to early help, and when."""
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


def starts(
    town: Town, totals: Totals, contacts: list[Contact], from_social_care: list[tuple[date, Person]]
) -> list[Start]:
    """Begin the episodes open at first, and each year's: those sent by others, then the rest."""
    rng, first = town.rng, totals.years[0].first_day
    made = [
        Start(first - timedelta(days=rng.randint(1, 330)), _any_source(town), None)
        for _ in range(OPEN_AT_FIRST)
    ]
    sent = {
        "social_care_step_down": from_social_care,
        "mash": [
            (each.decided_at.date(), each.person)
            for each in contacts
            if each.outcome == "early_help" and each.decided_at
        ],
    }
    for year in totals.years:
        begun = [
            Start(next_working(day + timedelta(days=rng.randint(1, 14))), source, person)
            for source, those in sent.items()
            for day, person in those
            if year.first_day <= day <= year.last_day - timedelta(days=20)
            and rng.random() < TAKEN_UP[source]
        ]
        more = STARTED[year.ending] - len(begun)
        begun += [
            Start(
                next_working(day_between(rng, year.first_day, year.last_day - timedelta(days=1))),
                rng.choice(("agency", "agency", "agency", "family")),
                None,
            )
            for _ in range(more)
        ]
        made += begun
    return made


def _any_source(town: Town) -> str:
    return likely(
        town.rng,
        {"agency": 0.4, "mash": 0.35, "family": 0.13, "social_care_step_down": 0.1, "": 0.02},
    )
