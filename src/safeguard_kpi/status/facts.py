"""What there is to say of how things stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from safeguard_kpi.heartbeat import Beats


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """One table of the store."""

    name: str
    size: int
    """Bytes of its files, those of older versions too."""
    rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class StoreFacts:
    """What is kept between quarters."""

    folder: Path
    tables: tuple[TableFacts, ...]
    format: str | None = None


@dataclass(frozen=True, kw_only=True)
class OutputsFacts:
    """What the last run left, held to its own record."""

    folder: Path
    state: str
    """`none`, `whole`, `other` (files are not those of run.json) or `unfinished` (partly moved into place)."""
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
    last_file: date | None
    """The day of the newest of its files that still lie in the inputs."""
    days_since: int | None
    next_due: date | None


@dataclass(frozen=True, kw_only=True)
class Status:
    """How things stand."""

    at_work: str | None
    """Who holds the lock; nobody is None."""
    outputs: OutputsFacts
    store: StoreFacts | None
    feeds: tuple[FeedFacts, ...]
    runs: Mapping[str, Beats] = field(default_factory=dict)
