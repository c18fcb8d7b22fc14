"""How children are grouped by age, as expressions."""

import polars as pl

AGE_BAND = "age_band"
"""The one cut that no partner sends."""

BANDS = {
    "unborn": "Unborn",
    "under_1": "Under 1",
    "1_to_4": "1 to 4",
    "5_to_9": "5 to 9",
    "10_to_15": "10 to 15",
    "16_and_over": "16 and over",
}
"""The age bands of the Department's Children in need release."""


def age_band(on: str, columns: list[str]) -> pl.Expr:
    """Give the band of a child's age last birthday on a date.

    The date of birth tells; where there is none, the age that was sent does. Born later is unborn.
    """
    age = _age(on, columns)
    return (
        pl.when(age < 0).then(pl.lit("unborn"))
        .when(age < 1).then(pl.lit("under_1"))
        .when(age < 5).then(pl.lit("1_to_4"))  # noqa: PLR2004 (the bands are declared above)
        .when(age < 10).then(pl.lit("5_to_9"))  # noqa: PLR2004
        .when(age < 16).then(pl.lit("10_to_15"))  # noqa: PLR2004
        .when(age.is_not_null()).then(pl.lit("16_and_over"))
    )  # fmt: skip


def _age(on: str, columns: list[str]) -> pl.Expr:
    told = pl.col("age").floor() if "age" in columns else pl.lit(None, dtype=pl.Float64)
    if "date_of_birth" not in columns:
        return told
    born, day = pl.col("date_of_birth"), pl.col(on)
    before_birthday = (day.dt.month() * 100 + day.dt.day()) < (
        born.dt.month() * 100 + born.dt.day()
    )
    years = day.dt.year() - born.dt.year() - before_birthday.cast(pl.Int32)
    return pl.coalesce(pl.when(born > day).then(-1.0).otherwise(years.cast(pl.Float64)), told)
