"""Every authority's value of every year, for ranks and for any authority asked for by name.

In memory a row is one authority (``tables.AUTHORITIES``). On disk a row is one indicator, year and
release, with a column for each authority by the Department's three figures: a value, or the symbol
that stands in its place, or nothing where the authority was not in the table. Two in five of the
bytes a row for each would take, and it opens in a spreadsheet (docs/decisions/0040).
"""

from typing import Final

import polars as pl

from safeguard_kpi.comparators.cells import is_number
from safeguard_kpi.comparators.promises import STATUSES, refuse
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reference_tables import AUTHORITIES

FILE: Final = "authorities.csv"
"""The name of the file, beside the other reference files."""

ROW: Final = ["indicator", "time_period", "table", "release", "published"]
"""What names a row of the file; the columns after them are authorities."""

KEY: Final = ["indicator", "time_period", "la_code"]
"""What names one value; each stands once, from one release."""


def widened(authorities: pl.DataFrame) -> pl.DataFrame:
    """Give the table as it is written."""
    cell = pl.col("value").cast(pl.String).str.strip_suffix(".0")
    return (
        authorities.with_columns(cell=pl.coalesce(cell, "status"))
        .sort("la_code")
        .pivot("la_code", index=ROW, values="cell")
        .sort(ROW)
    )


def lengthened(written: pl.DataFrame, *, hint: str) -> pl.DataFrame:
    """Give the table as it is used, from its cells as text.

    Raises:
        SafeguardError: a heading or a cell is not as it should be, told by line and column.
    """
    _refuse_headings(written.columns, hint)
    for name in written.columns[len(ROW) :]:
        odd = (is_number(pl.col(name)) | pl.col(name).is_in(STATUSES)).not_().alias("odd")
        if (spoilt := written.select(odd)["odd"].fill_null(False)).any():
            refuse(FILE, spoilt.arg_max() or 0, name, "is neither a value nor a known symbol")
    named = written.select(
        "indicator",
        pl.col("time_period").cast(pl.Int64, strict=False),
        "table",
        "release",
        pl.col("published").str.to_date("%Y-%m-%d", strict=False),
    )
    for name in ROW:
        if (empty := named[name].is_null()).any():
            refuse(FILE, empty.arg_max() or 0, name, "is empty or can't be read")
    long = (
        named.hstack(written.drop(ROW))
        .unpivot(index=ROW, variable_name="la_code", value_name="cell")
        .drop_nulls("cell")
        .with_columns(
            value=pl.when(is_number(pl.col("cell"))).then("cell").cast(pl.Float64, strict=False),
            status=pl.when(is_number(pl.col("cell"))).then(pl.lit("")).otherwise("cell"),
        )
        .select(AUTHORITIES.names())
        .sort(KEY)
    )
    if (twice := long.select(KEY).is_duplicated()).any():
        indicator, year, la_code = long.filter(twice).select(KEY).row(0)
        raise SafeguardError(f"{FILE} gives {indicator} of {la_code} in {year} twice", hint=hint)
    return long


def _refuse_headings(columns: list[str], hint: str) -> None:
    codes = columns[len(ROW) :]
    good = columns[: len(ROW)] == ROW and codes == sorted(set(codes)) and codes
    if not good or not all(len(code) == len("335") and code.isdigit() for code in codes):
        raise SafeguardError(f"{FILE}, line 1: it has other columns than it should", hint=hint)
