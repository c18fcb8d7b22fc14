"""Fetching keeps to the API as it is documented: pages, versions, publications and symbols."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import drawn_release
from asking import NEED, Asking, asking_a_drawn_api
from safeguard_kpi.comparators.fetching import at_version, data_sets, fetch, find_publication
from safeguard_kpi.comparators.importing import import_release
from safeguard_kpi.comparators.release import load_release
from safeguard_kpi.errors import SafeguardError


@pytest.fixture
def asking() -> Iterator[Asking]:
    with asking_a_drawn_api() as found:
        yield found


def test_what_is_fetched_is_imported_as_the_downloaded_files_are(
    asking: Asking, tmp_path: Path
) -> None:
    declared = tmp_path / "release.toml"
    declared.write_text(drawn_release.DECLARED, encoding="utf-8")
    release = load_release(declared)
    files = [
        fetch(asking.api, one, tmp_path / "fetched").file for one in data_sets(asking.api, NEED)
    ]
    fetched = import_release(files, [release])
    (tmp_path / "given").mkdir()
    downloaded = import_release(drawn_release.lay_out(tmp_path / "given"), [release])
    by = ["table", "measure", "time_period", "area_code"]
    assert fetched.figures.sort(by).equals(downloaded.figures.sort(by))
    assert fetched.populations.equals(downloaded.populations)


def test_symbols_come_as_they_are(asking: Asking, tmp_path: Path) -> None:
    enquiries = next(one for one in data_sets(asking.api, NEED) if "47" in one.title)
    written = pl.read_csv(fetch(asking.api, enquiries, tmp_path).file, infer_schema=False)
    assert {"c", "k", "z", ":", ".."} <= set(written["11-15_days"]) | set(written["ICPC"]) | set(
        written["0-10_days"]
    )
    assert written.columns[:3] == ["time_period", "time_identifier", "geographic_level"]
    assert set(written["geographic_level"]) == {"National", "Regional", "Local authority"}


def test_a_query_is_read_to_its_last_page_at_the_largest_size(
    asking: Asking, tmp_path: Path
) -> None:
    asking.server.most_queried = 3
    enquiries = next(one for one in data_sets(asking.api, NEED) if "47" in one.title)
    assert fetch(asking.api, enquiries, tmp_path).rows == 10
    queries = [said for method, _, said in asking.server.asked if method == "POST"]
    assert [said["page"] for said in queries] == [1, 2, 3, 4]
    assert {said["pageSize"] for said in queries} == {10_000}
    assert {said["dataSetVersion"] for said in queries} == {"2.0"}


def test_lists_are_read_to_their_last_page(asking: Asking) -> None:
    asking.server.titles = {f"Set {at:02}": drawn_release.ENQUIRIES for at in range(45)}
    assert [one.title for one in data_sets(asking.api, NEED)] == [
        f"Set {at:02}" for at in range(45)
    ]
    pages = [said["page"] for _, path, said in asking.server.asked if path.endswith("data-sets")]
    assert pages == ["1", "2", "3"]


def test_an_older_version_is_asked_for_by_its_number(asking: Asking, tmp_path: Path) -> None:
    first = at_version(asking.api, data_sets(asking.api, NEED)[0], "1.0")
    assert first.published == "2023-10-26T09:30:00+00:00"
    fetched = fetch(asking.api, first, tmp_path)
    assert fetched.file.name == "assessments_v1.0.csv"
    assert {
        said["dataSetVersion"]
        for _, path, said in asking.server.asked
        if path.endswith(("meta", "query"))
    } == {"1.0"}


@pytest.mark.parametrize("version", ["3.0", "1.1"])
def test_a_version_that_is_not_there_or_withdrawn_is_refused_with_those_that_are(
    asking: Asking, version: str
) -> None:
    with pytest.raises(SafeguardError, match=f"has no version {version}") as refused:
        at_version(asking.api, data_sets(asking.api, NEED)[0], version)
    assert refused.value.hint == "versions: 1.0, 2.0"


def test_a_withdrawn_data_set_is_refused(asking: Asking, tmp_path: Path) -> None:
    gone = data_sets(asking.api, NEED)[0]._replace(status="Withdrawn")
    with pytest.raises(SafeguardError, match="was withdrawn"):
        fetch(asking.api, gone, tmp_path)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Children in need", "pub-children-in-need"),
        ("children in NEED", "pub-children-in-need"),
        ("looked", "pub-children-looked-after"),
    ],
)
def test_a_publication_is_found_by_its_title_or_words_that_only_one_has(
    asking: Asking, words: str, found: str
) -> None:
    asking.server.publications = [
        "Children in need",
        "Children looked after",
        "Children in need of a school",
    ]
    assert find_publication(asking.api, words)[0] == found


@pytest.mark.parametrize(
    ("words", "hint"),
    [("children", "Children in need; Children looked after"), ("crime", "not every")],
)
def test_none_or_several_publications_are_told(asking: Asking, words: str, hint: str) -> None:
    asking.server.publications = ["Children looked after", "Children in need"]
    with pytest.raises(
        SafeguardError, match=f"publications of the API answer to `{words}`"
    ) as told:
        find_publication(asking.api, words)
    assert hint in told.value.hint
