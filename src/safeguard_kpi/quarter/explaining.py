"""What stands behind one figure: its rule, its parts, its submissions, its comparators, its rows."""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import polars as pl

from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators.links import LINKS
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.journey.assembly import evidence_of
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.measures.behind import PLACE, Part, hold_to_figure, of_figure, rows_counted
from safeguard_kpi.measures.counting import ALL
from safeguard_kpi.measures.evidence import roots
from safeguard_kpi.quarter.last_run import LastRun, last_run
from safeguard_kpi.quarter.naming import SAID

WITHOUT = frozenset({"x", "z", "c"})
"""The statuses of a figure without a number."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One figure with all that made it."""

    indicator: Indicator
    feed: Feed
    figure: dict[str, Any]
    linked: tuple[str, ...]
    """The titles of the other feeds that its condition looks at."""
    submissions: pl.DataFrame
    """What names each (`naming.SAID`), submission, and how many rows of each part; empty where there is no number."""
    comparisons: list[dict[str, Any]]
    rows: pl.DataFrame | None
    """The rows behind it: submission, file, sheet, row, pseudonyms, dates and part; None: no number."""


def explain(journey: Journey, key: str, period: str, cut: str = "") -> Explained:
    """Explain one figure of the last run.

    Args:
        journey: the settings and the store.
        key: the indicator's.
        period: its name, such as 2019-20 Q4.
        cut: such as locality=North; empty for the whole.

    Raises:
        SafeguardError: there is no such indicator, period, cut or category, or no whole run.
        RuntimeError: the rows are not as many as the figure says.
    """
    known = {each.key: each for each in journey.indicators}
    indicator = known[_known(key, list(known), "indicator", "`safeguard-kpi indicators list`")]
    run = last_run(journey)
    figure = _figure(run.tables["figures"].filter(indicator=key), period, cut)
    feed = journey.contracts.feeds[indicator.cohort.feed]
    shown = figure["status"] not in WITHOUT
    rows = _rows(run, indicator, feed, figure) if shown else None
    looked_at = roots(indicator)
    others = {link.to for link in LINKS if link.feed == feed.name and link.name in looked_at}
    place = {name: figure[name] for name in ("indicator", "grain", "period")}
    whole = figure["cut"] == ALL[0]
    comparisons = run.tables["comparisons"].filter(**place).to_dicts() if whole else []
    return Explained(
        indicator=indicator,
        feed=feed,
        figure=figure,
        linked=tuple(journey.contracts.feeds[name].title for name in sorted(others)),
        submissions=_submissions(rows, run.counted),
        comparisons=comparisons,
        rows=rows,
    )


def _figure(figures: pl.DataFrame, period: str, cut: str) -> dict[str, Any]:
    """Find the figure that is meant.

    Raises:
        SafeguardError: there is none; the nearest is named.
    """
    names = figures.sort("period_end", descending=True)["period"].unique(maintain_order=True)
    figures = figures.filter(period=_period(period, names.to_list()))
    name, _, category = cut.partition("=")
    if not cut:
        name, category = ALL
    cuts = figures["cut"].unique().sort().to_list()
    of_cut = figures.filter(cut=_known(name.strip(), cuts, "cut of it in that period", ""))
    categories = of_cut["category"].sort().to_list()
    wanted = _known(category.strip(), categories, f"category of {name.strip()}", "")
    return of_cut.filter(category=wanted).row(0, named=True)


def _period(given: str, known: Sequence[str]) -> str:
    """Hold a period to those with a figure, the latest first; one of a grain there is may be too late or too early.

    Raises:
        SafeguardError: there is none such; the last of its grain is named, or the nearest name.
    """
    last = next((each for each in known if _shape(each) == _shape(given)), None)
    if last is None or given.casefold() in {each.casefold() for each in known}:
        return _known(given, known, "period with a figure", "")
    raise SafeguardError(
        f"there is no period with a figure `{given}`",
        hint=f"did you mean `{last}`, the last of its kind that there is?",
    )


def _shape(period: str) -> str:
    """Tell which grain a name is of: the same words, whatever the month and the numbers."""
    return re.sub(r"\d", "0", re.sub(_MONTHS, "month", period.strip().casefold()))


_MONTHS = "|".join(name.casefold() for name in month_name[1:])


def _known(given: str, known: Sequence[str], what: str, where: str) -> str:
    """Hold a name to those there are; case is no matter.

    Raises:
        SafeguardError: there is none such; the nearest are named.
    """
    folded = {each.casefold(): each for each in known}
    if (found := folded.get(given.casefold())) is not None:
        return found
    near = [folded[each] for each in get_close_matches(given.casefold(), folded, n=1)]
    named = ", ".join(list(known)[:12]) + (", …" if len(known) > 12 else "")  # noqa: PLR2004
    raise SafeguardError(
        f"there is no {what} `{given}`",
        hint=f"did you mean `{near[0]}`?"
        if near
        else (f"{where} prints them all" if where else f"there are: {named}"),
    )


def _rows(run: LastRun, indicator: Indicator, feed: Feed, figure: dict[str, Any]) -> pl.DataFrame:
    """Give the rows behind a figure; they are as many as it says.

    Raises:
        RuntimeError: they are not.
    """
    evidence = evidence_of(run.admitted, run.journey.contracts, run.journey.settings)
    hidden = [name for name, field in feed.fields.items() if field.kept is Keep.PSEUDONYM]
    dates = [
        name
        for field in feed.fields.values()
        for name, dtype in field.columns.items()
        if dtype == pl.Date() and field.kept is Keep.AS_IT_IS
    ]
    days = [figure["period_end"]]
    also = {feed.name: [*hidden, *dates]}
    ((_, counted),) = rows_counted(evidence, [indicator], days, also)
    rows = of_figure(counted, indicator, figure)
    hold_to_figure(rows, indicator, figure)
    named = run.counted.select(
        pl.col("number").cast(pl.UInt32).alias(PLACE[0]),
        submission="id",
        file="file",
        sheet="sheet",
    )
    return (
        rows.join(named, on=PLACE[0], how="left")
        .select(
            "submission",
            "file",
            "sheet",
            pl.col(PLACE[1]).alias("row"),
            "part",
            *hidden,
            *dates,
            "days",
        )
        .sort("file", "sheet", "submission", "row")
    )


def _submissions(rows: pl.DataFrame | None, counted: pl.DataFrame) -> pl.DataFrame:
    parts = [part.value for part in Part]
    told = counted.select(*SAID, submission="id")
    if rows is None:
        return told.clear().with_columns(rows=pl.lit(0, pl.Int64))
    return (
        rows.group_by("submission")
        .agg(
            rows=pl.len().cast(pl.Int64),
            **{part: (pl.col("part") == part).sum().cast(pl.Int64) for part in parts},
        )
        .join(told, on="submission", how="left")
        .select(*told.columns, "rows", *parts)
        .sort("file", "sheet", "covers_from", "received", "submission")
    )
