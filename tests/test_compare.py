"""A figure is set beside the right place, and judged by its own interval."""

import polars as pl
import pytest

from drawn_figures import ENQUIRIES, WALSALL, compare_drawn, drawn, printed, row_of
from safeguard_kpi.tables import COMPARISONS


def test_walsalls_enquiries_in_2019_20_were_higher_than_englands() -> None:
    found = row_of(compare_drawn(WALSALL, printed(ENQUIRIES, "England", 170.5)), "England")
    assert found["period_compared"] == "2019-20"
    assert found["difference"] == 12.9
    assert found["judgement"] == "higher"
    assert found["children"] == 21
    assert found["children_sentence"] == "21 fewer enquiries would have been similar to England."
    assert found["stale"] is False


@pytest.mark.parametrize(("moved", "judgement"), [(20, "higher"), (21, "similar")])
def test_the_children_away_are_the_fewest_that_would_do(moved: int, judgement: str) -> None:
    figure = drawn(ENQUIRIES, numerator=1256 - moved, denominator=68488, value=180.0)
    found = row_of(compare_drawn(figure, printed(ENQUIRIES, "England", 170.5)), "England")
    assert found["judgement"] == judgement


def test_a_low_rate_says_how_many_more_would_have_been_similar() -> None:
    found = row_of(compare_drawn(WALSALL, printed(ENQUIRIES, "England", 200.7)), "England")
    assert found["judgement"] == "lower"
    assert found["children_sentence"] == "46 more enquiries would have been similar to England."


@pytest.mark.parametrize(
    ("indicator", "value", "judgement"),
    [
        ("re_referrals_within_12_months", 19.0, "better"),
        ("re_referrals_within_12_months", 10.0, "worse"),
        ("re_referrals_within_12_months", 15.0, "similar"),
        ("conference_within_15_days", 19.0, "worse"),
        ("conference_within_15_days", 10.0, "better"),
    ],
)
def test_polarity_turns_sides_into_better_and_worse(
    indicator: str, value: float, judgement: str
) -> None:
    figure = drawn(indicator, numerator=150, denominator=1000, value=15.0)
    found = row_of(compare_drawn(figure, printed(indicator, "England", value)), "England")
    assert found["judgement"] == judgement


def test_a_better_figure_is_not_told_how_to_become_similar() -> None:
    figure = drawn("conference_within_15_days", numerator=900, denominator=1000, value=90.0)
    found = row_of(
        compare_drawn(figure, printed("conference_within_15_days", "England", 80.0)), "England"
    )
    assert found["judgement"] == "better"
    assert found["children"] is None


def test_neighbours_are_averaged_over_those_with_values() -> None:
    found = compare_drawn(
        WALSALL,
        printed(ENQUIRIES, "Sandwell", 100.1),
        printed(ENQUIRIES, "Dudley", 200.2),
        printed(ENQUIRIES, "Derby", None),
        near=("333", "332", "831"),
    )
    mean = row_of(found, "Statistical neighbours 2021 (mean)")
    assert mean["comparator_value"] == 150.2, "150.15 is rounded half up"
    assert (mean["areas_with_values"], mean["areas_in_group"]) == (2, 3)
    assert row_of(found, "Statistical neighbours 2021 (median)")["comparator_value"] == 150.2


def test_the_median_of_three_neighbours_is_the_middle_one() -> None:
    found = compare_drawn(
        WALSALL,
        printed(ENQUIRIES, "Sandwell", 300.0),
        printed(ENQUIRIES, "Dudley", 90.4),
        printed(ENQUIRIES, "Derby", 100.1),
        near=("333", "332", "831"),
    )
    assert row_of(found, "Statistical neighbours 2021 (median)")["comparator_value"] == 100.1
    assert row_of(found, "Statistical neighbours 2021 (mean)")["comparator_value"] == 163.5


def test_neighbours_without_a_value_leave_none() -> None:
    found = compare_drawn(WALSALL, printed(ENQUIRIES, "Derby", None), near=("831",))
    mean = row_of(found, "Statistical neighbours 2021 (mean)")
    assert mean["comparator_value"] is None
    assert (mean["comparator_status"], mean["areas_with_values"]) == ("x", 0)


def test_a_count_is_set_beside_the_same_authoritys_count_alone() -> None:
    figure = drawn("section_47_started", numerator=1250, value=1250.0)
    found = compare_drawn(
        figure,
        printed("section_47_started", "England", 201000.0),
        printed("section_47_started", "Walsall", 1256.0),
    )
    assert found["comparator"].to_list() == ["Walsall as published"]
    assert found["difference"].to_list() == [-6.0]


@pytest.mark.parametrize(
    "changed", [{"cut": "locality"}, {"grain": "quarter"}, {"indicator": "mash_contacts"}]
)
def test_quarters_cuts_and_local_indicators_are_set_beside_nothing(changed: dict[str, str]) -> None:
    figure = WALSALL.with_columns(**{name: pl.lit(value) for name, value in changed.items()})
    assert compare_drawn(figure, printed(ENQUIRIES, "England", 170.5)).is_empty()


def test_an_area_is_never_set_beside_itself() -> None:
    england = WALSALL.with_columns(area=pl.lit("England"))
    found = compare_drawn(england, printed(ENQUIRIES, "England", 170.5))
    assert "England" not in found["comparator"]


def test_comparisons_have_the_columns_all_rooms_agreed_on() -> None:
    assert compare_drawn(WALSALL, printed(ENQUIRIES, "England", 170.5)).schema == COMPARISONS
