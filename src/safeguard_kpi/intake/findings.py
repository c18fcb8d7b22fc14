"""Findings as rows: places and sentences, never what a cell holds."""

from collections.abc import Iterable

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.tables import FINDINGS

_ORDER = ("file", "sheet", "row", "column", "field", "problem", "message")


def none() -> pl.DataFrame:
    """Make a table of findings with no rows."""
    return pl.DataFrame(schema=FINDINGS)


def one(
    problem: str,
    level: Level,
    message: str,
    remedy: str,
    *,
    feed: str = "",
    file: str = "",
    sheet: str = "",
    row: int | None = None,
    column: str = "",
    field: str = "",
) -> pl.DataFrame:
    """Make one finding, about a file, a sheet or a cell."""
    given = (feed, file, sheet, row, column, field, problem, level.value, message, remedy)
    return pl.DataFrame([given], schema=FINDINGS, orient="row")


def at(
    rows: pl.Series,
    problem: str,
    level: Level,
    message: str,
    remedy: str,
    *,
    feed: str = "",
    column: str = "",
    field: str = "",
) -> pl.DataFrame:
    """Make the same finding at each of many sheet rows."""
    said = {
        "feed": feed, "file": "", "sheet": "", "column": column, "field": field,
        "problem": problem, "level": level.value, "message": message, "remedy": remedy,
    }  # fmt: skip
    return (
        rows.cast(pl.Int64)
        .alias("row")
        .to_frame()
        .with_columns(pl.lit(value, pl.String).alias(name) for name, value in said.items())
        .select(FINDINGS.names())
    )


def gather(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put findings together, each once, in an order that does not depend on how they were made."""
    frames = [none(), *(frame for frame in found if frame.height)]
    return pl.concat(frames).unique().sort(_ORDER, nulls_last=False, maintain_order=True)


def sentence(words: str, census: str = "") -> str:
    """Make a sentence of what a rule says, with the number that the Department gives it."""
    number = f" (CIN census rule {census})" if census else ""
    return f"{words[0].upper()}{words[1:].rstrip('.')}{number}."
