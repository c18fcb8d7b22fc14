"""Opens the ledger: takes from the frames the rows the declared sheets need, once."""

from collections import defaultdict

import polars as pl

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.layout import BreakdownSheet, Layout, Neighbours
from safeguard_kpi.reports.ledger import (
    QUARTER,
    TWELVE,
    YEAR,
    Beside,
    Figure,
    Ledger,
    Period,
    Place,
)

LAST = "not known|unknown|not recorded|not stated|^other$"
"""Categories that say little, which stand last however large they are."""


def open_ledger(contents: Contents) -> Ledger:
    """Read the frames; raise SafeguardError where they hold figures of other areas only."""
    layout, area = contents.layout, contents.cover.authority
    figures = contents.figures.filter(area=area)
    if figures.is_empty() and not contents.figures.is_empty():
        held = ", ".join(contents.figures["area"].unique().sort().to_list()[:5])
        raise SafeguardError(
            f"the figures hold nothing about {area}",
            hint=f"they are about {held}: check the settings' authority",
        )
    figures = _wanted(figures, layout)
    comparisons = _compared(contents.comparisons.filter(area=area), layout.neighbours)
    by_figure: dict[tuple[str, str, str], dict[str, Beside]] = defaultdict(dict)
    for indicator, grain, kind, *beside in comparisons.select(
        "indicator", "grain", "comparator_kind", *_BESIDE
    ).iter_rows():
        found = Beside(*beside)
        by_figure[indicator, grain, found.period].setdefault(kind, found)
    return Ledger(
        indicators={each.key: each for each in contents.indicators},
        figures={
            Place(*row[:5]): Figure(*row[5:])
            for row in figures.select(*_PLACE, *Figure._fields).iter_rows()
        },
        comparisons=dict(by_figure),
        names=_names(comparisons),
        periods=_periods(figures),
        categories=_categories(figures, layout),
    )


_PLACE = ("indicator", "grain", pl.col("period_end").alias("end"), "cut", "category")
_BESIDE = (
    "period",
    "comparator",
    "period_compared",
    pl.col("comparator_value").alias("value"),
    pl.col("comparator_status").alias("status"),
    "judgement",
    "children_sentence",
    pl.col("stale").fill_null(False),
    "note",
)


def _wanted(figures: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    wanted = pl.col("cut") == "all"
    for sheet in layout.sheets:
        if isinstance(sheet, BreakdownSheet):
            wanted |= (pl.col("cut") == sheet.cut) & pl.col("indicator").is_in(sheet.indicators)
    texts = pl.col("status", "note").fill_null("")
    return figures.filter(pl.col("grain").is_in([QUARTER, YEAR, TWELVE]) & wanted).with_columns(
        texts
    )


def _compared(comparisons: pl.DataFrame, neighbours: Neighbours) -> pl.DataFrame:
    named = pl.col("comparator").str.to_lowercase()
    chosen = named.str.contains(neighbours.model, literal=True) & named.str.contains(
        neighbours.average, literal=True
    )
    return (
        comparisons.filter(
            pl.col("comparator_kind").is_in(["country", "region"])
            | ((pl.col("comparator_kind") == "neighbours") & chosen)
        )
        .with_columns(pl.col(pl.String).fill_null(""))
        .sort("indicator", "grain", "period", "comparator_kind", "comparator", "period_compared")
    )


def _names(comparisons: pl.DataFrame) -> dict[str, str]:
    held = comparisons.group_by("comparator_kind").agg(pl.col("comparator").min())
    return {
        "country": "England",
        "region": "Region",
        "neighbours": "Statistical neighbours",
    } | dict(held.iter_rows())


def _periods(figures: pl.DataFrame) -> dict[str, tuple[Period, ...]]:
    """List each grain's periods from the first with any value: those before were not sent by anybody."""
    held = (
        figures.filter(cut="all")
        .group_by("grain", "period_end")
        .agg(pl.col("period").min(), known=pl.col("value").is_not_null().any())
        .sort("grain", "period_end")
        .with_columns(begun=pl.col("known").cum_max().over("grain"))
        .filter(pl.col("begun") | ~pl.col("known").any().over("grain"))
    )
    periods: defaultdict[str, list[Period]] = defaultdict(list)
    for grain, end, name in held.select("grain", "period_end", "period").iter_rows():
        periods[grain].append(Period(end, name))
    return {grain: tuple(found) for grain, found in periods.items()}


def _categories(figures: pl.DataFrame, layout: Layout) -> dict[str, tuple[str, ...]]:
    """Order the categories of each breakdown by size in its first indicator, then by name."""
    found = {}
    for sheet in layout.sheets:
        if isinstance(sheet, BreakdownSheet):
            wanted = figures.filter(cut=sheet.cut)
            latest = pl.col("period_end") == pl.col("period_end").max().over("grain", "indicator")
            size = pl.col("numerator").filter(
                (pl.col("indicator") == sheet.indicators[0]) & (pl.col("grain") != YEAR) & latest
            )
            ordered = (
                wanted.group_by("category")
                .agg(size.sum().alias("size"))
                .with_columns(
                    pl.col("category").str.to_lowercase().str.contains(LAST).alias("last")
                )
                .sort("last", "size", "category", descending=[False, True, False])
            )
            found[sheet.name] = tuple(ordered["category"])
    return found
