"""A row that is refused because another has its key leaves no month in doubt but its own."""

from datetime import date
from pathlib import Path

import pytest

from census_both import Element, as_tables, as_xml
from intake_drawn import CONTRACTS, TODAY, sheets
from safeguard_kpi.intake import admit, read_in
from test_census_both import figures

HEAD = ["Referral ID", "Child ID", "Date of referral", "Referral source"]


def child(ident: str, day: str, *, ethnicity: str = "WBRI") -> Element:
    return (
        "Child",
        [
            ("ChildIdentifiers", [("LAchildID", ident), ("PersonBirthDate", "2015-03-27")]),
            ("ChildCharacteristics", [("Ethnicity", ethnicity)]),
            (
                "CINdetails",
                [("CINreferralDate", day), ("ReferralSource", "6"), ("ReferralNFA", "false")],
            ),
        ],
    )


def referred(folder: Path) -> tuple[float | None, str]:
    (found,) = (
        figures(folder)
        .filter(indicator="referrals", grain="year", cut="all", period="2023-24")
        .select("value", "status")
        .rows()
    )
    return found


@pytest.mark.parametrize("form", ["xml", "tables"])
def test_a_child_twice_in_a_census_leaves_the_years_figure(tmp_path: Path, form: str) -> None:
    # Nobody is referred in half of the months; the census says so of its year.
    days = [f"2023-{month:02}-11" for month in (4, 6, 8, 10, 11, 12)]
    children = [child(f"A{number}", day) for number, day in enumerate(days)]
    children.append(child("A2", days[2], ethnicity="CHNE"))
    if form == "xml":
        as_xml(tmp_path / "census.xml", children)
    else:
        as_tables(tmp_path, children)
    assert referred(tmp_path) == (6, "")


def test_a_child_refused_for_its_dates_leaves_the_silent_months_in_doubt(tmp_path: Path) -> None:
    days = [f"2023-{month:02}-11" for month in (4, 6, 8, 10, 11, 12)]
    children = [child(f"A{number}", day) for number, day in enumerate(days)]
    as_xml(tmp_path / "census.xml", [*children, child("B", "soon")])
    assert referred(tmp_path) == (None, "x")


def rejected(path: Path, *rows: tuple[str, str, date, str]) -> list[int]:
    """Give how many rows may lie in months without rows, of one sheet of referrals."""
    read = read_in([sheets(path / "a.xlsx", {"Referrals": [HEAD, *rows]})], CONTRACTS, workers=0)
    told = admit(read, CONTRACTS, today=TODAY).submissions
    assert told.schema == read.submissions.schema
    counts: list[int] = told["rows_rejected"].to_list()
    return counts


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2019, 4, 2), 0),
        (date(2019, 4, 30), 0),
        (date(2019, 6, 1), 0),
        (date(2019, 3, 31), 1),
        (date(2019, 5, 1), 1),
        (date(2019, 5, 31), 1),
    ],
)
def test_only_a_month_with_rows_of_its_own_is_in_no_doubt(
    tmp_path: Path, day: date, left: int
) -> None:
    april, june = date(2019, 4, 2), date(2019, 6, 5)
    rows = [("R1", "A", april, "6"), ("R2", "B", june, "6"), ("R1", "A", day, "7")]
    assert rejected(tmp_path, *rows) == [left]


def test_of_numbers_that_begin_anew_each_month_the_refused_months_stay_in_doubt(
    tmp_path: Path,
) -> None:
    rows = [
        (f"R{number}", f"{month}{number}", date(2019, month, 2 + number), "6")
        for month in (4, 5)
        for number in range(8)
    ]
    assert rejected(tmp_path, *rows) == [8]


def test_rows_refused_otherwise_are_counted_beside_twins(tmp_path: Path) -> None:
    april = date(2019, 4, 2)
    rows = [(f"R{number}", f"A{number}", april, "6") for number in range(20)]
    more: list[tuple[str, str, date, str]] = [("R1", "A1", april, "7"), ("R99", "", april, "6")]
    assert rejected(tmp_path, *rows, *more) == [1]
