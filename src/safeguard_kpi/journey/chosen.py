"""What a run is made from: settings, declarations, national figures, files, what is said of them, the key."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.contracts.declared import Declarations, bundled
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.intake import with_own_codes
from safeguard_kpi.journey.assembly import standards_of
from safeguard_kpi.journey.finding_files import Found, files_in
from safeguard_kpi.journey.told.expected import Expected, read_expected
from safeguard_kpi.settings import Settings
from safeguard_kpi.store import Keys, read_keys
from safeguard_kpi.store.pointer import read_pointer

CODES = "codes.xlsx"
"""What nobody declared, in the outputs; filled in by the analyst, in the inputs."""


@dataclass(kw_only=True)
class Chosen:
    """What was declared and chosen for one run; each is read when it is first asked for."""

    settings: Settings
    today: date

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
        return read_reference(self.reference_folder)

    @property
    def reference_folder(self) -> Path:
        """Say where the national figures lie."""
        own = self.settings.inputs / "reference"
        return own if own.is_dir() else bundled("inputs/reference")

    @cached_property
    def found(self) -> Found:
        """Find the partners' files, and those of other kinds that lie among them."""
        kept = bool(read_pointer(self.settings.store_folder).tables)
        return files_in(self.settings.inputs, self.own_codes, may_be_none=kept)

    @cached_property
    def expected(self) -> Expected:
        """Read what is said of the files beside them."""
        partners = frozenset(feed.partner for feed in self.contracts.feeds.values())
        return read_expected(self.settings.inputs, partners=partners)

    @property
    def files(self) -> list[Path]:
        """Name the partners' files."""
        return self.found.spreadsheets

    @cached_property
    def keys(self) -> Keys:
        """Read the key of the pseudonyms."""
        return read_keys(self.settings.key, store=self.settings.store_folder)
