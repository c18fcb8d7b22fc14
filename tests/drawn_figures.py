"""Figures and published values drawn for the tests of comparing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import polars as pl

from safeguard_kpi.indicators.model import Better, Indicator
from safeguard_kpi.measures.compare import compare
from safeguard_kpi.measures.intervals import proportion_limits, rate_limits
from safeguard_kpi.measures.others import Beside
from safeguard_kpi.reference_tables import AUTHORITIES, COMPARATORS, NEIGHBOURS
from safeguard_kpi.tables import FIGURES

BESIDE = Beside(area_name="Walsall", la_code="335", region="West Midlands", models=("2021",))
ENQUIRIES = "section_47_started_per_10k"


@dataclass(frozen=True)
class Said:
    key: str
    unit: str
    better: Better = Better.NEITHER
    national: bool = True
    counted: str = "enquiries"
    source: str = "table c4"
    differs: str = ""


SAID = cast(
    "list[Indicator]",
    [
        Said(ENQUIRIES, "per_10k"),
        Said("section_47_started", "count"),
        Said("re_referrals_within_12_months", "percent", Better.LOWER),
        Said("conference_within_15_days", "percent", Better.HIGHER),
        Said("assessment_days", "days"),
        Said("mash_contacts", "count", national=False),
    ],
)


def differing(differs: str) -> list[Indicator]:
    said = [replace(one, differs=differs) for one in cast("list[Said]", SAID)]
    return cast("list[Indicator]", said)


def drawn(indicator: str, **said: Any) -> pl.DataFrame:
    """Draw one figure, with the limits that its parts give it."""
    row = {
        "indicator": indicator,
        "period": "2019-20",
        "grain": "year",
        "period_start": date(2019, 4, 1),
        "period_end": date(2020, 3, 31),
        "area": "Walsall",
        "cut": "all",
        "category": "All",
        "unknown": 0,
        "note": "",
        "status": "",
        **said,
    }
    frame = pl.DataFrame([row], schema=FIGURES)
    of = pl.col("numerator"), pl.col("denominator")
    limits = (
        rate_limits(*of, per=10_000) if indicator == ENQUIRIES else proportion_limits(*of, per=100)
    )
    if indicator == "assessment_days":
        return frame
    return frame.with_columns(lower=limits.lower, upper=limits.upper)


def printed(indicator: str, name: str, value: float | None, **said: Any) -> dict[str, Any]:
    levels = {"England": ("", "country"), "West Midlands": ("", "region")}
    codes = {"Walsall": "335", "Sandwell": "333", "Dudley": "332", "Derby": "831"}
    la_code, level = levels.get(name, (codes.get(name, ""), "authority"))
    return {
        "indicator": indicator,
        "table": "c4",
        "time_period": 2020,
        "period": "2019-20",
        "la_code": la_code,
        "area_code": "",
        "area_name": name,
        "area_level": level,
        "value": value,
        "status": "" if value is not None else "c",
        "release": "Children in need 2024",
        "published": date(2024, 10, 31),
        "population_vintage": "",
        "source": "drawn for a test",
        **said,
    }


def near_walsall(*codes: str) -> pl.DataFrame:
    rows = [
        {"model": "2021", "la_code": "335", "rank": rank, "neighbour_la_code": code}
        for rank, code in enumerate(codes, start=1)
    ]
    return pl.DataFrame(rows, schema=NEIGHBOURS)


def compare_drawn(
    figures: pl.DataFrame, *published: dict[str, Any], near: tuple[str, ...] = ()
) -> pl.DataFrame:
    reference = pl.DataFrame(list(published), schema=COMPARATORS)
    return compare(figures, SAID, reference, near_walsall(*near), BESIDE)


def every_authority(*values: tuple[str, float]) -> pl.DataFrame:
    rows = [
        {
            "indicator": ENQUIRIES,
            "time_period": 2020,
            "table": "c4",
            "release": "Children in need 2024",
            "published": date(2024, 10, 31),
            "la_code": la_code,
            "value": value,
            "status": "",
        }
        for la_code, value in values
    ]
    return pl.DataFrame(rows, schema=AUTHORITIES)


def row_of(compared: pl.DataFrame, comparator: str) -> dict[str, Any]:
    return compared.filter(pl.col("comparator") == comparator).row(0, named=True)


WALSALL = drawn(ENQUIRIES, numerator=1256, denominator=68488, value=183.4)
"""Walsall's section 47 enquiries in 2019-20, as published (DfE, Children in need 2024, c4)."""
