"""What there is to say of how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from safeguard_kpi.store.facts import StoreFacts
from safeguard_kpi.unattended.heartbeat import Beats


@dataclass(frozen=True, kw_only=True)
class OutputsFacts:
    """What the last run left, held to its own record."""

    folder: Path
    state: str
    """`none`, `whole`, `other` (files are not those of run.json) `unfinished` (partly moved
    into place) or `behind` (whole, and the store has been changed since)."""
    as_of: date | None = None
    written: datetime | None = None
    others: tuple[str, ...] = ()
    """Files that are missing or not those that the record names."""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedFacts:
    """How fresh one feed is."""

    name: str
    covered_to: date | None
    """The last day of the last month that was found to be sent, among the quarters the last run looked at."""
    last_received: date | None
    """The day on which a run first met the newest of its submissions."""
    days_since: int | None
    next_due: date | None
    """The day that the first quarter is due that ends after what was sent, of those the last run looked at."""
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Status:
    """How things stand."""

    at_work: str | None
    """Who holds the lock; nobody is None."""
    outputs: OutputsFacts
    store: StoreFacts | None
    feeds: tuple[FeedFacts, ...]
    runs: Mapping[str, Beats] = field(default_factory=dict)
