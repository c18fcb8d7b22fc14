"""The same thing sent twice: once in a sheet, or again in a later extract whose window overlaps."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed

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


def within_sheets(
    rows: pl.DataFrame, feed: Feed, sent: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    """Find in each sheet the rows whose key an earlier row has; a key with a gap is not compared.

    Returns:
        REPEATS; `problem` is row_repeated where all the cells are the same, else key_repeated.
    """
    found = []
    for number, columns in sent.items():
        key = list(feed.key_for(columns))
        sheet = rows.filter(pl.col("_submission") == number).sort("_row")
        whole = sheet.filter(pl.all_horizontal(pl.col(key).is_not_null()))
        cells = pl.struct(feed.columns.keys())
        again = whole.with_columns(
            _other_submission=pl.col("_submission"),
            _other_row=pl.col("_row").first().over(key),
            _same=cells.eq_missing(cells.first().over(key)),
        ).filter(pl.col("_row") != pl.col("_other_row"))
        found.append(_as_repeats(again, "key_repeated"))
    return pl.concat(found) if found else pl.DataFrame(schema=REPEATS)


def across_sheets(
    rows: pl.DataFrame, feed: Feed, sent: Mapping[int, frozenset[str]], order: pl.DataFrame
) -> pl.DataFrame:
    """Find the rows that a later extract sends again, the same or brought up to date.

    Args:
        rows: rows of the feed, each key once in a sheet.
        feed: the contract.
        sent: which columns each submission sent.
        order: `_submission` and `_order`, higher for the later extract.

    Returns:
        REPEATS; `problem` is row_repeated where a whole row is the same, else row_replaced.
    """
    if len(sent) <= 1:
        return pl.DataFrame(schema=REPEATS)
    key = list(feed.key_for(frozenset.intersection(*sent.values())))
    ranked = rows.join(order, on="_submission", how="left", maintain_order="left").sort(
        "_order", "_row", descending=[True, False]
    )
    whole = pl.all_horizontal(pl.col(key).is_not_null())
    cells = list(feed.columns)
    winner = (
        ranked.filter(whole)
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("_submission").first().alias("_other_submission"),
            pl.col("_row").first().alias("_other_row"),
        )
    )
    beaten = (
        ranked.filter(whole)
        .join(winner, on=key, how="left", maintain_order="left")
        .filter(pl.col("_submission") != pl.col("_other_submission"))
    )
    identical = ranked.group_by(cells, maintain_order=True).agg(
        pl.col("_submission").first().alias("_same_submission"),
        pl.col("_row").first().alias("_same_row"),
    )
    beaten = beaten.join(
        identical, on=cells, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(_same=pl.col("_same_submission") == pl.col("_other_submission"))
    beaten = beaten.with_columns(
        _other_row=pl.when("_same").then("_same_row").otherwise("_other_row")
    )
    gaps = (
        ranked.filter(~whole)
        .join(identical, on=cells, how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col("_submission") != pl.col("_same_submission"))
        .with_columns(
            _other_submission="_same_submission", _other_row="_same_row", _same=pl.lit(value=True)
        )
    )
    return pl.concat([_as_repeats(beaten, "row_replaced"), _as_repeats(gaps, "row_replaced")])


def _as_repeats(found: pl.DataFrame, otherwise: str) -> pl.DataFrame:
    problem = pl.when("_same").then(pl.lit("row_repeated")).otherwise(pl.lit(otherwise))
    return found.select(*_PLACE, problem.alias("problem"), "_other_submission", "_other_row").cast(
        dict(REPEATS)
    )
