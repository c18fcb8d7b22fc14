"""Promises about rows that belong together: no two open at once, none that overlap."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.contracts.rules import Across
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places

_AT = "_at"


def broken_across(
    rows: pl.DataFrame, feed: Feed, sent: Mapping[int, frozenset[str]], places: Places
) -> pl.DataFrame:
    """Find the admitted rows that do not go with others of the same child.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract.
        sent: the columns each submission sent; who did not send what a promise is about is not bound.
        places: where the rows lie.
    """
    found = []
    for across in feed.across:
        bound = [number for number, columns in sent.items() if set(across.columns) <= columns]
        held = rows.filter(pl.col("_submission").is_in(bound))
        at = broken(held, across).select("_submission", "_row")
        found.append(
            places.said(
                at,
                f"rule_{across.name}",
                across.level,
                findings.sentence(across.say, across.census),
                across.remedy,
                field=feed.field_of(across.start or across.columns[-1]).name,
            )
        )
    return findings.gather(found)


def broken(rows: pl.DataFrame, across: Across) -> pl.DataFrame:
    """Take the rows that break a promise; of two that overlap, the one that starts later."""
    by = list(across.by)
    known = rows.filter(pl.col(by[0]).is_not_null())
    if across.where:
        meeting = known.filter(pl.sql_expr(across.where))
        return meeting.filter(pl.len().over(by) > 1)
    ended = pl.col(across.end).cast(pl.Date).fill_null(date.max)
    latest = ended.cum_max().shift(1).over(by)
    return (
        known.filter(pl.col(across.start).is_not_null())
        .with_row_index(_AT)
        .sort(*by, across.start, _AT)
        .filter(latest > pl.col(across.start))
        .sort(_AT)
        .drop(_AT)
    )
