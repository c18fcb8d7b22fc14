"""A figure is set beside the right year and place, and judged by its own interval."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import polars as pl
import pytest

from safeguard_kpi.indicators.model import Better, Indicator
from safeguard_kpi.measures.compare import compare
from safeguard_kpi.measures.intervals import proportion_limits, rate_limits
from safeguard_kpi.measures.others import Beside
from safeguard_kpi.tables import AUTHORITIES, COMPARATORS, COMPARISONS, FIGURES, NEIGHBOURS

BESIDE = Beside(area_name="Walsall", la_code="335", region="West Midlands", models=("2021",))
ENQUIRIES = "section_47_started_per_10k"


@dataclass(frozen=True)
class _Said:
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
        _Said(ENQUIRIES, "per_10k"),
        _Said("section_47_started", "count"),
        _Said("re_referrals_within_12_months", "percent", Better.LOWER),
        _Said("conference_within_15_days", "percent", Better.HIGHER),
        _Said("assessment_days", "days"),
        _Said("mash_contacts", "count", national=False),
    ],
)


def _figure(indicator: str, **said: Any) -> pl.DataFrame:
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


def _published(indicator: str, name: str, value: float | None, **said: Any) -> dict[str, Any]:
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


def _neighbours(*codes: str) -> pl.DataFrame:
    rows = [
        {"model": "2021", "la_code": "335", "rank": rank, "neighbour_la_code": code}
        for rank, code in enumerate(codes, start=1)
    ]
    return pl.DataFrame(rows, schema=NEIGHBOURS)


def _compared(
    figures: pl.DataFrame, *published: dict[str, Any], near: tuple[str, ...] = ()
) -> pl.DataFrame:
    reference = pl.DataFrame(list(published), schema=COMPARATORS)
    return compare(figures, SAID, reference, _neighbours(*near), BESIDE)


def _all_of(*values: tuple[str, float]) -> pl.DataFrame:
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


def _beside(compared: pl.DataFrame, comparator: str) -> dict[str, Any]:
    return compared.filter(pl.col("comparator") == comparator).row(0, named=True)


WALSALL = _figure(ENQUIRIES, numerator=1256, denominator=68488, value=183.4)
"""Walsall's section 47 enquiries in 2019-20, as published (DfE, Children in need 2024, c4)."""


def test_walsalls_enquiries_in_2019_20_were_higher_than_englands() -> None:
    found = _beside(_compared(WALSALL, _published(ENQUIRIES, "England", 170.5)), "England")
    assert found["period_compared"] == "2019-20"
    assert found["difference"] == 12.9
    assert found["judgement"] == "higher"
    assert found["children"] == 21
    assert found["children_sentence"] == "21 fewer enquiries would have been similar to England."
    assert found["stale"] is False


@pytest.mark.parametrize(("moved", "judgement"), [(20, "higher"), (21, "similar")])
def test_the_children_away_are_the_fewest_that_would_do(moved: int, judgement: str) -> None:
    figure = _figure(ENQUIRIES, numerator=1256 - moved, denominator=68488, value=180.0)
    found = _beside(_compared(figure, _published(ENQUIRIES, "England", 170.5)), "England")
    assert found["judgement"] == judgement


def test_a_low_rate_says_how_many_more_would_have_been_similar() -> None:
    found = _beside(_compared(WALSALL, _published(ENQUIRIES, "England", 200.7)), "England")
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
    figure = _figure(indicator, numerator=150, denominator=1000, value=15.0)
    found = _beside(_compared(figure, _published(indicator, "England", value)), "England")
    assert found["judgement"] == judgement


def test_a_better_figure_is_not_told_how_to_become_similar() -> None:
    figure = _figure("conference_within_15_days", numerator=900, denominator=1000, value=90.0)
    found = _beside(
        _compared(figure, _published("conference_within_15_days", "England", 80.0)), "England"
    )
    assert found["judgement"] == "better"
    assert found["children"] is None


def test_neighbours_are_averaged_over_those_with_values() -> None:
    found = _compared(
        WALSALL,
        _published(ENQUIRIES, "Sandwell", 100.1),
        _published(ENQUIRIES, "Dudley", 200.2),
        _published(ENQUIRIES, "Derby", None),
        near=("333", "332", "831"),
    )
    mean = _beside(found, "Statistical neighbours 2021 (mean)")
    assert mean["comparator_value"] == 150.2, "150.15 is rounded half up"
    assert (mean["areas_with_values"], mean["areas_in_group"]) == (2, 3)
    assert _beside(found, "Statistical neighbours 2021 (median)")["comparator_value"] == 150.2


