"""Where and when: the year and place of each row of a published table."""

from typing import Final

import polars as pl

LEVELS: Final = {"national": "country", "regional": "region", "local authority": "authority"}
"""The Department's geographic levels, and the house's names for them."""


def places(cells: pl.DataFrame) -> pl.DataFrame:
    """Give the year and place of each row of a published table."""
    level = pl.col("geographic level").str.to_lowercase().replace_strict(LEVELS, default=None)
    country, region, authority = (level == name for name in ("country", "region", "authority"))
    by_level = {
        "la_code": ("old la code", None, None),
        "area_code": ("new la code", "region code", "country code"),
        "area_name": ("la name", "region name", "country name"),
    }
    columns = {
        name: pl.when(authority)
        .then(_text(at[0]))
        .when(region)
        .then(_text(at[1]))
        .when(country)
        .then(_text(at[2]))
        for name, at in by_level.items()
    }
    return cells.select(
        year(pl.col("time period")).alias("time_period"),
        **columns,
        area_level=level,
        region_code=_text("region code"),
    )


def year(written: pl.Expr) -> pl.Expr:
    """Give the year a reporting year ends in: 2019 and 201819 are both 2019."""
    first = written.str.slice(0, 4).cast(pl.Int64, strict=False)
    return (
        pl.when(written.str.contains(r"^\d{4}$"))
        .then(first)
        .when(written.str.contains(r"^\d{6}$"))
        .then(first + 1)
    )


def period_name(ending: pl.Expr) -> pl.Expr:
    """Name the financial year that ends in March of each year: 2019 is 2018-19."""
    return pl.format("{}-{}", ending - 1, (ending % 100).cast(pl.String).str.zfill(2))


def _text(column: str | None) -> pl.Expr:
    return pl.lit("") if column is None else pl.col(column).str.strip_chars()
