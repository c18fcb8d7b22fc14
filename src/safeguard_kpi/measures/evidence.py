"""What the counting rests on: admitted rows, what each sheet sent, and for which months."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from safeguard_kpi.indicators.links import LINKS, Link, columns_of
from safeguard_kpi.indicators.model import SENT, Indicator, Share, Typical
from safeguard_kpi.measures.coverage import covered_months
from safeguard_kpi.measures.linking import with_links, with_sent

NOT_KNOWN = "Not known"
"""The category of rows whose cell, or whose sheet, does not say."""


@dataclass(frozen=True, kw_only=True)
class FeedFacts:
    """What the contract of a feed says that counting must know."""

    title: str
    cuts: tuple[str, ...]
    """Columns the feed's rows are cut by."""
    dates: tuple[str, ...]
    """Columns that place its rows in time."""
    opens: tuple[str, ...] = ()
    """Of those, the columns whose latest tells the first day that a sheet covers; empty: all."""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each cut, the words for each code."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """Admitted rows by feed, with `_submission`, and what is known of how they were sent."""

    frames: Mapping[str, pl.DataFrame]
    submissions: pl.DataFrame
    sent: Mapping[str, Mapping[int, frozenset[str]]]
    """For each feed, the columns that each submission had."""
    facts: Mapping[str, FeedFacts]
    told: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    """Coverage that the settings give for a feed."""
    as_of: date = date.max
    limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By feed and the date that places a row: what its only source cannot tell, in a sentence."""
    whole: frozenset[int] = frozenset()
    """The submissions that cover every month of their days, quiet or not."""
    days: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By feed, the dates of every row sent, also of those that a later extract has too; without it, of
    the rows in `frames`."""
    _covered: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    @cached_property
    def prepared(self) -> dict[str, pl.DataFrame]:
        """Give each feed's rows with links, what was sent, and the category of each cut in words."""
        return {
            feed: with_sent(
                with_links(feed, self.frames, LINKS, self._covered_by_link),
                self.sent[feed],
                [name for name in frame.columns if not name.startswith("_")],
            ).with_columns(_categories(self.facts[feed], frame.columns))
            for feed, frame in self.frames.items()
            if feed in self.sent
        }

    def sheets_with(self, feed: str, *columns: str) -> list[int]:
        """List the submissions of a feed that had all of these columns."""
        return [n for n, had in self.sent.get(feed, {}).items() if set(columns) <= had]

    def covered(self, feed: str, *columns: str) -> pl.DataFrame:
        """List the months of a feed that were sent by sheets that had these date columns."""
        place = (feed, *columns)
        if place not in self._covered:
            self._covered[place] = self._work_out_covered(feed, *columns)
        return self._covered[place]

    def _work_out_covered(self, feed: str, *columns: str) -> pl.DataFrame:
        having = self.sheets_with(feed, *columns)
        if feed not in self.frames or not having:
            return covered_months(self.submissions, {}, {}, told={})
        chosen = pl.col("_submission").is_in(having)
        return covered_months(
            self.submissions.filter(pl.col("submission").is_in(having)),
            {feed: self.days.get(feed, self.frames[feed]).filter(chosen)},
            {feed: self.facts[feed].dates},
            opens={feed: self.facts[feed].opens or self.facts[feed].dates},
            told={feed: self.told[feed]} if feed in self.told else {},
            own=columns if len(columns) == 1 else (),
            whole=self.whole,
        )

    @cached_property
    def _covered_by_link(self) -> dict[str, pl.DataFrame]:
        return {link.name: self.covered(link.to, *columns_of(link)) for link in LINKS}


def months_sent(evidence: Evidence) -> pl.DataFrame:
    """List the months that each feed was sent for, by whatever sheets: `feed` and `month`."""
    each = [evidence.covered(feed).select("feed", "month") for feed in sorted(evidence.frames)]
    return pl.concat([pl.DataFrame(schema={"feed": pl.String, "month": pl.Date}), *each])


