"""How children are grouped by age, as expressions."""

import polars as pl

AGE_BAND = "age_band"
"""The one cut that no partner sends."""

BANDS = ((0, "Unborn"), (1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"))
"""The age bands of the Department's Children in need release, each by the age that it is below."""

LAST_BAND = "16 and over"

PREGNANCY = 300
"""Days ahead that an expected date of birth can lie; a little over nine months."""

OLDEST = 26
"""The age beyond which a date of birth is a slip, as for an age that is sent (fields/child.toml)."""


def age_band(on: str, columns: list[str], *, unknown: str) -> pl.Expr:
    """Give the band, in words, of a child's age last birthday on a date.

    The date of birth tells; where there is none, the age that was sent does. Born within 300 days is
    unborn; a birth later than that, or more than 26 years ago, is not known.
    """
    age = age_at(on, columns)
    band = pl.when(age.is_not_null()).then(pl.lit(LAST_BAND)).otherwise(pl.lit(unknown))
    for below, words in reversed(BANDS):
        band = pl.when(age < below).then(pl.lit(words)).otherwise(band)
    return band


def age_kept(on: str) -> str:
    """Name the column that holds the age at a date where of the birth only the month was kept."""
    return f"_age_{on}"


def age_at(on: str, columns: list[str]) -> pl.Expr:
    """Give the age last birthday on a date, in whole years; -1 for unborn.

    Where only the month of birth was kept, the age at the row's own dates was worked out before; at
    the end of a month, the month of birth tells it as well as the day would.
    """
    told = pl.col("age").floor() if "age" in columns else pl.lit(None, dtype=pl.Float64)
    if "date_of_birth" not in columns:
        return told
    born, day = pl.col("date_of_birth"), pl.col(on)
    if age_kept(on) in columns:
        return pl.when(born.is_null()).then(told).otherwise(pl.col(age_kept(on)))
    # Months are 8 bits wide: without more room a month times a hundred wraps round in silence.
    before_birthday = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day()) < (
        born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    )
    years = day.dt.year() - born.dt.year() - before_birthday.cast(pl.Int32)
    # A birth that no child here can have is a slip of the keyboard: not known, rather than a band.
    can_be = (born <= day + pl.duration(days=PREGNANCY)) & (years <= OLDEST)
    age = pl.when(can_be).then(pl.when(born > day).then(-1.0).otherwise(years.cast(pl.Float64)))
    return pl.when(born.is_null()).then(told).otherwise(age)
