"""The rows behind a figure are the rows that were counted, for every indicator of the sample."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from invented import contracts
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.journey.assembly import evidence_of, standards_of
from safeguard_kpi.measures.behind import Part, hold_to_figure, of_figure, rows_counted
from safeguard_kpi.measures.evaluate import evaluate
from safeguard_kpi.sample.write import write_sample
from safeguard_kpi.settings import Authority, Settings

PERIODS = ["February 2020", "2019-20 Q4", "2019-20 Q3 year to date", "12 months to December 2019", "2018-19"]  # fmt: skip
WITHOUT = ["x", "z"]

Behind = Mapping[str, tuple[Indicator, pl.DataFrame]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, Behind]:
    folder = tmp_path_factory.mktemp("inputs") / "sample"
    write_sample(folder, contracts())
    files = [path for path in folder.iterdir() if path.suffix != ".txt"]
    admitted = admit(read_in(files, contracts(), workers=0), contracts(), today=date(2026, 1, 1))
    settings = Settings(
        authority=Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
    )
    indicators = catalogue(standards_of(settings, Declarations.standard()))
    evidence = evidence_of(admitted, contracts(), settings)
    rates = [each.key for each in indicators if each.unit == "per_10k"]
    people = pl.DataFrame({"indicator": rates}).join(
        pl.DataFrame({"year": [2019, 2020], "population": [68_000, 68_500]}), how="cross"
    )
    figures = evaluate(evidence, indicators, area="Walsall", populations=people)
    ends = figures.filter(pl.col("period").is_in(PERIODS))["period_end"].unique().to_list()
    behind = {each.key: (each, rows) for each, rows in rows_counted(evidence, indicators, ends)}
    return figures, behind


def told(figures: pl.DataFrame, *cuts: str) -> list[dict[str, Any]]:
    return figures.filter(
        pl.col("period").is_in(PERIODS), pl.col("cut").is_in(cuts), ~pl.col("status").is_in(WITHOUT)
    ).to_dicts()


def test_every_figure_of_the_whole_has_as_many_rows_as_it_says(
    made: tuple[pl.DataFrame, Behind],
) -> None:
    figures, behind = made
    looked_at = told(figures, "all")
    for figure in looked_at:
        indicator, rows = behind[figure["indicator"]]
        hold_to_figure(of_figure(rows, indicator, figure), indicator, figure)
    assert {figure["indicator"] for figure in looked_at} >= {
        each.key for each, _ in behind.values() if each.since == 0
    }


@pytest.mark.parametrize("cut", ["locality", "age_band", "sex"])
def test_every_figure_of_a_category_has_as_many_rows_as_it_says(
    made: tuple[pl.DataFrame, Behind], cut: str
) -> None:
    figures, behind = made
    looked_at = told(figures, cut)
    assert len(looked_at) > 100
    for figure in looked_at:
        indicator, rows = behind[figure["indicator"]]
        hold_to_figure(of_figure(rows, indicator, figure), indicator, figure)


@pytest.mark.parametrize("part", list(Part))
def test_one_row_too_few_is_noticed(made: tuple[pl.DataFrame, Behind], part: Part) -> None:
    figures, behind = made
    for figure in told(figures, "all"):
        indicator, rows = behind[figure["indicator"]]
        mine = of_figure(rows, indicator, figure).with_row_index("at")
        of_part = mine.filter(part=part.value)
        if indicator.unit == "percent" and of_part.height:
            less = mine.filter(pl.col("at") != of_part["at"][0])
            with pytest.raises(RuntimeError, match=indicator.key):
                hold_to_figure(less, indicator, figure)
            return
    pytest.fail(f"no share has a row that is {part.value}")
