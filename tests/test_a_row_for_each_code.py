"""Lists with a row for each code: the rows of one assessment are one assessment with all its factors."""

from pathlib import Path

import polars as pl
import pytest

from census_both import Element, as_tables, as_xml, made
from census_drawn import taken as census
from intake_drawn import CONTRACTS, only, said, sheets, taken
from safeguard_kpi.intake import read_in
from test_census_both import figures
from test_returns import opened, returned, told

HEAD = ["Child ID", "Assessment started", "Assessment completed", "Disability", "Factors"]
MAY, JUNE = "01/05/2019", "03/06/2019"
CELLS = ["rows_in", "rows_admitted", "rows_refused", "cells_in", "cells_used", "cells_not_known",
         "cells_unused", "cells_refused", "cells_said_blank"]  # fmt: skip


def read(
    path: Path, *rows: list[str | None], head: list[str] | None = None
) -> tuple[list[list[str] | None], tuple[int, ...]]:
    """Give the factors of the assessments admitted, and the sheet's counts."""
    admitted = taken(sheets(path / "a.xlsx", {"Assessments": [head or HEAD, *rows]}))
    (counts,) = admitted.submissions.select(CELLS).rows()
    assert counts[3] == sum(counts[4:])
    return admitted.frames["assessments"]["factors"].to_list(), counts


def test_rows_that_differ_in_their_factor_alone_are_one_assessment(tmp_path: Path) -> None:
    admitted, counts = read(
        tmp_path,
        ["A", MAY, JUNE, "No", "1A"],
        ["A", MAY, JUNE, "No", "4B"],
        ["B", MAY, JUNE, "No", "4B"],
        ["A", MAY, JUNE, "No", "3B"],
        ["A", JUNE, None, "No", None],
    )
    assert admitted == [
        ["alcohol_child", "domestic_abuse_parent", "mental_health_parent"],
        ["mental_health_parent"],
        None,
    ]
    # Three assessments: five cells, five, and three; the factors of the first count as one list.
    assert counts == (3, 3, 0, 13, 13, 0, 0, 0, 0)


def test_it_is_said_once_how_many_rows_were_gathered(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, "No", factor] for factor in ("1A", "3B", "4B")]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    found = only(admitted, "rows_of_one")
    assert found["level"] == "note"
    assert found["message"] == (
        "3 rows that differ in nothing but Factors identified are read as 1, each with all that its"
        " rows say."
    )
    assert not said(admitted, "key_repeated")


@pytest.mark.parametrize(
    "other",
    [
        ["A", MAY, "04/06/2019", "No", "3B"],
        ["A", MAY, JUNE, "No", "1A, 3B"],
        ["A", MAY, JUNE, "No", "1A"],
    ],
    ids=["another end", "several codes in a cell", "the very same"],
)
def test_what_differs_otherwise_is_a_repeat(tmp_path: Path, other: list[str | None]) -> None:
    factors, counts = read(tmp_path, ["A", MAY, JUNE, "No", "1A"], other)
    assert (factors, counts[:3]) == ([["alcohol_child"]], (2, 1, 1))


def test_of_a_row_for_each_disability_and_factor_nothing_is_lost(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["A", MAY, JUNE, told, factor] for told in ("AUT", "LD") for factor in ("1A", "3B")
    ]
    factors, counts = read(tmp_path, *rows)
    assert (factors, counts[:3]) == ([["alcohol_child", "domestic_abuse_parent"]], (1, 1, 0))


def test_of_several_disabilities_one_is_enough(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, told, "1A"] for told in (None, "LD", "AUT")]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    assert admitted.frames["assessments"].select("disability", "factors").rows() == [
        ("yes", ["alcohol_child"])
    ]


TORN = ["alcohol_child", "none"]


