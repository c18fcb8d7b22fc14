"""Bring each row what an indicator must know of the same child's other rows."""

from collections.abc import Mapping
from typing import assert_never

import polars as pl

from safeguard_kpi.indicators.links import Gathered, Link, Nearest
from safeguard_kpi.indicators.model import SENT


def with_links(
    feed: str,
    frames: Mapping[str, pl.DataFrame],
    links: tuple[Link, ...],
    covered: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Add to a feed's rows the columns of every link that starts from it.

    `covered` holds for each link, by its name, the months of the other feed that can tell it.
    Where the other feed was not sent the columns are null throughout.
    """
    frame = frames[feed]
    for link in links:
        if link.feed == feed:
            other = frames.get(link.to)
            match link:
                case Nearest():
                    frame = _nearest(frame, other, link, covered[link.name])
                case Gathered():
                    frame = _gathered(frame, other, link, covered[link.name])
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
        return _with_known(frame.with_columns(_nothing(link, pl.Date())), link, covered)
    numbered = frame.with_row_index("_place")
    if link.unless:
        other = other.filter(~pl.col(link.unless).fill_null(value=False))
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
    linked = numbered.join(found, on="_place", how="left", maintain_order="left").drop("_place")
    return _with_known(linked, link, covered)


def _gathered(
    frame: pl.DataFrame, other: pl.DataFrame | None, link: Gathered, covered: pl.DataFrame
) -> pl.DataFrame:
    if other is None:
        return _with_known(frame.with_columns(_nothing(link, pl.List(pl.Date))), link, covered)
    lists = (
        other.select(*link.to_by, pl.col(link.date).alias(link.name))
        .drop_nulls()
        .unique()
        .group_by(link.to_by)
        .agg(pl.col(link.name).sort())
    )
    none = pl.lit([], dtype=pl.List(pl.Date))
    linked = frame.join(
        lists,
        left_on=list(link.by),
        right_on=list(link.to_by),
        how="left",
        maintain_order="left",
    ).with_columns(pl.col(link.name).fill_null(none))
    return _with_known(linked, link, covered)


def _nothing(link: Link, dtype: pl.DataType) -> pl.Expr:
    return pl.lit(None, dtype=dtype).alias(link.name)


def _with_known(frame: pl.DataFrame, link: Link, covered: pl.DataFrame) -> pl.DataFrame:
    """Add the first and last day of the run of months sent that a row's date lies in."""
    day = pl.col(link.at)
    if isinstance(link, Gathered):
        day = pl.coalesce(pl.col(link.name).list.first(), day)
    runs = covered.select(
        pl.col("month").alias("_month"),
        pl.col("run_from").alias(f"{link.name}__known_from"),
        pl.col("run_to").alias(f"{link.name}__known_to"),
    )
    return (
        frame.with_columns(day.dt.truncate("1mo").alias("_month"))
        .join(runs, on="_month", how="left", maintain_order="left")
        .drop("_month")
    )
