"""The rules that only a census can be held to: about its year, and about modules around one another."""

from collections.abc import Iterator

import polars as pl

from safeguard_kpi.contracts.census import MADE, CensusSheet
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.across import broken
from safeguard_kpi.intake.census_year import Year


def broken_rules(sheet: CensusSheet, rows: pl.DataFrame, year: Year) -> Iterator[pl.DataFrame]:
    """Hold rows against the rules that only a census can be held against."""
    dated = rows.with_columns(
        pl.lit(day, pl.Date).alias(name)
        for name, day in zip(
            MADE,
            (*(year.days or (None, None)), year.eve),
            strict=True,
        )
    )
    for rule in sheet.rules.values():
        kept = dated.select(rule.expression.fill_null(value=True)).to_series()
        at = rows["_row"].filter(~kept)
        column = rule.columns[0]
        yield of_sheet(sheet, findings.at(
            at, f"rule_{rule.name}", rule.level, findings.sentence(rule.say, rule.census), rule.remedy,
            feed=sheet.feed, column=_column(sheet, column), field=column,
        ))  # fmt: skip
    for across in sheet.across:
        column = across.columns[-1]
        yield of_sheet(sheet, findings.at(
            broken(rows, across)["_row"], f"rule_{across.name}", across.level,
            findings.sentence(across.say, across.census), across.remedy,
            feed=sheet.feed, column=_column(sheet, column), field=column,
        ))  # fmt: skip


def _column(sheet: CensusSheet, name: str) -> str:
    if name in sheet.fields:
        return element(sheet.fields[name])
    beside = sheet.also.get(name)
    return element((beside.path,)) if beside else ""


def of_sheet(sheet: CensusSheet, found: pl.DataFrame) -> pl.DataFrame:
    """Place findings in a sheet."""
    return found.with_columns(sheet=pl.lit(sheet.name, pl.String))


def element(paths: tuple[str, ...]) -> str:
    """Name the element that a field is looked for in, as the column of a finding."""
    return paths[0].rpartition("/")[2].rpartition(":")[2] if paths else ""
