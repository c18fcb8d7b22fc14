"""The figures of a census are the same from its XML and from its flattened tables."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from census_both import as_tables, as_xml, made
from census_drawn import taken
from safeguard_kpi.pipeline import Journey
from safeguard_kpi.settings import Authority, Settings

WALSALL = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
CENSUS = ["referrals", "children_in_need", "assessments", "section_47_enquiries",
          "child_protection_plans", "child_protection_reviews"]  # fmt: skip


def figures(inputs: Path) -> pl.DataFrame:
    journey = Journey(settings=Settings(authority=WALSALL, inputs=inputs), today=date(2026, 11, 1))
    return journey.compute(journey.validate(journey.ingest())).figures


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, children = tmp_path_factory.mktemp("both"), made()
    (folder / "xml").mkdir()
    as_xml(folder / "xml" / "census.xml", children)
    as_tables(folder / "tables", children)
    return folder / "xml", folder / "tables"


def test_the_rows_of_both_forms_are_the_same(both: tuple[Path, Path]) -> None:
    xml, tables = (taken(*sorted(folder.iterdir())) for folder in both)
    for name in CENSUS:
        one, other = (each.frames[name].drop("_submission", "_row") for each in (xml, tables))
        assert one.height
        by = [column for column, kind in one.schema.items() if kind != pl.List(pl.String)]
        assert_frame_equal(one.sort(by), other.sort(by))


def test_every_figure_of_both_forms_is_the_same(both: tuple[Path, Path]) -> None:
    xml, tables = (figures(folder) for folder in both)
    place = ["indicator", "grain", "period", "cut", "category"]
    told = xml.filter(pl.col("value").is_not_null())
    assert_frame_equal(xml.sort(place), tables.sort(place))
    assert {"re_referrals", "assessments_in_45_days", "conference_to_plan", "plans_open"} & set(
        told["indicator"]
    )
    assert told["indicator"].n_unique() > 25
