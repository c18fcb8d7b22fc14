"""From a contract to Pandera and back: the one module that builds a schema and catches its errors."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors

from safeguard_kpi.contracts.model import Feed, Field
from safeguard_kpi.errors import DeclarationError

Sent = Mapping[int, frozenset[str]]
"""The columns that each submission sent: a promise about a column binds only who sent it."""

SUBMISSION = "_submission"
"""The column that says which submission a row came in."""

FAILURES = pl.Schema({"index": pl.Int64, "check": pl.String, "subject": pl.String})
"""A broken promise: the row's position, the kind of promise, and the column or rule it is about."""


class Promise(StrEnum):
    """The kinds of promise that a contract makes about a row."""

    BLANK = "blank"
    """A cell that must not be empty."""

    RANGE = "range"
    """A number between the lowest and the highest."""

    RULE = "rule"
    """A rule across columns, by its name."""


def failures(frame: pl.DataFrame, feed: Feed, sent: Sent) -> pl.DataFrame:
    """Hold typed rows of one feed against its contract.

    Args:
        frame: the feed's columns with exact types, and `_submission`.
        feed: the contract.
        sent: which columns each submission in the frame sent.

    Returns:
        FAILURES, sorted; places only, never what a cell holds.

    Raises:
        DeclarationError: a rule that cannot be worked out.
        TypeError: the frame is not typed as the contract says, which is a fault of ours.
    """
    try:
        feed_schema(feed, sent).validate(frame, lazy=True)
    except SchemaErrors as fault:
        # Only positions and names are taken: the rest of a failure holds a child's data.
        cases: pl.DataFrame = fault.failure_cases.select(
            "schema_context", "column", "check", "index"
        )
    else:
        return pl.DataFrame(schema=FAILURES)
    _stop_at_faults(cases.filter(pl.col("index").is_null()), feed)
    named = pl.col("check").str.splitn(":", 2).struct
    return (
        cases.select(
            index=pl.col("index").cast(pl.Int64),
            check=named.field("field_0"),
            subject=named.field("field_1"),
        )
        .unique()
        .sort("index", "check", "subject")
    )


def _stop_at_faults(cases: pl.DataFrame, feed: Feed) -> None:
    """Tell a rule that cannot be worked out, or a frame of the wrong types, from a child's data."""
    for name in feed.rules:
        if f"{Promise.RULE}:{name}" in cases["check"]:
            raise DeclarationError(
                f"feeds/{feed.name}.toml [rules.{name}]: `holds` cannot be worked out on typed columns",
                hint="compare dates with dates and numbers with numbers",
            )
    if cases.height:
        raise TypeError(f"{cases.height} columns of {feed.name} are not typed as its contract says")


def feed_schema(feed: Feed, sent: Sent) -> pa.DataFrameSchema:
    """Build the Pandera schema of a feed: types, blanks, ranges, and rules across columns."""
    checks: dict[str, list[pa.Check]] = {name: [] for name in feed.columns}
    for name in feed.columns:
        field = feed.field_of(name)
        if name == field.name:
            checks[name] += _of_field(field, sent)
    for rule in feed.rules.values():
        holds = rule.expression | ~_sent_all(frozenset(rule.columns), sent)
        checks[rule.columns[0]].append(_check(holds, Promise.RULE, rule.name))
    columns = {
        name: pa.Column(dtype, checks=checks[name], nullable=True)
        for name, dtype in feed.columns.items()
    }
    return pa.DataFrameSchema(columns, name=feed.name, strict=False, coerce=False)


def _of_field(field: Field, sent: Sent) -> list[pa.Check]:
    cell = pl.col(field.name)
    checks = []
    if not field.blank:
        given = cell.is_not_null() | ~_sent_all(frozenset({field.name}), sent)
        checks.append(_check(given, Promise.BLANK, field.name))
    bounds = [
        *([cell >= field.lowest] if field.lowest is not None else []),
        *([cell <= field.highest] if field.highest is not None else []),
    ]
    if bounds:
        checks.append(_check(pl.all_horizontal(bounds), Promise.RANGE, field.name))
    return checks


def _sent_all(columns: frozenset[str], sent: Sent) -> pl.Expr:
    """Say of each row whether its sheet sent all of some columns."""
    lacking = [number for number, names in sent.items() if not columns <= names]
    return ~pl.col(SUBMISSION).is_in(lacking) if lacking else pl.lit(value=True)


def _check(holds: pl.Expr, promise: Promise, subject: str) -> pa.Check:
    """Make a check that sees the whole frame; a null result keeps the row."""

    def look(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(holds.fill_null(value=True).alias(_RESULT))

    asked: Callable[[PolarsData], pl.LazyFrame] = look
    return pa.Check(asked, error=f"{promise}:{subject}", ignore_na=False)


_RESULT = "kept"
