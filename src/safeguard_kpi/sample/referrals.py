"""Who was referred, when, by whom and whether again: the published totals of c1, c5 and c6."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from safeguard_kpi.sample.days import is_working, months_on
from safeguard_kpi.sample.deal import chosen, day_between, dealt, hold
from safeguard_kpi.sample.people import Town
from safeguard_kpi.sample.referred_before import APART, Met, Referral
from safeguard_kpi.sample.totals import Totals, Year

PREVIOUS_LEFT_BLANK = 0.06
"""How often the sheet leaves out a previous referral that the rows themselves show; invented."""

REFERRED_LONG_AGO = 0.12
"""How often a child new to the sample had a referral more than 12 months before; invented."""

MARCH = 3
"""A first referral in the last month leaves the one before hardly any room."""

NFA_WEIGHTS = {"anonymous": 4.0, "individual": 3.0, "police": 1.6, "schools": 0.6}
"""Whose referrals end more readily with no further action; 1 for the rest. Invented."""


@dataclass(slots=True)
class _Child:
    """One child's referrals of one year."""

    returns: bool
    dates: list[date] = field(default_factory=list)


def refer(town: Town, totals: Totals) -> list[Referral]:
    """Invent every referral, in order of date."""
    referrals: list[Referral] = []
    for year in totals.years:
        children = _children(town, year)
        earlier = {referral.person.child_id: referral for referral in referrals}
        met = Met(town, list(earlier.values()), first_day=totals.years[0].first_day)
        of_year = [referral for child in children for referral in _referrals(town, child, met)]
        of_year.sort(key=lambda each: (each.received_on, each.person.child_id))
        for referral, agency in zip(of_year, dealt(town.rng, year.sources), strict=True):
            referral.agency = agency
        for referral in chosen(
            town.rng,
            of_year,
            year.referrals["no_further_action"],
            what=f"referrals with no further action, {year.ending}",
            weight=lambda each: NFA_WEIGHTS.get(each.agency, 1.0),
        ):
            referral.becomes = "nfa"
        referrals += of_year
    _say_what_follows(referrals)
    return referrals


def _children(town: Town, year: Year) -> list[_Child]:
    """Part a year's dates among its children so that every published count comes out."""
    told = year.referrals
    further = told["received"] - told["children"]
    returning = told["re_referrals"] - further
    repeating = told["children_re_referred"] - returning
    hold(0 <= repeating <= further, f"re-referrals of {year.ending} do not fit their children")
    children = [_Child(returns=place < returning) for place in range(told["children"])]
    repeaters = children[returning : returning + repeating]
    again = repeaters + town.rng.choices(children[: returning + repeating], k=further - repeating)
    wanted: dict[int, int] = {}
    for child in again:
        wanted[id(child)] = wanted.get(id(child), 1) + 1
    pool = _dates(town, year)
    # The hardest to please draw first: many dates, then a previous referral, then the rest.
    for child in sorted(children, key=lambda each: (-wanted.get(id(each), 1), not each.returns)):
        for _ in range(wanted.get(id(child), 1)):
            child.dates.append(_draw(town, pool, child))
        child.dates.sort()
    return children


def _dates(town: Town, year: Year) -> list[date]:
    hold(
        sum(year.months.values()) == year.referrals["received"] == sum(year.sources.values()),
        f"referrals of {year.ending} by month or by source do not add up to their total",
    )
    dates: list[date] = []
    for place, count in enumerate(year.months.values()):
        first = months_on(year.first_day, place)
        days = [first + timedelta(days=n) for n in range(monthrange(first.year, first.month)[1])]
        weights = [1.0 if is_working(day) else 0.1 for day in days]
        dates += town.rng.choices(days, weights=weights, k=count)
    town.rng.shuffle(dates)
    return dates


def _draw(town: Town, pool: list[date], child: _Child) -> date:
    for _ in range(5000):
        place = town.rng.randrange(len(pool))
        day = pool[place]
        if all(abs(day - other) >= APART for other in child.dates) and (
            child.dates or not child.returns or day.month != MARCH
        ):
            pool[place] = pool[-1]
            pool.pop()
            return day
    hold(met=False, sentence="no date is left that is far enough from a child's other referrals")
    raise AssertionError


def _referrals(town: Town, child: _Child, met: Met) -> list[Referral]:
    rng, first = town.rng, child.dates[0]
    previous: date | None = None
    person = None
    if child.returns and met.last:
        found = met.within_a_year(first)
        hold(
            found is not None,
            "too few children were referred in the year before to be referred again",
        )
        assert found is not None  # noqa: S101 (for the type checker: held above)
        person, previous = found.person, found.received_on
    elif child.returns:
        previous = day_between(
            rng, months_on(first, -12), min(first - APART, met.first_day - timedelta(days=1))
        )
    elif found := met.long_ago(first):
        person, previous = found.person, found.received_on
    elif rng.random() < REFERRED_LONG_AGO:
        previous = months_on(first, -12) - timedelta(days=rng.randint(5, 1400))
    person = person or town.newcomer(previous if child.returns and previous else first)
    if previous and not child.returns and previous < person.born:
        previous = None
    made = []
    for place, day in enumerate(child.dates):
        seen_in_rows = place > 0 or bool(child.returns and met.last)
        left_out = seen_in_rows and rng.random() < PREVIOUS_LEFT_BLANK
        made.append(
            Referral(
                person=person,
                received_on=day,
                previous_on=None if left_out else previous,
            )
        )
        previous = day
    return made


def _say_what_follows(referrals: list[Referral]) -> None:
    following: dict[str, date] = {}
    for referral in reversed(referrals):
        referral.next_on = following.get(referral.person.child_id)
        following[referral.person.child_id] = referral.received_on
