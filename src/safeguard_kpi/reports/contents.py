"""Everything the workbook is written from: frames, declarations and the words of the cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.reports.layout import Layout
from safeguard_kpi.tables import ARRIVALS


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the first sheet says of the workbook as a whole."""

    authority: str
    title: str
    as_of: date
    version: str
    produced_at: str = ""
    synthetic: bool = False
    notice: str = ""
    draft: str = ""
    """What every sheet says until the quarter is released."""
    released: str = ""
    """What every sheet says of the release: when, reviewed by whom, under which name."""
    releases: tuple[str, ...] = ()
    files_received: int = 0

    @property
    def standing(self) -> str:
        """Say that it is a draft, or of which release."""
        return self.draft or self.released

    @property
    def warning(self) -> str:
        """Say what a reader must not take it for: that its children are invented."""
        return self.notice or ("Synthetic data: no real child" if self.synthetic else "")

    @property
    def marker(self) -> str:
        """Give the words that stand on every sheet: how it stands, and what it must not be taken for."""
        return ". ".join(each.rstrip(".") for each in (self.standing, self.warning) if each)

    @property
    def alerts(self) -> bool:
        """Tell whether the marker is to be seen at first sight: a release needs no warning."""
        return bool(self.draft or self.warning)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The frames of tables.py, the indicators in their order, the layout and the cover."""

    cover: Cover
    layout: Layout
    indicators: Sequence[Indicator]
    figures: pl.DataFrame
    comparisons: pl.DataFrame
    findings: pl.DataFrame
    submissions: pl.DataFrame
    arrivals: pl.DataFrame = field(default_factory=ARRIVALS.to_frame)
    feeds: Mapping[str, str] = field(default_factory=dict)
