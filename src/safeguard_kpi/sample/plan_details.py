"""What is written about a plan: its category of abuse, its reviews and its last visit."""

from collections import Counter
from datetime import date, timedelta

from safeguard_kpi.sample.days import months_on, next_working
from safeguard_kpi.sample.deal import chosen, dealt, hold
from safeguard_kpi.sample.people import Town
from safeguard_kpi.sample.plans import Plan
from safeguard_kpi.sample.totals import Counts, Totals

STAYS_THE_SAME = 0.92
"""How often the latest category is still the initial one; invented."""

LATE_ELSEWHERE = 0.02
"""Late first reviews of plans that no 31 March looks at; invented."""

VISITED_IN_TIME = 0.88
"""Part of the children with a plan visited within ten working days of the end; invented."""


def categorise(town: Town, totals: Totals, plans: list[Plan]) -> None:
    """Deal the categories so that those open at each 31 March, and those started, come out."""
    stocks = [[each for each in plans if each.open_at(year.last_day)] for year in totals.years]
    for older, newer, year in zip(stocks, stocks[1:], totals.years[1:], strict=False):
        both = [each for each in older if each in newer]
        share = len(both) / len(newer)
        few = {name: int(count * share) for name, count in year.latest_categories.items()}
        few["neglect"] += len(both) - sum(few.values())
        _deal_latest(town, both, few)
    for stock, year in zip(stocks, totals.years, strict=True):
        _deal_latest(town, stock, year.latest_categories)
    first = totals.years[0].first_day
    _deal_latest(
        town, [each for each in plans if each.started_on < first], totals.opening_categories
    )
    for year in totals.years:
        begun = [each for each in plans if year.first_day <= each.started_on <= year.last_day]
        _deal_initial(town, begun, year.initial_categories)
    for each in plans:
        each.initial = each.initial or each.latest
        each.latest = each.latest or each.initial


def _deal_latest(town: Town, plans: list[Plan], counts: Counts) -> None:
    left = Counter(counts)
    left.subtract(each.latest for each in plans if each.latest)
    without = [each for each in plans if not each.latest]
    hold(
        min(left.values()) >= 0 and sum(left.values()) == len(without),
        "categories of abuse at 31 March do not add up to the plans open",
    )
    for each, category in zip(without, dealt(town.rng, left), strict=True):
        each.latest = category


def _deal_initial(town: Town, plans: list[Plan], counts: Counts) -> None:
    left = Counter(counts)
    hold(sum(left.values()) == len(plans), "initial categories do not add up to the plans started")
    for each in plans:
        if left[each.latest] > 0 and town.rng.random() < STAYS_THE_SAME:
            each.initial = each.latest
            left[each.latest] -= 1
    without = [each for each in plans if not each.initial]
    for each, category in zip(without, dealt(town.rng, left), strict=True):
        each.initial = category


def review(town: Town, totals: Totals, plans: list[Plan]) -> None:
    """Hold reviews on time but for the published few, and make the last visits."""
    last = totals.years[-1].last_day
    looks = {totals.years[0].first_day - timedelta(days=1): totals.opening_reviews}
    looks |= {year.last_day: year.plans for year in totals.years}
    seen = Counter(id(each) for day in looks for each in plans if each.open_at(day))
    late: set[int] = set()
    looked_at: set[int] = set()
    for day, told in looks.items():
        old = [each for each in plans if each.open_at(day) and months_on(each.started_on, 3) < day]
        hold(
            len(old) == told["open_over_3_months"],
            f"{len(old)} plans were open over 3 months on {day:%d %B %Y}",
        )
        # A plan that is late once stays so: only those that no other 31 March sees can be.
        alone = [each for each in old if seen[id(each)] == 1]
        missed = told["open_over_3_months"] - told["reviewed_in_time"]
        late |= {id(each) for each in chosen(town.rng, alone, missed, what="plans reviewed late")}
        looked_at |= {id(each) for each in old}
    for each in plans:
        is_late = id(each) in late or (
            id(each) not in looked_at and town.rng.random() < LATE_ELSEWHERE
        )
        each.reviews = _reviews(town, each, late=is_late, last=last)
        each.last_visit_on = _last_visit(town, each, last)


def _reviews(town: Town, each: Plan, *, late: bool, last: date) -> list[date]:
    """Hold the first within three months and the rest at most six months apart."""
    rng = town.rng
    until = min(each.ended_on or last, last)
    day = each.started_on + timedelta(days=rng.randint(97, 125) if late else rng.randint(60, 82))
    held = []
    while (day := next_working(day)) <= until:
        held.append(day)
        day += timedelta(days=rng.randint(125, 174))
    return held


def _last_visit(town: Town, each: Plan, last: date) -> date:
    rng = town.rng
    if each.ended_on is not None:
        return max(each.started_on, each.ended_on - timedelta(days=rng.randint(0, 12)))
    in_time = rng.random() < VISITED_IN_TIME
    days = rng.randint(0, 13) if in_time else rng.randint(16, 45)
    return max(each.started_on, last - timedelta(days=days))