def test_the_median_of_three_neighbours_is_the_middle_one() -> None:
    found = _compared(
        WALSALL,
        _published(ENQUIRIES, "Sandwell", 300.0),
        _published(ENQUIRIES, "Dudley", 90.4),
        _published(ENQUIRIES, "Derby", 100.1),
        near=("333", "332", "831"),
    )
    assert _beside(found, "Statistical neighbours 2021 (median)")["comparator_value"] == 100.1
    assert _beside(found, "Statistical neighbours 2021 (mean)")["comparator_value"] == 163.5


def test_neighbours_without_a_value_leave_none() -> None:
    found = _compared(WALSALL, _published(ENQUIRIES, "Derby", None), near=("831",))
    mean = _beside(found, "Statistical neighbours 2021 (mean)")
    assert mean["comparator_value"] is None
    assert (mean["comparator_status"], mean["areas_with_values"]) == ("x", 0)


def test_the_authoritys_own_published_figure_is_a_difference_without_a_judgement() -> None:
    found = _beside(
        _compared(WALSALL, _published(ENQUIRIES, "Walsall", 183.0)), "Walsall as published"
    )
    assert found["comparator_kind"] == "local_published"
    assert (found["difference"], found["judgement"]) == (0.4, "")


def test_another_authority_may_be_asked_for() -> None:
    reference = pl.DataFrame([_published(ENQUIRIES, "Dudley", 150.0)], schema=COMPARATORS)
    beside = replace(BESIDE, authorities=("Dudley",))
    found = _beside(compare(WALSALL, SAID, reference, _neighbours(), beside), "Dudley")
    assert (found["comparator_kind"], found["judgement"]) == ("authority", "higher")


def test_an_authority_that_is_no_neighbour_is_compared_by_its_value() -> None:
    named = pl.DataFrame(
        [{"model": "2021", "la_code": "330", "la_name": "Birmingham", "neighbour_la_code": "350"}],
        schema=NEIGHBOURS,
    )
    reference = pl.DataFrame(
        [_published(ENQUIRIES, "England", 170.5, population_vintage="mid-2023")], schema=COMPARATORS
    )
    beside = replace(BESIDE, authorities=("Birmingham",))
    found = _beside(
        compare(WALSALL, SAID, reference, named, beside, authorities=_all_of(("330", 139.8))),
        "Birmingham",
    )
    assert (found["comparator_value"], found["judgement"]) == (139.8, "higher")
    assert (found["release"], found["table"]) == ("Children in need 2024", "c4")
    assert (found["period_compared"], found["population_vintage"]) == ("2019-20", "mid-2023")


