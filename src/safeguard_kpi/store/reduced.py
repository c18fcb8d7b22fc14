"""From an admitted row to what is kept of it: pseudonyms, months of birth, sectors; nothing else."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from safeguard_kpi.contracts.keep import Keep
from safeguard_kpi.contracts.model import Feed, Field
from safeguard_kpi.indicators.people import age_at, age_kept
from safeguard_kpi.store.keys import Keys, kind_of

SECTOR = r"^([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9])[A-Z]{2}$"
"""A postcode: what stands before its last two letters is the sector (Royal Mail PAF Digest)."""

BIRTH = "date_of_birth"
"""The date that the age is worked out from."""

PLACE = ("_submission", "_row")
"""Where a row stands: the number of its sheet in this run, and its row there."""


def kept_schema(feed: Feed) -> pl.Schema:
    """Name the columns that are kept of a feed, with their types: the fields', and ages."""
    names = [name for name, field in _columns(feed).items() if field.kept is not Keep.NEVER]
    ages = {age_kept(day): pl.Int8() for day in _days(feed)}
    return pl.Schema({**{name: feed.columns[name] for name in names}, **ages})


def reduced(rows: pl.DataFrame, feed: Feed, keys: Keys, authority: str) -> pl.DataFrame:
    """Take from admitted rows what may be kept: the columns of `kept_schema`, `_submission`, `_row`."""
    wanted = kept_schema(feed)
    ages = [
        pl.when(pl.col(BIRTH).is_not_null())
        .then(age_at(day, [BIRTH]))
        .cast(pl.Int8)
        .alias(age_kept(day))
        for day in _days(feed)
    ]
    parts = [
        _kept(name, field)
        for name, field in _columns(feed).items()
        if name in wanted and field.kept not in {Keep.AS_IT_IS, Keep.PSEUDONYM}
    ]
    return (
        with_pseudonyms(rows, identifiers_of(feed), keys, authority)
        .with_columns(ages)
        .with_columns(parts)
        .select(*wanted.names(), *PLACE)
        .cast(wanted)
    )


def filled_of(rows: pl.DataFrame, feed: Feed, by: str) -> dict[Any, list[str]]:
    """Name by sheet the columns of a feed that have a cell filled in these rows, as they are kept.

    Args:
        rows: the columns of `kept_schema`.
        feed: the contract.
        by: the column that tells one sheet from another.
    """
    names = [name for name in kept_schema(feed).names() if name in feed.columns]
    counts = rows.group_by(by).agg(pl.col(names).count())
    return {
        sheet: [name for name, count in zip(names, filled, strict=True) if count]
        for sheet, *filled in counts.select(by, *names).iter_rows()
    }


def identifiers_of(feed: Feed) -> list[str]:
    """Name the columns of a feed that are kept as pseudonyms."""
    return [name for name, field in _columns(feed).items() if field.kept is Keep.PSEUDONYM]


def with_pseudonyms(
    rows: pl.DataFrame, columns: Sequence[str], keys: Keys, authority: str
) -> pl.DataFrame:
    """Put keyed pseudonyms in the place of identifiers; each distinct one is worked out once."""
    made = {name: _made(rows[name], keys, kind_of(authority, name)) for name in columns}
    return rows.with_columns(
        pl.col(name).replace_strict(known, default=None, return_dtype=pl.String)
        for name, known in made.items()
    )


def _made(identifiers: pl.Series, keys: Keys, kind: str) -> dict[str, str]:
    known = identifiers.drop_nulls().unique()
    return dict(zip(known, keys.pseudonyms(known, of=kind), strict=True))


def _kept(name: str, field: Field) -> pl.Expr:
    if field.kept is Keep.MONTH:
        return pl.col(name).dt.month_start()
    text = pl.col(name).str.strip_chars().str.to_uppercase()
    return (
        pl.when(text.str.contains(SECTOR)).then(text.str.replace(SECTOR, "${1} ${2}")).alias(name)
    )


def _columns(feed: Feed) -> dict[str, Field]:
    """Name every admitted column with the field that gives it."""
    return {name: field for field in feed.fields.values() for name in field.columns}


def _days(feed: Feed) -> list[str]:
    """Name the dates at which the age is kept: every one of the row's, where its birth is kept so."""
    born = feed.fields.get(BIRTH)
    if born is None or born.kept is not Keep.MONTH:
        return []
    return [name for name, dtype in feed.columns.items() if dtype == pl.Date() and name != BIRTH]
