"""Changes are told in words, judged by their limits where they have any."""

import pytest

from safeguard_kpi.reports.drawing.typeset import lines_of
from safeguard_kpi.reports.words import Number, change


def number(value: float | None, half: float | None = None) -> Number:
    if value is None or half is None:
        return Number(value, None, None)
    return Number(value, value - half, value + half)


@pytest.mark.parametrize(
    ("now", "before", "better", "said"),
    [
        (number(25.2, 1), number(20.1, 1), "lower", "Worse: up 5.1 points"),
        (number(25.2, 1), number(20.1, 1), "higher", "Better: up 5.1 points"),
        (number(20.1, 1), number(25.2, 1), "lower", "Better: down 5.1 points"),
        (number(20.1, 1), number(25.2, 1), "higher", "Worse: down 5.1 points"),
        (number(25.2, 1), number(20.1, 1), "neither", "Higher: up 5.1 points"),
        (number(20.1, 1), number(25.2, 1), "neither", "Lower: down 5.1 points"),
        (number(25.2, 3), number(20.1, 3), "lower", "Similar: up 5.1 points"),
        (number(20.0, 3), number(20.0, 3), "lower", "Similar: no change"),
        (number(25.2), number(20.1), "lower", "Up 5.1 points"),
        (number(20.1), number(20.1), "lower", "No change"),
        (number(None), number(20.1), "lower", "[x]"),
        (number(20.1), number(None), "lower", "[x]"),
    ],
)
def test_a_change_of_a_share_is_told(now: Number, before: Number, better: str, said: str) -> None:
    assert change(now, before, unit="percent", decimals=1, better=better) == said


def test_limits_that_touch_are_similar() -> None:
    touching = change(
        Number(25, 23, 27), Number(21, 19, 23), unit="percent", decimals=1, better="lower"
    )
    apart = change(
        Number(25, 23.1, 27), Number(21, 19, 23), unit="percent", decimals=1, better="lower"
    )

    assert (touching, apart) == ("Similar: up 4.0 points", "Worse: up 4.0 points")


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (1256, 2060, "Down 804 (39%)"),
        (3060, 2060, "Up 1,000 (49%)"),
        (5, 0, "Up 5"),
        (0, 5, "Down 5 (100%)"),
        (9, 8, "Up 1 (13%)"),
    ],
)
def test_a_change_of_a_count_says_its_share(now: float, before: float, said: str) -> None:
    found = change(number(now), number(before), unit="count", decimals=0, better="neither")

    assert found == said


def test_a_difference_is_worked_out_on_what_was_published() -> None:
    found = change(number(0.3), number(0.1), unit="per_10k", decimals=1, better="neither")

    assert found == "Up 0.2"


def test_a_text_too_long_for_a_column_takes_more_lines() -> None:
    assert lines_of("Referrals", 20) == 1
    assert lines_of("Referrals " * 8, 20) > 3
    assert lines_of("early_help_stepped_down_to_universal", 10) > 2
    assert lines_of("", 10) == 1
