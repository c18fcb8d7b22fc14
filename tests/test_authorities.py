"""The file of every authority's values is written as it is read, and refused where it is spoilt."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from safeguard_kpi.comparators.distribution import lengthened, widened
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.reference_tables import AUTHORITIES

FOLDER = Path(__file__).parents[1] / "inputs" / "reference"
COMMITTED = read_reference(FOLDER)

DRAWN = pl.DataFrame(
    [
        ("referrals_per_10k", 2023, "c1", "Drawn", date(2024, 10, 31), "332", 500.0, ""),
        ("referrals_per_10k", 2023, "c1", "Drawn", date(2024, 10, 31), "335", None, "c"),
        ("referrals_per_10k", 2024, "c1", "Drawn", date(2024, 10, 31), "335", 637.6, ""),
    ],
    schema=AUTHORITIES,
    orient="row",
)


def test_a_row_holds_every_authority_a_symbol_where_it_is_hidden_nothing_where_it_is_not() -> None:
    assert widened(DRAWN).select("time_period", "332", "335").rows() == [
        (2023, "500", "c"),
        (2024, None, "637.6"),
    ]


def test_what_is_written_is_what_is_read() -> None:
    text = widened(DRAWN).with_columns(pl.all().cast(pl.String))
    assert lengthened(text, hint="again").equals(DRAWN)


def test_counts_are_left_out_for_no_two_authorities_are_compared_by_them() -> None:
    keys = set(COMMITTED.authorities["indicator"])
    assert "section_47_started_per_10k" in keys
    assert "assessment_days" in keys
    assert not keys & {"referrals", "section_47_started", "children_in_need", "plans_open"}


def test_the_authority_stands_here_with_the_values_it_has_among_the_comparators() -> None:
    key = ["indicator", "time_period", "la_code"]
    both = COMMITTED.authorities.join(COMMITTED.comparators, on=key, suffix="_there")
    assert both.height > 7_000
    for column in ("value", "status", "release", "published", "table"):
        assert both[column].equals(both[f"{column}_there"].alias(column), null_equal=True), column


@pytest.mark.parametrize("la_code", ["390", "929", "815", "825", "933"])
def test_an_authority_whose_ons_code_changed_has_one_unbroken_series(la_code: str) -> None:
    every = COMMITTED.authorities
    series = every.filter(indicator="section_47_started_per_10k", la_code=la_code)
    assert series["time_period"].to_list() == list(range(2013, 2026))


@pytest.mark.parametrize(
    ("abolished", "new", "first"),
    [("928", "940", 2022), ("835", "838", 2020), ("909", "942", 2024)],
)
def test_split_authorities_stay_apart(abolished: str, new: str, first: int) -> None:
    every = COMMITTED.authorities.filter(indicator="section_47_started_per_10k")
    before = every.filter(la_code=abolished)["time_period"].to_list()
    after = every.filter(la_code=new)["time_period"].to_list()
    assert (max(before), min(after)) == (first - 1, first)


def _spoil(was: str, becomes: str) -> Callable[[str], str]:
    return lambda text: text.replace(was, becomes, 1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_spoil(",201,", ",20,"), "line 1: it has other columns"),
        (_spoil(",201,202,", ",202,201,"), "line 1: it has other columns"),
        (_spoil("indicator,", "key,"), "line 1: it has other columns"),
        (_spoil(",c2,", ",,"), "line 2, column `table`: the cell is empty"),
        (_spoil("2024-10-31", "31/10/2024"), "line 2, column `published`: the cell is empty or"),
        (
            _spoil("2024-10-31,", "2024-10-31,about "),
            "column `201`: the cell is neither a value nor",
        ),
        (
            lambda text: text[: len(text) // 2],
            r"authorities.csv, line \d+|other columns|as a table",
        ),
        (
            lambda text: text + text.splitlines(keepends=True)[1],
            "gives assessment_days of .* twice",
        ),
    ],
)
def test_a_spoilt_file_is_refused_by_place(
    tmp_path: Path, spoil: Callable[[str], str], said: str
) -> None:
    shutil.copytree(FOLDER, tmp_path / "reference")
    file = tmp_path / "reference" / "authorities.csv"
    text = file.read_text(encoding="utf-8")
    assert spoil(text) != text
    file.write_text(spoil(text), encoding="utf-8")
    with pytest.raises(SafeguardError, match=said) as refused:
        read_reference(tmp_path / "reference")
    assert refused.value.hint
