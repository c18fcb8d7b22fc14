"""One column of texts read as what its field holds: dates, numbers, codes, yes or no."""

from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.answers import answers
from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.model import Field, Kind
from safeguard_kpi.intake.cells.dates import read_dates
from safeguard_kpi.intake.cells.identifiers import identifiers
from safeguard_kpi.intake.cells.labels import narrowed
from safeguard_kpi.intake.codes.columns import read_answers, read_codes
from safeguard_kpi.intake.codes.lists import not_read, read_code_lists

_ERROR_TEXT = r"^#(?:N/A|REF!|VALUE!|NAME\?|NUM!|DIV/0!|NULL!|SPILL!|CALC!|GETTING_DATA)$"
"""An error of a spreadsheet that was pasted as text."""


class Column(NamedTuple):
    """One field's cells, typed, and where a cell held something that could not be read."""

    typed: dict[str, pl.Series]
    unreadable: pl.Series


def read_column(
    text: pl.Series, field: Field, codes: CodeSet | None, *, date1904: bool = False
) -> Column:
    """Read a column of tidied texts (null where blank) as the kind its field declares."""
    text = text.rename(field.name)
    broken = text.str.starts_with("#").fill_null(value=False)
    if broken.any():
        broken &= text.str.contains(_ERROR_TEXT).fill_null(value=False)
    whole = text.set(broken, None) if broken.any() else text
    typed, unreadable = _as_declared(whole, field, codes, date1904=date1904)
    if field.kind is Kind.CODES:
        typed[field.name] = not_read(typed[field.name], broken)
    return Column(
        {name: typed[name].alias(name).cast(dtype) for name, dtype in field.columns.items()},
        unreadable.fill_null(value=False) | broken,
    )


def _as_declared(
    text: pl.Series, field: Field, codes: CodeSet | None, *, date1904: bool
) -> tuple[dict[str, pl.Series], pl.Series]:
    name = field.name
    match field.kind:
        case Kind.DATE | Kind.DATETIME:
            when = read_dates(text, date1904=date1904)
            typed = {name: when if field.kind is Kind.DATETIME else when.dt.date()}
            if field.date_as:
                typed[field.date_as] = when.dt.date()
        case Kind.CODE if codes:
            read = read_codes(text, codes)
            typed = {name: read["meaning"]}
            if field.detail_as:
                typed[field.detail_as] = read["detail"]
        case Kind.CODES if codes:
            lists = read_code_lists(text, codes)
            return {name: lists["meaning"]}, lists["strange"]
        case Kind.YES_NO:
            answer, strange = _yes_or_no(
                text, codes or answers(name, field.title, field.yes, field.no)
            )
            return {name: answer}, strange
        case Kind.IDENTIFIER:
            typed = {name: identifiers(text, field.nobody)}
        case _:
            typed = {name: _plain(text, field.kind)}
    return typed, typed[name].is_null() & text.is_not_null()


def _plain(text: pl.Series, kind: Kind) -> pl.Series:
    if kind is not Kind.TEXT:
        text = narrowed(text)
    cell = pl.col(text.name)
    read: pl.Expr = cell
    if kind is Kind.INTEGER:
        read = pl.when(cell.str.contains(r"^[+-]?[0-9]{1,18}(?:\.0+)?$")).then(
            cell.str.extract(r"^\+?(-?[0-9]+)").cast(pl.Int64, strict=False)
        )
    elif kind is Kind.NUMBER:
        read = pl.when(cell.str.contains(r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$")).then(
            cell.str.strip_prefix("+").cast(pl.Float64, strict=False)
        )
    return text.to_frame().select(read.alias(text.name)).to_series()


def _yes_or_no(text: pl.Series, codes: CodeSet) -> tuple[pl.Series, pl.Series]:
    """Give the answers, and which cells hold none."""
    said = read_answers(text, codes)
    answer = said.replace_strict({"yes": True, "no": False}, default=None, return_dtype=pl.Boolean)
    return answer, said.is_null() & text.is_not_null()
