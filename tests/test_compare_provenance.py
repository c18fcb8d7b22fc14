"""A comparison says which year, whose value and by which rule, and why it differs."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from drawn_figures import (
    BESIDE,
    ENQUIRIES,
    SAID,
    WALSALL,
    compare_drawn,
    differing,
    drawn,
    every_authority,
    near_walsall,
    printed,
    row_of,
)
from safeguard_kpi.measures.compare import compare
from safeguard_kpi.reference_tables import COMPARATORS, NEIGHBOURS


def test_the_authoritys_own_published_figure_is_a_difference_without_a_judgement() -> None:
    found = row_of(
        compare_drawn(WALSALL, printed(ENQUIRIES, "Walsall", 183.0)), "Walsall as published"
    )
    assert found["comparator_kind"] == "local_published"
    assert (found["difference"], found["judgement"]) == (0.4, "")


def test_another_authority_may_be_asked_for() -> None:
    reference = pl.DataFrame([printed(ENQUIRIES, "Dudley", 150.0)], schema=COMPARATORS)
    beside = replace(BESIDE, authorities=("Dudley",))
    found = row_of(compare(WALSALL, SAID, reference, near_walsall(), beside), "Dudley")
    assert (found["comparator_kind"], found["judgement"]) == ("authority", "higher")


TEN = tuple(f"{code}" for code in range(801, 811))


def test_neighbours_are_averaged_from_every_authority_s_values_not_from_the_few_held_whole() -> (
    None
):
    reference = pl.DataFrame([printed(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    every = every_authority(*((code, 100.0 + place) for place, code in enumerate(TEN)))
    found = compare(WALSALL, SAID, reference, near_walsall(*TEN), BESIDE, authorities=every)
    mean = row_of(found, "Statistical neighbours 2021 (mean)")
    assert (mean["comparator_value"], mean["areas_with_values"]) == (104.5, 10)
    assert (mean["judgement"], mean["period_compared"]) == ("higher", "2019-20")


@pytest.mark.parametrize(("known", "judgement"), [(8, "higher"), (7, "")])
def test_an_average_of_fewer_than_eight_of_ten_neighbours_is_not_judged(
    known: int, judgement: str
) -> None:
    reference = pl.DataFrame([printed(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    every = every_authority(*((code, 100.0) for code in TEN[:known]))
    found = compare(WALSALL, SAID, reference, near_walsall(*TEN), BESIDE, authorities=every)
    mean = row_of(found, "Statistical neighbours 2021 (mean)")
    assert (mean["comparator_value"], mean["judgement"]) == (100.0, judgement)
    said = "Only 7 of the 10 neighbours have values, so no judgement." in mean["note"]
    assert said == (known == 7)
    assert row_of(found, "England")["judgement"] == "higher"
    own = row_of(found, "Walsall as published")
    assert "run `safeguard-kpi comparators import` for this authority" in own["note"]


def test_a_region_spelt_anew_in_a_table_is_still_the_region() -> None:
    reference = pl.DataFrame(
        [
            printed(ENQUIRIES, "West Midlands", 160.0, time_period=2019, area_code="E12000005"),
            printed(ENQUIRIES, "West Midlands", 150.0, area_code="E12000005")
            | {"area_name": "West Midlands (region)"},
        ],
        schema=COMPARATORS,
    )
    found = row_of(compare(WALSALL, SAID, reference, near_walsall(), BESIDE), "West Midlands")
    assert (found["comparator_value"], found["judgement"]) == (150.0, "higher")


def test_an_authority_that_is_no_neighbour_is_compared_by_its_value() -> None:
    named = pl.DataFrame(
        [{"model": "2021", "la_code": "330", "la_name": "Birmingham", "neighbour_la_code": "350"}],
        schema=NEIGHBOURS,
    )
    reference = pl.DataFrame(
        [printed(ENQUIRIES, "England", 170.5, population_vintage="mid-2023")], schema=COMPARATORS
    )
    beside = replace(BESIDE, authorities=("Birmingham",))
    found = row_of(
        compare(
            WALSALL, SAID, reference, named, beside, authorities=every_authority(("330", 139.8))
        ),
        "Birmingham",
    )
    assert (found["comparator_value"], found["judgement"]) == (139.8, "higher")
    assert (found["release"], found["table"]) == ("Children in need 2024", "c4")
    assert (found["period_compared"], found["population_vintage"]) == ("2019-20", "mid-2023")


def test_a_figure_is_ranked_among_all_authorities_of_the_year_compared() -> None:
    reference = pl.DataFrame([printed(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    every = every_authority(("330", 139.8), ("332", 190.0), ("333", 200.0), ("335", 1.0))
    found = row_of(
        compare(WALSALL, SAID, reference, near_walsall(), BESIDE, authorities=every), "England"
    )
    assert (found["rank"], found["ranked_of"], found["quartile"]) == (3, 4, 3)
    assert found["percentile"] == 33


def test_each_comparison_carries_its_rule_and_its_definitional_difference() -> None:
    reference = pl.DataFrame([printed(ENQUIRIES, "England", 170.5)], schema=COMPARATORS)
    found = row_of(
        compare(WALSALL, differing("Counted twice."), reference, near_walsall(), BESIDE),
        "England",
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
    reference = pl.DataFrame([printed(ENQUIRIES, "Walsall", published)], schema=COMPARATORS)
    beside = replace(BESIDE, reasons=reasons)
    found = compare(WALSALL, differing(differs), reference, near_walsall(), beside)
    assert row_of(found, "Walsall as published")["note"] == note


def test_a_rolling_year_is_not_said_to_differ_from_what_was_published_of_another() -> None:
    rolling = WALSALL.with_columns(grain=pl.lit("rolling_12_months"), period_end=date(2020, 6, 30))
    found = compare_drawn(rolling, printed(ENQUIRIES, "Walsall", 183.0))
    assert "published" not in row_of(found, "Walsall as published")["note"]


def test_a_model_without_neighbours_here_says_so() -> None:
    found = compare_drawn(WALSALL, printed(ENQUIRIES, "England", 170.5))
    mean = row_of(found, "Statistical neighbours 2021 (mean)")
    assert mean["note"] == "The releases read have no values of its neighbours by this model."


def test_rolling_months_are_set_beside_the_latest_year_that_had_ended() -> None:
    rolling = WALSALL.with_columns(
        grain=pl.lit("rolling_12_months"),
        period=pl.lit("12 months to December 2019"),
        period_end=date(2019, 12, 31),
    )
    found = row_of(
        compare_drawn(
            rolling,
            printed(ENQUIRIES, "England", 170.5),
            printed(ENQUIRIES, "England", 171.1, time_period=2019, period="2018-19"),
        ),
        "England",
    )
    assert (found["period_compared"], found["comparator_value"]) == ("2018-19", 171.1)
    assert found["stale"] is False
    assert found["note"] == "Set beside the year 2018-19, the latest that had ended."


def test_a_year_not_yet_published_is_set_beside_the_latest_and_said_to_be_stale() -> None:
    later = WALSALL.with_columns(period=pl.lit("2020-21"), period_end=date(2021, 3, 31))
    found = row_of(compare_drawn(later, printed(ENQUIRIES, "England", 170.5)), "England")
    assert (found["period_compared"], found["stale"]) == ("2019-20", True)
    assert found["note"] == "The latest year published is 2019-20."


def test_a_figure_before_every_published_year_has_a_row_that_says_so() -> None:
    early = WALSALL.with_columns(period=pl.lit("2018-19"), period_end=date(2019, 3, 31))
    found = row_of(compare_drawn(early, printed(ENQUIRIES, "England", 170.5)), "England")
    assert (found["comparator_value"], found["comparator_status"]) == (None, "x")
    assert found["note"] == "No year in the releases read had ended by 31 March 2019."


def test_a_suppressed_comparator_is_told_and_not_judged() -> None:
    found = row_of(
        compare_drawn(WALSALL, printed(ENQUIRIES, "West Midlands", None)), "West Midlands"
    )
    assert (found["comparator_status"], found["judgement"]) == ("c", "")
    assert found["note"] == "Suppressed by the Department."


def test_a_median_without_an_interval_is_not_judged() -> None:
    figure = drawn("assessment_days", value=28.0, method="median")
    found = row_of(compare_drawn(figure, printed("assessment_days", "England", 31.0)), "England")
    assert (found["difference"], found["judgement"]) == (-3.0, "")
    assert found["note"] == "No interval, so no judgement."


def test_a_figure_that_was_not_sent_keeps_its_row_and_its_reason() -> None:
    figure = drawn(ENQUIRIES, status="x", note="No enquiries were sent.")
    found = row_of(compare_drawn(figure, printed(ENQUIRIES, "England", 170.5)), "England")
    assert (found["value"], found["difference"], found["judgement"]) == (None, None, "")
    assert found["note"] == "No enquiries were sent."
