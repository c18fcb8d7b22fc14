"""Children in need: episodes that open and close so that the published stock comes out."""

from dataclasses import dataclass
from datetime import date, timedelta

from safeguard_kpi.sample.deal import chosen, hold, likely, working_day_between
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals, Year

OPENED = {
    "up_to_3_months": (2, 89), "up_to_6_months": (93, 180), "up_to_1_year": (185, 360),
    "up_to_2_years": (367, 725), "over_2_years": (735, 2400),
}  # fmt: skip
"""How many days before the first year an episode or plan of each band of b4 and d5 began."""

NEEDS = {
    "abuse_or_neglect": 0.55, "childs_disability": 0.05, "parents_disability": 0.03,
    "acute_stress": 0.07, "family_dysfunction": 0.2, "unacceptable_behaviour": 0.05,
    "low_income": 0.005, "absent_parenting": 0.025, "not_stated": 0.02,
}  # fmt: skip
"""Walsall's primary needs at 31 March 2019 and 2020 (b3), in round shares."""

REASONS = {
    2019: {"other": 0.845, "transferred_to_authority": 0.065, "assessed_to_early_help": 0.045,
           "special_guardianship_order": 0.014, "child_arrangements_order": 0.015,
           "transferred_to_adults": 0.013, "adopted": 0.013},
    2020: {"other": 0.865, "transferred_to_authority": 0.045, "assessed_to_early_help": 0.075,
           "special_guardianship_order": 0.007, "transferred_to_adults": 0.003, "adopted": 0.005},
}  # fmt: skip
"""Why episodes closed: as b6 in round shares, with a rising part to early help that is invented."""

LEAST = timedelta(days=14)
"""An episode of need lasts so long at the least; invented."""

NEVER = date.max
"""Stands for a day that does not come within the sample."""


@dataclass(slots=True, kw_only=True, eq=False)
class Episode:
    """One episode of need of one child."""

    person: Person
    started_on: date
    referral: Referral | None = None
    primary_need: str = ""
    busy_until: date = date.min
    """It can't close before: an enquiry, a conference or a plan still goes on."""
    closed_on: date | None = None
    reason: str = ""
    has_plan: bool = False

    @property
    def next_on(self) -> date:
        """Give the child's next referral, by which it has closed; far off if there is none."""
        return (self.referral.next_on if self.referral else None) or NEVER


def opening(town: Town, totals: Totals) -> list[Episode]:
    """Invent the episodes open when the first year began."""
    first = totals.years[0].first_day
    made = []
    for band, count in totals.opening_need.items():
        nearest, farthest = OPENED[band]
        for _ in range(count):
            started = first - timedelta(days=town.rng.randint(nearest, farthest))
            made.append(Episode(person=town.newcomer(started), started_on=started))
    return made


def opened(referrals: list[Referral]) -> list[Episode]:
    """Open an episode for each referral that was neither closed at once nor not in need."""
    return [
        Episode(person=each.person, started_on=each.received_on, referral=each)
        for each in referrals
        if each.becomes == "need"
    ]


def close(town: Town, totals: Totals, episodes: list[Episode]) -> None:
    """Close episodes so that each 31 March has its stock, by whether they began that year."""
    for episode in episodes:
        episode.primary_need = likely(town.rng, NEEDS)
    for year in totals.years:
        told = year.need
        hold(
            told["open"] == told["open_started_this_year"] + told["open_started_before"],
            f"children in need at 31 March {year.ending} do not add up",
        )
        begun = [each for each in episodes if year.first_day <= each.started_on <= year.last_day]
        hold(len(begun) == told["started"], f"{len(begun)} episodes of need began in {year.ending}")
        before = [
            each for each in episodes if each.started_on < year.first_day and not each.closed_on
        ]
        _close_all_but(town, year, begun, told["open_started_this_year"])
        _close_all_but(town, year, before, told["open_started_before"])


def _close_all_but(town: Town, year: Year, episodes: list[Episode], stay: int) -> None:
    day_after = year.last_day + timedelta(days=1)
    must = [each for each in episodes if each.next_on <= day_after]
    may = [each for each in episodes if each.next_on > day_after and _can_close(each, year)]
    rest = chosen(
        town.rng,
        may,
        len(episodes) - stay - len(must),
        what=f"episodes of need that closed in {year.ending}",
        weight=lambda each: (year.last_day - each.started_on).days,
    )
    for episode in must + rest:
        first, last = _room(episode, year)
        hold(first <= last, f"an episode of need has no day left to close on in {year.ending}")
        episode.closed_on = working_day_between(town.rng, first, last)
        episode.reason = likely(town.rng, REASONS.get(year.ending, REASONS[2020]))


def _can_close(episode: Episode, year: Year) -> bool:
    first, last = _room(episode, year)
    return first <= last


def _room(episode: Episode, year: Year) -> tuple[date, date]:
    first = max(year.first_day, episode.started_on + LEAST, episode.busy_until)
    return first, min(year.last_day, episode.next_on - timedelta(days=1))
