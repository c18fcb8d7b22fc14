"""The few figures that a refresh prints: two years side by side, beside England and the region."""

from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.table import Table

from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.measures.periods import Grain

if TYPE_CHECKING:
    from safeguard_kpi.indicators.model import Indicator
    from safeguard_kpi.journey.pipeline import Journey

STATUS = {"x": "[x]", "z": "[z]", "c": "[c]", "low": "[low]"}
"""What stands in a cell that has no value."""


ROOM = 130
"""Columns of a terminal from which every comparator of both periods has room."""


def headline(
    figures: pl.DataFrame,
    comparisons: pl.DataFrame,
    journey: "Journey",
    width: int,
    lines: box.Box | None,
) -> Table:
    """Make the table of headline figures for the last two years or rolling 12 months.

    On a narrow terminal only England stands beside the last period.
    """
    authority = journey.settings.authority
    periods = _periods(figures)
    table = Table(title=f"{authority.name}: headline figures", title_justify="left", box=lines)
    table.add_column("indicator", overflow="fold")
    everyone = ("England", authority.region)
    beside = {
        period: everyone if width >= ROOM else everyone[:1] * (period == periods[-1])
        for period in periods
    }
    for period in periods:
        for name in (period, *beside[period]):
            table.add_column(name, justify="right", no_wrap=True)
    table.add_column("beside England", no_wrap=width >= ROOM)
    values = _by_key(figures.filter(cut="all"), ["indicator", "period"])
    others = _by_key(comparisons, ["indicator", "period", "comparator"])
    for indicator in _chosen(journey):
        cells: list[str] = []
        for period in periods:
            cells.append(_shown(values.get((indicator.key, period)), indicator.decimals))
            for name in beside[period]:
                other = others.get((indicator.key, period, name))
                cells.append(_shown(other, indicator.decimals, prefix="comparator_"))
        judged = others.get((indicator.key, periods[-1], "England")) if periods else None
        table.add_row(indicator.title, *cells, str((judged or {}).get("judgement") or ""))
    return table


def gaps(figures: pl.DataFrame, journey: "Journey") -> list[str]:
    """Name for each feed the months between others that were not sent whole, and so have no figure."""
    told = []
    counted = {i.cohort.feed: i.key for i in reversed(journey.indicators) if i.unit == "count"}
    for feed, key in sorted(counted.items()):
        months = figures.filter(grain=Grain.MONTH, cut="all", indicator=key).sort("period_end")
        sent = months.filter(pl.col("status") != "x")["period_end"]
        inside = months.filter(
            pl.col("status") == "x", pl.col("period_end").is_between(sent.min(), sent.max())
        )
        if len(sent) and inside.height:
            title = journey.contracts.feeds[feed].title
            told.append(f"{title}: not sent whole for {', '.join(_stretches(inside))}")
    return told


def _stretches(months: pl.DataFrame) -> list[str]:
    """Name months that follow one another by the first and the last."""
    ends = pl.col("period_end")
    begins = ends.dt.month_start() != ends.shift(1).dt.offset_by("1d").dt.month_start()
    runs = (
        months.with_columns(run=begins.fill_null(value=True).cum_sum())
        .group_by("run")
        .agg(first=pl.col("period").first(), last=pl.col("period").last())
        .sort("run")
    )
    return [
        first if first == last else f"{first} to {last}"
        for first, last in runs.select("first", "last").iter_rows()
    ]


def _chosen(journey: "Journey") -> list["Indicator"]:
    path = journey.declarations.file("headline.toml")
    given = read_toml(path)
    only({"indicators"}, given, where=str(path))
    known = {indicator.key: indicator for indicator in journey.indicators}
    for key in need(given, "indicators", list, where=str(path)):
        if key not in known:
            raise DeclarationError(
                f"{path} names `{key}`, which is no indicator",
                hint="`safeguard-kpi indicators list` prints them all",
            )
    return [known[key] for key in given["indicators"]]


def _periods(figures: pl.DataFrame) -> list[str]:
    """Take the last two years if the last quarter ends one, otherwise the rolling 12 months."""
    ends = figures.filter(grain=Grain.ROLLING_12_MONTHS)["period_end"]
    years = figures.filter(grain=Grain.YEAR, cut="all")
    last = years["period_end"].max() if not years.is_empty() else None
    grain = Grain.YEAR if ends.is_empty() or ends.max() == last else Grain.ROLLING_12_MONTHS
    told = figures.filter(pl.col("grain") == grain, pl.col("status") != "x", cut="all")
    names = told.select("period", "period_end").unique().sort("period_end")
    shown = (
        names
        if grain == Grain.YEAR
        else names.filter(pl.col("period_end").dt.month() == pl.col("period_end").max().dt.month())
    )
    return shown["period"].to_list()[-2:]


def _by_key(frame: pl.DataFrame, keys: list[str]) -> dict[tuple[str, ...], dict[str, object]]:
    return {tuple(row[key] for key in keys): row for row in frame.iter_rows(named=True)}


def _shown(row: dict[str, object] | None, decimals: int, prefix: str = "") -> str:
    if row is None:
        return ""
    value, status = row[f"{prefix}value"], str(row[f"{prefix}status"] or "")
    if value is None:
        return STATUS.get(status, "")
    return f"{value:,.{decimals}f}"
