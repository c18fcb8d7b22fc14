"""From evidence to figures: each number with its parts, its limits, its method and its standing."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from safeguard_kpi.indicators.model import Events, Indicator, Open
from safeguard_kpi.measures.evidence import Evidence, limit, missing
from safeguard_kpi.measures.periods import months_of, spine
from safeguard_kpi.measures.rolling import count_periods
from safeguard_kpi.measures.standing import parts, standing, values, worth_a_row
from safeguard_kpi.tables import FIGURES


def evaluate(
    evidence: Evidence,
    indicators: Sequence[Indicator],
    *,
    area: str,
    populations: pl.DataFrame,
) -> pl.DataFrame:
    """Compute every indicator in every period, cut by whatever its feed was sent with.

    Args:
        evidence: admitted rows and how they were sent.
        indicators: what to compute.
        area: the authority's name.
        populations: indicator, year (the financial year's end, 2020 for 2019-20), population;
            the people aged 0 to 17 that a rate is of, from the vintage of its comparator.

    Returns:
        The table FIGURES, sorted. A period not sent for has no value and the status x; an
        indicator whose feed or column was not sent says so in every period.
    """
    periods = _periods(evidence, indicators)
    if periods.is_empty():
        return pl.DataFrame(schema=FIGURES)
    reasons = {indicator.key: missing(indicator, evidence) for indicator in indicators}
    able = [indicator for indicator in indicators if not reasons[indicator.key]]
    counts = count_periods(evidence, able, periods)
    unable = [key for key, reason in reasons.items() if reason]
    figures = pl.concat([counts, _not_supplied(unable, periods, counts.schema)])
    figures = (
        figures.join(_shapes(indicators, reasons, evidence), on="indicator")
        .join(periods, on="period")
        .join(_covered(evidence, able, periods), on=["indicator", "period"], how="left")
        .with_columns(pl.col("covered").fill_null(value=False))
        .with_columns(year=_reporting_year())
        .join(populations, on=["indicator", "year"], how="left", validate="m:1")
        .with_columns(parts())
        .with_columns(values())
        .with_columns(standing())
        .filter(worth_a_row())
    )
    hidden = [
        pl.when((pl.col("status") != "x") & (pl.col("year") >= pl.col("since")))
        .then(pl.col(name))
        .alias(name)
        for name in ("numerator", "denominator", "unknown", "value", "lower", "upper")
    ]
    return (
        figures.with_columns(*hidden, pl.lit(area).alias("area"))
        .select(FIGURES.names())
        .cast(FIGURES)
        .sort("indicator", "cut", "category", "grain", "period_start", "period_end")
    )


def _periods(evidence: Evidence, indicators: Sequence[Indicator]) -> pl.DataFrame:
    """List the periods from the first that anything was sent for to the day reported.

    What is open is known on the eve of the first day sent for, so the periods that end there too.
    """
    firsts = [
        first
        for feed in sorted({indicator.cohort.feed for indicator in indicators})
        if isinstance(first := evidence.covered(feed)["month"].min(), date)
    ]
    if not firsts:
        return spine(evidence.as_of, evidence.as_of).clear().with_columns(eve=pl.lit(value=True))
    eve = min(firsts) - timedelta(days=1)
    whole = spine(min(firsts), evidence.as_of)
    before = spine(eve - timedelta(days=364), eve).filter(pl.col("period_end") == eve)
    return (
        pl.concat([before, whole])
        .unique(maintain_order=True)
        .with_columns(eve=pl.col("period_end") < min(firsts))
    )


def _not_supplied(keys: list[str], periods: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return (
        pl.DataFrame({"indicator": keys}, schema={"indicator": pl.String})
        .join(periods.select("period"), how="cross")
        .with_columns(cut=pl.lit("all"), category=pl.lit("All"))
        .with_columns(pl.lit(None, dtype=schema[n]).alias(n) for n in schema.names()[4:])
        .select(schema.names())
    )


def _shapes(
    indicators: Sequence[Indicator], reasons: dict[str, str], evidence: Evidence
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "indicator": [indicator.key for indicator in indicators],
            "unit": [indicator.unit for indicator in indicators],
            "stock": [isinstance(indicator.cohort, Open) for indicator in indicators],
            "reason": [reasons[indicator.key] for indicator in indicators],
            "limit": [limit(indicator, evidence) for indicator in indicators],
            "since": [indicator.since for indicator in indicators],
        }
    )


def _covered(
    evidence: Evidence, indicators: Sequence[Indicator], periods: pl.DataFrame
) -> pl.DataFrame:
    """Say for each indicator and period whether its feed was sent for all of it."""
    months = months_of(periods)
    ends = periods.select("period", "period_end", morrow=pl.col("period_end") + timedelta(days=1))
    answers: dict[tuple[str, ...], pl.DataFrame] = {}
    place: tuple[str, ...]
    answered = [
        pl.DataFrame(schema={"indicator": pl.String, "period": pl.String, "covered": pl.Boolean})
    ]
    for indicator in indicators:
        match indicator.cohort:
            case Events(feed=feed, on=on):
                place = (feed, on)
            case Open(feed=feed, start=start, end=end):
                place = (feed, start, end)
        if place not in answers:
            sent = evidence.covered(*place)["month"]
            if isinstance(indicator.cohort, Open):
                # On the eve of the first month sent, whatever ended later is there: all that was open.
                answers[place] = ends.select(
                    "period",
                    covered=pl.col("period_end").dt.month_start().is_in(sent.implode())
                    | pl.col("morrow").is_in(sent.implode()),
                )
            else:
                answers[place] = months.group_by("period").agg(
                    covered=pl.col("month").is_in(sent.implode()).all()
                )
        answered.append(
            answers[place].select(pl.lit(indicator.key).alias("indicator"), "period", "covered")
        )
    return pl.concat(answered)


def _reporting_year() -> pl.Expr:
    end = pl.col("period_end")
    return (end.dt.year() + (end.dt.month() > 3)).cast(pl.Int64)  # noqa: PLR2004 (the year ends in March)
