"""What moved since a release, by how much, and which submissions moved it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.frozen import Frozen, changes
from safeguard_kpi.indicators.links import LINKS
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.journey.assembly import evidence_of
from safeguard_kpi.journey.breaking import definitions_in_use
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.measures.behind import PLACE, rows_counted
from safeguard_kpi.measures.evidence import Evidence, missing, roots
from safeguard_kpi.measures.moved import COMPARISON, FIGURE, moved, side_by_side
from safeguard_kpi.measures.movers import MOVERS, ROW, movers
from safeguard_kpi.quarter.last_run import last_run
from safeguard_kpi.quarter.naming import SAID
from safeguard_kpi.quarter.recounting import Again, recalled
from safeguard_kpi.store import Store


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How the last run differs from a release."""

    release: str
    released_to: date
    as_of: date
    figures: pl.DataFrame
    """The table MOVED, of the periods that both report."""
    movers: pl.DataFrame
    """The table MOVERS; submissions by their ids."""
    submissions: Mapping[str, Mapping[str, Any]]
    """The submissions that count or counted, by their ids."""
    definitions: Mapping[str, str]
    """What of its definition changed, by indicator."""
    linked: Mapping[str, tuple[str, ...]]
    """By indicator, the submissions of feeds it is linked to that are not those of then."""
    comparisons: pl.DataFrame
    """The comparisons that are not the same, side by side."""
    alike: int
    """How many figures are the same."""
    since: int
    """How many figures are of periods that ended after the release."""


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One of the two: its evidence, its indicators, and the ids of its submissions by their numbers."""

    evidence: Evidence
    indicators: Mapping[str, Indicator]
    ids: Mapping[int, str]


def moved_since(release: Frozen, journey: Journey) -> Moved:
    """Hold the last run to a release.

    Raises:
        SafeguardError: the outputs hold no whole run, or the store is no longer that run's.
    """
    run = last_run(journey)
    run.again()
    as_of, numbers = run.as_of, run.numbers
    last = min(as_of, release.as_of)
    then, now = (
        table.filter(pl.col("period_end") <= last)
        for table in (release.figures, run.tables["figures"])
    )
    found = moved(then, now)
    sides = (
        _side(Again.of(release, journey), run.store, release.numbers),
        _side(journey, run.store, numbers),
    )
    feeds = journey.contracts.feeds
    changed = frozenset(release.numbers) ^ frozenset(numbers)
    kept = {row["id"]: row for row in run.store.kept.to_dicts()}
    told = {row["id"]: row for row in release.told["submissions"]}
    return Moved(
        release=release.name,
        released_to=release.as_of,
        as_of=as_of,
        figures=found,
        movers=_movers(found, *sides, feeds),
        submissions={
            each: _about(kept.get(each) or told[each], counts=each in numbers)
            for each in {*release.numbers, *numbers}
        },
        definitions=changes(release.definitions, definitions_in_use(journey)),
        linked={
            key: _linked(sides[1].indicators[key], changed, kept | told)
            for key in found["indicator"].unique().sort()
            if key in sides[1].indicators
        },
        comparisons=_compared(release, run.tables["comparisons"], then, now),
        alike=then.join(found, on=FIGURE, how="anti").height,
        since=run.tables["figures"].height - now.height,
    )


def _side(journey: Journey, store: Store, numbers: Mapping[str, int]) -> _Side:
    admitted = recalled(store, journey, frozenset(numbers), numbers)
    return _Side(
        evidence=evidence_of(admitted, journey.contracts, journey.settings),
        indicators={each.key: each for each in journey.indicators},
        ids={number: name for name, number in numbers.items()},
    )


def _movers(
    found: pl.DataFrame, then: _Side, now: _Side, feeds: Mapping[str, Feed]
) -> pl.DataFrame:
    """Lay the rows behind the figures that moved side by side."""
    keys = found["indicator"].unique().sort().to_list()
    days = found["period_end"].unique().sort().to_list()
    rows = [_rows(side, keys, days, feeds) for side in (then, now)]
    parts = [pl.DataFrame(schema=MOVERS)]
    for key in keys:
        sides = [each.get(key) for each in rows]
        there = next((each for each in sides if each is not None), None)
        if there is None:
            continue
        both = [there.clear() if each is None else each for each in sides]
        indicator = now.indicators.get(key) or then.indicators[key]
        before, after = _told_apart(both, feeds[indicator.cohort.feed])
        parts.append(movers(indicator, before, after, found.filter(indicator=key)))
    return pl.concat(parts)


def _rows(
    side: _Side, keys: Sequence[str], days: Sequence[object], feeds: Mapping[str, Feed]
) -> dict[str, pl.DataFrame]:
    able = [
        side.indicators[key]
        for key in keys
        if key in side.indicators and not missing(side.indicators[key], side.evidence)
    ]
    also = {name: sorted({c for key in feed.keys for c in key}) for name, feed in feeds.items()}
    return {
        each.key: rows.with_columns(
            submission=pl.col(PLACE[0]).replace_strict(side.ids, return_dtype=pl.String)
        )
        for each, rows in rows_counted(side.evidence, able, days, also)
    }


def _told_apart(both: Sequence[pl.DataFrame], feed: Feed) -> list[pl.DataFrame]:
    """Name each row by the first key that tells all apart; failing that, by its place in its sheet."""
    for key in feed.keys:
        if all(_tells(frame, key) for frame in both):
            return [_named(frame, key, feed) for frame in both]
    return [_named(frame, ("submission", PLACE[1]), feed) for frame in both]


def _tells(frame: pl.DataFrame, key: Sequence[str]) -> bool:
    if not set(key) <= set(frame.columns):
        return False
    whole = all(not frame[name].null_count() for name in key)
    return whole and not frame.select(*key, "when").is_duplicated().any()


def _named(frame: pl.DataFrame, key: Sequence[str], feed: Feed) -> pl.DataFrame:
    inside = {column for each in feed.keys for column in each}
    plain = frame.with_columns(pl.struct(pl.col(key).cast(pl.String)).alias(ROW))
    names = [n for n in plain.columns if n not in inside and n not in PLACE]
    return plain.select(names).with_columns(pl.col(ROW).struct.json_encode())


def _about(row: Mapping[str, Any], *, counts: bool) -> dict[str, Any]:
    told = {name: row.get(name) for name in (*SAID, "feed", "replaced_by")}
    return {**told, "standing": row.get("standing") or "gone", "counts": counts}


def _linked(
    indicator: Indicator, changed: frozenset[str], known: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    """Name the submissions of the feeds it is linked to that count now and did not, or the other way."""
    looked_at, feed = roots(indicator), indicator.cohort.feed
    feeds = {link.to for link in LINKS if link.feed == feed and link.name in looked_at}
    return tuple(sorted(each for each in changed if known[each]["feed"] in feeds - {feed}))


def _compared(
    release: Frozen, comparisons: pl.DataFrame, then: pl.DataFrame, now: pl.DataFrame
) -> pl.DataFrame:
    """List the comparisons whose comparator or judgement is not the same."""
    told = [*COMPARISON, "comparator_value", "comparator_status", "judgement", "release"]
    place = ["indicator", "grain", "period"]
    before, after = (
        table.join(figures, on=place, how="semi").select(told)
        for table, figures in ((release.comparisons, then), (comparisons, now))
    )
    both = side_by_side(before, after, COMPARISON).filter(~pl.col("alike"))
    return both.drop("alike").sort(COMPARISON, nulls_last=True)
