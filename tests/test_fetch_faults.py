"""An API that is busy, at fault or changed is waited for, or told of in a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from asking import NEED, Asking, asking_a_drawn_api
from safeguard_kpi.comparators.fetching import data_sets, fetch, file_name
from safeguard_kpi.errors import SafeguardError


@pytest.fixture
def asking() -> Iterator[Asking]:
    with asking_a_drawn_api() as found:
        yield found


def _later(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ([{"Retry-After": "7"}], [7.0]),
        ([{"Retry-After": "600"}], [60.0]),
        ([{}, {}, {}], [1.0, 2.0, 4.0]),
        ([{"Retry-After": "soon"}, {"Retry-After": "3"}], [1.0, 3.0]),
        ([{"Retry-After": _later(-5)}], [0.0]),
        ([{"Retry-After": "Mon, 01 Jan 2024 00:00:00 -0000"}], [0.0]),
        ([{"Retry-After": "\u00b2"}], [1.0]),
    ],
)
def test_an_api_asked_too_often_is_asked_again_when_it_says(
    asking: Asking, headers: list[dict[str, str]], waited: list[float]
) -> None:
    asking.server.faults = [(429, one, "{}") for one in headers]
    assert len(data_sets(asking.api, NEED)) == 3
    assert asking.waited == waited


def test_a_day_and_time_to_ask_again_is_kept_to(asking: Asking) -> None:
    asking.server.faults = [(503, {"Retry-After": _later(30)}, "")]
    data_sets(asking.api, NEED)
    assert 25 < asking.waited[0] <= 30


def test_after_so_many_tries_it_is_given_up(asking: Asking) -> None:
    asking.server.faults = [(429, {}, "{}")] * 4
    with pytest.raises(SafeguardError, match="with 429") as refused:
        data_sets(asking.api, NEED)
    assert refused.value.hint == "it was asked too often; try again later"
    assert len(asking.waited) == 3


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            400,
            '{"title": "There are validation errors.", "status": 400, "errors": {"indicators[0]": [{"message": "Not found.", "code": "x"}]}}',
            r"with 400; There are validation errors.; indicators\[0\]: Not found.",
        ),
        (
            400,
            '{"title": "Bad", "errors": {"": [{"message": "All of it."}]}}',
            "with 400; Bad; All of it.",
        ),
        (
            400,
            '{"title": "Bad", "errors": [{"path": "page", "message": "Too high."}]}',
            "Bad; page: Too high.",
        ),
        (403, '{"title": "Forbidden", "detail": "Not yours."}', "with 403; Forbidden; Not yours."),
        (500, "<html>oops</html>", "answered .* with 500"),
        (500, "[]", "answered .* with 500"),
        (302, "", "answered .* with 302"),
        (200, "<html>hello</html>", "not understood: it is no JSON"),
        (200, "[1]", "not understood: it is no JSON object"),
        (400, '{"title": "Bad", "errors": "all of it"}', "Bad; all of it"),
        (200, '{"results": null, "paging": {"totalResults": 1}}', "it has no `results` with"),
        (200, '{"results": ["x"], "paging": {"totalResults": 1}}', "data-sets is not understood"),
        (200, '{"results": [1, 2], "paging": {"totalResults": 1}}', "its pages do not add up"),
        (200, '{"results": []}', "not understood: it has no `results` with `paging`"),
        (200, '{"results": [], "paging": {"totalResults": 5}}', "its pages do not add up"),
        (
            200,
            '{"results": [{"id": "x"}], "paging": {"totalResults": 1}}',
            "KeyError 'title'",
        ),
    ],
)
def test_a_fault_is_told_in_the_api_s_own_words(
    asking: Asking, status: int, body: str, said: str
) -> None:
    asking.server.faults = [(status, {}, body)]
    with pytest.raises(SafeguardError, match=said) as told:
        data_sets(asking.api, NEED)
    assert told.value.hint
    assert asking.waited == []


def test_a_total_that_changes_between_pages_is_not_taken_for_a_whole(asking: Asking) -> None:
    first = '{"results": [{"id": "a"}], "paging": {"totalResults": 2}}'
    second = '{"results": [{"id": "b"}], "paging": {"totalResults": 3}}'
    asking.server.faults = [(200, {}, first), (200, {}, second)]
    with pytest.raises(SafeguardError, match="do not add up"):
        list(asking.api.listed("publications"))


def test_metadata_that_do_not_know_a_place_are_not_guessed_at(
    asking: Asking, tmp_path: Path
) -> None:
    enquiries = next(one for one in data_sets(asking.api, NEED) if "47" in one.title)
    asking.server.faults = [
        (
            200,
            {},
            '{"indicators": [{"id": "i0", "column": "n"}], "filters": [], "geographicLevels": [], "locations": []}',
        )
    ]
    with pytest.raises(SafeguardError, match="not understood"):
        fetch(asking.api, enquiries, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_version_with_a_path_in_it_stays_in_the_folder_and_a_file_is_no_folder(
    asking: Asking, tmp_path: Path
) -> None:
    enquiries = next(one for one in data_sets(asking.api, NEED) if "47" in one.title)
    outside = enquiries._replace(title="a/b", version="../../x/1.0")
    assert file_name(outside) == "a_b_vx.1.0.csv"
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SafeguardError, match="can't be written"):
        fetch(asking.api, enquiries, tmp_path / "file")


def test_no_answer_at_all_is_a_sentence(asking: Asking) -> None:
    nowhere = replace(asking.api, base="http://127.0.0.1:9/statistics/v1")
    with pytest.raises(SafeguardError, match="did not answer at http") as told:
        data_sets(nowhere, NEED)
    assert "can be downloaded" in told.value.hint
    assert asking.waited == [1.0, 2.0, 4.0]
