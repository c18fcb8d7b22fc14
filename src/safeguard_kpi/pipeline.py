"""The whole journey on one screen: files, admitted rows, figures, comparisons, workbook."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from safeguard_kpi.assembly import evidence_of, populations_for, standards_of
from safeguard_kpi.company import beside, hold_to_reference, reference_folder
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.expected import Expected, read_expected
from safeguard_kpi.finding_files import Found, files_in
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.intake import Admitted, ReadIn, admit, read_in, with_own_codes
from safeguard_kpi.measures.compare import compare
from safeguard_kpi.measures.evaluate import evaluate
from safeguard_kpi.remembering import Remembered, remember
from safeguard_kpi.settings import Settings
from safeguard_kpi.store import Keys, Store, open_store, read_keys

CODES = "codes.xlsx"
"""What nobody declared, in the outputs; filled in by the analyst, in the inputs."""

Told = Callable[[str, int, int], None]
"""Hears what is being done, how many are done and of how many."""


class Computed(NamedTuple):
    """What a run has worked out."""

    figures: pl.DataFrame
    comparisons: pl.DataFrame
    as_of: date


@dataclass(kw_only=True)
class Journey:
    """One run: what was declared and chosen, and how long each stage took."""

    settings: Settings
    today: date
    told: Told = lambda _what, _done, _of: None
    returns: bool = True
    """Whether marked copies of partners' sheets are written, which hold children's rows."""
    seconds: dict[str, float] = field(default_factory=dict)

    @cached_property
    def declarations(self) -> Declarations:
        """Give the product's declarations with the authority's over them."""
        return Declarations.standard(self.settings.schemas)

    @cached_property
    def contracts(self) -> Contracts:
        """Give every feed and code set, with what the authority says of its own words laid over."""
        declared, own = load_contracts(self.declarations), self.own_codes
        if own.is_file():
            return with_own_codes(declared, own)
        if self.settings.codes:
            raise SafeguardError(
                f"there is no {own}, which the settings name as `codes`",
                hint="fill in the codes.xlsx of the outputs and save it there, or take `codes` out",
            )
        return declared

    @property
    def own_codes(self) -> Path:
        """Say where the authority's own codes are looked for."""
        return self.settings.codes or self.settings.inputs / CODES

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Give the catalogue under the authority's standards."""
        return catalogue(standards_of(self.settings, self.declarations))

    @cached_property
    def reference(self) -> Reference:
        """Give the national figures, the authority's own copy or the one that ships."""
        return read_reference(reference_folder(self.settings))

    @cached_property
    def found(self) -> Found:
        """Find the partners' files, and those of other kinds that lie among them."""
        return files_in(self.settings.inputs, self.own_codes)

    @cached_property
    def expected(self) -> Expected:
        """Read what is said of the files beside them."""
        partners = frozenset(feed.partner for feed in self.contracts.feeds.values())
        return read_expected(self.settings.inputs, partners=partners)

    @property
    def files(self) -> list[Path]:
        """Name the partners' files."""
        return self.found.spreadsheets

    def ingest(self) -> ReadIn:
        """Read every spreadsheet and recognise its sheets."""
        with self.timed("read"):
            files, others = self.found
            read = read_in(files, self.contracts, others=others, told=self.told)
            return read.covering(
                {name: told.covers for name, told in self.expected.files.items() if told.covers}
            )

    def validate(self, read: ReadIn) -> Admitted:
        """Hold what was read to its contracts.

        Raises:
            SafeguardError: no row of any file could be admitted.
        """
        with self.timed("admit"):
            admitted = admit(read, self.contracts, today=self.today)
        if not any(frame.height for frame in admitted.frames.values()):
            raise NothingAdmittedError(admitted)
        return admitted

    @cached_property
    def keys(self) -> Keys:
        """Read the key of the pseudonyms."""
        return read_keys(self.settings.key, store=self.settings.store_folder)

    def store(self, *, to_write: bool = False) -> Store:
        """Open what is kept; to write in it, hold the lock."""
        settings = self.settings
        return open_store(
            settings.store_folder, settings.authority.code, self.keys, to_write=to_write
        )

    def remember(self, admitted: Admitted) -> Remembered:
        """Lay what was admitted beside what earlier quarters left; `store.commit` takes it for good."""
        with self.timed("store"):
            return remember(
                admitted,
                self.store(to_write=True),
                self.contracts,
                self.expected,
                authority=self.settings.authority.code,
            )

    def compute(self, admitted: Admitted) -> Computed:
        """Count, and set beside the national figures."""
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
            raise SafeguardError(
                f"no whole month was sent up to {evidence.as_of:%d %B %Y}, so there is nothing to report",
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
        return Computed(figures, comparisons, evidence.as_of)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Keep how many seconds a stage took."""
        started = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - started, 3)


class NothingAdmittedError(SafeguardError):
    """Nothing that was sent could be used; the findings say why."""

    def __init__(self, admitted: Admitted) -> None:
        """Keep the findings, which the terminal shows."""
        super().__init__(
            "no row of any file could be used, so nothing was computed",
            hint="the findings above say what to mend; the outputs are as they were",
        )
        self.findings = admitted.findings
