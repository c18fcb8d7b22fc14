"""From the rows of this run's files to all that count: those, and what earlier quarters left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import Admitted
from safeguard_kpi.intake.admission.coverage import days_sent
from safeguard_kpi.intake.admission.repeats import REPEATS
from safeguard_kpi.intake.admission.restarts import said_of_restarts
from safeguard_kpi.intake.findings import gather
from safeguard_kpi.journey.earlier.account import account_of
from safeguard_kpi.journey.earlier.again import Again, few_again
from safeguard_kpi.journey.earlier.arriving import arrived_of
from safeguard_kpi.journey.earlier.fuller import with_columns_of_others
from safeguard_kpi.journey.earlier.said_of_again import said_of
from safeguard_kpi.journey.earlier.sheets_counted import refused_whole, with_those_kept
from safeguard_kpi.journey.earlier.weighing import rows_of, weigh
from safeguard_kpi.journey.told.days_told import of_no_list, with_what_is_told
from safeguard_kpi.journey.told.expected import Expected, given_in, hold_to_files
from safeguard_kpi.store.model import Standing
from safeguard_kpi.store.reduced import PLACE
from safeguard_kpi.store.settling import Settled, settle
from safeguard_kpi.store.shelves import Store


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """The rows that count, and the store as it will be once `store.commit` is called."""

    admitted: Admitted
    """The rows as they are kept, each once, of every submission that counts, and what is kept of these: nothing
    of this run that a recount from the store would not have."""
    submissions: pl.DataFrame
    """SUBMISSIONS, those that count and all sheets of this run: also of what was withdrawn, or no list."""
    store: Store
    numbers: Mapping[int, str]
    """The id in the store of each submission of `admitted`."""
    overlaps: pl.DataFrame
    """REPEATS: rows that a later extract has too."""
    sent_again: tuple[Again, ...] = ()
    """What sheets that cover days of others do to those."""
    anew: tuple[pl.DataFrame, ...] = ()
    """Findings of identifiers that begin anew."""
    settled: Settled | None = None
    told: Mapping[str, Any] | None = None
    """What changed, for the record of the run: counts and file names."""


def remember(
    admitted: Admitted,
    store: Store,
    contracts: Contracts,
    expected: Expected,
    *,
    authority: str,
    synthetic: bool,
) -> Remembered:
    """Lay this run's rows beside those kept, and give all that count.

    Nothing is taken for good until `store.commit` is called. ``synthetic`` says that the children of
    this run's files are invented.

    Raises:
        SafeguardError: invented children would stand beside real ones.
    """
    feeds = contracts.feeds
    arrived, rows, outside = arrived_of(
        admitted, store, feeds, authority, expected.received, synthetic=synthetic
    )
    _hold_apart(store, arrived, synthetic=synthetic)
    given = given_in(admitted)
    hold_to_files(expected, given | frozenset(store.kept["file"]))
    before = with_what_is_told(store.kept, arrived, expected, given)

    def rows_of_one(feed: Feed, name: str) -> pl.DataFrame:
        here = rows[feed.name].filter(pl.col("submission") == name)
        return here if here.height else store.rows(feed, [name])

    current = before.filter(standing=Standing.CURRENT.value)
    few = few_again(current, arrived, rows_of_one, feeds, expected.replaces)
    settled = settle(before, arrived, expected.replaces, few)
    changed = store
    if settled.changed or not before.equals(store.kept):
        fresh = {
            name: frame.filter(pl.col("submission").is_in(settled.new))
            for name, frame in rows.items()
        }
        changed = store.taking(settled.kept, fresh)
    numbers = dict(zip(arrived["id"], arrived["_number"], strict=True))
    remembered = recall(changed, contracts, admitted, numbers=numbers)
    said = said_of(remembered.sent_again, changed.kept, numbers.keys())
    found = gather(
        [
            admitted.findings,
            *said,
            *remembered.anew,
            of_no_list(changed.kept, expected, given),
        ]
    )
    return replace(
        remembered,
        admitted=replace(remembered.admitted, findings=found),
        settled=settled,
        told={
            **account_of(changed, settled, remembered.overlaps, remembered.numbers, feeds),
            "left_outside": outside,
            "mended": store.mended,
        },
    )


def _hold_apart(store: Store, arrived: pl.DataFrame, *, synthetic: bool) -> None:
    """Hold that the sample's invented children and real ones never stand in one store."""
    kept = set(store.current["synthetic"].drop_nulls())
    if arrived.height and kept and kept != {synthetic}:
        here, there = ("invented", "real") if synthetic else ("real", "invented")
        raise SafeguardError(
            f"the children of the inputs are {here} and those of the store in {store.folder} are {there}",
            hint="give the sample folders of its own, or take away the store that it left: its rows would count",
        )


def recall(
    store: Store,
    contracts: Contracts,
    admitted: Admitted,
    *,
    numbers: Mapping[str, int] | None = None,
    ids: frozenset[str] | None = None,
) -> Remembered:
    """Give the rows that count as the store has them, each once: of two extracts the later wins.

    Args:
        store: the store.
        contracts: every feed; a field that was not declared when a row was kept is not known of it.
        admitted: this run's findings and submissions, which those kept are put with.
        numbers: the numbers that this run has given to submissions, by their ids.
        ids: the submissions to take, instead of all that are current.
    """
    given = dict(numbers or {})
    kept = store.current if ids is None else store.kept.filter(pl.col("id").is_in(ids))
    after = max([0, *admitted.submissions["submission"].to_list()])
    rest = [name for name in kept["id"] if name not in given]
    given |= {name: number for number, name in enumerate(rest, start=after + 1)}
    # Joined and not replaced: where nothing counts, a column with nothing to replace stays one of texts.
    numbered = pl.DataFrame(
        list(given.items()), schema={"id": pl.String, "submission": pl.UInt32}, orient="row"
    )
    kept = kept.join(numbered, on="id", how="left", maintain_order="left")
    frames, days, overlaps, sent_again = {}, {}, [pl.DataFrame(schema=REPEATS)], list[Again]()
    anew: list[pl.DataFrame] = []
    for name, feed in contracts.feeds.items():
        mine = kept.filter(feed=name)
        names = {number: (file, sheet) for number, file, sheet in mine.select(*_NAMED).iter_rows()}
        here = names.keys() - {given[each] for each in rest}
        sent = rows_of(store, feed, mine)
        days[name] = days_sent(sent, feed)
        weighed = weigh(sent, feed, mine)
        frames[name] = with_columns_of_others(weighed, feed, mine).sort(PLACE)
        overlaps.append(weighed.overlaps)
        sent_again += weighed.sent_again
        anew += said_of_restarts(weighed.restarts, feed, names, here)
    return Remembered(
        admitted=replace(
            admitted,
            frames=frames,
            submissions=with_those_kept(admitted.submissions.clear(), kept, frames),
            annex_a=frozenset(kept.filter("annex_a")["submission"]),
            begins=store.begins,
            whole=frozenset(kept.filter("whole")["submission"]),
            days=days,
            refused=refused_whole(kept),
            filled={
                number: frozenset(names)
                for number, names in kept.select("submission", "columns_filled")
                .drop_nulls()
                .iter_rows()
            },
        ),
        submissions=with_those_kept(admitted.submissions, kept, frames),
        store=store,
        numbers={number: name for name, number in given.items()},
        overlaps=pl.concat(overlaps),
        sent_again=tuple(sent_again),
        anew=tuple(anew),
    )


_NAMED = ("submission", "file", "sheet")
