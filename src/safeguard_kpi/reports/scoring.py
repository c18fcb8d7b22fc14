"""Chooses what one row of the scorecard says: which figures, which comparators, which note."""

from dataclasses import dataclass
from datetime import date

from safeguard_kpi.indicators.model import Indicator, Open
from safeguard_kpi.reports.ledger import (
    NOTHING,
    QUARTER,
    TWELVE,
    YEAR,
    Beside,
    Figure,
    Ledger,
    Period,
    Place,
)
from safeguard_kpi.reports.words import BREAK, Number, change, symbol


@dataclass(frozen=True, kw_only=True)
class Score:
    """What is known of one indicator now, a year ago, and beside its comparators."""

    indicator: Indicator
    quarter: Figure
    quarter_before: Figure
    twelve: Figure
    twelve_before: Figure
    stock: bool
    breaks: bool
    """Whether the series breaks between the two periods that are set side by side."""
    beside: dict[str, Beside]

    def changed(self) -> str:
        """Say how the indicator moved in a year, from the fullest figures there are."""
        if self.breaks:
            return f"{symbol(BREAK)} not compared: the definition changed in between"
        long = self.twelve.value is not None and self.twelve_before.value is not None
        now, before = (
            (self.twelve, self.twelve_before) if long else (self.quarter, self.quarter_before)
        )
        return change(
            Number(now.value, now.lower, now.upper),
            Number(before.value, before.lower, before.upper),
            unit=self.indicator.unit,
            decimals=self.indicator.decimals,
            better=self.indicator.better.value,
        )

    def judged(self, kind: str) -> str:
        """Give the judgement against a comparator, or the symbol of there being none."""
        found = self.beside.get(kind)
        return (found.judgement if found else "") or symbol(self.without)

    @property
    def without(self) -> str:
        """Give the status of a comparator that is not there: a count is set beside no other place's."""
        return "x" if self.indicator.national and self.indicator.unit != "count" else "z"

    def periods(self) -> str:
        """Say which period stands beside which."""
        found = next(iter(self.beside.values()), None)
        if found is None:
            return symbol(self.without)
        if found.period == found.period_compared:
            return found.period
        at_the_end = self.stock and found.period == self.twelve.period
        here = f"End of {self.quarter.period}" if at_the_end else found.period
        return f"{here} with {found.period_compared or symbol('x')}"

    def note(self) -> str:
        """Say why a number is missing or weak, and what the gap with England comes to."""
        said = [figure.note for figure in (self.quarter, self.twelve) if figure.status]
        before = self.twelve_before if self.twelve_before.status == "x" else self.quarter_before
        if before.status == "x" and not said:
            said.append(f"A year ago: {before.note}")
        if self.stock:
            said.append("At the quarter's end")
        country = self.beside.get("country")
        if country:
            said.append(country.children_sentence)
            told_already = country.judgement and not country.stale
            said.append("" if told_already else country.note)
        told = dict.fromkeys(each.strip().rstrip(".") for each in said if each.strip())
        return ". ".join(each[0].upper() + each[1:] for each in told)


def score(indicator: Indicator, now: Period | None, ledger: Ledger) -> Score:
    """Look up everything one row says; a stock has no 12 months, so its value at the end stands there."""
    end, before = (now.end, a_year_before(now.end)) if now else (None, None)
    quarter, quarter_before = (_at(ledger, indicator, QUARTER, when) for when in (end, before))
    twelve, twelve_before = (_at(ledger, indicator, TWELVE, when) for when in (end, before))
    stock = isinstance(indicator.cohort, Open)
    if stock and twelve is NOTHING:
        twelve, twelve_before = quarter, quarter_before
    return Score(
        indicator=indicator,
        quarter=quarter,
        quarter_before=quarter_before,
        twelve=twelve,
        twelve_before=twelve_before,
        stock=stock,
        breaks=bool(
            end
            and before
            and any(
                ledger.breaks_between(indicator.key, grain, before, end)
                for grain in (QUARTER, TWELVE)
            )
        ),
        beside=_beside(indicator, quarter, twelve, ledger),
    )


def a_year_before(end: date) -> date:
    """Give the same last day of a quarter one year earlier."""
    return end.replace(year=end.year - 1)


def _at(ledger: Ledger, indicator: Indicator, grain: str, end: date | None) -> Figure:
    return ledger.figure(Place(indicator.key, grain, end)) if end else NOTHING


def _beside(
    indicator: Indicator, quarter: Figure, twelve: Figure, ledger: Ledger
) -> dict[str, Beside]:
    """Find the comparators of the 12 months, else of the quarter's end, else of the latest year."""
    years = [(YEAR, period.name) for period in reversed(ledger.last(YEAR, 2))]
    for grain, period in [(TWELVE, twelve.period), (QUARTER, quarter.period), *years]:
        if found := ledger.beside(indicator.key, grain, period):
            return found
    return {}
