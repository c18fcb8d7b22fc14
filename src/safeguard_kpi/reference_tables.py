"""The columns of the tables of public figures: published values, populations, neighbours."""

import polars as pl

COMPARATORS = pl.Schema(
    {
        "indicator": pl.String,
        "table": pl.String,
        "time_period": pl.Int64,
        "period": pl.String,
        "la_code": pl.String,
        "area_code": pl.String,
        "area_name": pl.String,
        "area_level": pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
        "value": pl.Float64,
        "status": pl.String,
        "release": pl.String,
        "published": pl.Date,
        "population_vintage": pl.String,
        "source": pl.String,
    }
)
"""One published figure of one area and year, in the project's own tidy form.

``la_code`` is the Department's three figures ("" for England and regions): it outlives the ONS
code, which changes with a boundary, so authorities join on it.
"""

AUTHORITIES = pl.Schema(
    {
        "indicator": pl.String,
        "time_period": pl.Int64,
        "table": pl.String,
        "release": pl.String,
        "published": pl.Date,
        "la_code": pl.String,
        "value": pl.Float64,
        "status": pl.String,
    }
)
"""One published share, rate or median of one authority and year, among those of all the others."""

POPULATIONS = pl.Schema(
    {
        "la_code": pl.String,
        "area_code": pl.String,
        "area_name": pl.String,
        "area_level": pl.String,
        "mid_year": pl.Int64,
        "age_group": pl.String,
        "population": pl.Int64,
        "vintage": pl.String,
        "release": pl.String,
        "source": pl.String,
    }
)
"""Children aged 0 to 17 in one area in the middle of one year, by the vintage that says so."""

NEIGHBOURS = pl.Schema(
    {
        "model": pl.String,
        "la_code": pl.String,
        "la_name": pl.String,
        "rank": pl.Int64,
        "neighbour_la_code": pl.String,
        "neighbour_name": pl.String,
        "closeness": pl.String,
        "source": pl.String,
    }
)
"""One statistical neighbour of one authority, by the model's year."""
