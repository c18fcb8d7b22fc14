"""Child protection plans: how many, how long, how often before and why, as in d1 to d7."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from safeguard_kpi.sample.days import months_on
from safeguard_kpi.sample.deal import chosen, day_between, hold, working_day_between
from safeguard_kpi.sample.enquiries import Enquiry
from safeguard_kpi.sample.need import NEVER, OPENED, Episode
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.totals import Totals, Year

LASTED = {
    "up_to_3_months": (21, 88), "up_to_6_months": (94, 178), "up_to_1_year": (186, 362),
    "up_to_2_years": (368, 728), "over_2_years": (732, 1500),
}  # fmt: skip
"""Days that an ended plan of each band of d7 lasted, a little inside the bands' ends."""

SHORTEST = timedelta(days=24)
"""A plan lasts so long at the least; invented."""

SURELY = 1e9
"""A weight beyond all others."""

EARLIER_PLAN_DATED = 0.94
"""How often the end of the plan before is given; invented."""


@dataclass(slots=True, kw_only=True, eq=False)
class Plan:
    """One child protection plan of one child."""

    person: Person
    started_on: date
    episode: Episode
    ended_on: date | None = None
    initial: str = ""
    latest: str = ""
    previous_plans: int = 0
    previous_ended_on: date | None = None
    last_visit_on: date | None = None
    reviews: list[date] = field(default_factory=list)

    def open_at(self, day: date) -> bool:
        """Say whether the plan is open at the end of a day."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on > day)


def plan(town: Town, totals: Totals, enquiries: list[Enquiry], known: list[Episode]) -> list[Plan]:
    """Invent the plans: those open when the first year began, then one a conference that made one."""
    plans = _opening(town, totals, known)
    plans += [
        Plan(person=each.person, started_on=each.conference_on, episode=each.episode)
        for each in enquiries
        if each.to_plan and each.conference_on and each.episode
    ]
    for year in totals.years:
        begun = [each for each in plans if year.first_day <= each.started_on <= year.last_day]
        hold(len(begun) == year.plans["started"], f"{len(begun)} plans started in {year.ending}")
        for each in chosen(town.rng, begun, year.plans["subsequent"], what="second plans"):
            _had_one_before(town, each)
        _end(town, year, plans)
    for each in plans:
        each.episode.busy_until = max(each.episode.busy_until, each.ended_on or NEVER)
    return plans


def _opening(town: Town, totals: Totals, known: list[Episode]) -> list[Plan]:
    first = totals.years[0].first_day
    free = [each for each in known if not each.has_plan and each.busy_until == date.min]
    free.sort(key=lambda each: each.started_on)
    made = []
    for band, count in reversed(list(totals.opening_plans.items())):
        nearest, farthest = OPENED[band]
        for _ in range(count):
            days = town.rng.randint(nearest, min(farthest, 1100))
            started = first - timedelta(days=days)
            older = [each for each in free if each.started_on <= started]
            hold(bool(older), "no child in need was known long enough for a plan")
            episode = town.rng.choice(older)
            free.remove(episode)
            episode.has_plan = True
            made.append(Plan(person=episode.person, started_on=started, episode=episode))
    return made


def _end(town: Town, year: Year, plans: list[Plan]) -> None:
    """End every plan but those that are open at 31 March, by when they started."""
    running = [each for each in plans if each.ended_on is None and each.started_on <= year.last_day]
    recent = months_on(year.last_day, -3)
    half = months_on(year.last_day, -6)
    told = year.plans
    over_3 = told["open_over_3_months"]
    groups = {
        (recent, NEVER): told["open"] - over_3,
        (half, recent): told["open_started_last_9_to_3_months"],
        (year.first_day, half): told["open_started_first_6_months"],
        (months_on(year.first_day, -12), year.first_day): told["open_started_year_before"],
        (date.min, months_on(year.first_day, -12)): told["open_2_years"],
    }
    hold(sum(groups.values()) == told["open"], f"plans at 31 March {year.ending} do not add up")
    ending = []
    for (first, until), stay in groups.items():
        within = [each for each in running if first <= each.started_on < until]
        kept = chosen(
            town.rng,
            within,
            stay,
            what=f"plans open at 31 March {year.ending}",
            weight=lambda each: SURELY if each.started_on > year.last_day - SHORTEST else 1.0,
        )
        staying = {id(each) for each in kept}
        ending += [each for each in within if id(each) not in staying]
    _give_ends(town, year, ending)


def _give_ends(town: Town, year: Year, ending: list[Plan]) -> None:
    """Give each plan an end in a band it can reach in the year, those with least choice first."""
    left = Counter(year.ended_after)
    hold(sum(left.values()) == len(ending), f"{len(ending)} plans end in {year.ending}")
    reach = {id(each): _within_reach(each, year) for each in ending}
    could = Counter(band for bands in reach.values() for band in bands)
    for each in sorted(ending, key=lambda one: (len(reach[id(one)]), one.started_on)):
        bands = reach[id(each)]
        hold(bool(bands), f"a plan that started late in {year.ending} is to end before it can")
        # The band most in want of plans among those that could still end in it.
        band = max(bands, key=lambda name: left[name] / max(could[name], 1))
        left[band] -= 1
        could.subtract(bands.keys())
        each.ended_on = working_day_between(town.rng, *bands[band])


def _within_reach(each: Plan, year: Year) -> dict[str, tuple[date, date]]:
    room = {
        band: (
            max(each.started_on + timedelta(days=low), year.first_day),
            min(each.started_on + timedelta(days=high), year.last_day),
        )
        for band, (low, high) in LASTED.items()
    }
    return {band: days for band, days in room.items() if days[0] <= days[1]}


def _had_one_before(town: Town, each: Plan) -> None:
    each.previous_plans = town.rng.choice((1, 1, 1, 1, 2, 2, 3))
    oldest = max(each.person.born, each.started_on - timedelta(days=8 * 365))
    latest = each.started_on - timedelta(days=60)
    if oldest < latest and town.rng.random() < EARLIER_PLAN_DATED:
        each.previous_ended_on = day_between(town.rng, oldest, latest)
