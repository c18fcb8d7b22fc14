"""From what was declared, chosen and admitted to what the counting needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from safeguard_kpi.comparators.reference import Reference, populations_in_use
from safeguard_kpi.contracts.declared import Declarations, read_toml
from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.days import latest_day
from safeguard_kpi.errors import NothingToReportError, SafeguardError
from safeguard_kpi.indicators.model import Indicator, Rate
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import calendar_of
from safeguard_kpi.intake import Admitted
from safeguard_kpi.journey.told.still_told import still_told
from safeguard_kpi.measures.evidence import Evidence, FeedFacts
from safeguard_kpi.measures.periods import month_end, month_start
from safeguard_kpi.settings import Settings

LAST_DAYS = 7
"""A month counts as whole where something happened in its last so many days."""


def standards_of(settings: Settings, declarations: Declarations) -> Standards:
    """Bring together the authority's standards and the calendar of working days."""
    days = read_toml(declarations.file("bank_holidays.toml"))["days"]
    return Standards(
        calendar=calendar_of(days),
        rag_hours=settings.rag_hours,
        visit_working_days=settings.visit_working_days,
        early_help_assessment_days=settings.early_help_assessment_days,
    )


def evidence_of(admitted: Admitted, contracts: Contracts, settings: Settings) -> Evidence:
    """Bring together admitted rows, what each sheet had, and the day reported.

    Raises:
        SafeguardError: the settings give coverage for a feed that is not declared, or no row counts and
            no day was chosen.
    """
    for feed in settings.coverage:
        if feed not in contracts.feeds:
            raise SafeguardError(
                f"[coverage] names `{feed}`, which is no feed",
                hint=f"feeds: {', '.join(sorted(contracts.feeds))}",
            )
    evidence = Evidence(
        frames=admitted.frames,
        submissions=_since(admitted.submissions, admitted.begins),
        sent={feed: _sent(contracts.feeds[feed], admitted) for feed in admitted.frames},
        facts={name: _facts(feed, contracts) for name, feed in contracts.feeds.items()},
        as_of=settings.as_of or latest_whole_month(admitted, contracts),
        limits={name: _limits(feed, admitted) for name, feed in contracts.feeds.items()},
        whole=admitted.whole,
        days=admitted.days,
    )
    told = still_told(settings.coverage, admitted, evidence)
    return replace(evidence, told=told, _covered={})


def _since(submissions: pl.DataFrame, begins: Mapping[str, date]) -> pl.DataFrame:
    """Leave of what sheets cover the days of which rows are kept: before them nothing is nought.

    How far a sheet tells stays, also where it is wholly of before: a row that it has open is known until then.
    """
    first = pl.col("feed").replace_strict(dict(begins), default=None, return_dtype=pl.Date)
    after = pl.max_horizontal("covers_from", first)
    return submissions.with_columns(
        covers_from=pl.when(after <= pl.col("covers_to")).then(after),
    )


def latest_whole_month(admitted: Admitted, contracts: Contracts) -> date:
    """Find the last day of the latest month that seems to have been sent whole.

    The latest date sent, strays aside, tells the month; it counts as whole if that date lies in its last week, otherwise the month before is taken.

    Raises:
        NothingToReportError: no row counts, as where every file was withdrawn.
    """
    days = [
        day
        for name, frame in admitted.frames.items()
        if (day := _latest(frame, contracts.feeds[name]))
    ]
    if not days:
        raise NothingToReportError(
            "no row of any file that is given or kept counts, so there is nothing to report",
            admitted.findings,
            hint="put partners' files into the inputs; `safeguard-kpi store list` says which were withdrawn, "
            "and `safeguard-kpi store withdraw FILE --undo` lets one count again",
        )
    latest = max(days)
    end = month_end(latest)
    whole = end - latest < timedelta(days=LAST_DAYS)
    covered = admitted.submissions.filter(
        pl.col("submission").is_in(sorted(admitted.whole)) & (pl.col("covers_to") <= admitted.today)
    )["covers_to"].max()
    told = covered if isinstance(covered, date) else date.min
    return max(told, end if whole else month_start(latest) - timedelta(days=1))


def populations_for(
    indicators: Sequence[Indicator], reference: Reference, settings: Settings
) -> pl.DataFrame:
    """List the population of each rate by the financial year's end.

    The estimate is of the middle of the year before: the year to March 2020 uses mid-2019.
    """
    years = (
        populations_in_use(reference)
        .filter(pl.col("la_code") == settings.authority.la_code)
        .select(year=pl.col("mid_year") + 1, population="population")
    )
    rates = [indicator.key for indicator in indicators if isinstance(indicator, Rate)]
    return pl.DataFrame({"indicator": rates}, schema={"indicator": pl.String}).join(
        years, how="cross"
    )


def _sent(feed: Feed, admitted: Admitted) -> dict[int, frozenset[str]]:
    """Name the columns that each sheet had; one that need not be there and is blank throughout it had not.

    A heading that nobody filled in tells nothing: taken as sent, it would read as nought. What was filled
    in when the sheet came is told by the store, since its rows go; failing that, by the rows there are.
    """
    rows = admitted.submissions.filter(feed=feed.name).select("submission", "columns_used")
    filled = {
        number: {name for name, count in zip(frame.columns, counts, strict=True) if count}
        for (number,), frame in admitted.frames[feed.name].group_by("_submission")
        for counts in frame.select(pl.all().count()).rows()
    } | dict(admitted.filled)
    return {
        number: frozenset(
            column
            for name in used
            if name in feed.fields
            for column in feed.fields[name].columns
            if feed.fields[name].required or column in filled.get(number, set())
        )
        for number, used in rows.iter_rows()
    }


def _limits(feed: Feed, admitted: Admitted) -> Mapping[str, str]:
    """Take what Annex A cannot tell, where nothing but its lists was sent of a feed."""
    frame = admitted.frames.get(feed.name)
    sources: set[int] = set() if frame is None else set(frame["_submission"])
    return feed.annex_a_limits if sources and sources <= admitted.annex_a else {}


def _facts(feed: Feed, contracts: Contracts) -> FeedFacts:
    return FeedFacts(
        title=feed.title,
        cuts=feed.cuts,
        dates=feed.window.last,
        opens=feed.window.first,
        titles={
            cut: contracts.codes[feed.fields[cut].codes].titles
            for cut in feed.cuts
            if cut in feed.fields
        },
    )


def _latest(frame: pl.DataFrame, feed: Feed) -> date | None:
    dates = pl.concat([frame.select(day=pl.col(column)) for column in feed.window.last])
    return latest_day(dates["day"])
