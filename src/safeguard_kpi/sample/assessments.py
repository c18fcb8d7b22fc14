"""Assessments: how many, how long they took and what they found, as in c2 and c3."""

from dataclasses import dataclass
from datetime import date, timedelta

from safeguard_kpi.sample.days import after, before, next_working
from safeguard_kpi.sample.deal import day_between, dealt, hold, spread
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals, Year

BANDS = {
    "same_day": (0, 0), "days_1_to_10": (1, 10), "days_11_to_20": (11, 20),
    "days_21_to_30": (21, 30), "days_31_to_40": (31, 40), "days_41_to_45": (41, 45),
    "days_46_to_50": (46, 50), "days_51_to_60": (51, 60), "days_61_or_more": (61, 95),
}  # fmt: skip
"""Working days from referral to completion in each band of c2; the last is cut off, invented."""

SPARE = timedelta(days=4)
"""Room at the year's end to move on to a working day."""

TRIES = 60
"""Lengths drawn for an assessment before it is left for later."""


@dataclass(slots=True, kw_only=True, eq=False)
class Assessment:
    """One assessment of one child."""

    person: Person
    referral_on: date
    started_on: date
    completed_on: date | None = None
    support_needed: bool | None = None
    factors: tuple[str, ...] = ()
    referral: Referral | None = None


def assess(
    town: Town, totals: Totals, referrals: list[Referral], known: list[Person]
) -> list[Assessment]:
    """Assess every referral that went further, and `known` children to make up the totals."""
    made: list[Assessment] = []
    waiting: list[Referral] = []
    again = list(known)
    town.rng.shuffle(again)
    for year in totals.years:
        pack = _durations(town, year)
        waiting += [
            each
            for each in referrals
            if each.becomes != "nfa" and year.first_day <= each.received_on <= year.last_day
        ]
        of_year = []
        still = []
        for referral in waiting:
            completed = _completed(town, year, referral, pack)
            if completed is None:
                still.append(referral)
            else:
                referral.completed_on = completed
                of_year.append(_of(town, referral, completed))
        waiting = still
        hold(len(again) >= len(pack), f"too few children to assess again in {year.ending}")
        of_year += [_reassessed(town, year, again.pop(), days) for days in pack]
        _find_factors(town, year, of_year)
        made += of_year
    last = totals.years[-1].last_day
    made += [_of(town, referral, None, latest=last) for referral in waiting]
    return sorted(made, key=lambda each: (each.started_on, each.person.child_id))


def _durations(town: Town, year: Year) -> list[int]:
    told = year.assessments
    hold(
        sum(year.assessment_days.values()) == told["completed"],
        f"assessments of {year.ending} by length do not add up to their total",
    )
    days = spread(BANDS, year.assessment_days)
    hold(
        sum(day <= 45 for day in days) == told["in_45_days"],  # noqa: PLR2004 (the statutory limit)
        f"assessments of {year.ending} in time do not fit those by length",
    )
    town.rng.shuffle(days)
    return days


def _completed(town: Town, year: Year, referral: Referral, pack: list[int]) -> date | None:
    """Draw a length from the pack that ends in the year and before the child's next referral."""
    waited_over = referral.received_on < year.first_day
    for _ in range(TRIES if waited_over else 4):
        if not pack:
            return None
        place = town.rng.randrange(len(pack))
        completed = after(referral.received_on, pack[place])
        if completed > year.last_day and not waited_over:
            return None
        if year.first_day <= completed <= year.last_day and (
            referral.next_on is None or completed < referral.next_on
        ):
            pack[place] = pack[-1]
            pack.pop()
            return completed
    return None


def _of(
    town: Town, referral: Referral, completed: date | None, *, latest: date | None = None
) -> Assessment:
    begun = after(referral.received_on, town.rng.choice((0, 1, 1, 1, 2)))
    return Assessment(
        person=referral.person,
        referral_on=referral.received_on,
        started_on=min(begun, completed or latest or begun),
        completed_on=completed,
        referral=referral,
    )


def _reassessed(town: Town, year: Year, person: Person, days: int) -> Assessment:
    completed = next_working(day_between(town.rng, year.first_day, year.last_day - SPARE))
    begun = before(completed, days)
    return Assessment(
        person=person,
        referral_on=begun,
        started_on=begun,
        completed_on=completed,
        support_needed=True,
    )


def _find_factors(town: Town, year: Year, made: list[Assessment]) -> None:
    """Deal out the factors: one to each assessment with any, the rest where they are not yet."""
    count = year.assessments["with_factors"]
    town.rng.shuffle(made)
    found: list[dict[str, None]] = [{} for _ in made[:count]]
    pack = dealt(town.rng, year.factors)
    hold(len(pack) >= count, f"factors of {year.ending} are fewer than the assessments with any")
    for place, factor in enumerate(pack):
        at = place if place < count else _without(town, found, factor)
        found[at][factor] = None
    for assessment, factors in zip(made[:count], found, strict=True):
        assessment.factors = tuple(sorted(factors))


def _without(town: Town, found: list[dict[str, None]], factor: str) -> int:
    while True:
        place = town.rng.randrange(len(found))
        if factor not in found[place]:
            return place
