"""Identifiers that are numbered anew in each extract tell no row again."""

import csv
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from drawn_quarters import HEADERS, Desk, laid_out
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.intake.admission.repeats import across_sheets
from safeguard_kpi.intake.admission.restarts import restarting

QUARTERS = (date(2019, 10, 1), date(2020, 1, 1), date(2020, 4, 1))


def send(desk: Desk, name: str, rows: list[list[str]]) -> None:
    with (desk.folder / "inputs" / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Contact ID", *HEADERS], *rows])


def listed(
    first: date, *, numbered_from: int = 1, days: int = 90, apart: int = 0
) -> list[list[str]]:
    rows = []
    for number in range(days):
        day = first + timedelta(days=number)
        child = f"C{(number * 7 + apart * 31 + first.month * 11) % 400:04}"
        rows.append(
            [str(numbered_from + number), child, f"{day} 09:00", f"{day} 12:00", "6: Police", "Referral", "Red"]
        )  # fmt: skip
    return rows


def counted(desk: Desk) -> list[int]:
    figures = pl.read_parquet(desk.outputs / "figures.parquet")
    quarters = figures.filter(indicator="mash_contacts", cut="all", grain="quarter")
    return [int(value) for value in quarters.sort("period_start")["value"].drop_nulls()]


def said(desk: Desk) -> list[str]:
    found = pl.read_csv(desk.outputs / "findings.csv", infer_schema=False)
    return found.filter(problem="identifiers_begin_anew")["message"].to_list()


@pytest.mark.parametrize("together", [True, False])
def test_quarters_numbered_from_one_each_are_all_counted(tmp_path: Path, *, together: bool) -> None:
    desk = laid_out(tmp_path)
    for place, first in enumerate(QUARTERS):
        send(desk, f"contacts {place}.csv", listed(first, apart=place))
        if not together:
            desk.refresh()
            (desk.folder / "inputs" / f"contacts {place}.csv").rename(tmp_path / f"{place}.csv")
    if together:
        desk.refresh()
    assert counted(desk) == [90, 90, 90]
    assert said(desk)
    assert "are of other children there" in said(desk)[0]


def test_numbers_that_go_on_tell_a_row_again(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    whole = listed(QUARTERS[0], days=182)
    send(desk, "a.csv", whole[:120])
    # Put right since: another child in one row, another day in the next.
    whole[100][1] = "C9999"
    whole[101][2] = f"{QUARTERS[0] + timedelta(days=102)} 09:30"
    send(desk, "b.csv", whole[60:])
    desk.refresh()
    assert counted(desk) == [92, 90]
    assert not said(desk)


@pytest.mark.parametrize(("others", "habit"), [(2, False), (3, True)])
def test_three_in_most_of_those_in_common_show_a_habit_and_fewer_count_all_the_same(
    tmp_path: Path, others: int, *, habit: bool
) -> None:
    desk = laid_out(tmp_path)
    first, second = listed(QUARTERS[0]), listed(QUARTERS[1], numbered_from=91 - others, apart=1)
    send(desk, "a.csv", first)
    send(desk, "b.csv", second)
    desk.refresh()
    (message,) = said(desk)
    assert ("so they tell no row again" in message) is habit
    assert ("so each is a row of its own and both count" in message) is not habit
    assert sum(counted(desk)) == 180


def put_right(desk: Desk) -> None:
    """Send two extracts of one system, 90 and 180 rows: in the second every sixth row of the first is a day later."""
    whole = listed(QUARTERS[0], numbered_from=5001, days=180)
    send(desk, "ours a.csv", whole[:90])
    for row in whole[2:80:6]:
        day = date.fromisoformat(row[2][:10]) + timedelta(days=1)
        row[2:4] = [f"{day} 09:00", f"{day} 12:00"]
    send(desk, "ours b.csv", whole)


def test_identifiers_that_hold_go_on_holding_beside_two_lists_that_begin_anew(
    tmp_path: Path,
) -> None:
    desk = laid_out(tmp_path)
    put_right(desk)
    for place, first in enumerate(QUARTERS[:2], start=5):
        send(desk, f"school {place}.csv", listed(first, days=40, apart=place))
    desk.refresh()
    # 92 days in the first quarter: 90 rows of the first list's days and 2 more; then 88; and 40 of each school list.
    assert counted(desk) == [92 + 40, 88 + 40]
    (once,) = said(desk)
    assert "40 of the 40" in once


def test_identifiers_that_hold_go_on_holding_beside_a_list_without_any(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    put_right(desk)
    with (desk.folder / "inputs" / "partner.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [row[1:] for row in listed(QUARTERS[0], days=182, apart=9)]
        csv.writer(file).writerows([HEADERS, *rows])
    desk.refresh()
    assert counted(desk) == [92 + 92, 88 + 90]
    assert not said(desk)


@pytest.mark.parametrize("together", [True, False])
def test_lists_whose_children_are_numbered_anew_too_are_all_counted(
    tmp_path: Path, *, together: bool
) -> None:
    desk = laid_out(tmp_path)
    for place, first in enumerate(QUARTERS[:2]):
        rows = listed(first)
        for row in rows:
            row[1] = f"Child {row[0]}"
        send(desk, f"contacts {place}.csv", rows)
        if not together:
            desk.refresh()
            (desk.folder / "inputs" / f"contacts {place}.csv").rename(tmp_path / f"{place}.csv")
    if together:
        desk.refresh()
    assert counted(desk) == [90, 90]
    (once,) = said(desk)
    assert "90 of the 90" in once
    assert "or of days that only one of the two tells of" in once
    assert "the children's identifiers may begin anew as well" in once


FEED = load_contracts(Declarations.standard()).feeds["mash_contacts"]


def pairs_of(*rows: tuple[int, str, str, int]) -> list[tuple[int, ...]]:
    """Compare two sheets' rows: sheet, identifier, child and the day of January."""
    frame = pl.DataFrame(
        [
            {"_submission": sheet, "_row": place, "contact_id": name, "child_id": child, "received_on": date(2020, 1, day)}
            for place, (sheet, name, child, day) in enumerate(rows, start=2)
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip
    return restarting(frame, FEED, [1, 2]).rows()


@pytest.mark.parametrize(("last", "anew"), [(14, False), (13, True)])
def test_a_date_put_right_within_the_days_that_both_tell_of_is_the_same_row(
    last: int, *, anew: bool
) -> None:
    # The first sheet tells of 1 to `last`; of three children each day was put right, one to the 14th.
    first = [
        (1, "1", "a", 4),
        (1, "2", "b", 6),
        (1, "3", "c", 8),
        (1, "x", "x", 1),
        (1, "y", "y", last),
    ]
    second = [(2, "1", "a", 14), (2, "2", "b", 14), (2, "3", "c", 14), (2, "z", "z", 4)]  # fmt: skip
    assert pairs_of(*first, *second) == ([(1, 2, 3, 3, 3, 0, True)] if anew else [])


@pytest.mark.parametrize(("begins", "anew"), [(8, False), (9, True)])
def test_the_first_sheets_days_must_be_told_of_by_the_second_too(
    begins: int, *, anew: bool
) -> None:
    first = [(1, "1", "a", 8), (1, "2", "b", 8), (1, "3", "c", 8), (1, "x", "x", 20)]
    second = [(2, "1", "a", 14), (2, "2", "b", 14), (2, "3", "c", 14), (2, "z", "z", begins)]
    assert pairs_of(*first, *second) == ([(1, 2, 3, 3, 3, 0, True)] if anew else [])


def born(*rows: tuple[int, str, str, int, date | None]) -> pl.DataFrame:
    """Draw rows with sheet, identifier, child, day of January and date of birth."""
    return pl.DataFrame(
        [
            {
                "_submission": sheet, "_row": place, "contact_id": name, "child_id": child,
                "received_on": date(2020, 1, day), "date_of_birth": birth,
            }
            for place, (sheet, name, child, day, birth) in enumerate(rows, start=2)
        ],
        schema={**FEED.columns, "_submission": pl.UInt32, "_row": pl.Int64},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("birth", "anew"),
    [
        (date(2010, 1, 1), []),  # the children's identifiers were put right
        (date(2011, 1, 1), [(1, 2, 5, 5, 0, 5, True)]),
        (None, [(1, 2, 5, 5, 0, 0, True)]),
    ],
)
def test_most_rows_of_the_same_days_and_other_children_are_others_unless_born_alike(
    birth: date | None, anew: list[tuple[object, ...]]
) -> None:
    # Two lists numbered from one, of which the events fall on the same days, as at a weekly panel.
    north = [(1, str(n), f"a{n}", n, date(2010, 1, 1)) for n in range(1, 6)]
    south = [(2, str(n), f"b{n}", n, birth) for n in range(1, 6)]
    assert restarting(born(*north, *south), FEED, [1, 2]).rows() == anew


def test_a_child_put_right_in_half_of_the_rows_in_common_is_no_numbering_anew() -> None:
    first = [(1, str(n), f"a{n}", n, None) for n in range(1, 7)]
    half = [(2, str(n), f"{'b' if n < 4 else 'a'}{n}", n, None) for n in range(1, 7)]
    most = [(2, str(n), f"{'b' if n < 5 else 'a'}{n}", n, None) for n in range(1, 7)]
    assert restarting(born(*first, *half), FEED, [1, 2]).rows() == []
    assert restarting(born(*first, *most), FEED, [1, 2]).rows() == [(1, 2, 6, 4, 0, 0, True)]


SENT = {n: frozenset({"contact_id", "child_id", "received_on"}) for n in (1, 2)}
ORDER = pl.DataFrame(
    {"_submission": [1, 2], "_order": [0, 1]}, schema={"_submission": pl.UInt32, "_order": pl.Int64}
)


@pytest.mark.parametrize(
    ("later", "replaced"),
    [
        ((2, "1", "a", 9, None), True),  # the day was put right
        ((2, "1", "b", 1, None), True),  # the child was
        ((2, "1", "b", 1, date(2011, 1, 1)), False),  # but not of another birth
        ((2, "1", "b", 9, None), False),  # both differ: another row's identifier
    ],
)
def test_an_identifier_tells_a_row_again_with_its_child_or_its_day(
    later: tuple[int, str, str, int, date | None], *, replaced: bool
) -> None:
    rows = born((1, "1", "a", 1, date(2010, 1, 1)), later, (2, "7", "z", 1, None))
    found = across_sheets(rows, FEED, SENT, ORDER).select("_submission", "problem").rows()
    assert found == ([(1, "row_replaced")] if replaced else [])


def test_an_identifier_that_a_third_list_uses_again_does_not_hide_the_second() -> None:
    rows = born((1, "1", "a", 1, None), (2, "1", "a", 1, None), (3, "1", "b", 9, None))
    order = pl.DataFrame(
        {"_submission": [1, 2, 3], "_order": [0, 1, 2]},
        schema={"_submission": pl.UInt32, "_order": pl.Int64},
    )
    found = across_sheets(rows, FEED, {**SENT, 3: SENT[1]}, order)
    assert found.select("_submission", "_other_submission").rows() == [(1, 2)]