@pytest.mark.parametrize("turned", [False, True], ids=["", "turned"])
@pytest.mark.parametrize(
    ("told", "disability", "factors"),
    [
        ([("b) No", "1A"), ("a) Yes", "1A")], "yes", ["alcohol_child"]),
        ([("NONE", "1A"), ("LD", "1A"), ("AUT", "1A")], "yes", ["alcohol_child"]),
        ([("Not known", "1A"), ("Yes", "1A")], "yes", ["alcohol_child"]),
        ([("Not known", "1A"), ("No", "1A")], "unknown", ["alcohol_child"]),
        ([("zzz", "1A"), ("No", "1A")], None, ["alcohol_child"]),
        ([("zzz", "1A"), ("AUT", "1A")], "yes", ["alcohol_child"]),
        ([("Yes", "21"), ("Yes", "1A")], "yes", TORN),
        ([("No", "21"), ("No", "zzz")], "no", ["none", "unreadable"]),
    ],
)
def test_rows_that_contradict_each_other_are_one_in_whatever_order(
    tmp_path: Path,
    told: list[tuple[str, str]],
    disability: str | None,
    factors: list[str],
    *,
    turned: bool,
) -> None:
    rows = [["A", MAY, JUNE, *cells] for cells in (reversed(told) if turned else told)]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    assert only(admitted, "rows_of_one")["message"].startswith(f"{len(told)} rows")
    assert not said(admitted, "key_repeated")
    assert admitted.frames["assessments"].select("disability", "factors").rows() == [
        (disability, factors)
    ]
    warned = said(admitted, "rule_no_factors_stands_alone")
    assert len(warned) == ("none" in factors)


def test_a_disability_that_is_none_beside_one_is_asked_about_where_it_stands(
    tmp_path: Path,
) -> None:
    rows = [["A", MAY, JUNE, told, "1A"] for told in ("AUT", None, "No", "LD")]
    rows += [["B", MAY, JUNE, told, "1A"] for told in ("No", "Not known")]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    asked = only(admitted, "codes_contradict")
    assert (asked["row"], asked["column"], asked["level"]) == (4, "D", "query")


def test_a_cell_that_cannot_be_read_is_told_where_it_stands(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, "No", factor] for factor in ("1A", "zzz", "3B")]
    rows += [["B", MAY, JUNE, told, "1A"] for told in ("No", "yyy")]
    rows += [["C", MAY, JUNE, "No", "zzz"]]
    rows += [["D", MAY, JUNE, told, "1A"] for told in ("AUT", "xxx")]
    path = sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]})
    admitted = taken(path)
    places = [(found["row"], found["column"]) for found in said(admitted, "code_unknown")]
    assert sorted(places) == [(3, "E"), (6, "D"), (7, "E"), (9, "D")]
    spelt = read_in([path], CONTRACTS, workers=0).spellings.filter(pl.col("meaning").is_null())
    assert sorted(spelt.select("spelling", "cells").rows()) == [
        ("xxx", 1),
        ("yyy", 1),
        ("zzz", 2),
    ]


def test_the_very_cell_goes_back_and_is_known_again_once_put_right(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, "No", factor] for factor in ("1A", "zzz", "3B")]
    bad = sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]})
    returned(tmp_path / "out", bad)
    made = opened(tmp_path / "out", "Council - children's social care")["Assessments"]
    marked = {cell.coordinate for cells in made for cell in cells if cell.comment}
    assert marked == {"E3"}
    # Sent again under another name, and further down, with a code in its place.
    rows[1][4] = "16A"
    good = sheets(tmp_path / "b.xlsx", {"Assessments": [["Our list"], HEAD, *rows]})
    assert told(returned(tmp_path / "out", good)) == [(1, 1, 0, 0, 0)]