def test_a_figure_is_ranked_among_all_authorities_of_the_year_compared() -> None:
    reference = pl.DataFrame([_published(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    every = _all_of(("330", 139.8), ("332", 190.0), ("333", 200.0), ("335", 1.0))
    found = _beside(
        compare(WALSALL, SAID, reference, _neighbours(), BESIDE, authorities=every), "England"
    )
    assert (found["rank"], found["ranked_of"], found["quartile"]) == (3, 4, 3)
    assert found["percentile"] == 33


def test_each_comparison_carries_its_rule_and_its_definitional_difference() -> None:
    said = [replace(one, differs="Counted twice.") for one in cast("list[_Said]", SAID)]
    reference = pl.DataFrame([_published(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    found = _beside(
        compare(WALSALL, cast("list[Indicator]", said), reference, _neighbours(), BESIDE), "England"
    )
    assert (found["rule"], found["differs"]) == ("table c4", "Counted twice.")


@pytest.mark.parametrize(
    ("published", "differs", "reasons", "note"),
    [
        (183.4, "", {}, "The same as published."),
        (
            183.0,
            "",
            {},
            "0.4 more than published. No reason is known: see whether the feed is whole.",
        ),
        (
            184.4,
            "",
            {},
            "1 less than published. No reason is known: see whether the feed is whole.",
        ),
        (184.4, "Another clock.", {}, "1 less than published. Another clock."),
        (
            184.4,
            "Another clock.",
            {ENQUIRIES: "A later extract."},
            "1 less than published. A later extract.",
        ),
        (None, "Another clock.", {}, "Suppressed by the Department."),
    ],
)
def test_a_difference_from_the_published_figure_is_told_with_its_reason(
    published: float | None, differs: str, reasons: dict[str, str], note: str
) -> None:
    said = [replace(one, differs=differs) for one in cast("list[_Said]", SAID)]
    reference = pl.DataFrame([_published(ENQUIRIES, "Walsall", published)], schema=COMPARATORS)
    beside = replace(BESIDE, reasons=reasons)
    found = compare(WALSALL, cast("list[Indicator]", said), reference, _neighbours(), beside)
    assert _beside(found, "Walsall as published")["note"] == note


def test_a_rolling_year_is_not_said_to_differ_from_what_was_published_of_another() -> None:
    rolling = WALSALL.with_columns(grain=pl.lit("rolling_12_months"), period_end=date(2020, 6, 30))
    found = _compared(rolling, _published(ENQUIRIES, "Walsall", 183.0))
    assert "published" not in _beside(found, "Walsall as published")["note"]


def test_a_model_without_neighbours_here_says_so() -> None:
    found = _compared(WALSALL, _published(ENQUIRIES, "England", 170.5))
    mean = _beside(found, "Statistical neighbours 2021 (mean)")
    assert mean["note"] == "The releases read have no values of its neighbours by this model."


def test_a_count_is_set_beside_the_same_authoritys_count_alone() -> None:
    figure = _figure("section_47_started", numerator=1250, value=1250.0)
    found = _compared(
        figure,
        _published("section_47_started", "England", 201000.0),
        _published("section_47_started", "Walsall", 1256.0),
    )
    assert found["comparator"].to_list() == ["Walsall as published"]
    assert found["difference"].to_list() == [-6.0]


def test_rolling_months_are_set_beside_the_latest_year_that_had_ended() -> None:
    rolling = WALSALL.with_columns(
        grain=pl.lit("rolling_12_months"),
        period=pl.lit("12 months to December 2019"),
        period_end=date(2019, 12, 31),
    )
    found = _beside(
        _compared(
            rolling,
            _published(ENQUIRIES, "England", 170.5),
            _published(ENQUIRIES, "England", 171.1, time_period=2019, period="2018-19"),
        ),
        "England",
    )
    assert (found["period_compared"], found["comparator_value"]) == ("2018-19", 171.1)
    assert found["stale"] is False
    assert found["note"] == "Set beside the year 2018-19, the latest that had ended."


def test_a_year_not_yet_published_is_set_beside_the_latest_and_said_to_be_stale() -> None:
    later = WALSALL.with_columns(period=pl.lit("2020-21"), period_end=date(2021, 3, 31))
    found = _beside(_compared(later, _published(ENQUIRIES, "England", 170.5)), "England")
    assert (found["period_compared"], found["stale"]) == ("2019-20", True)
    assert found["note"] == "The latest year published is 2019-20."


def test_a_figure_before_every_published_year_has_a_row_that_says_so() -> None:
    early = WALSALL.with_columns(period=pl.lit("2018-19"), period_end=date(2019, 3, 31))
    found = _beside(_compared(early, _published(ENQUIRIES, "England", 170.5)), "England")
    assert (found["comparator_value"], found["comparator_status"]) == (None, "x")
    assert found["note"] == "No year in the releases read had ended by 31 March 2019."


def test_a_suppressed_comparator_is_told_and_not_judged() -> None:
    found = _beside(
        _compared(WALSALL, _published(ENQUIRIES, "West Midlands", None)), "West Midlands"
    )
    assert (found["comparator_status"], found["judgement"]) == ("c", "")
    assert found["note"] == "Suppressed by the Department."


def test_a_median_without_an_interval_is_not_judged() -> None:
    figure = _figure("assessment_days", value=28.0, method="median")
    found = _beside(_compared(figure, _published("assessment_days", "England", 31.0)), "England")
    assert (found["difference"], found["judgement"]) == (-3.0, "")
    assert found["note"] == "No interval, so no judgement."


def test_a_figure_that_was_not_sent_keeps_its_row_and_its_reason() -> None:
    figure = _figure(ENQUIRIES, status="x", note="No enquiries were sent.")
    found = _beside(_compared(figure, _published(ENQUIRIES, "England", 170.5)), "England")
    assert (found["value"], found["difference"], found["judgement"]) == (None, None, "")
    assert found["note"] == "No enquiries were sent."


@pytest.mark.parametrize(
    "changed", [{"cut": "locality"}, {"grain": "quarter"}, {"indicator": "mash_contacts"}]
)
def test_quarters_cuts_and_local_indicators_are_set_beside_nothing(changed: dict[str, str]) -> None:
    figure = WALSALL.with_columns(**{name: pl.lit(value) for name, value in changed.items()})
    assert _compared(figure, _published(ENQUIRIES, "England", 170.5)).is_empty()


def test_an_area_is_never_set_beside_itself() -> None:
    england = WALSALL.with_columns(area=pl.lit("England"))
    found = _compared(england, _published(ENQUIRIES, "England", 170.5))
    assert "England" not in found["comparator"]


def test_comparisons_have_the_columns_all_rooms_agreed_on() -> None:
    assert _compared(WALSALL, _published(ENQUIRIES, "England", 170.5)).schema == COMPARISONS
