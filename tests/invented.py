"""The sample's invented rows, made once for every test that looks at them."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.sample.rows import Row, rows_of
from safeguard_kpi.sample.story import invent
from safeguard_kpi.sample.totals import Totals, Year, load_totals


@cache
def contracts() -> Contracts:
    return load_contracts(Declarations.standard())


@cache
def totals() -> Totals:
    return load_totals(Declarations.standard().file("sample/walsall.toml"), years=(2019, 2020))


@cache
def rows() -> Mapping[str, list[Row]]:
    return rows_of(invent(totals(), seed=335))


@cache
def frame(feed: str) -> pl.DataFrame:
    return pl.DataFrame(rows()[feed], infer_schema_length=None)


def within(feed: str, column: str, year: Year) -> pl.DataFrame:
    return frame(feed).filter(pl.col(column).is_between(year.first_day, year.last_day))


def open_at_end(feed: str, ended: str, year: Year) -> pl.DataFrame:
    day = year.last_day
    return frame(feed).filter(
        pl.col("started_on") <= day, pl.col(ended).is_null() | (pl.col(ended) > day)
    )
