"""Draws where each comparator is from: its release, day, table, population and year, and how it differs."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from openpyxl import Workbook

from safeguard_kpi.reports.contents import Contents
from safeguard_kpi.reports.drawing.cells import Day, Figures, Words
from safeguard_kpi.reports.drawing.table import Column, Table
from safeguard_kpi.reports.layout import PlainSheet
from safeguard_kpi.reports.words import symbol

FIRST = ["year", "rolling_12_months"]
"""Which figure is taken where two end on one day: the year has the national year's own name."""

KINDS = ["country", "region", "neighbours", "authority", "local_published"]
"""The kinds of comparators, in the order a reader meets them."""

JUDGED = {"better": "KPI better", "worse": "KPI worse"}
"""The judgements that are shown in colour as well as in words."""


def draw_comparators(workbook: Workbook, sheet: PlainSheet, contents: Contents) -> None:
    """Write a row for every comparator of the latest figure of each indicator that has any."""
    columns = [
        Column("Indicator", 32),
        Column("Period", 16),
        Column("Here", 9, numeric=True),
        Column("Rank among authorities", 13),
        Column("Compared with", 26),
        Column("Its year", 9),
        Column("Its value", 9, numeric=True),
        Column("Areas with values", 10),
        Column("Judgement", 12),
        Column("Release", 20),
        Column("Published", 12.5, numeric=True),
        Column("Table", 7),
        Column("Population", 34),
        Column("Older than it could be", 9),
        Column("How the definitions differ, and what else to know", 44),
    ]
    table = Table(workbook, sheet.name, columns)
    table.open(sheet.heading, sheet.about, contents.cover, back=contents.layout.named("contents"))
    indicators = {each.key: each for each in contents.indicators}
    for row in _latest(contents):
        each = indicators[row["indicator"]]
        table.row(
            [
                Words(each.title, "KPI key"),
                Words(row["period"], "KPI quiet"),
                Figures(row["value"], each.decimals),
                Words(_rank(row), "KPI quiet"),
                Words(row["comparator"]),
                Words(row["period_compared"] or symbol("x"), "KPI quiet"),
                Figures(row["comparator_value"], each.decimals, row["comparator_status"]),
                Words(_areas(row), "KPI quiet"),
                Words(row["judgement"] or symbol("z"), JUDGED.get(row["judgement"], "KPI quiet")),
                Words(row["release"] or symbol("x"), "KPI small"),
                Day(row["published"]),
                Words(row["table"] or symbol("x"), "KPI quiet"),
                Words(row["population_vintage"] or symbol("z"), "KPI small"),
                Words(
                    "yes" if row["stale"] else "no", "KPI worse" if row["stale"] else "KPI quiet"
                ),
                Words(_known(row), "KPI small"),
            ]
        )
    if contents.comparisons.is_empty():
        table.band("Nothing was compared: no year or 12 months with a national figure were sent")
    table.close()


def _latest(contents: Contents) -> Iterator[dict[str, Any]]:
    """Take each indicator's latest figure with all it stands beside, in the catalogue's order."""
    order = {each.key: place for place, each in enumerate(contents.indicators)}
    ends = contents.figures.filter(cut="all").select("indicator", "grain", "period", "period_end")
    grain = pl.col("grain").replace_strict(
        {name: place for place, name in enumerate(FIRST)}, default=len(FIRST)
    )
    rows = (
        contents.comparisons.filter(pl.col("indicator").is_in(list(order)))
        .join(ends.unique(), on=["indicator", "grain", "period"], how="left")
        .with_columns(
            pl.col(pl.String).fill_null(""),
            pl.col("indicator").replace_strict(order, default=None).alias("order"),
            grain.alias("first"),
            pl.col("comparator_kind")
            .replace_strict({kind: at for at, kind in enumerate(KINDS)}, default=len(KINDS))
            .alias("place"),
        )
    )
    latest = (
        rows.sort("period_end", "first", descending=[True, False], nulls_last=True)
        .unique("indicator", keep="first", maintain_order=True)
        .select("indicator", "grain", "period")
    )
    chosen = rows.join(latest, on=["indicator", "grain", "period"], how="semi")
    yield from chosen.sort("order", "place", "comparator").iter_rows(named=True)


def _rank(row: dict[str, Any]) -> str:
    if row["rank"] is None:
        return symbol("z")
    return f"{row['rank']} of {row['ranked_of']}, quartile {row['quartile']}"


def _areas(row: dict[str, Any]) -> str:
    if row["areas_in_group"] is None:
        return symbol("z")
    return f"{row['areas_with_values']} of {row['areas_in_group']}"


def _known(row: dict[str, Any]) -> str:
    """Say how the definitions differ and what the note adds, each once."""
    said = dict.fromkeys(text for text in (row["differs"], row["note"]) if text)
    if row["differs"] and row["differs"] in row["note"]:
        said = {row["note"]: None}
    return " ".join(said) or "none known"
