"""Quarters and years in names, and names that the dates contradict."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard_kpi.intake.admission.coverage import COVERAGE
from safeguard_kpi.intake.admission.named_days import named_days, named_otherwise
from safeguard_kpi.tables import SUBMISSIONS


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("contacts 2019-20 Q1", date(2019, 4, 1), date(2019, 6, 30)),
        ("Q2_2019_20_police", date(2019, 7, 1), date(2019, 9, 30)),
        ("MASH 2019-2020 Quarter 3", date(2019, 10, 1), date(2019, 12, 31)),
        ("q4 2019/20", date(2020, 1, 1), date(2020, 3, 31)),
        ("walsall_annex_a_2018-19", date(2018, 4, 1), date(2019, 3, 31)),
        ("1999-00 and 2009-10", date(2009, 4, 1), date(2010, 3, 31)),
    ],
)
def test_a_name_says_its_quarter_or_year(name: str, first: date, last: date) -> None:
    assert named_days(name) == (first, last)


@pytest.mark.parametrize(
    "name", ["contacts", "2018-20", "2019-04-01", "List 3", "Q5 2019-20 no", "12019-20", "2019-201"]
)
def test_other_numbers_say_nothing_or_the_year_alone(name: str) -> None:
    assert named_days(name) in {None, (date(2019, 4, 1), date(2020, 3, 31))}
    if "2019-20" not in name or name[0] == "1" or name.endswith("201"):
        assert named_days(name) is None


@given(st.integers(2000, 2098), st.integers(1, 4))
def test_every_quarter_is_three_months_that_follow_one_another(year: int, quarter: int) -> None:
    found = named_days(f"{year}-{(year + 1) % 100:02d} Q{quarter}")
    assert found is not None
    first, last = found
    assert (first.month - 4) % 12 == (quarter - 1) * 3
    assert (last + date.resolution).day == 1
    assert 89 <= (last - first).days < 92


def ask(name: str, first: date, last: date) -> list[str]:
    sheets = pl.DataFrame(
        [{"submission": 1, "file": name, "sheet": "Contacts", "feed": "mash_contacts"}],
        schema=SUBMISSIONS,
    )
    windows = pl.DataFrame([(1, last, first, last)], schema=COVERAGE, orient="row")
    return named_otherwise(sheets, windows)["message"].to_list()


def test_a_file_of_another_quarter_than_its_name_says_is_asked_about() -> None:
    (said,) = ask("contacts 2019-20 Q4.xlsx", date(2019, 10, 1), date(2019, 12, 31))
    assert "says 1 January 2020 to 31 March 2020" in said
    assert "October 2019 to December 2019" in said


def test_a_file_that_has_one_day_of_what_its_name_says_is_not() -> None:
    assert not ask("contacts 2019-20 Q4.xlsx", date(2019, 10, 1), date(2020, 1, 1))
