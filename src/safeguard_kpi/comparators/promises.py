"""What every reference file promises: its columns, and what may stand in them."""

from typing import Any, Final, NoReturn

import polars as pl

from safeguard_kpi.comparators.neighbours import NEIGHBOURS_EACH
from safeguard_kpi.comparators.reference import KEYS
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reference_tables import COMPARATORS, NEIGHBOURS, POPULATIONS

SCHEMAS: Final = {
    "comparators": COMPARATORS,
    "populations": POPULATIONS,
    "neighbours": NEIGHBOURS,
}
"""The columns of each reference file, in their order."""

STATUSES: Final = ["", "c", "x", "z", "low", "u", "r", "p", "e", "b"]
"""The symbols of the house, and nothing where a value stands."""

LEVELS: Final = ["country", "region", "authority"]
"""The kinds of place."""

MAY_BE_EMPTY: Final = {"numerator", "denominator", "value"}
"""The columns a suppressed figure leaves empty."""

HINT: Final = "run `safeguard-kpi comparators import` on the releases again, or take the file from the project"
"""What to do about a reference file that can't be used."""


def validate(name: str, table: pl.DataFrame) -> None:
    """Hold a typed table to its promises.

    Raises:
        SafeguardError: the first broken one, by line and column.
    """
    import pandera.polars as pa  # noqa: PLC0415 - a third of a second that --help should not pay
    from pandera.errors import SchemaErrors  # noqa: PLC0415

    checks: dict[str, list[Any]] = {
        "indicator": [
            pa.Check.str_matches(r"^[a-z0-9_]+$", error="is not the key of an indicator")
        ],
        "time_period": [pa.Check.in_range(2000, 2100, error="is not a year")],
        "mid_year": [pa.Check.in_range(2000, 2100, error="is not a year")],
        "period": [pa.Check.str_matches(r"^\d{4}-\d{2}$", error="is not a period such as 2018-19")],
        "la_code": [pa.Check.str_matches(r"^(\d{3})?$", error="is not three figures")],
        "neighbour_la_code": [pa.Check.str_matches(r"^\d{3}$", error="is not three figures")],
        "area_code": [pa.Check.str_matches(r"^E\d{8}$", error="is not an ONS code")],
        "area_name": [pa.Check.str_length(min_value=1, error="is empty")],
        "area_level": [pa.Check.isin(LEVELS, error="is not country, region or authority")],
        "numerator": [pa.Check.ge(0, error="is below nought")],
        "denominator": [pa.Check.ge(0, error="is below nought")],
        "value": [pa.Check.ge(0, error="is below nought")],
        "population": [pa.Check.gt(0, error="is not above nought")],
        "status": [pa.Check.isin(STATUSES, error="is not a known symbol")],
        "rank": [pa.Check.in_range(1, NEIGHBOURS_EACH, error="is not a rank from 1 to 10")],
        "release": [pa.Check.str_length(min_value=1, error="is empty")],
        "source": [pa.Check.str_length(min_value=1, error="is empty")],
    }
    columns = {
        column: pa.Column(kind, checks.get(column), nullable=column in MAY_BE_EMPTY)
        for column, kind in SCHEMAS[name].items()
    }
    try:
        pa.DataFrameSchema(columns, strict=True, ordered=True).validate(table, lazy=True)
    except SchemaErrors as broken:
        first = broken.failure_cases.sort("index", "column").row(0, named=True)
        said = "is empty" if first["check"] == "not_nullable" else first["check"]
        refuse(f"{name}.csv", first["index"], first["column"], said)
    if (twice := table.select(KEYS[name]).is_duplicated()).any():
        refuse(f"{name}.csv", twice.arg_max() or 0, KEYS[name][0], "is given twice")
    _refuse_unexplained(name, table)


def _refuse_unexplained(name: str, table: pl.DataFrame) -> None:
    """Refuse a figure with neither a value nor a reason, or with both."""
    if "status" not in table.columns:
        return
    odd = table.select((pl.col("value").is_null() == (pl.col("status") == "")).alias("odd"))["odd"]
    if odd.any():
        refuse(
            f"{name}.csv",
            odd.arg_max() or 0,
            "status",
            "must say why there is no value, and only then",
        )


def refuse(file: str, row: int, column: str, said: str) -> NoReturn:
    """Refuse a file for one of its cells, told by the line and the column it stands in."""
    raise SafeguardError(f"{file}, line {row + 2}, column `{column}`: the cell {said}", hint=HINT)
