"""The rules that only a census can be held to: about its year, and about modules around one another."""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.census import MADE, Census, CensusSheet, Clear
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.across import broken
from safeguard_kpi.intake.census.year import Year


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


def between(census: Census, rows: Mapping[str, pl.DataFrame], year: Year) -> Iterator[pl.DataFrame]:
    """Hold sheets against one another: dates in another's spans, and more of one than of others."""
    for sheet in census.sheets:
        for clear in sheet.clear:
            yield of_sheet(sheet, findings.at(
                _inside(rows[sheet.name], rows[clear.of], clear), f"rule_{clear.name}", clear.level,
                findings.sentence(clear.say, clear.census), clear.remedy,
                feed=sheet.feed, column=_column(sheet, clear.at), field=clear.at,
            ))  # fmt: skip
    if year.days is None:
        return
    for promise in census.no_more:
        many = _of_year(rows[promise.sheet][promise.at], year)
        most = sum(_of_year(rows[name][at], year) for name, at in promise.than)
        if many > most:
            (sheet,) = (each for each in census.sheets if each.name == promise.sheet)
            yield findings.one(
                f"rule_{promise.name}", promise.level,
                findings.sentence(f"{promise.say} ({many:,} and {most:,})", promise.census),
                promise.remedy, feed=sheet.feed, sheet=sheet.name, column=_column(sheet, promise.at),
            )  # fmt: skip


def _inside(rows: pl.DataFrame, spans: pl.DataFrame, clear: Clear) -> pl.Series:
    """Find the rows whose date lies in a span of the same child: from its start, before its end."""
    other = spans.select("_child", _start=clear.start, _end=clear.end).drop_nulls("_start")
    day = pl.col(clear.at)
    return (
        rows.join(other, on="_child", how="inner", maintain_order="left")
        .filter(
            (day >= pl.col("_start"))
            & (day < pl.col("_end")).fill_null(value=True)
            & ~day.eq_missing(pl.col(clear.unless))
        )
        .get_column("_row")
        .unique(maintain_order=True)
    )


def _of_year(dates: pl.Series, year: Year) -> int:
    first, last = year.days or (date.max, date.min)
    return int(dates.is_between(first, last).sum())


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