def category(cut: str) -> str:
    """Name the made column that holds a cut's category in words."""
    return f"cut|{cut}"


def _categories(facts: FeedFacts, columns: list[str]) -> list[pl.Expr]:
    return [
        pl.col(cut)
        .replace(dict(facts.titles.get(cut, {})))
        .fill_null(NOT_KNOWN)
        .alias(category(cut))
        for cut in facts.cuts
        if cut in columns
    ]


def missing(indicator: Indicator, evidence: Evidence) -> str:
    """Say in a sentence what was not sent that an indicator cannot do without; empty if nothing.

    What was withdrawn is as little counted as what was never received.
    """
    cohort = indicator.cohort
    facts = evidence.facts[cohort.feed]
    if not evidence.sent.get(cohort.feed):
        return f"Not supplied: no sheet of {facts.title} is counted."
    for link in _links_used(indicator):
        if not evidence.sent.get(link.to):
            other = evidence.facts[link.to].title
            return f"Not supplied: it also needs {other}, and no sheet of them is counted."
    anywhere = frozenset().union(*evidence.sent[cohort.feed].values())
    for column in sorted(needed(indicator)):
        if column not in anywhere:
            return f"Not supplied: no sheet of {facts.title} has the column {column}."
    return ""


def limit(indicator: Indicator, evidence: Evidence) -> str:
    """Say what the only source of an indicator's feed, or of rows it links to, cannot tell of it."""
    cohort = indicator.cohort
    said = [evidence.limits.get(cohort.feed, {}).get(getattr(cohort, "on", ""), "")]
    for link in _linked(indicator, evidence):
        said += [evidence.limits.get(link.to, {}).get(link.date, ""), getattr(link, "instead", "")]
    return " ".join(dict.fromkeys(filter(None, said)))


def _linked(indicator: Indicator, evidence: Evidence) -> list[Link]:
    """List the links that are followed: where every sheet sent what it replaces, none is."""
    looked_at, feed = roots(indicator), indicator.cohort.feed
    optional = {root.removesuffix(SENT) for root in looked_at if root.endswith(SENT)}
    if optional and all(optional <= had for had in evidence.sent.get(feed, {}).values()):
        return []
    return [link for link in LINKS if link.feed == feed and link.name in looked_at]


def lacking(indicator: Indicator, evidence: Evidence) -> list[int]:
    """List the submissions whose rows cannot tell whether the condition was met."""
    wanted = needed(indicator)
    had = evidence.sent[indicator.cohort.feed]
    return sorted(number for number, columns in had.items() if not wanted <= columns)


def needed(indicator: Indicator) -> frozenset[str]:
    """Name the sent columns that an indicator cannot do without."""
    looked_at = roots(indicator)
    optional = {root.removesuffix(SENT) for root in looked_at if root.endswith(SENT)}
    made = {link.name for link in LINKS}
    starts = {link.at for link in _links_used(indicator)}
    plain = {root for root in looked_at if "__" not in root} - made - {"period_end"}
    return frozenset((plain | starts) - optional)


def _links_used(indicator: Indicator) -> list[Link]:
    looked_at = roots(indicator)
    optional_any = any(root.endswith(SENT) for root in looked_at)
    return [
        link
        for link in LINKS
        if link.feed == indicator.cohort.feed and link.name in looked_at and not optional_any
    ]


def roots(indicator: Indicator) -> frozenset[str]:
    """Name every column that an indicator's dates, cohort and condition look at."""
    cohort = indicator.cohort
    told = [] if cohort.where is None else cohort.where.meta.root_names()
    match indicator:
        case Share():
            told += indicator.meeting.meta.root_names()
        case Typical():
            told += indicator.of.meta.root_names()
    dates = [cohort.on] if hasattr(cohort, "on") else [cohort.start, cohort.end]
    return frozenset([*told, *dates])
