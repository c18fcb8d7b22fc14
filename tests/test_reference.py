"""The reference files are chosen by one rule, written the same every time, and refused when spoilt."""

from pathlib import Path

import polars as pl
import pytest

import drawn_release
from drawn_reference import build
from safeguard_kpi.comparators.choosing import build_reference
from safeguard_kpi.comparators.gathering import gather
from safeguard_kpi.comparators.importing import import_release
from safeguard_kpi.comparators.neighbours import load_models
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference, populations_in_use
from safeguard_kpi.comparators.release import load_releases
from safeguard_kpi.comparators.writing import write_reference
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators import catalogue
from shared_files import SHARED

ROOT = Path(__file__).parents[1]
COMMITTED = ROOT / "inputs" / "reference"


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    return build(tmp_path)


@pytest.fixture
def written(reference: Reference, tmp_path: Path) -> Path:
    write_reference(reference, tmp_path / "reference")
    return tmp_path / "reference"


def _one(reference: Reference, indicator: str, name: str, year: int) -> dict[str, object]:
    at = (
        pl.col("indicator") == indicator,
        pl.col("area_name") == name,
        pl.col("time_period") == year,
    )
    return reference.comparators.filter(*at).row(0, named=True)


def test_a_printed_rate_outlives_a_newer_release_that_prints_none(reference: Reference) -> None:
    row = _one(reference, "section_47_started_per_10k", "Walsall", 2024)
    assert (row["value"], row["release"]) == (200.0, "Drawn 2024")


def test_a_rate_that_no_release_prints_is_worked_out_on_its_own_population(
    reference: Reference,
) -> None:
    row = _one(reference, "section_47_started_per_10k", "Walsall", 2025)
    assert (row["numerator"], row["denominator"], row["value"]) == (171, 9500, 180.0)
    assert row["population_vintage"] == "drawn mid-2023 to mid-2024"


def test_the_newest_release_wins_where_both_print_or_neither_does(reference: Reference) -> None:
    assert _one(reference, "section_47_started", "Walsall", 2024)["value"] == 161.0
    assert _one(reference, "section_47_started", "Walsall", 2023)["release"] == "Drawn 2024"
    assert _one(reference, "conference_within_15_days", "Sandwell", 2024)["value"] == 64.3


def test_an_authority_keeps_one_code_through_a_change_of_boundary(reference: Reference) -> None:
    derby = reference.comparators.filter(pl.col("la_code") == "831")
    assert derby["area_code"].unique().to_list() == ["E06000099"]


def test_local_rates_stand_on_the_population_of_the_published_ones(reference: Reference) -> None:
    used = populations_in_use(reference).filter(pl.col("area_name") == "Walsall")
    assert used.select("mid_year", "population").rows() == [
        (2022, 10000),
        (2023, 8000),
        (2024, 9500),
    ]


def test_an_authority_that_no_release_knows_is_refused(tmp_path: Path) -> None:
    reference = build(tmp_path)
    declared = load_releases([tmp_path / "a.toml"])
    imported = import_release(drawn_release.lay_out(tmp_path), declared)
    with pytest.raises(SafeguardError, match="the authority 999 is in none of the releases"):
        build_reference(imported, reference.neighbours, la_codes=["999"])


def test_what_is_written_is_what_is_read(reference: Reference, written: Path) -> None:
    for table, again in zip(reference, read_reference(written), strict=True):
        assert table.equals(again)


def test_the_same_releases_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in write_reference(build(other), other / "reference"):
        assert file.read_bytes() == (written / file.name).read_bytes()


def test_neighbours_are_read_with_their_rank_and_closeness(reference: Reference) -> None:
    walsall = reference.neighbours.filter(pl.col("la_code") == "335")
    assert walsall["rank"].to_list() == list(range(1, 11))
    assert {"Sandwell", "Derby"} < set(walsall["neighbour_name"])
    assert set(walsall["closeness"]) == {"Very close"}


def test_tables_and_neighbours_may_be_given_together(reference: Reference, tmp_path: Path) -> None:
    gathered = gather(
        [*drawn_release.lay_out(tmp_path, newer=True), tmp_path / "neighbours.csv"],
        releases=load_releases(sorted(tmp_path.glob("*.toml"))),
        models=load_models([tmp_path / "neighbours_model"]),
        la_codes=["335"],
    )
    assert gathered.reference.comparators.equals(reference.comparators)
    assert gathered.ignored == ()


def test_the_committed_files_can_be_read_and_carry_every_national_indicator() -> None:
    comparators, populations, neighbours, authorities = read_reference(COMMITTED)
    national = {indicator.key for indicator in catalogue() if indicator.national}
    assert set(comparators["indicator"]) == national
    walsall = comparators.filter(
        pl.col("la_code") == "335", pl.col("indicator") == "section_47_started_per_10k"
    )
    assert walsall.filter(pl.col("period").is_in(["2018-19", "2019-20"]))["value"].to_list() == [
        303.7,
        183.4,
    ]
    assert authorities.filter(
        indicator="section_47_started_per_10k", time_period=2020, la_code="335"
    )["value"].to_list() == [183.4]
    own = neighbours.filter(pl.col("la_code") == "335")["neighbour_la_code"].unique()
    assert set(own) <= set(comparators["la_code"])
    assert set(own) <= set(populations["la_code"])


@pytest.mark.skipif(
    not (SHARED / "published").exists(), reason="the releases are not beside this checkout"
)
def test_the_committed_files_are_what_the_releases_give(tmp_path: Path) -> None:
    releases = load_releases(sorted((ROOT / "schemas" / "releases").glob("*.toml")))
    models = load_models(sorted((ROOT / "schemas" / "neighbours").glob("*.toml")))
    files = sorted(SHARED.glob("published/*/*.csv"))
    gathered = gather(files, releases=releases, models=models, la_codes=["335"])
    for file in write_reference(gathered.reference, tmp_path):
        assert file.read_bytes() == (COMMITTED / file.name).read_bytes(), file.name
