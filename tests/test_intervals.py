"""Limits are held to published vectors, and to what limits must always do."""

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard_kpi.measures.intervals import (
    STRICT,
    USUAL,
    poisson_limits,
    proportion_limits,
    rate_limits,
    rate_method,
)
from shared_files import SHARED

GOLDEN = SHARED / "golden" / "statistics.json"
LEVELS = (USUAL, STRICT)

RATES = [
    (1, 100, 0.025317807984289897, 5.571643390938898, 0.0010005003335835344, 9.233413476451585),
    (5, 100, 1.62348639011842, 11.668332079322669, 0.739371731917839, 16.454745203680105),
    (20, 100, 12.211428834875937, 30.889880369197066, 8.922802365144193, 38.08503562504191),
    (222, 3215, 6.026574877652675, 7.87572937087185, 5.560737695259854, 8.46104668173341),
]
"""Count, base, limits per 100 at 95 and 99.8 %: PHEindicatormethods' own test data (UKHSA)."""

SHARES = [
    (1, 100, 0.0017674320641406511, 0.054486196178705294, 0.000873065697299977, 0.1045544528370582)
]
"""Part, whole, limits at 95 and 99.8 %: as above."""


def _rate(
    count: int | None, base: int | None, *, per: int = 1, level: float = USUAL
) -> tuple[Any, ...]:
    frame = pl.DataFrame({"n": [count], "d": [base]}, schema={"n": pl.Int64, "d": pl.Int64})
    limits = rate_limits(pl.col("n"), pl.col("d"), per=per, confidence=level)
    return frame.select(limits.lower.alias("l"), limits.upper.alias("u")).row(0)


def _share(
    part: int | None, whole: int | None, *, per: int = 1, level: float = USUAL
) -> tuple[Any, ...]:
    frame = pl.DataFrame({"n": [part], "d": [whole]}, schema={"n": pl.Int64, "d": pl.Int64})
    limits = proportion_limits(pl.col("n"), pl.col("d"), per=per, confidence=level)
    return frame.select(limits.lower.alias("l"), limits.upper.alias("u")).row(0)


@pytest.mark.parametrize("case", RATES)
def test_rates_have_the_published_limits(case: tuple[int, int, float, float, float, float]) -> None:
    count, base, *limits = case
    found = [edge for level in LEVELS for edge in _rate(count, base, per=100, level=level)]
    assert found == pytest.approx(limits, rel=1e-12)


@pytest.mark.parametrize("case", SHARES)
def test_shares_have_the_published_limits(
    case: tuple[int, int, float, float, float, float],
) -> None:
    part, whole, *limits = case
    found = [edge for level in LEVELS for edge in _share(part, whole, level=level)]
    assert found == pytest.approx(limits, rel=1e-12)


@pytest.mark.skipif(not GOLDEN.exists(), reason="the golden files are not beside this checkout")
def test_every_golden_limit_is_met() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    checked = 0
    for kind, limits in (("rates", _rate), ("proportions", _share)):
        for case in golden[kind]:
            for level, low, high in ((0.95, "l95", "u95"), (0.998, "l998", "u998")):
                found = limits(
                    case["numerator"], case["denominator"], per=case["multiplier"], level=level
                )
                if case["value"] is None:
                    assert found == (None, None)
                else:
                    assert found == pytest.approx((case[low], case[high]), rel=1e-12)
                    checked += 1
    assert checked > 60


def test_no_events_have_a_lower_limit_of_nought_and_a_known_upper_one() -> None:
    assert poisson_limits(0) == pytest.approx((0.0, 3.688879454113936), rel=1e-14)
    assert _rate(0, 10) == pytest.approx((0.0, 0.3688879454113936), rel=1e-14)
    assert _share(0, 10) == pytest.approx((0.0, 0.2775327998628892), rel=1e-12)


def test_nine_events_have_the_limits_in_garwoods_table() -> None:
    assert poisson_limits(9) == pytest.approx((4.1154, 17.0848), abs=5e-5)


@pytest.mark.parametrize("count", [-1, 10])
def test_exact_limits_are_refused_outside_their_range(count: int) -> None:
    with pytest.raises(ValueError, match="0 to 9"):
        poisson_limits(count)


def test_the_method_changes_at_ten() -> None:
    frame = pl.DataFrame({"n": [0, 9, 10, 500]})
    assert frame.select(rate_method(pl.col("n"))).to_series().to_list() == [
        "exact Poisson",
        "exact Poisson",
        "Byar",
        "Byar",
    ]


@given(
    count=st.integers(0, 100_000), base=st.integers(1, 12_000_000), level=st.sampled_from(LEVELS)
)
def test_limits_of_a_rate_hold_its_value_and_widen_with_confidence(
    count: int, base: int, level: float
) -> None:
    lower, upper = _rate(count, base, per=10_000, level=level)
    assert 0 <= lower <= count / base * 10_000 < upper
    wide = _rate(count, base, per=10_000, level=0.998)
    assert wide[0] <= lower
    assert upper <= wide[1]


@given(count=st.integers(0, 300), level=st.sampled_from(LEVELS))
def test_more_events_move_both_limits_up(count: int, level: float) -> None:
    fewer, more = _rate(count, 1000, level=level), _rate(count + 1, 1000, level=level)
    assert fewer[0] < more[0]
    assert fewer[1] < more[1]


@given(data=st.data(), whole=st.integers(1, 1_000_000), level=st.sampled_from(LEVELS))
def test_limits_of_a_share_hold_its_value_within_nought_and_one(
    data: st.DataObject, whole: int, level: float
) -> None:
    part = data.draw(st.integers(0, whole))
    lower, upper = _share(part, whole, level=level)
    assert 0 <= lower <= part / whole + 1e-15
    assert part / whole - 1e-15 <= upper <= 1


@pytest.mark.parametrize(("part", "whole"), [(None, 5), (5, None), (1, 0), (6, 5), (-1, 5)])
def test_there_are_no_limits_for_what_is_no_share(part: int | None, whole: int | None) -> None:
    assert _share(part, whole) == (None, None)


@pytest.mark.parametrize(("count", "base"), [(None, 5), (5, None), (1, 0), (-1, 5)])
def test_there_are_no_limits_for_what_is_no_rate(count: int | None, base: int | None) -> None:
    assert _rate(count, base) == (None, None)
