"""The same thing sent twice: once in a sheet, or again in a later extract whose window overlaps."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.intake.admission.compared import Compared
from safeguard_kpi.intake.admission.restarts import BORN, restarting
from safeguard_kpi.intake.admission.taken_again import superseded

REPEATS = pl.Schema(
    {
        "_submission": pl.UInt32,
        "_row": pl.Int64,
        "problem": pl.String,
        "_other_submission": pl.UInt32,
        "_other_row": pl.Int64,
    }
)
"""A row that is not counted, why, and the row that is counted in its place."""

_PLACE = ["_submission", "_row"]
_SHEETS = pl.Schema({"_submission": pl.UInt32, "_other_submission": pl.UInt32})


def within_sheets(
    rows: pl.DataFrame, feed: Feed, sent: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    """Find in each sheet the rows whose key an earlier row has; a key with a gap is not compared.

    Returns:
        REPEATS; `problem` is row_repeated where all the cells are the same, else key_repeated.
    """
    found = [pl.DataFrame(schema=REPEATS)]
    for key, numbers in _by_key(feed, sent).items():
        sheets = rows.filter(pl.col("_submission").is_in(numbers) & _whole(key))
        place = ["_submission", *key]
        alike = sheets.filter(pl.struct(place).is_duplicated()).sort(_PLACE)
        cells = pl.struct(feed.columns.keys())
        again = alike.with_columns(
            _other_submission=pl.col("_submission"),
            _other_row=pl.col("_row").first().over(place),
            _same=cells.eq_missing(cells.first().over(place)),
        )
        again = again.filter(pl.col("_row") != pl.col("_other_row"))
        found.append(_as_repeats(again, "key_repeated"))
    return pl.concat(found)


def across_sheets(
    rows: pl.DataFrame,
    feed: Feed,
    sent: Mapping[int, frozenset[str]],
    order: pl.DataFrame,
    *,
    settled: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Find the rows that a later extract sends again, the same or brought up to date.

    Two sheets are compared by the key that both sent, whatever others sent. An identifier tells a row again
    with its child or with its day: of another child on another day it is another row's. Where a part of the key
    is missing, the feed's other key of rows without a day tells, and else only a row that is the same in every
    cell. An extract that was taken again later also gives way where the later has another row of the same child
    and day in the place of its own. Identifiers that begin anew in one of two sheets tell no row of theirs again.

    Args:
        rows: rows of the feed, each key once in a sheet.
        feed: the contract.
        sent: which columns each submission sent.
        order: `_submission` and `_order`, higher for the later extract.
        settled: `_submission` and `_other_submission` of sheets of which it is known already what gives way.

    Returns:
        REPEATS; `problem` is row_repeated where a whole row is the same, else row_replaced.
    """
    if len(sent) <= 1:
        return pl.DataFrame(schema=REPEATS)
    compared = Compared.of(sent, feed, restarting(rows, feed, sent))
    placed = rows.join(order, on="_submission", how="left", maintain_order="left").join(
        compared.kinds, on="_submission", how="left", maintain_order="left"
    )
    apart = pl.DataFrame(schema=_SHEETS) if settled is None else settled.cast(_SHEETS)
    found = []
    for key, pairs in compared.by_key.items():
        part = placed.join(pairs, on="_kind", how="semi", maintain_order="left")
        met = [
            _beaten(part.filter(_whole(names)), names, pairs, feed) for names in _told_by(key, feed)
        ]
        gap = part.filter(~_whole(key))
        met.append(_beaten(gap, tuple(feed.columns), pairs, feed))
        dayless = gap.filter(pl.col(feed.keys[-1][-1]).is_null())
        met += [
            _beaten(dayless.filter(_whole(names)), names, pairs, feed)
            for names in feed.keys_without_day
        ]
        found += [each.join(apart, on=_SHEETS.names(), how="anti") for each in met]
    latest = pl.concat(found).sort("_later", *_PLACE, descending=[True, False, False])
    known = _as_repeats(latest.unique(_PLACE, keep="first", maintain_order=True), "row_replaced")
    finer = compared.pairs(key for key in compared.by_key if len(key) > 1 and key != feed.keys[-1])
    finer = finer.join(apart, on=_SHEETS.names(), how="anti")
    if not finer.height:
        return known
    again = superseded(rows, feed, order, known, finer)
    return pl.concat(
        [known, _as_repeats(again.with_columns(_same=pl.lit(value=False)), "row_replaced")]
    )


def _told_by(key: tuple[str, ...], feed: Feed) -> list[tuple[str, ...]]:
    """Name what two rows must have in common to be one: an identifier is that of one child or of one day."""
    child, day = feed.keys[-1][0], feed.keys[-1][-1]
    return [key] if child in key else [(*key, child), (*key, day)]


def _beaten(
    part: pl.DataFrame, names: tuple[str, ...], pairs: pl.DataFrame, feed: Feed
) -> pl.DataFrame:
    """Find for each row its like in the latest later submission of a kind that it is compared with."""
    born = pl.col(BORN) if BORN in feed.columns else pl.lit(None, pl.Date)
    of_a_child = pl.lit(feed.keys[-1][0] in names)
    alike = part.filter(pl.struct(names).is_duplicated()).sort(
        "_order", "_row", descending=[True, False]
    )
    # Of a kind the latest row stands for all: so a row meets one of each kind, not one of each extract.
    latest = alike.unique([*names, "_kind"], keep="first", maintain_order=True).select(
        *names,
        *(pl.col(name).alias(f"_other{name}") for name in (*_PLACE, "_kind")),
        _born=born,
        _later="_order",
    )
    met = (
        alike.join(latest, on=list(names), nulls_equal=True)
        .join(pairs, on=["_kind", "_other_kind"], how="semi")
        .filter(pl.col("_order") < pl.col("_later"))
        .filter(of_a_child | (born == pl.col("_born")).fill_null(value=True))
        .sort("_later", descending=True)
        .unique(_PLACE, keep="first", maintain_order=True)
    )
    cells = list(feed.columns)
    won = alike.select(
        *cells, _other_submission="_submission", _same_row="_row", _same=pl.lit(value=True)
    ).unique([*cells, "_other_submission"], keep="first", maintain_order=True)
    return met.join(won, on=[*cells, "_other_submission"], how="left", nulls_equal=True).select(
        *_PLACE,
        "_other_submission",
        pl.coalesce("_same_row", "_other_row").alias("_other_row"),
        "_same",
        "_later",
    )


def _by_key(feed: Feed, sent: Mapping[int, frozenset[str]]) -> dict[tuple[str, ...], list[int]]:
    """Put together the submissions whose rows are told apart by the same key."""
    keys: dict[tuple[str, ...], list[int]] = {}
    for number, columns in sent.items():
        keys.setdefault(feed.key_for(columns), []).append(number)
    return keys


def _whole(key: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col(key).is_not_null())


def _as_repeats(found: pl.DataFrame, otherwise: str) -> pl.DataFrame:
    same = pl.col("_same").fill_null(value=False)
    problem = pl.when(same).then(pl.lit("row_repeated")).otherwise(pl.lit(otherwise))
    return found.select(*_PLACE, problem.alias("problem"), "_other_submission", "_other_row").cast(
        REPEATS
    )
