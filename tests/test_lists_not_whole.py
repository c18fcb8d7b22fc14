"""A list of which a part cannot be read gives no figure: never one that is too low."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from intake_drawn import HEADERS, row, sheets
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.settings import Authority, Settings

WALSALL = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
YEAR = (date(2019, 4, 1), date(2019, 6, 30))
FIRST = [row(A=n, D=date(2019, 4, n), E=None) for n in range(1, 29)]
SECOND = [row(A=n, D=date(2019, 5, n - 28), E=None) for n in range(29, 57)]
THIRD = [row(A=n, D=date(2019, 6, n - 56), E=None) for n in range(57, 87)]


def contacts_by_month(
    inputs: Path, coverage: dict[str, tuple[date, date]] | None = None
) -> list[float | None]:
    settings = Settings(
        authority=WALSALL, inputs=inputs, as_of=date(2019, 6, 30), coverage=coverage or {}
    )
    journey = Journey(settings=settings, today=date(2019, 12, 31))
    figures = journey.compute(journey.validate(journey.ingest())).figures
    counted = figures.filter(
        (pl.col("indicator") == "mash_contacts") & (pl.col("cut") == "all") & (pl.col("grain") == "month")
    )  # fmt: skip
    return counted.filter(pl.col("period_start") >= YEAR[0]).sort("period_start")["value"].to_list()


def drawn(folder: Path, **parts: list[list[Any]]) -> Path:
    folder.mkdir()
    other = ["Child ID", "Date of referral", "Referral source"]
    referrals = [[n, date(2019, 4 + n % 3, 1 + n % 28), "Police"] for n in range(60)]
    sheets(folder / "list.xlsx", {**parts, "Referrals": [other, *referrals]})
    return folder


@pytest.mark.parametrize("coverage", [{}, {"mash_contacts": YEAR}], ids=["by dates", "as told"])
def test_a_list_that_goes_on_without_headers_has_no_figure(
    tmp_path: Path, coverage: dict[str, tuple[date, date]]
) -> None:
    whole = drawn(tmp_path / "whole", Contacts=[HEADERS, *FIRST, *SECOND, *THIRD])
    assert contacts_by_month(whole, coverage) == [28, 28, 30]
    cut = drawn(tmp_path / "cut", Contacts=[HEADERS, *FIRST, *SECOND[:14]], Sheet2=[*SECOND[14:], *THIRD])  # fmt: skip
    assert contacts_by_month(cut, coverage) == [None, None, None]


def test_a_list_that_goes_on_in_another_order_has_no_figure(tmp_path: Path) -> None:
    turned = [cells[::-1] for cells in (HEADERS, *SECOND, *THIRD)]
    cut = drawn(tmp_path / "cut", Contacts=[HEADERS, *FIRST, *turned])
    assert contacts_by_month(cut) == [None, None, None]


def test_what_is_told_of_one_feed_is_not_lost_with_anothers_list(tmp_path: Path) -> None:
    cut = drawn(tmp_path / "cut", Contacts=[HEADERS, *FIRST], Sheet2=SECOND)
    settings = Settings(
        authority=WALSALL,
        inputs=cut,
        as_of=date(2019, 6, 30),
        coverage={"mash_contacts": YEAR, "referrals": YEAR},
    )
    journey = Journey(settings=settings, today=date(2019, 12, 31))
    figures = journey.compute(journey.validate(journey.ingest())).figures
    made = figures.filter(indicator="referrals", cut="all", grain="month").drop_nulls("value")
    assert made.height == 3
