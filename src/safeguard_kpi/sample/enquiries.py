"""Section 47 enquiries and initial conferences, as in c4."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from safeguard_kpi.sample.days import before, is_working
from safeguard_kpi.sample.deal import chosen, hold, spread
from safeguard_kpi.sample.enquiry_children import EnquiryChildren
from safeguard_kpi.sample.need import Episode
from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.totals import Totals, Year

BANDS = {
    "days_0_to_10": (6, 10), "days_11_to_15": (11, 15),
    "days_16_to_20": (16, 20), "days_21_or_more": (21, 40),
}  # fmt: skip
"""Working days from strategy discussion to conference in each band of c4; ends invented."""

FALLS_BY = {2019: 0.12, 2020: 0.3}
"""How much lower March is than April, so that the published fall is gradual; invented."""


SAME_CHILD = 0.1
"""Enquiries without a conference about a child who had another (c4: 1,824 children of 2,060)."""


@dataclass(slots=True, kw_only=True, eq=False)
class Enquiry:
    """One enquiry with its conference, or the conference of a child who moved in."""

    person: Person
    started_on: date | None
    conference_on: date | None = None
    unnecessary: bool | None = None
    to_plan: bool | None = None
    transfer_in: bool = False
    episode: Episode | None = None


def enquire(town: Town, totals: Totals, episodes: list[Episode]) -> list[Enquiry]:
    """Invent every conference and its enquiry, then the enquiries that led to none."""
    find = EnquiryChildren(town.rng, episodes)
    made = [each for year in totals.years for each in _conferences(town, year, find)]
    for year in totals.years:
        begun = sum(_in(year, each.started_on) for each in made)
        hold(
            begun <= year.enquiries["started"], f"conferences outnumber enquiries in {year.ending}"
        )
        made += _without_conference(town, totals, year, find, year.enquiries["started"] - begun)
    return sorted(
        made,
        key=lambda each: (each.started_on or each.conference_on or date.min, each.person.child_id),
    )


def _conferences(town: Town, year: Year, find: EnquiryChildren) -> list[Enquiry]:
    told = year.enquiries
    lengths = spread(BANDS, year.conference_days)
    hold(
        len(lengths) == told["conferences"]
        and sum(days <= 15 for days in lengths) == told["conferences_in_15_days"],  # noqa: PLR2004 (statutory)
        f"conferences of {year.ending} by length do not add up to their total",
    )
    transfers = told["transfers_in"]
    lengths.sort(reverse=True)
    days = _working_days_of(town.rng, year, len(lengths))
    made = []
    for place, (length, held) in enumerate(zip(lengths, days, strict=True)):
        started = None if place < transfers else before(held, length)
        episode = find.for_conference(started or held)
        episode.busy_until = max(episode.busy_until, held)
        made.append(
            Enquiry(
                person=episode.person,
                started_on=started,
                conference_on=held,
                unnecessary=None if started is None else False,
                to_plan=False,
                transfer_in=started is None,
                episode=episode,
            )
        )
    for each in chosen(
        town.rng, made, year.plans["started"], what=f"conferences for the plans of {year.ending}"
    ):
        each.to_plan = True
    return made


def _without_conference(
    town: Town, totals: Totals, year: Year, find: EnquiryChildren, count: int
) -> list[Enquiry]:
    made: list[Enquiry] = []
    undecided = totals.years[-1].last_day - timedelta(days=21)
    used: set[tuple[str, date]] = set()
    for day in _working_days_of(town.rng, year, count):
        again = (
            [each.episode for each in made[-400:] if each.episode]
            if town.rng.random() < SAME_CHILD
            else []
        )
        episode = town.rng.choice(again) if again else find.any_open(day)
        while (episode.person.child_id, day) in used or not (
            episode.started_on <= day < episode.next_on
        ):
            episode = find.any_open(day)
        used.add((episode.person.child_id, day))
        episode.busy_until = max(episode.busy_until, day)
        late = day > undecided
        made.append(
            Enquiry(
                person=episode.person,
                started_on=day,
                unnecessary=None if late else town.rng.random() < 0.93,  # noqa: PLR2004 (invented: the rest had a plan)
                episode=episode,
            )
        )
    return made


def _working_days_of(rng: Random, year: Year, count: int) -> list[date]:
    days = [
        year.first_day + timedelta(days=n) for n in range((year.last_day - year.first_day).days + 1)
    ]
    days = [day for day in days if is_working(day)]
    fall = FALLS_BY.get(year.ending, 0.1)
    weights = [1 - fall * (day - year.first_day).days / 365 for day in days]
    return rng.choices(days, weights=weights, k=count)


def _in(year: Year, day: date | None) -> bool:
    return day is not None and year.first_day <= day <= year.last_day
