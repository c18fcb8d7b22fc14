"""Rows of which an earlier extract tells more: what a later one without the column cannot say stays as it was."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Open
from safeguard_kpi.journey.earlier.weighing import Weighed
from safeguard_kpi.store.reduced import PLACE

_OTHER = ["_other_submission", "_other_row"]


def with_columns_of_others(weighed: Weighed, feed: Feed, kept: pl.DataFrame) -> pl.DataFrame:
    """Give in place of rows that a poorer sheet has too those of the fuller one, brought up to date.

    A list of Annex A has no outcome of a contact and no end of early help: where it is the later, it says
    nothing of them. Its row gives way to the one that it would have replaced, which takes over what it does
    say. Not so where rows are open at a day and the later sheet tells their ends: how long a row is known to be
    open is told by the sheet it stands in.

    Args:
        weighed: which rows count, and which they are counted in the place of.
        feed: the contract.
        kept: KEPT and `submission`.
    """
    counted, stay = weighed.counted, weighed.stay
    again = weighed.overlaps.join(stay.select(PLACE), on=PLACE, how="semi")
    filled = _filled(stay, kept, feed)
    pairs = again.select("_submission", "_other_submission").unique()
    fuller = [
        (old, new, len(more))
        for old, new in pairs.sort(pairs.columns).iter_rows()
        if (more := filled[old] - filled[new]) and _tells_no_less(feed, more)
    ]
    if not fuller:
        return counted
    ranked = pl.DataFrame(
        fuller,
        schema={"_submission": pl.UInt32, "_other_submission": pl.UInt32, "_more": pl.Int64},
        orient="row",
    )
    # Of several that tell more the one that tells the most, and of these the last.
    chosen = (
        again.join(ranked, on=["_submission", "_other_submission"])
        .join(counted.select(PLACE), left_on=_OTHER, right_on=PLACE, how="semi")
        .sort("_more", "_submission", "_row", descending=[True, True, False])
        .unique(_OTHER, keep="first", maintain_order=True)
    )
    columns = [name for name in counted.columns if name not in PLACE]
    now = counted.select(
        pl.col("_submission").alias(_OTHER[0]),
        pl.col("_row").alias(_OTHER[1]),
        *(pl.col(name).alias(f"{name}_now") for name in columns),
    )
    met = chosen.select(*PLACE, *_OTHER).join(stay, on=PLACE).join(now, on=_OTHER)
    updated = met.with_columns(
        pl.when(_is_of(name, filled)).then(f"{name}_now").otherwise(name).alias(name)
        for name in columns
    )
    rest = counted.join(chosen, left_on=PLACE, right_on=_OTHER, how="anti", maintain_order="left")
    return pl.concat([rest, updated.select(counted.columns)])


def _is_of(name: str, filled: Mapping[int, frozenset[str]]) -> pl.Expr:
    """Tell the rows of which the later sheet says something in a column."""
    having = [number for number, names in filled.items() if name in names]
    return pl.col(_OTHER[0]).is_in(having)


def _filled(stay: pl.DataFrame, kept: pl.DataFrame, feed: Feed) -> dict[int, frozenset[str]]:
    """Name the columns in which each sheet had a cell filled when it came; failing that, those of its rows.

    A column that must be there says something where it is blank too: of open plans none has ended.
    """
    told = {
        number: frozenset(names)
        for number, names in kept.select("submission", "columns_filled").drop_nulls().iter_rows()
    }
    for (number,), frame in stay.group_by("_submission"):
        if number not in told:
            told[int(str(number))] = frozenset(
                name for name in frame.columns if frame[name].null_count() < frame.height
            )
    for number, used in kept.select("submission", "columns_used").iter_rows():
        fields = (feed.fields[name] for name in used if name in feed.fields)
        must = {column for field in fields if field.required for column in field.columns}
        told[number] = told.get(number, _NONE) | must
    return told


def _tells_no_less(feed: Feed, more: frozenset[str]) -> bool:
    """Say whether a row may stand in the fuller sheet: nothing is counted as open there, or the other has no ends."""
    return feed.name not in _OPEN or not more.isdisjoint({*feed.window.first, *feed.window.last})


_OPEN = frozenset(one.cohort.feed for one in catalogue() if isinstance(one.cohort, Open))
"""The feeds of which rows are counted as open at a day."""

_NONE: frozenset[str] = frozenset()
