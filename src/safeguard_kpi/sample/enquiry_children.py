"""Whom an enquiry is about."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from safeguard_kpi.sample.need import Episode

SOON = 9
"""An enquiry begins within so many days of the referral that set it off; invented."""


class EnquiryChildren:
    """Finds the child an enquiry is about: one just referred, or one known for longer."""

    def __init__(self, rng: Random, episodes: list[Episode]) -> None:
        """Lay out the children by the day they were referred."""
        self.rng = rng
        self.known = [each for each in episodes if not each.referral]
        rng.shuffle(self.known)
        self.new: dict[date, list[Episode]] = defaultdict(list)
        for each in episodes:
            if each.referral:
                self.new[each.started_on].append(each)
        for same_day in self.new.values():
            rng.shuffle(same_day)

    def for_conference(self, day: date) -> Episode:
        """Take a child who is not referred again later: a plan may follow."""
        episode = self._just_referred(day, last=True) or self.known.pop()
        episode.has_plan = True
        return episode

    def any_open(self, day: date) -> Episode:
        """Take any child whose episode began by the day and goes on for a while."""
        found = self._just_referred(day, last=False) if self.rng.random() < 0.8 else None  # noqa: PLR2004 (invented)
        return found or self.known.pop()

    def _just_referred(self, day: date, *, last: bool) -> Episode | None:
        for back in range(SOON):
            same_day = self.new[day - timedelta(days=back)]
            for place, episode in enumerate(same_day):
                if (
                    (episode.next_on == date.max)
                    if last
                    else episode.next_on > day + timedelta(days=28)
                ):
                    return same_day.pop(place)
        return None