def test_an_error_in_one_of_the_rows_is_told_and_not_lost(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, "No", factor] for factor in ("1A", "=1/0", "3B")]
    rows += [["B", MAY, JUNE, told, "1A"] for told in ("=A1", "No")]
    rows += [["C", MAY, JUNE, told, "1A"] for told in ("=A1", "AUT")]
    path = sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]})
    admitted = taken(path)
    places = [(found["row"], found["column"]) for found in said(admitted, "formula_not_worked_out")]
    assert sorted(places) == [(3, "E"), (5, "D"), (7, "D")]
    assert admitted.frames["assessments"].select("disability", "factors").rows() == [
        ("no", ["alcohol_child", "domestic_abuse_parent", "unreadable"]),
        (None, ["alcohol_child"]),
        ("yes", ["alcohol_child"]),
    ]
    (counts,) = admitted.submissions.select(CELLS).rows()
    assert counts[3] == sum(counts[4:])


def test_two_ways_to_say_that_there_is_none_agree(tmp_path: Path) -> None:
    rows = [["A", MAY, JUNE, *cells] for cells in (("No", "1A"), ("NONE", "3B"))]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    assert only(admitted, "rows_of_one")["level"] == "note"
    assert admitted.frames["assessments"].select("disability", "factors").rows() == [
        ("no", ["alcohol_child", "domestic_abuse_parent"])
    ]


def test_assessments_with_numbers_of_their_own_are_kept_apart(tmp_path: Path) -> None:
    head = ["LAchildID", "CINdetailsID", "AssessmentID", "AssessmentActualStartDate",
            "AssessmentAuthorisationDate", "AssessmentFactors"]  # fmt: skip
    rows = [["A", "0", number, MAY, JUNE, factor] for number, factor in
            [("7", "1A"), ("7", "3B"), ("8", "4B"), ("8", "20")]]  # fmt: skip
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [head, *rows]}))
    assert admitted.frames["assessments"]["factors"].to_list() == [
        ["alcohol_child", "domestic_abuse_parent"]
    ]
    # As in the XML, of two assessments that started on one day the first counts.
    assert only(admitted, "key_repeated")["row"] == 4


def without_factors(element: Element) -> Element:
    """Say of the assessments with another factor (20) that there is none, beside whatever they have."""
    name, inside = element
    if isinstance(inside, str):
        return (name, "21" if (name, inside) == ("AssessmentFactors", "20") else inside)
    return (name, [without_factors(each) for each in inside])


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("torn", [False, True])
def test_a_census_with_a_row_for_each_factor_gives_the_figures_of_its_xml(
    tmp_path: Path, *, numbered: bool, torn: bool
) -> None:
    children = made(60, seed=9)
    if torn:
        children = [without_factors(child) for child in children]
    (tmp_path / "xml").mkdir()
    as_xml(tmp_path / "xml" / "census.xml", children)
    tables = as_tables(tmp_path / "tables", children)
    path = tables["Assessments"]
    frame = pl.read_csv(path, infer_schema=False).rename({"": "at"}, strict=False)
    apart = (
        frame.with_columns(AssessmentID=pl.int_range(pl.len()) + 1)
        .with_columns(pl.col("AssessmentFactors").str.strip_chars("[]").str.split(", "))
        .explode("AssessmentFactors")
        .with_columns(pl.col("AssessmentFactors").str.strip_chars("'"))
    )
    assert apart.height > frame.height
    (apart if numbered else apart.drop("AssessmentID")).write_csv(path)
    place = ["indicator", "grain", "period", "cut", "category"]
    xml, flat = (figures(tmp_path / form).sort(place) for form in ("xml", "tables"))
    assert xml.equals(flat)
    shares = flat.filter(pl.col("indicator").str.starts_with("factor_"), cut="all", grain="year")
    assert shares.drop_nulls("value").filter(pl.col("numerator") > 0).height >= 2
    paths = [sorted((tmp_path / form).iterdir()) for form in ("xml", "tables")]
    warned = [len(said(census(*each), "rule_no_factors_stands_alone")) for each in paths]
    assert warned[0] == warned[1]
    assert (warned[0] > 3) == torn
