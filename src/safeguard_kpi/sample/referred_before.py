"""A referral, and the children who were referred before and may be again."""

from dataclasses import dataclass
from datetime import date, timedelta

from safeguard_kpi.sample.days import months_on
from safeguard_kpi.sample.people import Person, Town

APART = timedelta(days=28)
"""The least time between two referrals of one child: nobody is referred while a referral is new."""


@dataclass(slots=True, kw_only=True, eq=False)
class Referral:
    """One referral of one child; what became of it is filled in along the journey."""

    person: Person
    received_on: date
    previous_on: date | None = None
    next_on: date | None = None
    agency: str = ""
    becomes: str = "need"
    """nfa, not_in_need or need."""
    completed_on: date | None = None
    closed_on: date | None = None
    closure: str = ""


class Met:
    """The children referred in earlier years, each taken up once at most."""

    def __init__(self, town: Town, last: list[Referral], *, first_day: date) -> None:
        """Take each child's last referral so far, none in the first year."""
        self.town, self.last, self.first_day = town, last, first_day

    def within_a_year(self, day: date) -> Referral | None:
        """Take a child whose last referral lies within the 12 months before."""
        return self._take(months_on(day, -12), day - APART, tries=4000)

    def long_ago(self, day: date) -> Referral | None:
        """Take, if one is soon found, a child last referred more than 12 months before."""
        return self._take(date.min, months_on(day, -12) - timedelta(days=3), tries=2)

    def _take(self, earliest: date, latest: date, *, tries: int) -> Referral | None:
        for _ in range(tries if self.last else 0):
            place = self.town.rng.randrange(len(self.last))
            if earliest <= self.last[place].received_on <= latest:
                found = self.last[place]
                self.last[place] = self.last[-1]
                self.last.pop()
                return found
        return None
