"""Lists with a row for each code: the rows of one assessment are one assessment with all its factors."""

from pathlib import Path

import polars as pl
import pytest

from census_both import as_tables, as_xml, made
from intake_drawn import only, said, sheets, taken
from test_census_both import figures

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


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ([("b) No", "1A"), ("a) Yes", "1A")], "no"),
        ([("a) Yes", "1A"), ("b) No", "1A")], "yes"),
        ([("NONE", "1A"), ("LD", "1A"), ("AUT", "1A")], "no"),
        ([("Not known", "1A"), ("Yes", "1A")], "unknown"),
        ([("Yes", "21"), ("Yes", "1A")], "yes"),
        ([("No", "21"), ("No", "zzz")], "no"),
    ],
)
def test_rows_that_contradict_each_other_are_not_gathered_and_told(
    tmp_path: Path, told: list[tuple[str, str]], meant: str
) -> None:
    rows = [["A", MAY, JUNE, *cells] for cells in told]
    admitted = taken(sheets(tmp_path / "a.xlsx", {"Assessments": [HEAD, *rows]}))
    assert not said(admitted, "rows_of_one")
    assert [found["row"] for found in said(admitted, "key_repeated")] == list(
        range(3, 2 + len(rows))
    )
    assert admitted.frames["assessments"]["disability"].to_list() == [meant]


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


@pytest.mark.parametrize("numbered", [True, False])
def test_a_census_with_a_row_for_each_factor_gives_the_figures_of_its_xml(
    tmp_path: Path, *, numbered: bool
) -> None:
    children = made(60, seed=9)
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
