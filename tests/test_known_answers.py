"""Every indicator gives the answer that was worked out by hand from a drawn table."""

from typing import Any

import pytest

from drawn_tables import Story, indicators, stories, story_figures

STORIES = stories()
ANSWERS = [
    pytest.param(story, answer, id=f"{story.name}: {answer['indicator']} in {answer['period']}")
    for story in STORIES
    for answer in story.answers
]
PARTS = ("numerator", "denominator", "unknown", "value")


def test_every_indicator_has_a_known_answer() -> None:
    answered = {answer["indicator"] for story in STORIES for answer in story.answers}
    assert {indicator.key for indicator in indicators()} == answered


def test_every_indicator_has_an_answer_with_something_counted() -> None:
    something = {
        answer["indicator"]
        for story in STORIES
        for answer in story.answers
        if answer.get("numerator", 0) > 0 or answer.get("value", 0) > 0
    }
    assert {indicator.key for indicator in indicators()} == something


def test_every_share_has_an_answer_with_something_left_out() -> None:
    less = {
        answer["indicator"]
        for story in STORIES
        for answer in story.answers
        if answer.get("numerator", 0) < answer.get("denominator", 0)
    }
    assert {indicator.key for indicator in indicators() if indicator.unit == "percent"} <= less


@pytest.mark.parametrize(("story", "answer"), ANSWERS)
def test_the_figure_is_the_one_worked_by_hand(story: Story, answer: dict[str, Any]) -> None:
    rows = _figures(story).filter(indicator=answer["indicator"], period=answer["period"], cut="all")
    assert rows.height == 1
    figure = rows.row(0, named=True)
    expected = {"status": "", **answer}
    told = {part for part in PARTS if part in answer}
    assert told == (
        {"status"} & told if expected["status"] in {"x", "z"} else _needed(figure["method"])
    )
    for name in expected.keys() - {"why", "lower", "upper"}:
        assert figure[name] == expected[name], f"{name}: {figure}"
    for limit in {"lower", "upper"} & expected.keys():
        assert figure[limit] == pytest.approx(expected[limit], abs=0.06)


def _needed(method: str) -> set[str]:
    """Name the parts that an answer must give: no part of a figure goes unchecked."""
    match method:
        case "count":
            return {"numerator", "value"}
        case "median":
            return {"denominator", "unknown", "value"}
    return set(PARTS) if method == "Wilson" else {"numerator", "denominator", "value"}


_SEEN: dict[str, Any] = {}


def _figures(story: Story) -> Any:
    if story.name not in _SEEN:
        _SEEN[story.name] = story_figures(story)
    return _SEEN[story.name]
