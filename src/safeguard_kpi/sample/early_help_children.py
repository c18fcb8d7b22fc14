"""Whom an early help episode is about: a child who comes back, is referred later, or is new."""

from datetime import date, timedelta

from safeguard_kpi.sample.people import Person, Town
from safeguard_kpi.sample.referred_before import Referral

RETURNS, REFERRED_LATER = 0.1, 0.07
"""How often an episode's child had one before, or is referred in the year after; invented."""


class EarlyHelpChildren:
    """Whom an episode is about, where nobody sent the child."""

    def __init__(self, town: Town, referrals: list[Referral]) -> None:
        """Start with nobody in early help."""
        self.town = town
        self.referrals = list(referrals)
        town.rng.shuffle(self.referrals)
        self.busy_until: dict[str, date] = {}
        self.closed: list[tuple[date, Person]] = []

    def is_free(self, person: Person, day: date) -> bool:
        """Say whether a child is born and has no episode open."""
        return person.born <= day and self.busy_until.get(person.child_id, date.min) < day

    def took(self, person: Person, closed: date | None) -> None:
        """Note that a child has an episode."""
        self.busy_until[person.child_id] = closed or date.max
        if closed:
            self.closed.append((closed, person))

    def else_for(self, started: date, closed: date | None, closure: str) -> Person:
        """Find a child referred after the closing, one who returns, or a new one."""
        rng = self.town.rng
        if closed and closure == "step_up_social_care":
            found = self._referred(started, closed, closed + timedelta(days=10))
        elif closed and rng.random() < REFERRED_LATER:
            found = self._referred(
                started, closed + timedelta(days=20), closed + timedelta(days=355)
            )
        elif rng.random() < RETURNS:
            found = self._returning(started)
        else:
            found = None
        return found or self.town.newcomer(started)

    def _referred(self, started: date, first: date, last: date) -> Person | None:
        for _ in range(900):
            referral = self.town.rng.choice(self.referrals)
            if first <= referral.received_on <= last and self.is_free(referral.person, started):
                return referral.person
        return None

    def _returning(self, started: date) -> Person | None:
        for _ in range(60 if self.closed else 0):
            closed, person = self.town.rng.choice(self.closed)
            if started - timedelta(days=350) <= closed < started and self.is_free(person, started):
                return person
        return None
