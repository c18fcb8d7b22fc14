"""The workbooks of a run: what stands on every cover, and the contents of the subgroup's.

What draws them is heavy: a run reads it while other processes read the partners' files.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.intake import Admitted
from safeguard_kpi.journey.pipeline import Journey

if TYPE_CHECKING:
    from safeguard_kpi.reports import Cover

SYNTHETIC = "Synthetic data: the children are invented"
"""What every sheet says of the sample."""

DRAFT = "DRAFT: not yet reviewed and released"
"""What every sheet of the subgroup's workbook says until the quarter is released."""


def cover_of(
    journey: Journey, as_of: date, submissions: pl.DataFrame, releases: tuple[str, ...] = ()
) -> "Cover":
    """Say whose workbook it is, of which day, and whether its children are invented."""
    from safeguard_kpi.reports import Cover  # noqa: PLC0415 (heavy)

    synthetic = journey.synthetic
    return Cover(
        authority=journey.settings.authority.name,
        title="Multi-agency safeguarding performance",
        as_of=as_of,
        version=__version__,
        synthetic=synthetic,
        notice=SYNTHETIC if synthetic else "",
        releases=releases,
        files_received=submissions["file"].n_unique(),
    )


def write_found(path: Path, journey: Journey, admitted: Admitted) -> None:
    """Write what was found as a workbook."""
    from safeguard_kpi.reports.asking.findings_book import write_findings_book  # noqa: PLC0415 (heavy)

    cover = cover_of(journey, journey.today, admitted.submissions)
    write_findings_book(path, admitted.findings, _titles(journey), cover)


def write_performance(
    path: Path,
    journey: Journey,
    tables: dict[str, pl.DataFrame],
    as_of: date,
    *,
    released: str = "",
) -> None:
    """Write the subgroup's workbook from the tables of a run; a draft, unless `released` tells otherwise."""
    from safeguard_kpi.reports import Contents, load_layout, write_workbook  # noqa: PLC0415 (heavy)

    releases = tables["comparisons"]["release"].unique().sort()
    named = tuple(name for name in releases if name)
    cover = cover_of(journey, as_of, tables["submissions"], named)
    contents = Contents(
        cover=replace(cover, draft="" if released else DRAFT, released=released),
        layout=load_layout(
            journey.declarations.file("workbooks/performance_subgroup.toml"),
            known=[indicator.key for indicator in journey.indicators],
        ),
        indicators=journey.indicators,
        feeds=_titles(journey),
        **tables,
    )
    write_workbook(path, contents)


def _titles(journey: Journey) -> dict[str, str]:
    return {name: feed.title for name, feed in journey.contracts.feeds.items()}
