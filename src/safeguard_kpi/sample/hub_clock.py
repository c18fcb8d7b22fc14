"""When contacts come in to the hub and when it decides."""

from datetime import date, datetime, time, timedelta
from random import Random

from safeguard_kpi.sample.days import after, before
from safeguard_kpi.sample.totals import Totals

IN_TIME_FROM, IN_TIME_TO = 0.79, 0.93
"""Part decided within one working day in the first month and in the last; invented."""

NEVER_RECORDED = 0.003
"""Part of the decisions that nobody wrote down; invented."""


class HubClock:
    """When contacts come in and are decided: sooner as the two years go on."""

    def __init__(self, rng: Random, totals: Totals) -> None:
        """Take the days between which decisions become quicker."""
        self.rng = rng
        self.first, self.last = totals.years[0].first_day, totals.years[-1].last_day

    def received_on(self, day: date, rag: str) -> tuple[datetime, datetime | None]:
        """Give the time of receipt on a day and of the decision, if it came before the end."""
        received = self._time_on(day)
        if self._in_time(day):
            quick = rag == "red" or self.rng.random() < 0.68  # noqa: PLR2004 (invented)
            minutes = self.rng.randint(20, 225 if rag == "red" else 420)
            decided = (
                received + timedelta(minutes=minutes) if quick else self._time_on(after(day, 1))
            )
        else:
            decided = self._time_on(after(day, self.rng.choice((2, 2, 2, 3, 3, 4, 5, 7))))
        late = decided.date() > self.last or self.rng.random() < NEVER_RECORDED
        return received, None if late else decided

    def up_to(self, decided_on: date, rag: str) -> tuple[datetime, datetime]:
        """Give the time of receipt that led to a decision on a day, and its time."""
        in_time = self._in_time(decided_on)
        back = (
            self.rng.choice((0, 0, 0, 1) if rag != "red" else (0,))
            if in_time
            else self.rng.choice((2, 2, 3, 4))
        )
        received_on = before(decided_on, back) if back else decided_on
        received = self._time_on(max(received_on, self.first))
        if received.date() < decided_on:
            return received, max(self._time_on(decided_on), received)
        return received, received + timedelta(minutes=self.rng.randint(20, 220))

    def _in_time(self, day: date) -> bool:
        gone = (day - self.first).days / (self.last - self.first).days
        return self.rng.random() < IN_TIME_FROM + gone * (IN_TIME_TO - IN_TIME_FROM)

    def _time_on(self, day: date) -> datetime:
        evening = self.rng.random() < 0.06  # noqa: PLR2004 (invented)
        hour = self.rng.triangular(17, 19.5) if evening else self.rng.triangular(8, 17, 11)
        return datetime.combine(day, time(int(hour), int(hour % 1 * 60)))
