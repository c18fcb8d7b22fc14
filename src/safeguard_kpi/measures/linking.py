"""Bring each row what an indicator must know of the same child's other rows."""

from collections.abc import Mapping
from typing import assert_never

import polars as pl

from safeguard_kpi.indicators.links import Gathered, Link, Nearest
from safeguard_kpi.indicators.model import SENT


def with_links(
    feed: str, frames: Mapping[str, pl.DataFrame], links: tuple[Link, ...], covered: pl.DataFrame
) -> pl.DataFrame:
    """Add to a feed's rows the column of every link that starts from it.

    Where the other feed was not sent the column is null throughout.
    """
    frame = frames[feed]
    for link in links:
        if link.feed == feed:
            other = frames.get(link.to)
            match link:
                case Nearest():
                    frame = _nearest(frame, other, link, covered)
                case Gathered():
                    frame = _gathered(frame, other, link)
                case _:
                    assert_never(link)
    return frame


def with_sent(
    frame: pl.DataFrame, sent: Mapping[int, frozenset[str]], columns: list[str]
) -> pl.DataFrame:
    """Add a column ``<column>__sent`` for each column: whether the row's sheet had it."""
    return frame.with_columns(
        pl.col("_submission")
        .is_in([number for number, had in sent.items() if column in had])
        .alias(column + SENT)
        for column in columns
    )


def _nearest(
    frame: pl.DataFrame, other: pl.DataFrame | None, link: Nearest, covered: pl.DataFrame
) -> pl.DataFrame:
    by = list(link.by)
    if other is None:
        return frame.with_columns(
            pl.lit(None, dtype=pl.Date).alias(name)
            for name in (link.name, f"{link.name}__known_from", f"{link.name}__known_to")
        )
    numbered = frame.with_row_index("_place")
    events = other.select(*by, pl.col(link.date).alias(link.name)).drop_nulls().sort(link.name)
    found = (
        numbered.select("_place", *by, link.at)
        .drop_nulls()
        .sort(link.at)
        .join_asof(
            events.with_columns(pl.col(link.name).alias("_on")),
            left_on=link.at,
            right_on="_on",
            by=by,
            strategy="backward" if link.look == "before" else "forward",
            allow_exact_matches=link.same_day,
            check_sortedness=False,
        )
        .select("_place", link.name)
    )
    known = covered.filter(feed=link.to).select(
        pl.col("month").alias("_month"),
        pl.col("run_from").alias(f"{link.name}__known_from"),
        pl.col("run_to").alias(f"{link.name}__known_to"),
    )
    return (
        numbered.join(found, on="_place", how="left")
        .with_columns(pl.col(link.at).dt.truncate("1mo").alias("_month"))
        .join(known, on="_month", how="left")
        .sort("_place")
        .drop("_place", "_month")
    )


def _gathered(frame: pl.DataFrame, other: pl.DataFrame | None, link: Gathered) -> pl.DataFrame:
    if other is None:
        return frame.with_columns(pl.lit(None, dtype=pl.List(pl.Date)).alias(link.name))
    lists = (
        other.select(*link.to_by, pl.col(link.date).alias(link.name))
        .drop_nulls()
        .unique()
        .group_by(link.to_by)
        .agg(pl.col(link.name).sort())
    )
    none = pl.lit([], dtype=pl.List(pl.Date))
    return frame.join(
        lists,
        left_on=list(link.by),
        right_on=list(link.to_by),
        how="left",
        maintain_order="left",
    ).with_columns(pl.col(link.name).fill_null(none))
