"""Dealing out totals: how exact numbers are handed to invented rows at random."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.sample.days import is_working

Thing = TypeVar("Thing")
Name = TypeVar("Name")


def hold(met: bool, sentence: str) -> None:  # noqa: FBT001 (a condition and its sentence, as assert)
    """Stop where a total cannot be met: a sample that is nearly right would mislead.

    Raises:
        SafeguardError: the sentence, unless the condition is met.
    """
    if not met:
        raise SafeguardError(
            f"the sample cannot be made: {sentence}",
            hint="totals in schemas/sample/ contradict one another; compare with the release",
        )


def dealt(rng: Random, counts: Mapping[Name, int]) -> list[Name]:
    """Make a shuffled pack that holds each name as often as its count."""
    pack = [name for name, count in counts.items() for _ in range(count)]
    rng.shuffle(pack)
    return pack


def chosen(
    rng: Random,
    things: Sequence[Thing],
    count: int,
    *,
    what: str,
    weight: Callable[[Thing], float] = lambda _: 1.0,
) -> list[Thing]:
    """Choose exactly so many, heavier ones more readily, in their own order.

    Weighted sampling without replacement: Efraimidis and Spirakis (2006), the largest u^(1/w).

    Raises:
        SafeguardError: there are too few.
    """
    hold(len(things) >= count, f"{what}: {count} are wanted and only {len(things)} can be had")
    keys = [rng.random() ** (1 / max(weight(thing), 1e-9)) for thing in things]
    kept = sorted(range(len(things)), key=keys.__getitem__, reverse=True)[:count]
    return [things[place] for place in sorted(kept)]


def spread(bands: Mapping[str, tuple[int, int]], counts: Mapping[str, int]) -> list[int]:
    """Turn a count a band into whole days, evenly over the band (both ends included)."""
    return [
        bands[name][0] + place % (bands[name][1] - bands[name][0] + 1)
        for name, count in counts.items()
        for place in range(count)
    ]


def likely(rng: Random, shares: Mapping[Name, float]) -> Name:
    """Draw one name by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def day_between(rng: Random, first: date, last: date) -> date:
    """Draw a day, both ends included; the first where they are the wrong way round."""
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def working_day_between(rng: Random, first: date, last: date) -> date:
    """Draw a day, both ends included, that is a working day unless there is hardly any."""
    day = day_between(rng, first, last)
    for _ in range(8):
        if is_working(day):
            break
        day = day_between(rng, first, last)
    return day
