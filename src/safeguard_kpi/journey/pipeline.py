"""The whole journey on one screen: files, admitted rows, figures, comparisons, workbook."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import polars as pl

from safeguard_kpi.errors import NothingToReportError
from safeguard_kpi.intake import (
    Admitted,
    ReadIn,
    admit,
    from_their_months,
    of_authority,
    read_in,
    without_twins,
)
from safeguard_kpi.journey.assembly import evidence_of, populations_for
from safeguard_kpi.journey.chosen import Chosen
from safeguard_kpi.journey.company import beside, hold_to_reference
from safeguard_kpi.journey.earlier.came import came_before
from safeguard_kpi.journey.earlier.remembering import Remembered, remember
from safeguard_kpi.measures.compare import compare
from safeguard_kpi.measures.evaluate import evaluate
from safeguard_kpi.measures.evidence import months_sent
from safeguard_kpi.sample.marker import is_sample
from safeguard_kpi.store import Store, open_store
from safeguard_kpi.store.model import KEPT

Told = Callable[[str, int, int], None]
"""Hears what is being done, how many are done and of how many."""


class Computed(NamedTuple):
    """What a run has worked out."""

    figures: pl.DataFrame
    comparisons: pl.DataFrame
    as_of: date
    covered: pl.DataFrame
    """The months that each feed was found to be sent for: `feed` and `month`."""


@dataclass(kw_only=True)
class Journey(Chosen):
    """One run: what was declared and chosen, how long each stage took, and who hears of it."""

    told: Told = lambda _what, _done, _of: None
    returns: bool = True
    """Whether marked copies of partners' sheets are written, which hold children's rows."""
    anew: bool = False
    """Whether all is done again even where nothing has changed."""
    seconds: dict[str, float] = field(default_factory=dict)
    timed_by: Callable[[str, float], None] = lambda _stage, _seconds: None

    def ingest(self) -> ReadIn:
        """Read every spreadsheet and recognise its sheets."""
        with self.timed("read"):
            files, others = self.found
            read = read_in(files, self.contracts, others=others, told=self.told)
            read = of_authority(read, self.settings.authority.la_code)
            return read.covering(
                {name: told.covers for name, told in self.expected.files.items() if told.covers}
            )

    def validate(self, read: ReadIn) -> Admitted:
        """Hold what was read to its contracts."""
        with self.timed("admit"):
            came = came_before(read, self.kept, self.expected.received, self.today)
            admitted = admit(read, self.contracts, today=self.today, came=came)
            return from_their_months(without_twins(admitted, read), read, self.contracts)

    def hold_admitted(self, admitted: Admitted) -> None:
        """Hold that there is something to count.

        Raises:
            NothingToReportError: no row of any file could be admitted.
        """
        if self.files and not any(frame.height for frame in admitted.frames.values()):
            raise NothingToReportError(
                "no row of any file could be used, so nothing was computed",
                admitted.findings,
                hint="the findings above say what to mend; findings.xlsx, codes.xlsx and what goes back to "
                "partners are written, and figures and workbook are as they were",
            )

    @cached_property
    def synthetic(self) -> bool:
        """Say whether the children are invented: of the inputs, or of what is kept where these are empty."""
        if self.files or is_sample(self.settings.inputs):
            return is_sample(self.settings.inputs)
        return bool(self.store().current["synthetic"].any())

    def store(self, *, to_write: bool = False) -> Store:
        """Open what is kept; to write in it, hold the lock."""
        settings = self.settings
        return open_store(
            settings.store_folder, settings.authority.code, self.keys, to_write=to_write
        )

    @cached_property
    def kept(self) -> pl.DataFrame:
        """Give the sheets kept before this run, the table KEPT; without a key nothing ever was."""
        return self.store().kept if self.settings.key.is_file() else pl.DataFrame(schema=KEPT)

    def remember(self, admitted: Admitted) -> Remembered:
        """Lay what was admitted beside what earlier quarters left; `store.commit` takes it for good."""
        with self.timed("store"):
            return remember(
                admitted,
                self.store(to_write=True),
                self.contracts,
                self.expected,
                authority=self.settings.authority.code,
                synthetic=self.synthetic,
            )

    def compute(self, admitted: Admitted) -> Computed:
        """Count, and set beside the national figures.

        Raises:
            NothingToReportError: no whole month was sent up to the day reported.
        """
        settings = self.settings
        hold_to_reference(settings, self.reference)
        with self.timed("compute"):
            evidence = evidence_of(admitted, self.contracts, settings)
            figures = evaluate(
                evidence,
                self.indicators,
                area=settings.authority.name,
                populations=populations_for(self.indicators, self.reference, settings),
            )
        if figures.is_empty():
            raise NothingToReportError(
                f"no whole month was sent up to {evidence.as_of:%d %B %Y}, so there is nothing to report",
                admitted.findings,
                hint="give --as-of the last day of a month that was sent, or [coverage] in the settings",
            )
        with self.timed("compare"):
            comparisons = compare(
                figures,
                self.indicators,
                self.reference.comparators,
                self.reference.neighbours,
                beside(settings, self.reference, self.indicators),
                authorities=self.reference.authorities,
            )
        return Computed(figures, comparisons, evidence.as_of, months_sent(evidence))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Keep how many seconds a stage took."""
        started = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - started, 3)
        self.timed_by(stage, self.seconds[stage])
