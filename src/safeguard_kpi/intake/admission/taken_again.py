"""Extracts taken again: rows of which a source or a time was put right in between."""

import polars as pl

from safeguard_kpi.contracts.model import Feed

HALF = 0.5
"""The share of each of two extracts' rows in the common days that the other has too, from which on the later
is the earlier taken again: two partners' lists of the same days have few children and days in common, and a
short list beside a long one may have half of its own there by chance."""

_PLACE = ["_submission", "_row"]


def superseded(
    rows: pl.DataFrame,
    feed: Feed,
    order: pl.DataFrame,
    matched: pl.DataFrame,
    compared: pl.DataFrame,
) -> pl.DataFrame:
    """Find the rows of an extract that was taken again later, which the later has otherwise.

    A source or a time that was put right between two extracts makes another key of the same row: by the
    finer key alone it would be counted twice. The coarsest key, child and day, tells it again: of what is
    left over of a child and a day in both, the first is taken for the first, and so on.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract; its last key is the coarsest, and ends in the day.
        order: `_submission` and `_order`, higher for the later extract.
        matched: REPEATS, the rows that are known again by the finer key.
        compared: `_submission` and `_other_submission`, the pairs that a finer key of several parts compares.

    Returns:
        `_submission`, `_row`, `_other_submission` and `_other_row`, the row of the latest such extract.
    """
    key = list(feed.keys[-1])
    whole = rows.filter(pl.all_horizontal(pl.col(key).is_not_null())).select(*key, *_PLACE)
    ranked = whole.join(order, on="_submission", how="inner")
    later = ranked.rename(
        {"_submission": "_other_submission", "_row": "_other_row", "_order": "_later"}
    )
    both = ["_submission", "_other_submission"]
    pairs = (
        ranked.join(later, on=key)
        .filter(pl.col("_order") < pl.col("_later"))
        .join(compared, on=both, how="semi")
    )
    met = matched.select(*both, "_other_row")
    left_over = (
        pairs.join(_taken_again(ranked, pairs, key[-1]), on=both)
        .join(matched, on=_PLACE, how="anti")
        .join(met, on=[*both, "_other_row"], how="anti")
    )
    nth, other_nth = (pl.col(row).rank("dense").over(*both, *key) for row in ("_row", "_other_row"))
    return (
        left_over.filter(nth == other_nth)
        .sort("_later", "_other_row", descending=[True, False])
        .unique(_PLACE, keep="first", maintain_order=True)
        .select(*_PLACE, "_other_submission", "_other_row")
    )


def _taken_again(ranked: pl.DataFrame, pairs: pl.DataFrame, day: str) -> pl.DataFrame:
    """Find the pairs of submissions of which each has most rows of the other in the common days."""
    both = ["_submission", "_other_submission"]
    spans = ranked.group_by("_submission").agg(
        first=pl.col(day).min().cast(pl.Date), last=pl.col(day).max().cast(pl.Date)
    )
    common = (
        pairs.group_by(both)
        .agg(here=pl.col("_row").n_unique(), there=pl.col("_other_row").n_unique())
        .join(spans, on="_submission")
        .join(spans, left_on="_other_submission", right_on="_submission", suffix="_later")
        .with_columns(
            begins=pl.max_horizontal("first", "first_later"),
            ends=pl.min_horizontal("last", "last_later"),
        )
    )
    again = common.select(both)
    for met, name in (("here", "_submission"), ("there", "_other_submission")):
        days = ranked.select(pl.col("_submission").alias(name), pl.col(day).cast(pl.Date))
        inside = pl.col(day).is_between("begins", "ends")
        of_all = common.join(days, on=name).group_by(*both, met).agg(rows=inside.sum())
        most = of_all.filter(pl.col(met) >= HALF * pl.col("rows"))
        again = again.join(most, on=both, how="semi")
    return again
