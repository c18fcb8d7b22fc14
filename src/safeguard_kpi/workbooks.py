"""The workbooks of a run: what stands on every cover, and the contents of the subgroup's."""

from datetime import date
from pathlib import Path

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.pipeline import Journey
from safeguard_kpi.reports import Contents, Cover, load_layout, write_workbook
from safeguard_kpi.sample import is_sample

SYNTHETIC = "Synthetic data: the children are invented"
"""What every sheet says of the sample."""


def cover_of(
    journey: Journey, as_of: date, submissions: pl.DataFrame, releases: tuple[str, ...] = ()
) -> Cover:
    """Say whose workbook it is, of which day, and whether its children are invented."""
    synthetic = is_sample(journey.settings.inputs)
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


def titles_of(journey: Journey) -> dict[str, str]:
    """Give each feed's title by its name."""
    return {name: feed.title for name, feed in journey.contracts.feeds.items()}


def write_performance(
    path: Path, journey: Journey, tables: dict[str, pl.DataFrame], as_of: date
) -> None:
    """Write the subgroup's workbook from the tables of a run."""
    releases = tables["comparisons"]["release"].unique().sort()
    contents = Contents(
        cover=cover_of(
            journey, as_of, tables["submissions"], tuple(name for name in releases if name)
        ),
        layout=load_layout(
            journey.declarations.file("workbooks/performance_subgroup.toml"),
            known=[indicator.key for indicator in journey.indicators],
        ),
        indicators=journey.indicators,
        feeds=titles_of(journey),
        **tables,
    )
    write_workbook(path, contents)
