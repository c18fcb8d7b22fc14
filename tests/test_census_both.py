"""The figures of a census are the same from its XML and from its flattened tables."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from census_both import Element, as_tables, as_xml, made
from census_drawn import taken
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.settings import Authority, Settings

WALSALL = Authority(name="Walsall", code="E08000030", la_code="335", region="West Midlands")
CENSUS = ["referrals", "children_in_need", "assessments", "section_47_enquiries",
          "child_protection_plans", "child_protection_reviews"]  # fmt: skip


def figures(inputs: Path) -> pl.DataFrame:
    journey = Journey(settings=Settings(authority=WALSALL, inputs=inputs), today=date(2026, 11, 1))
    return journey.compute(journey.validate(journey.ingest())).figures


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, children = tmp_path_factory.mktemp("both"), made()
    (folder / "xml").mkdir()
    as_xml(folder / "xml" / "census.xml", children)
    as_tables(folder / "tables", children)
    return folder / "xml", folder / "tables"


def test_the_rows_of_both_forms_are_the_same(both: tuple[Path, Path]) -> None:
    xml, tables = (taken(*sorted(folder.iterdir())) for folder in both)
    for name in CENSUS:
        one, other = (each.frames[name].drop("_submission", "_row") for each in (xml, tables))
        assert one.height
        by = [column for column, kind in one.schema.items() if kind != pl.List(pl.String)]
        assert_frame_equal(one.sort(by), other.sort(by))


def test_every_figure_of_both_forms_is_the_same(both: tuple[Path, Path]) -> None:
    xml, tables = (figures(folder) for folder in both)
    place = ["indicator", "grain", "period", "cut", "category"]
    told = xml.filter(pl.col("value").is_not_null())
    assert_frame_equal(xml.sort(place), tables.sort(place))
    assert {"conference_to_plan", "plans_open", "conference_within_15_days"} <= set(
        told["indicator"]
    )
    assert told["indicator"].n_unique() > 25


@pytest.mark.parametrize(
    ("codes", "meant"),
    [
        (["NOBT", "AUT"], "yes"),
        (["AUT", "NONE"], "yes"),
        (["zzz", "AUT"], "yes"),
        (["NONE", "NOBT"], "unknown"),
        (["NOBT", "zzz"], None),
        (["NONE", "zzz"], None),
        (["none", "None"], "no"),
    ],
)
def test_of_several_disabilities_the_one_that_says_most_counts_in_any_order(
    tmp_path: Path, codes: list[str], meant: str | None
) -> None:
    for place, told in enumerate((codes, codes[::-1])):
        children: list[Element] = [
            _referred(f"A{number}", [("CINreferralDate", "2023-05-09")], told=told)
            for number in range(3)
        ]
        folder = tmp_path / str(place)
        folder.mkdir()
        xml = taken(as_xml(folder / "census.xml", children))
        flat = taken(*sorted(as_tables(folder / "tables", children).values()))
        for each in (xml, flat):
            assert set(each.frames["referrals"]["disability"]) == {meant}


def quiet(*, started: str = "2023-05-09", second: str = "2023-06-06") -> list[Element]:
    """Make children whose only enquiries and plans are of the first quarter, and one referral a month."""
    months = [f"{2023 + (month > 12)}-{(month - 1) % 12 + 1:02}-07" for month in range(4, 16)]
    children: list[Element] = [
        _referred(f"R{place}", [("CINreferralDate", day)]) for place, day in enumerate(months)
    ]
    for place, day in enumerate([started, second]):
        enquiry: list[Element] = [("S47ActualStartDate", day), ("ICPCnotRequired", "true")]
        children.append(
            _referred(f"S{place}", [("CINreferralDate", "2023-04-04"), ("Section47", enquiry)])
        )
    return children


def _referred(ident: str, inside: list[Element], *, told: Sequence[str] = ("NONE",)) -> Element:
    who: list[Element] = [("LAchildID", ident), ("PersonBirthDate", "2015-03-27")]
    disabilities: list[Element] = [("Disability", each) for each in told]
    character: list[Element] = [("Ethnicity", "WBRI"), ("Disabilities", disabilities)]
    return (
        "Child",
        [
            ("ChildIdentifiers", who),
            ("ChildCharacteristics", character),
            ("CINdetails", [*inside, ("ReferralSource", "6"), ("ReferralNFA", "false")]),
        ],
    )


def write(form: str, folder: Path, children: list[Element]) -> Path:
    folder.mkdir(exist_ok=True)
    if form == "xml":
        as_xml(folder / "census.xml", children)
    else:
        as_tables(folder, children)
    return folder


def by_quarter(inputs: Path, indicator: str) -> dict[str, tuple[float | None, str]]:
    told = figures(inputs).filter(indicator=indicator, grain="quarter", cut="all")
    return {
        period: (value, status)
        for period, value, status in told.select("period", "value", "status").rows()
    }


@pytest.mark.parametrize("form", ["xml", "tables"])
def test_a_quiet_quarter_of_a_census_is_nought(tmp_path: Path, form: str) -> None:
    folder = write(form, tmp_path / form, quiet())
    enquiries = by_quarter(folder, "section_47_started")
    assert [enquiries[f"2023-24 Q{n}"][0] for n in (1, 2, 3, 4)] == [2, 0, 0, 0]
    assert [by_quarter(folder, "referrals")[f"2023-24 Q{n}"][0] for n in (1, 2, 3, 4)] == [
        5,
        3,
        3,
        3,
    ]


@pytest.mark.parametrize("form", ["xml", "tables"])
def test_a_census_table_without_a_date_is_refused_and_never_nought(
    tmp_path: Path, form: str
) -> None:
    folder = write(form, tmp_path / form, quiet(started="", second=""))
    admitted = taken(*sorted(folder.iterdir()))
    refused = admitted.findings.filter(problem="dates_all_blank")
    assert set(refused["sheet"]) == {"Section47"}
    assert set(refused["level"]) == {"error"}
    enquiries = by_quarter(folder, "section_47_started")
    assert {value for value, _ in enquiries.values()} <= {None}


@pytest.mark.parametrize("form", ["xml", "tables"])
def test_of_modules_that_no_census_has_nothing_is_nought(tmp_path: Path, form: str) -> None:
    referred = quiet()[:12]
    enquiries = by_quarter(write(form, tmp_path / form, referred), "section_47_started")
    assert {value for value, _ in enquiries.values()} <= {None}


def test_a_sheet_refused_whole_covers_no_month(tmp_path: Path) -> None:
    late = quiet(started="2031-05-09", second="2031-05-10")
    admitted = taken(*sorted(write("xml", tmp_path / "xml", late).iterdir()))
    (row,) = admitted.submissions.filter(sheet="Section47").to_dicts()
    assert (row["rows_admitted"], row["rows_refused"], row["covers_to"]) == (0, 2, None)
    assert not {row["submission"]} & admitted.whole
