"""Rounding is held to exact decimals and to the values the Department for Education printed."""

import csv
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard_kpi.measures.rounding import as_units, from_units, published, published_value
from shared_files import SHARED

TIES = SHARED / "golden" / "rounding_tie_cases.csv"

PRINTED = [(10, 160, 6.3), (9, 400, 2.3), (549, 720, 76.3), (890, 4000, 22.3), (1874, 4000, 46.9)]
"""Parts, wholes and the percentage printed in *Children in need* 2024 (DfE, OGL v3.0)."""


def _one(numerator: int | None, denominator: int | None, *, per: int, decimals: int) -> object:
    frame = pl.DataFrame(
        {"n": [numerator], "d": [denominator]}, schema={"n": pl.Int64, "d": pl.Int64}
    )
    return frame.select(published(pl.col("n"), pl.col("d"), per=per, decimals=decimals)).item()


@pytest.mark.parametrize(("part", "whole", "printed"), PRINTED)
def test_a_tie_is_rounded_up_as_it_was_printed(part: int, whole: int, printed: float) -> None:
    assert _one(part, whole, per=100, decimals=1) == printed
    assert published_value(part, whole) == printed


def test_walsalls_enquiries_come_out_as_published() -> None:
    assert _one(2060, 67833, per=10_000, decimals=1) == 303.7
    assert _one(1256, 68488, per=10_000, decimals=1) == 183.4


@pytest.mark.skipif(not TIES.exists(), reason="the golden files are not beside this checkout")
def test_every_golden_tie_is_rounded_as_published() -> None:
    with TIES.open(encoding="utf-8-sig", newline="") as opened:
        cases = list(csv.DictReader(opened))
    assert len(cases) > 20
    for case in cases:
        value = _one(int(case["numerator"]), int(case["denominator"]), per=100, decimals=1)
        assert value == float(case["published"])


@given(
    numerator=st.integers(0, 2**63 - 1),
    denominator=st.integers(1, 2**63 - 1),
    per=st.sampled_from([1, 100, 10_000]),
    decimals=st.integers(0, 3),
)
def test_columns_and_scalars_agree_with_exact_decimals(
    numerator: int, denominator: int, per: int, decimals: int
) -> None:
    scaled = (2 * numerator * per * 10**decimals + denominator) // (2 * denominator)
    expected = float(Decimal(scaled).scaleb(-decimals))
    assert published_value(numerator, denominator, per=per, decimals=decimals) == pytest.approx(
        expected, rel=1e-15
    )
    assert _one(numerator, denominator, per=per, decimals=decimals) == pytest.approx(
        expected, rel=1e-15
    )


@given(numerator=st.integers(0, 10_000_000), denominator=st.integers(1, 20_000_000))
def test_everyday_figures_are_the_very_float_a_printed_value_reads_as(
    numerator: int, denominator: int
) -> None:
    exact = Decimal(numerator) * 10_000 / Decimal(denominator)
    if exact * 100 % 1 == 0 or exact < 1_000_000:
        printed = float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
        assert _one(numerator, denominator, per=10_000, decimals=1) == printed


@pytest.mark.parametrize(("part", "whole"), [(None, 5), (5, None), (0, 0), (5, 0), (5, -1)])
def test_there_is_no_value_without_both_parts(part: int | None, whole: int | None) -> None:
    assert _one(part, whole, per=100, decimals=1) is None


def test_a_scalar_without_a_denominator_has_no_value() -> None:
    assert published_value(0, 0) is None


@pytest.mark.parametrize("per", [0, -1, 10**17])
def test_a_scale_that_could_overflow_is_refused(per: int) -> None:
    with pytest.raises(ValueError, match="must lie in 1 to"):
        published(pl.col("n"), pl.col("d"), per=per)


def test_units_of_printed_values_are_whole() -> None:
    frame = pl.DataFrame({"v": [28.8, 0.0, 171.1, None]})
    assert frame.select(as_units(pl.col("v"))).to_series().to_list() == [288, 0, 1711, None]


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_long_columns_come_out_as_the_floats_printed_values_are_read_as(decimals: int) -> None:
    frame = pl.DataFrame({"n": range(20_000)}).with_columns(d=pl.lit(10**decimals))
    expected = [float(Decimal(n).scaleb(-decimals)) for n in range(20_000)]
    assert (
        frame.select(from_units(pl.col("n"), decimals=decimals)).to_series().to_list() == expected
    )
    value = published(pl.col("n"), pl.col("d"), per=1, decimals=decimals)
    assert frame.select(value).to_series().to_list() == expected
