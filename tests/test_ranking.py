"""A figure's rank, quartile and percentile among all authorities, worked by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from safeguard_kpi.measures.ranking import RANKING, ranked
from safeguard_kpi.reference_tables import AUTHORITIES

KEY = "re_referrals_within_12_months"


def _authorities(*values: float | None, indicator: str = KEY) -> pl.DataFrame:
    """Give an authority to each value, none of them Walsall."""
    rows = [
        {
            "indicator": indicator,
            "time_period": 2020,
            "table": "c1",
            "release": "drawn",
            "published": date(2024, 10, 31),
            "la_code": f"{400 + place}",
            "value": value,
            "status": "" if value is not None else "c",
        }
        for place, value in enumerate(values)
    ]
    return pl.DataFrame(rows, schema=AUTHORITIES)


def _stands(value: float | None, better: str, authorities: pl.DataFrame) -> tuple[Any, ...]:
    looked_at = pl.DataFrame(
        {"indicator": [KEY], "year": [2020], "value": [value], "better": [better]},
        schema_overrides={"value": pl.Float64},
    )
    return ranked(looked_at, authorities, "335").select(RANKING).row(0)


@pytest.mark.parametrize(
    ("better", "rank", "quartile"), [("lower", 2, 2), ("higher", 3, 3), ("neither", 3, 3)]
)
def test_rank_one_is_the_best_and_without_a_good_way_the_highest(
    better: str, rank: int, quartile: int
) -> None:
    found = _stands(20.0, better, _authorities(10.0, 30.0, 40.0))
    assert found == (rank, 4, quartile, 33)


def test_the_percentile_does_not_turn_with_polarity() -> None:
    others = _authorities(10.0, 30.0, 40.0, 50.0)
    assert {_stands(45.0, better, others)[3] for better in ("lower", "higher", "neither")} == {75}


def test_equal_values_share_the_better_rank_and_count_half_in_the_percentile() -> None:
    assert _stands(20.0, "lower", _authorities(10.0, 20.0, 20.0, 30.0)) == (2, 5, 2, 50)


def test_a_percentile_is_rounded_half_up() -> None:
    assert _stands(15.0, "lower", _authorities(10.0, *[20.0] * 7))[3] == 13, "one of eight: 12.5"


@pytest.mark.parametrize(
    ("ahead", "quartile"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)]
)
def test_eight_authorities_are_two_to_a_quarter(ahead: int, quartile: int) -> None:
    others = _authorities(*[10.0] * ahead, *[30.0] * (7 - ahead))
    assert _stands(20.0, "lower", others)[:3] == (ahead + 1, 8, quartile)


def test_suppressed_values_and_the_authority_s_own_published_one_are_not_counted() -> None:
    others = _authorities(10.0, None, 30.0)
    own = _authorities(5.0).with_columns(la_code=pl.lit("335"))
    assert _stands(20.0, "lower", pl.concat([others, own])) == (2, 3, 3, 50)


@pytest.mark.parametrize(
    ("value", "authorities"),
    [
        (None, _authorities(10.0)),
        (20.0, _authorities()),
        (20.0, _authorities(None)),
        (20.0, _authorities(10.0, indicator="referrals_per_10k")),
        (20.0, _authorities(10.0).with_columns(time_period=pl.lit(2019, pl.Int64))),
    ],
)
def test_there_is_no_rank_without_the_figure_or_without_others_of_its_year(
    value: float | None, authorities: pl.DataFrame
) -> None:
    assert _stands(value, "lower", authorities) == (None, None, None, None)
