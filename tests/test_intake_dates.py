"""Dates in every form that partners write them, and none made out of what is no date."""

# ruff: noqa: RUF001 - figures of full width and of other scripts are what is tested

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeguard_kpi.intake.cells.dates import read_dates


def read(*texts: str, date1904: bool = False) -> list[datetime | None]:
    return read_dates(pl.Series("d", texts, dtype=pl.String), date1904=date1904).to_list()


FORMS = [
    "%Y-%m-%d", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00", "%Y/%m/%d", "%d/%m/%Y", "%-d/%-m/%Y",
    "%d.%m.%Y", "%d-%m-%Y", "%d-%b-%Y", "%d %B %Y", "%-d %b %Y", "%A %d %B %Y", "%d/%m/%Y 00:00",
    "%Y%m%d", "%Y-%m-%d 00:00:00.000", "%dth of %B %Y",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), min_size=1, max_size=8))
def test_every_form_reads_back_the_date_it_was_written_from(days: list[date]) -> None:
    for form in FORMS:
        got = read(*(day.strftime(form) for day in days))
        assert [when and when.date() for when in got] == days, form


@settings(max_examples=30, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_two_figures_of_a_year_fall_between_1950_and_2049(day: date) -> None:
    for form in ("%d/%m/%y", "%d-%b-%y", "%-d.%-m.%y"):
        (got,) = read(day.strftime(form))
        assert got is not None
        assert got.date() == day


@settings(max_examples=30, deadline=None)
@given(st.dates(date(1928, 1, 1), date(2100, 12, 31)))
def test_a_days_number_is_read_from_either_calendar(day: date) -> None:
    for start, mac in ((date(1899, 12, 30), False), (date(1904, 1, 1), True)):
        number = (day - start).days
        if number >= 10_000:
            (got,) = read(str(number), date1904=mac)
            assert got is not None
            assert got.date() == day


@settings(max_examples=30, deadline=None)
@given(st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31)))  # noqa: DTZ001 - local times
def test_times_are_kept_to_the_minute(when: datetime) -> None:
    minute = when.replace(second=0, microsecond=0)
    for form in ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %I:%M %p", "%d %b %Y %H:%M:%S"):
        assert read(minute.strftime(form)) == [minute]


@pytest.mark.parametrize(
    "text",
    ["31/02/2019", "29/02/2019", "13/13/2019", "1/1/1899", "1/1/2101", "May be 8 Jan 2000", "2019",
     "010419", "n/k", "1 Zebruary 2019", "1/4/2019 25:00", "1/4/2019 13:00 pm", "0", "-5", "1e5"],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert read(text) == [None]


@pytest.mark.parametrize("zone", ["Z", "z", "+00:00", "+01:00", " +0100", "-05:00"])
def test_a_zone_is_left_off_and_the_clock_taken_as_written(zone: str) -> None:
    (got,) = read(f"2019-04-01T23:30:00{zone}")
    assert got == datetime(2019, 4, 1, 23, 30)  # noqa: DTZ001 - local times


def test_a_column_written_month_first_gives_no_date_that_may_be_swapped() -> None:
    got = read(
        "04/13/2019", "4/25/2019", "06/30/2019 10:15", "05/06/2019", "05/05/2019", "2019-04-01"
    )
    assert got == [None] * 4 + [datetime(2019, 5, 5), datetime(2019, 4, 1)]  # noqa: DTZ001
    slips = read("04/13/2019", "4/25/2019", "13/04/2019", "05/06/2019")
    assert slips[3] == datetime(2019, 6, 5)  # noqa: DTZ001 - two slips are no habit
    assert read("04/13/2019", "05/06/2019") == [None] * 2  # but where nothing speaks against them
    assert read(*["04/13/2019"] * 3, "13/04/2019", "05/06/2019")[4] is None
    mostly = read(*["13/04/2019"] * 3, *["04/13/2019"] * 3, "05/06/2019")
    assert mostly[-1] is not None


@pytest.mark.parametrize(
    ("real", "signs", "taken"),
    [
        ("2025-08-13 00:00:00", 1, True),
        ("2025-08-13", 2, True),
        ("2025-08-13 00:00:00", 3, False),
        ("2025-08-12 00:00:00", 1, False),
    ],
)
def test_a_slip_beside_real_dates_past_the_12th_condemns_no_column(
    real: str, signs: int, *, taken: bool
) -> None:
    months = ["05/13/2025", "05/14/2025", "05/15/2025"][:signs]
    got = read("03/06/2025", real, *months)
    assert got[0] == (datetime(2025, 6, 3) if taken else None)  # noqa: DTZ001 - local times
    assert got[1] is not None
    assert got[2:] == [None] * signs


@pytest.mark.parametrize(
    "text",
    ["2025-Apr-03 00:00:00", "2025 apr 3", "Apr 3 2025", "April 3rd, 2025", "Thursday April 3, 2025 00:00",
     "Thu 03/04/2025", "Thursday, 3.4.25", "０３/０４/2025", "２０２５－０４－０３"],
)  # fmt: skip
def test_months_by_name_days_of_the_week_and_wide_figures_are_read(text: str) -> None:
    assert read(text) == [datetime(2025, 4, 3)]  # noqa: DTZ001 - local times


@pytest.mark.parametrize(
    "text",
    ["03/04/2025?", "Fri 03/04/2025", "2025-Zeb-03", "Apr 31 2025", "Apr 3 25", "٠٣/٠٤/2015", "۳/۴/۲۰۱۵",
     "٣ April 2015", "2015-٠٤-٠٣", "٤٣٥٥٦", "1/4/2015 ١٠:٠٠", "३/४/२०१५"],
)  # fmt: skip
def test_what_contradicts_itself_or_has_figures_of_another_script_is_none(text: str) -> None:
    assert read(text, "01/04/2019") == [None, datetime(2019, 4, 1)]  # noqa: DTZ001 - local times


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(categories=["Nd"]) | st.sampled_from("/-. :T"), max_size=12),
        max_size=6,
    )
)
def test_figures_of_any_script_never_raise(texts: list[str]) -> None:
    assert len(read(*texts)) == len(texts)


REAL = ["2025-01-04 00:00:00", "2025-02-04 00:00:00", "2025-03-04 00:00:00", "2025-05-05 00:00:00"]
LEFT = ["13/04/2025", "25/04/2025", "30/04/2025 10:15"]


def test_real_dates_that_a_program_swapped_beside_those_it_left_as_text_are_not_read() -> None:
    same, left = datetime(2025, 5, 5), [datetime(2025, 4, 13), datetime(2025, 4, 25)]  # noqa: DTZ001
    got = read(*REAL, *LEFT)
    assert got[:6] == [None, None, None, same, *left]
    assert read(*(day[:10] for day in REAL), *LEFT)[:4] == [None, None, None, same]


@pytest.mark.parametrize(
    "column",
    [[*REAL[:2], *LEFT], [*REAL, *LEFT[:2]], [*REAL, "2025-04-13 00:00:00", *LEFT], [*REAL, *LEFT, "12/04/2025"],
     [*REAL, "13 April 2025", "25 April 2025", "30 April 2025"]],
)  # fmt: skip
def test_real_dates_that_no_program_need_have_swapped_are_read(column: list[str]) -> None:
    assert None not in read(*column)


def test_the_day_comes_first_always() -> None:
    assert [when and when.date() for when in read("02/01/2019", "2.1.19")] == [date(2019, 1, 2)] * 2
