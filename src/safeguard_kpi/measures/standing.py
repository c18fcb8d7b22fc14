"""From counts to numbers: the parts, the value, its limits and method, and how far it can be relied on."""

import polars as pl

from safeguard_kpi.measures.intervals import proportion_limits, rate_limits, rate_method
from safeguard_kpi.measures.rounding import from_units, published

TOO_MANY_UNKNOWN = 10
"""Per cent of a cohort unknown above which a share is marked of low reliability."""

LIMIT_DECIMALS = 4
"""Limits are given finer than values, so that a reader can see which side a comparator lies."""


def parts() -> list[pl.Expr]:
    """Give the numerator and the denominator that each unit has."""
    unit = pl.col("unit")
    known = pl.col("whole") - pl.col("unknown")
    return [
        pl.when(unit == "percent").then(pl.col("met"))
        .when(unit != "days").then(pl.col("whole")).alias("numerator"),
        pl.when(unit.is_in(["percent", "days"])).then(known)
        .when(unit == "per_10k").then(pl.col("population")).alias("denominator"),
    ]  # fmt: skip


def values() -> list[pl.Expr]:
    """Give the value as published, its limits at 95 % and the method they come from."""
    unit, n, d = pl.col("unit"), pl.col("numerator"), pl.col("denominator")
    part, rate = proportion_limits(n, d, per=100), rate_limits(n, d, per=10_000)
    middle = from_units((pl.col("middle") * 10).round().cast(pl.Int64), decimals=1)
    return [
        pl.when(unit == "percent").then(published(n, d, per=100))
        .when(unit == "per_10k").then(published(n, d, per=10_000))
        .when(unit == "days").then(middle)
        .otherwise(n.cast(pl.Float64)).alias("value"),
        *(
            pl.when(unit == "percent").then(share)
            .when(unit == "per_10k").then(each).round(LIMIT_DECIMALS).alias(name)
            for name, share, each in zip(("lower", "upper"), part, rate, strict=True)
        ),
        pl.when(unit == "percent").then(pl.lit("Wilson"))
        .when(unit == "per_10k").then(rate_method(n))
        .when(unit == "days").then(pl.lit("median"))
        .otherwise(pl.lit("count")).alias("method"),
    ]  # fmt: skip


def standing() -> list[pl.Expr]:
    """Give the status and, in a sentence, the reason: the first that holds of what is listed.

    What the source of a feed cannot tell is said of every figure that there is.
    """
    unit, unknown = pl.col("unit"), pl.col("unknown")
    share = unit.is_in(["percent", "days"])
    no_people = (unit == "per_10k") & pl.col("population").is_null()
    early = pl.col("year") < pl.col("since")
    untold = share & (pl.col("denominator") == 0) & (unknown > 0)
    empty = share & (pl.col("denominator") == 0) & (unknown == 0)
    many = share & (unknown * 100 > TOO_MANY_UNKNOWN * pl.col("whole"))
    told: list[tuple[pl.Expr, str, pl.Expr]] = [
        (pl.col("reason") != "", "x", pl.col("reason")),
        (~pl.col("covered"), "x", pl.lit("Not sent for the whole of this period.")),
        (early, "z", pl.format("The code was first used in the year to March {}.", "since")),
        (no_people, "x", pl.lit("No population is held for this year.")),
        (untold, "x", pl.lit("Cannot be told from what was sent for any row of this period.")),
        (empty, "z", pl.lit("Nothing to take a part of in this period.")),
        (
            many,
            "u",
            pl.format("Not known for {} of {} rows, which are left out.", unknown, pl.col("whole")),
        ),
    ]
    status, note = pl.lit(""), pl.lit("")
    for condition, letter, sentence in reversed(told):
        status = pl.when(condition).then(pl.lit(letter)).otherwise(status)
        note = pl.when(condition).then(sentence).otherwise(note)
    limited = (pl.col("limit") != "") & ~status.is_in(["x", "z"])
    said = pl.concat_str(note, pl.lit(" "), "limit").str.strip_chars()
    return [status.alias("status"), pl.when(limited).then(said).otherwise(note).alias("note")]


def worth_a_row() -> pl.Expr:
    """Keep every figure of the whole; of a category only those that were sent for and have people.

    The periods before the first month sent are there for what was open on their last day only.
    """
    whole = pl.col("cut") == "all"
    rate_of_part = (pl.col("unit") == "per_10k") & ~whole
    early = pl.col("eve") & ~(pl.col("stock") & pl.col("covered"))
    return (whole | pl.col("covered")) & ~rate_of_part & ~early
