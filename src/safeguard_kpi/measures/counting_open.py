"""Count what is open at the end of a day: each row by its start and end, each child once."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from safeguard_kpi.indicators.model import Indicator, Open
from safeguard_kpi.measures.conditions import OUTLIVED, with_conditions
from safeguard_kpi.measures.counting import counted
from safeguard_kpi.measures.evidence import Evidence, category, roots
from safeguard_kpi.measures.periods import month_end


def count_open(
    evidence: Evidence, cohort: Open, indicators: Sequence[Indicator], days: Sequence[object]
) -> pl.DataFrame:
    """Count what was open at the end of each of the days given: the table COUNTS."""
    frame = open_rows(evidence, cohort, indicators, days)
    return counted(frame, evidence, cohort.feed, indicators)


def open_rows(
    evidence: Evidence,
    cohort: Open,
    indicators: Sequence[Indicator],
    days: Sequence[object],
    also: Iterable[str] = (),
) -> pl.DataFrame:
    """Give what was open at the end of each of the days: conditions, and `when`, the day.

    `also` names columns that are wanted besides those that the counting looks at.
    """
    feed = cohort.feed
    days_asked = pl.LazyFrame({"period_end": days}, schema={"period_end": pl.Date})
    still = pl.col(cohort.end).is_null() | (pl.col(cohort.end) > pl.col("period_end"))
    # A list without the column of ends tells who may be open: unknown, and no nought beside one that has it.
    rows = evidence.prepared[feed].filter(
        pl.col("_submission").is_in(evidence.sheets_with(feed, cohort.start))
    )
    frame = (
        (_latest_last(rows, cohort.start) if cohort.once else rows)
        .lazy()
        .select(_asked_for(cohort, rows.columns, indicators, also))
        .join(days_asked, how="cross")
        .filter((pl.col(cohort.start) <= pl.col("period_end")) & still)
        .with_columns(_outlived(evidence, cohort))
        .filter(_one_each(cohort))
        .collect()
    )
    frame = with_conditions(frame, evidence, feed, "period_end", indicators)
    return frame.with_columns(pl.col("period_end").alias("when"))


def _outlived(evidence: Evidence, cohort: Open) -> pl.Expr:
    """Say of a row without an end whether its own sheet does not tell of the day looked at.

    A later extract that does not list it may mean that it ended in between: it is unknown. So is one of a
    sheet that has no ends at all.
    """
    told = evidence.told.get(cohort.feed)
    sheets = evidence.submissions.filter(feed=cohort.feed).select("submission", "covers_to")
    ends = {
        number: max(month_end(day), told[1]) if told else month_end(day)
        for number, day in sheets.drop_nulls().iter_rows()
    }
    having = set(evidence.sheets_with(cohort.feed, cohort.start, cohort.end))
    ends |= {
        n: date.min for n in evidence.sheets_with(cohort.feed, cohort.start) if n not in having
    }
    known_to = pl.col("_submission").replace_strict(ends, default=None, return_dtype=pl.Date)
    later = pl.col("period_end") > known_to
    return (pl.col(cohort.end).is_null() & later.fill_null(value=False)).alias(OUTLIVED)


def _asked_for(
    cohort: Open, columns: list[str], indicators: Sequence[Indicator], also: Iterable[str]
) -> list[str]:
    """Name the columns that a day's count looks at: rows are many when each day has its own."""
    looked_at = {"_submission", "_place", "date_of_birth", "age", cohort.start, cohort.end}
    looked_at |= {cohort.once} | {name for each in indicators for name in roots(each)}
    looked_at |= set(also)
    named = [name for name in columns if name in looked_at or name.startswith(category(""))]
    return [*named, "_place"] if cohort.once else named


def _latest_last(rows: pl.DataFrame, start: str) -> pl.DataFrame:
    """Number rows by their start, and those of one day by all else, so that their order is no matter."""
    plain = [name for name, dtype in rows.schema.items() if not dtype.is_nested()]
    return rows.sort(start, *plain).with_row_index("_place")


def _one_each(cohort: Open) -> pl.Expr:
    """Keep, of each of whom the cohort counts once, the row that started last on each day asked."""
    if not cohort.once:
        return pl.lit(value=True)
    return pl.col("_place") == pl.col("_place").max().over(cohort.once, "period_end")


def open_of(indicators: Iterable[Indicator]) -> list[tuple[Open, list[Indicator]]]:
    """Group the indicators that look at what is open in one feed, with one of their cohorts."""
    groups: dict[tuple[str, str, str, str], tuple[Open, list[Indicator]]] = {}
    for indicator in indicators:
        if isinstance(cohort := indicator.cohort, Open):
            place = (cohort.feed, cohort.start, cohort.end, cohort.once)
            groups.setdefault(place, (cohort, []))[1].append(indicator)
    return list(groups.values())
