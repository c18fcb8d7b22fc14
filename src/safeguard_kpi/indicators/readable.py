"""An indicator's rule in words, as far as an expression can be read."""

from typing import assert_never

import polars as pl

from safeguard_kpi.indicators.model import Events, Indicator, Open, Rate, Share, Tally, Typical

LONGEST = 160
"""Characters of an expression that a reader can still follow."""


def cohort_in_words(indicator: Indicator) -> str:
    """Say which rows are counted, or of which a part is taken."""
    match indicator.cohort:
        case Events(on=on):
            words = f"rows in the period that `{on}` falls in"
        case Open(start=start, end=end, once=once):
            each = f"each `{once}` once" if once else "each row"
            words = f"rows open on the period's last day, from `{start}` to `{end}`, {each}"
        case never:
            assert_never(never)
    where = indicator.cohort.where
    return words if where is None else f"{words}, where {_readable(where)}"


def numerator_in_words(indicator: Indicator) -> str:
    """Say which of them the numerator is."""
    match indicator:
        case Share():
            return f"those for which {_readable(indicator.meeting)}"
        case Tally() | Rate():
            return "all of them"
        case Typical():
            return f"the median of {_readable(indicator.of)}"
        case never:
            assert_never(never)


def denominator_in_words(indicator: Indicator) -> str:
    """Say what the numerator is set over."""
    match indicator:
        case Share():
            return "all of them for which it is known"
        case Rate():
            return f"people aged {indicator.population}, per {indicator.per:,}"
        case Tally() | Typical():
            return "none"
        case never:
            assert_never(never)


def _readable(expression: pl.Expr) -> str:
    text = " ".join(str(expression).split())
    return (
        text if len(text) <= LONGEST else "the meaning above holds (worked out from other columns)"
    )
