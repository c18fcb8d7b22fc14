"""The reference files read for a refresh, and refused unless they are whole and well formed."""

from pathlib import Path
from typing import Final

import polars as pl

from safeguard_kpi.comparators.distribution import FILE, lengthened
from safeguard_kpi.comparators.neighbours import NEIGHBOURS_EACH
from safeguard_kpi.comparators.promises import HINT, SCHEMAS, refuse, validate
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.errors import SafeguardError

KINDS: Final = {
    pl.Int64(): "a whole number",
    pl.Float64(): "a number",
    pl.Date(): "a date such as 2024-10-31",
}
"""What a cell of each type should have held, for a sentence."""


def read_reference(folder: Path) -> Reference:
    """Read the four reference files of a folder.

    Raises:
        SafeguardError: a file is missing, cut short or not as declared, told by line and column.
    """
    tables = {name: _read(folder / f"{name}.csv", schema) for name, schema in SCHEMAS.items()}
    for name, table in tables.items():
        validate(name, table)
    reference = Reference(**tables, authorities=lengthened(_text(folder / FILE), hint=HINT))
    _refuse_without_england(reference.comparators)
    _refuse_incomplete(reference.neighbours)
    return reference


def _read(file: Path, schema: pl.Schema) -> pl.DataFrame:
    text = _text(file)
    if text.columns != schema.names():
        missing = [name for name in schema.names() if name not in text.columns]
        what = f"has no column `{missing[0]}`" if missing else "has other columns than it should"
        raise SafeguardError(f"{file.name}, line 1: it {what}", hint=HINT)
    return _typed(file.name, text, schema)


def _text(file: Path) -> pl.DataFrame:
    try:
        content = file.read_bytes()
        text = pl.read_csv(content, infer_schema=False, encoding="utf8")
    except FileNotFoundError as fault:
        raise SafeguardError(f"there is no {file.name} in {file.parent}", hint=HINT) from fault
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise SafeguardError(f"{file.name} can't be read as a table", hint=HINT) from fault
    if not content.endswith(b"\n"):
        raise SafeguardError(
            f"{file.name}, line {text.height + 1}: the file ends in mid-line", hint=HINT
        )
    return text


def _typed(file: str, text: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    typed = text.select(_cell(name, kind) for name, kind in schema.items())
    for name, kind in schema.items():
        if kind != pl.String and (unread := typed[name].is_null() & text[name].is_not_null()).any():
            refuse(file, unread.arg_max() or 0, name, f"is not {KINDS[kind]}")
    return typed


def _cell(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Date:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    return (
        pl.col(name).fill_null("") if kind == pl.String else pl.col(name).cast(kind, strict=False)
    )


def _refuse_without_england(comparators: pl.DataFrame) -> None:
    england = (pl.col("area_level") == "country").any().alias("england")
    years = (
        comparators.group_by("indicator", "period").agg(england).filter(pl.col("england").not_())
    )
    if comparators.is_empty() or years.height:
        first = years.sort("indicator", "period").select("indicator", "period").rows()[:1]
        what = " in ".join(first[0]) if first else "any indicator"
        raise SafeguardError(f"comparators.csv has no row of England for {what}", hint=HINT)


def _refuse_incomplete(neighbours: pl.DataFrame) -> None:
    counts = (
        neighbours.group_by("model", "la_code")
        .len()
        .filter(pl.col("len") != NEIGHBOURS_EACH)
        .sort("model", "la_code")
    )
    if counts.height:
        model, la_code, _ = counts.row(0)
        raise SafeguardError(
            f"neighbours.csv does not name ten neighbours of {la_code} in the {model} model",
            hint=HINT,
        )
