"""Rounding as the national releases do it: on exact decimals, half up."""

from fractions import Fraction
from math import floor
from typing import Final

import polars as pl

WIDEST_SCALE: Final = 10**17
"""The largest ``per * 10**decimals`` allowed: with any 64-bit count it still fits 128 bits."""


def published(
    numerator: pl.Expr, denominator: pl.Expr, *, per: int = 100, decimals: int = 1
) -> pl.Expr:
    """Give ``numerator / denominator * per`` as the Department for Education prints it.

    Both are whole-number columns, nought or more. The sum is done in 128-bit whole numbers, so no
    binary fraction decides a tie: 69 / 240 is 28.8, where floats and banker's rounding differ on
    such cases. The Float64 that comes out is the one a printed "28.8" is read as. Null where
    either is null or the denominator is not above nought.

    Raises:
        ValueError: ``per`` and ``decimals`` together are wider than 128-bit sums can hold.
    """
    scale = _scale(per, decimals)
    whole, base = numerator.cast(pl.Int128), denominator.cast(pl.Int128)
    units = (whole * (2 * scale) + base) // (base * 2)
    return pl.when(base > 0).then(from_units(units, decimals=decimals))


def published_value(
    numerator: int, denominator: int, *, per: int = 100, decimals: int = 1
) -> float | None:
    """Give one figure as ``published`` gives a column of them."""
    if denominator <= 0:
        return None
    exact = Fraction(numerator * _scale(per, decimals), denominator)
    return floor(exact + Fraction(1, 2)) / _last(decimals)


def as_units(value: pl.Expr, *, decimals: int = 1) -> pl.Expr:
    """Give an already rounded value as a whole number of its last decimal: 28.8 is 288.

    Sums and middles of whole numbers come out the same on every machine; those of floats do not.
    """
    return (value * _last(decimals)).round().cast(pl.Int64)


def from_units(units: pl.Expr, *, decimals: int = 1) -> pl.Expr:
    """Give the Float64 that a printed value is read as, from whole numbers of its last decimal.

    Polars divides a column by one number through that number's reciprocal, a third of the time
    one float off; ``round`` divides outright, and so puts 323 / 10 back to 32.3.
    """
    return (units.cast(pl.Float64) / _last(decimals)).round(decimals)


def _scale(per: int, decimals: int) -> int:
    scale = per * _last(decimals)
    if not 0 < scale <= WIDEST_SCALE:
        message = f"per * 10**decimals must lie in 1 to {WIDEST_SCALE}, not {scale}"
        raise ValueError(message)
    return scale


def _last(decimals: int) -> int:
    return int(10**decimals)
