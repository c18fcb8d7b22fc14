"""Which row of a list a row is that was put right: told by the best key, and of several by its other cells."""

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.store.reduced import PLACE

_THERE = ["_other_submission", "_other_row"]
_PAIR = pl.Schema(
    {
        "_submission": pl.UInt32,
        "_row": pl.Int64,
        "_other_submission": pl.UInt32,
        "_other_row": pl.Int64,
    }
)


def told_alike(old: pl.DataFrame, new: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Pair the rows that are the same in every cell: `_submission`, `_row` and those of the new one."""
    return _one_to_one(_met(old, new, list(feed.columns), feed))


def paired(old: pl.DataFrame, new: pl.DataFrame, feed: Feed) -> pl.DataFrame:
    """Pair rows with those that they were put right to, each once.

    By the first key that both have, then by the next what is left: an identifier with its child or its day,
    at last the child and the day. Of several rows of one key those go together that have the most cells alike.

    Args:
        old: rows as they were, `_submission` and `_row`.
        new: rows as they are now.
        feed: the contract.

    Returns:
        `_submission` and `_row` of the old, `_other_submission` and `_other_row` of the new row.
    """
    found = [pl.DataFrame(schema=_PAIR)]
    for names in _keys(feed):
        old = old.join(found[-1], on=PLACE, how="anti")
        new = new.join(found[-1], left_on=PLACE, right_on=_THERE, how="anti")
        found.append(_one_to_one(_met(old, new, names, feed)))
    return pl.concat(found)


def _keys(feed: Feed) -> list[list[str]]:
    child, day = feed.keys[-1][0], feed.keys[-1][-1]
    keys: list[list[str]] = []
    for key in feed.keys:
        # A few rows may be numbered from one: with its child or its day an identifier tells all the same.
        keys += [list(key)] if child in key else [[*key, child], [*key, day]]
    return [*keys, *map(list, feed.keys_without_day)]


def _met(old: pl.DataFrame, new: pl.DataFrame, names: list[str], feed: Feed) -> pl.DataFrame:
    """Join rows of the same key, with how many of their cells are alike."""
    everything = len(names) == len(feed.columns)
    cells = [name for name in feed.columns if name not in names]
    there = new.rename(dict(zip(PLACE, _THERE, strict=True)))
    if not everything:
        old, there = (
            frame.filter(pl.all_horizontal(pl.col(names).is_not_null())) for frame in (old, there)
        )
    met = old.join(
        there.select(*_THERE, *names, *(pl.col(name).alias(f"{name}_new") for name in cells)),
        on=names,
        nulls_equal=everything,
    )
    same = [pl.col(name).eq_missing(pl.col(f"{name}_new")).cast(pl.Int64) for name in cells]
    alike = pl.sum_horizontal(pl.lit(0), *same).alias("_same")
    return met.select(*PLACE, *_THERE, alike)


def _one_to_one(met: pl.DataFrame) -> pl.DataFrame:
    """Choose of rows that met those most alike, no row twice."""
    found = [pl.DataFrame(schema=_PAIR)]
    met = met.sort("_same", *PLACE, *_THERE, descending=[True, False, False, False, False])
    while met.height:
        best = met.unique(_THERE, keep="first", maintain_order=True).unique(
            PLACE, keep="first", maintain_order=True
        )
        found.append(best.select(_PAIR.names()).cast(_PAIR))
        met = met.join(best, on=PLACE, how="anti", maintain_order="left").join(
            best, on=_THERE, how="anti", maintain_order="left"
        )
    return pl.concat(found)
