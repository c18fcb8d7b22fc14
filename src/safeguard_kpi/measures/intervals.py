"""How sure a figure is: limits for rates and proportions at 95 % and 99.8 %.

Formulas as published for England's public health indicators (APHO Technical Briefing 3; UKHSA's
PHEindicatormethods, ``phe_rate`` and ``phe_proportion``).
"""

from functools import cache
from math import exp
from statistics import NormalDist
from typing import Final, Literal, NamedTuple

import polars as pl

USUAL: Final = 0.95
"""The level a figure's own limits are given at, and judgements beside a comparator made at."""

STRICT: Final = 0.998
"""The level for trends and outliers, where many figures are looked at together."""

EXACT_BELOW: Final = 10
"""Counts under ten take exact Poisson limits: Byar's approximation is good from ten upwards."""

HALVINGS: Final = 200
"""Enough halvings to leave neighbouring floats, from any starting bracket."""


class Limits(NamedTuple):
    """The lower and upper limit of each row, as expressions."""

    lower: pl.Expr
    upper: pl.Expr


def rate_limits(
    count: pl.Expr, population: pl.Expr, *, per: int, confidence: float = USUAL
) -> Limits:
    """Give the limits of ``count / population * per``, a count being free to exceed its base.

    Exact Poisson (Garwood, 1936) below ten, Byar's approximation (Breslow and Day, 1987, p. 69)
    from ten. Null where either is null, the count is negative or the population not above nought.
    """
    whole, base = count.cast(pl.Int64), population.cast(pl.Int64)
    known = (whole >= 0) & (base > 0)
    small = whole.clip(0, EXACT_BELOW - 1).cast(pl.UInt32)
    exact = [_exact(tail, confidence) for tail in ("lower", "upper")]
    byar = _byar(whole.clip(EXACT_BELOW).cast(pl.Float64), _z(confidence))
    return Limits(
        *(
            pl.when(known)
            .then(pl.when(whole < EXACT_BELOW).then(pl.lit(table).gather(small)).otherwise(limit))
            .truediv(base)
            .mul(per)
            for table, limit in zip(exact, byar, strict=True)
        )
    )


def proportion_limits(
    part: pl.Expr, whole: pl.Expr, *, per: int = 1, confidence: float = USUAL
) -> Limits:
    """Give the limits of ``part / whole * per`` by Wilson's score method (1927; Newcombe, 1998).

    They never leave 0 to ``per``. Null where either is null, the whole is not above nought, or
    the part is not between nought and the whole.
    """
    z = _z(confidence)
    events, base = part.cast(pl.Float64), whole.cast(pl.Float64)
    known = (part >= 0) & (whole > 0) & (part <= whole)
    centre = 2 * events + z**2
    spread = z * (z**2 + 4 * events * (base - events) / base).sqrt()
    below, above = ((centre + side * spread) / (2 * (base + z**2)) for side in (-1, 1))
    return Limits(
        pl.when(known).then(pl.when(part == 0).then(0.0).otherwise(below) * per),
        pl.when(known).then(pl.when(part == whole).then(1.0).otherwise(above) * per),
    )


def rate_method(count: pl.Expr) -> pl.Expr:
    """Name the method that gives each count its limits."""
    return pl.when(count < EXACT_BELOW).then(pl.lit("exact Poisson")).otherwise(pl.lit("Byar"))


@cache
def poisson_limits(count: int, confidence: float = USUAL) -> tuple[float, float]:
    """Give the exact limits of a Poisson count.

    The lower limit is the mean under which ``count`` or more has half of what confidence leaves;
    the upper, that under which ``count`` or fewer has. The same as half the chi-squared quantiles
    at ``2 * count`` and ``2 * count + 2`` degrees of freedom, found without a library for them.

    Raises:
        ValueError: the count is negative or no longer small; Byar's approximation is for those.
    """
    if not 0 <= count < EXACT_BELOW:
        message = f"exact limits are for counts from 0 to {EXACT_BELOW - 1}"
        raise ValueError(message)
    tail = (1 - confidence) / 2
    lower = _mean_where(count - 1, 1 - tail) if count else 0.0
    return lower, _mean_where(count, tail)


def _mean_where(count: int, chance: float) -> float:
    """Find the Poisson mean at which ``count`` or fewer happen with this chance, by halving."""
    low, high = 0.0, 64.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(count, middle) > chance else (low, middle)
    return (low + high) / 2


def _at_most(count: int, mean: float) -> float:
    term = total = 1.0
    for step in range(1, count + 1):
        term *= mean / step
        total += term
    return total * exp(-mean)


def _exact(tail: Literal["lower", "upper"], confidence: float) -> pl.Series:
    side = ("lower", "upper").index(tail)
    return pl.Series(
        tail, [poisson_limits(count, confidence)[side] for count in range(EXACT_BELOW)]
    )


def _byar(count: pl.Expr, z: float) -> Limits:
    more = count + 1
    return Limits(
        count * (1 - 1 / (9 * count) - z / (3 * count.sqrt())).pow(3),
        more * (1 - 1 / (9 * more) + z / (3 * more.sqrt())).pow(3),
    )


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
