"""A list that is sent again for a part of its days, in few rows, or under another name."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from drawn_quarters import Desk, Row, contacts, laid_out

JAN_TO_MARCH = contacts(date(2020, 1, 1), date(2020, 3, 31))
FEBRUARY = [row for row in JAN_TO_MARCH if row[1].startswith("2020-02")]


def counted(desk: Desk) -> dict[str, int]:
    figures = pl.read_parquet(desk.outputs / "figures.parquet")
    kept = figures.filter(indicator="mash_contacts", cut="all", grain="month")
    return dict(kept.select("period", "value").cast({"value": pl.Int64}).iter_rows())


def said(desk: Desk, problem: str) -> list[str]:
    found = pl.read_csv(desk.outputs / "findings.csv", infer_schema=False)
    return found.filter(problem=problem)["message"].to_list()


def with_outcome(rows: list[Row], outcome: str) -> list[Row]:
    return [[*row[:4], outcome, row[5]] for row in rows]


def desk_of(folder: Path, name: str = "contacts.csv") -> Desk:
    desk = laid_out(folder)
    desk.send(name, JAN_TO_MARCH)
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": 29, "March 2020": 31}
    return desk


def test_a_part_sent_again_takes_the_place_of_the_days_it_covers(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    # Two contacts of February are gone, one is new, and all have another outcome.
    new = [["CHILD-NEW", "2020-02-15 10:00", "2020-02-15 12:00", "6: Police", "Referral", "Red"]]
    desk.send("contacts.csv", with_outcome([*FEBRUARY[:10], *FEBRUARY[12:], *new], "Early help"))
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": 28, "March 2020": 31}
    assert desk.figure("mash_to_early_help", "February 2020")["numerator"] == 28
    assert desk.figure("mash_to_early_help", "March 2020")["numerator"] == 0
    (message,) = said(desk, "sent_again_in_part")
    assert "the place of 29 rows of those days, of which it has 27 again and 2 no more" in message
    desk.refresh()  # and it stays so
    assert counted(desk)["February 2020"] == 28
    (desk.folder / "inputs" / "contacts.csv").unlink()
    desk.send("other.csv", contacts(date(2020, 4, 1), date(2020, 4, 30)))
    desk.refresh()
    assert counted(desk)["February 2020"] == 28
    assert not said(desk, "sent_again_in_part")


@pytest.mark.parametrize(("sent", "left"), [(15, 15), (14, 29)])
def test_from_half_of_the_rows_on_it_is_the_part_taken_again(
    tmp_path: Path, sent: int, left: int
) -> None:
    desk = desk_of(tmp_path)
    # The first and the last day of February stay, so that it covers the month.
    desk.send("contacts.csv", with_outcome([*FEBRUARY[: sent - 1], FEBRUARY[-1]], "Early help"))
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": left, "March 2020": 31}
    assert desk.figure("mash_to_early_help", "February 2020")["numerator"] == sent
    few = said(desk, "sent_again_few")
    assert len(few) == (left == 29)
    assert not few or f"{sent} rows where that has 29" in few[0]


def test_a_later_extract_under_the_same_name_is_no_correction(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    later = contacts(date(2020, 4, 1), date(2020, 4, 30))
    desk.send("contacts.csv", [*JAN_TO_MARCH[62:], *later])
    desk.refresh()
    assert counted(desk) == {
        "January 2020": 31, "February 2020": 29, "March 2020": 31, "April 2020": 30,
    }  # fmt: skip
    assert not said(desk, "sent_again_in_part")


def test_two_files_of_one_name_given_together_do_not_correct_one_another(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    for folder, rows in (("all", JAN_TO_MARCH), ("part", FEBRUARY[1:])):
        (tmp_path / "inputs" / folder).mkdir()
        desk.send(f"{folder}/contacts.csv", rows)
    desk.refresh()
    assert counted(desk)["February 2020"] == 29
    (tmp_path / "inputs" / "all" / "contacts.csv").unlink()
    desk.refresh()
    assert counted(desk)["February 2020"] == 29


@pytest.mark.parametrize(("lacking", "told"), [(0, 0), (1, 1), (45, 1), (46, 0)])
def test_another_name_that_covers_all_the_days_and_lacks_rows_is_asked_about(
    tmp_path: Path, lacking: int, told: int
) -> None:
    desk = desk_of(tmp_path)
    desk.send("contacts v2.csv", [JAN_TO_MARCH[0], *JAN_TO_MARCH[1 + lacking :]])
    desk.refresh()
    assert sum(counted(desk).values()) == 91
    asked = said(desk, "looks_sent_again")
    assert len(asked) == told
    assert not asked or f"lacks {lacking} of its 91 rows" in asked[0]


def test_a_correction_that_is_withdrawn_leaves_what_it_corrected(tmp_path: Path) -> None:
    from safeguard_kpi.store.withdrawn import without  # noqa: PLC0415 (read where it is used)

    desk = desk_of(tmp_path)
    desk.send("contacts.csv", FEBRUARY[:-1])
    desk.refresh()
    assert counted(desk)["February 2020"] == 29, (
        "its last day is not covered by what was sent again"
    )
    desk.send("contacts.csv", [*FEBRUARY[:3], *FEBRUARY[4:]])
    desk.refresh()
    assert counted(desk)["February 2020"] == 28
    journey = desk.journey()
    store = journey.store(to_write=True)
    latest = store.current.sort("kept_at")["id"][-1]
    store.taking(without(store.kept, [latest]), {}).commit()
    desk.refresh()
    assert counted(desk)["February 2020"] == 29


def test_a_slip_of_a_date_does_not_make_an_extract_the_latest_for_ever(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    slip = ["CHILD-SLIP", "2020-07-15 09:00", "2020-07-15 12:00", "6: Police", "Referral", "Red"]
    desk.send("to february.csv", [*contacts(date(2019, 1, 1), date(2020, 2, 29)), slip])
    desk.refresh()
    first = desk.figure("mash_to_early_help", "February 2020")["numerator"]
    later = contacts(date(2019, 1, 1), date(2020, 2, 29))
    march = contacts(date(2020, 3, 1), date(2020, 3, 31))
    desk.send("to march.csv", with_outcome([*later, *march], "Early help"))
    desk.refresh()
    assert first == 0
    assert desk.figure("mash_to_early_help", "February 2020")["numerator"] == 29


def test_a_list_put_right_under_another_name_wins_though_it_ends_some_days_before(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    desk.send("put right.csv", with_outcome(JAN_TO_MARCH[:-2], "Early help"))
    desk.refresh()
    assert desk.figure("mash_to_early_help", "February 2020")["numerator"] == 29
    assert counted(desk)["March 2020"] == 31


def all_of(desk: Desk) -> int:
    return sum(counted(desk).values())


def test_the_next_list_of_the_name_does_not_undo_a_part_put_right(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    right = [*FEBRUARY[:3], *FEBRUARY[9:]]  # six were wrong
    desk.send("contacts.csv", right)
    desk.refresh()
    assert counted(desk)["February 2020"] == 23
    april = contacts(date(2020, 4, 1), date(2020, 4, 30))
    desk.send("contacts.csv", [*right, *JAN_TO_MARCH[60:], *april])
    desk.refresh()
    assert counted(desk)["February 2020"] == 23
    desk.send("contacts.csv", [*JAN_TO_MARCH[:31], *right, *JAN_TO_MARCH[60:], *april[:-1]])
    desk.refresh()
    assert counted(desk) == {
        "January 2020": 31, "February 2020": 23, "March 2020": 31, "April 2020": 29,
    }  # fmt: skip


def test_a_second_part_of_a_month_does_not_bring_back_what_the_first_took_out(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    desk.send("contacts.csv", [*FEBRUARY[:20], *FEBRUARY[25:]])  # 21 to 25 February were wrong
    desk.refresh()
    desk.send("contacts.csv", [*FEBRUARY[2:10], *FEBRUARY[11:18]])  # and the 11th, of 3 to 18
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": 23, "March 2020": 31}


def test_a_row_that_one_correction_took_out_and_the_next_has_again_counts(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    desk.send("contacts.csv", [*FEBRUARY[:10], *FEBRUARY[11:]])
    desk.refresh()
    assert counted(desk)["February 2020"] == 28
    desk.send(
        "contacts.csv", [*FEBRUARY[:12], *FEBRUARY[14:]]
    )  # the eleventh is back, two others go
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": 27, "March 2020": 31}


def test_a_few_rows_of_every_month_are_no_list_in_the_place_of_all(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    few = [JAN_TO_MARCH[at] for at in (0, 20, 40, 60, 90)]
    desk.send("contacts.csv", with_outcome(few, "Early help"))
    desk.refresh()
    assert all_of(desk) == 91
    assert desk.figure("mash_to_early_help", "2019-20 Q4")["numerator"] == 5
    (warned,) = said(desk, "sent_again_few")
    assert "5 rows where that has 91" in warned


def test_a_few_rows_of_which_the_source_was_put_right_count_once(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    few = [[*row[:3], "2A: School", *row[4:]] for row in FEBRUARY[3:9]]
    desk.send("contacts.csv", few)
    desk.refresh()
    assert counted(desk) == {"January 2020": 31, "February 2020": 29, "March 2020": 31}
    assert desk.figure("mash_contacts", "February 2020", "Schools")["value"] == 6


EPISODES = ["Child Unique ID", "Episode start date", "Episode end date", "Closure reason"]


def episodes(desk: Desk, name: str, as_of: date) -> None:
    """Send the episodes of a summer as they stood on a day: one begins each day and ends 30 days on."""
    lines = [",".join(EPISODES)]
    for number in range((min(as_of, date(2020, 6, 30)) - date(2020, 4, 1)).days + 1):
        first = date(2020, 4, 1) + timedelta(days=number)
        last = first + timedelta(days=30)
        ended = f"{last},Needs met" if last <= as_of else ","
        lines.append(f"E{number:03},{first},{ended}")
    (desk.folder / "inputs" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def stock(desk: Desk, day: str = "June 2020") -> tuple[int, int]:
    one = desk.figure("early_help_open", day)
    return int(one["numerator"]), int(desk.figure("early_help_closed", day)["numerator"])


@pytest.mark.parametrize("name", ["list.csv", "another name.csv"])
@pytest.mark.parametrize("as_of", [date(2020, 4, 30), date(2020, 6, 15)])
def test_a_list_as_it_stood_before_reopens_nothing_that_the_first_has_ended(
    tmp_path: Path, name: str, as_of: date
) -> None:
    desk = laid_out(tmp_path)
    episodes(desk, "list.csv", date(2020, 6, 30))
    desk.refresh()
    before = stock(desk)
    (desk.folder / "inputs" / "list.csv").unlink()
    episodes(desk, name, as_of)
    desk.refresh()
    assert stock(desk) == before


def send_again(desk: Desk, *lists: list[Row]) -> dict[str, int]:
    for rows in lists:
        desk.send("contacts.csv", rows)
        desk.refresh()
    return counted(desk)


def in_early_help(desk: Desk) -> list[int]:
    return [
        int(desk.figure("mash_to_early_help", f"{month} 2020")["numerator"])
        for month in ("January", "February", "March")
    ]


def test_two_corrections_of_few_rows_leave_every_row_in_its_place(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    first, second = (with_outcome(FEBRUARY[at : at + 4], "Early help") for at in (2, 3))
    # Of the second four three are the first's again; together they lie in five days.
    assert send_again(desk, first, second)["February 2020"] == 29
    assert in_early_help(desk) == [0, 5, 0]
    assert len(said(desk, "sent_again_few")) == 1


def test_few_rows_of_several_months_do_not_take_the_place_of_few_rows_before(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    first = with_outcome([JAN_TO_MARCH[at] for at in (0, 40, 90)], "Early help")
    second = with_outcome([JAN_TO_MARCH[at] for at in (1, 41, 89)], "Early help")
    assert sum(send_again(desk, first, second).values()) == 91
    assert in_early_help(desk) == [2, 2, 2]


def test_a_part_that_covers_a_part_before_it_corrects_that_too(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    new = [[f"NEW-{n}", f"2020-02-{n} 10:00", "", "6: Police", "Referral", "Red"] for n in (15, 16)]
    part = sorted([*FEBRUARY, *new], key=lambda row: row[1])
    assert send_again(desk, part)["February 2020"] == 31
    # February to March now, without one of the two, and without 20 March.
    march = [row for row in JAN_TO_MARCH[60:] if not row[1].startswith("2020-03-20")]
    longer = [row for row in part if row[0] != "NEW-16"] + march
    assert send_again(desk, longer) == {
        "January 2020": 31, "February 2020": 30, "March 2020": 30,
    }  # fmt: skip
    (message,) = said(desk, "sent_again_in_part")
    assert "the place of 62 rows of those days, of which it has 60 again and 2 no more" in message


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_few_rows_that_lie_together_are_no_part_of_the_list(tmp_path: Path, rows: int) -> None:
    desk = laid_out(tmp_path)
    twice = [row for row in JAN_TO_MARCH for _ in range(2)]
    for number, row in enumerate(twice):
        twice[number] = [f"{row[0]}-{number % 2}", *row[1:]]
    desk.send("contacts.csv", twice)
    desk.refresh()
    of_february = [row for row in twice if row[1].startswith("2020-02")]
    few = with_outcome(of_february[10 : 10 + 2 * rows : 2], "Early help")
    assert send_again(desk, few)["February 2020"] == 58
    assert in_early_help(desk)[1] == rows


def test_of_two_contacts_of_a_child_in_a_day_the_one_put_right_is_told_by_its_cells(
    tmp_path: Path,
) -> None:
    desk = laid_out(tmp_path)
    more = [[row[0], f"{row[1][:10]} 15:00", *row[2:3], "2A: School", *row[4:]] for row in FEBRUARY]
    desk.send("contacts.csv", [*JAN_TO_MARCH, *more])
    desk.refresh()
    assert counted(desk)["February 2020"] == 58
    # The time of the school's contact was put right: the police's of that day stays.
    right = [[*more[5][:1], f"{more[5][1][:10]} 16:30", *more[5][2:]]]
    assert send_again(desk, right)["February 2020"] == 58
    assert desk.figure("mash_contacts", "February 2020", "Schools")["value"] == 29


def test_a_correction_back_to_what_an_earlier_extract_had_is_heard(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    january_to_june = contacts(date(2020, 1, 1), date(2020, 6, 30))
    desk.send("contacts.csv", january_to_june)
    desk.refresh()
    later = [row for row in january_to_june if row[1] >= "2020-04"]
    wrong = [[*row[:4], "Early help" if row[1] < "2020-04-07" else row[4], row[5]] for row in later]
    july = contacts(date(2020, 7, 1), date(2020, 7, 10))
    april = [row for row in later if row[1] < "2020-04-07"]
    send_again(desk, [*wrong, *july])
    assert desk.figure("mash_to_early_help", "April 2020")["numerator"] == 6
    assert send_again(desk, april)["April 2020"] == 30
    assert desk.figure("mash_to_early_help", "April 2020")["numerator"] == 0


def test_a_part_of_a_list_with_ends_takes_away_nothing_that_began_after_it(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    episodes(desk, "list.csv", date(2020, 6, 30))
    desk.refresh()
    started = {
        month: desk.figure("early_help_started", f"{month} 2020")["value"]
        for month in ("May", "June")
    }
    before = stock(desk)
    # The episodes that began up to the 21st of May, as they stand at the end of June.
    path = desk.folder / "inputs" / "list.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:52]) + "\n", encoding="utf-8")
    desk.refresh()
    assert said(desk, "sent_again_in_part")
    assert stock(desk) == before
    for month, value in started.items():
        assert desk.figure("early_help_started", f"{month} 2020")["value"] == value


def test_a_part_that_is_told_to_cover_its_month_speaks_for_the_first_and_last_day_too(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    (desk.folder / "inputs" / "submissions.toml").write_text(
        '[files."contacts.csv"]\nfrom = 2020-02-01\nto = 2020-02-29\n', encoding="utf-8"
    )
    assert send_again(desk, FEBRUARY[2:27]) == {
        "January 2020": 31, "February 2020": 25, "March 2020": 31,
    }  # fmt: skip


def test_rows_put_right_of_a_list_of_what_is_open_do_not_stand_for_it(tmp_path: Path) -> None:
    desk = laid_out(tmp_path)
    path = desk.folder / "inputs" / "list.csv"
    # 60 were open before the quarter, ten of them ended in it, and nine began.
    lines = [",".join(EPISODES)]
    lines += [
        f"E{n},2019-{1 + n % 12:02}-11,{f'2020-0{1 + n % 3}-2{n},Needs met' if n < 10 else ','}"
        for n in range(60)
    ]
    lines += [f"N{n},2020-0{1 + n % 3}-1{n},," for n in range(9)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    desk.refresh(as_of=date(2020, 3, 31))
    before = stock(desk, "March 2020")
    assert before[0] == 59
    # The ten that ended are sent back with another reason: more than began and ended in the quarter.
    back = [lines[0], *(line.replace("Needs met", "Moved away") for line in lines[1:11])]
    path.write_text("\n".join(back) + "\n", encoding="utf-8")
    desk.refresh(as_of=date(2020, 3, 31))
    assert stock(desk, "March 2020") == before
    assert "10 rows where that has 69" in said(desk, "sent_again_few")[0]


def test_a_list_of_the_name_with_other_children_takes_no_place(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    south = [[f"SOUTH-{row[0]}", *row[1:]] for row in JAN_TO_MARCH]
    assert send_again(desk, south) == {"January 2020": 62, "February 2020": 58, "March 2020": 62}
    assert said(desk, "sent_again_few")


def test_what_is_said_to_be_replaced_is_replaced_in_the_days_that_are_covered(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    april = contacts(date(2020, 4, 1), date(2020, 6, 30))
    send_again(desk, april)
    (desk.folder / "inputs" / "submissions.toml").write_text(
        '[files."corrected.csv"]\nreplaces = ["contacts.csv"]\n', encoding="utf-8"
    )
    desk.send("corrected.csv", FEBRUARY[:20])
    desk.refresh()
    got = counted(desk)
    assert got["January 2020"] == 31
    # The part speaks from its first to its last day, 1 to 20 February.
    assert got["February 2020"] == 29
    assert (got["March 2020"], got["May 2020"]) == (31, 31)


@pytest.mark.parametrize(("lacking", "told"), [(0, 0), (3, 1), (31, 0)])
def test_rows_that_the_next_extract_no_longer_has_are_asked_about(
    tmp_path: Path, lacking: int, told: int
) -> None:
    desk = desk_of(tmp_path)
    april = contacts(date(2020, 4, 1), date(2020, 4, 30))
    # The next list goes back to February, of which it lacks some rows.
    desk.send("to April.csv", [FEBRUARY[0], *JAN_TO_MARCH[32 + lacking :], *april])
    desk.refresh()
    assert counted(desk)["February 2020"] == 29
    asked = said(desk, "looks_sent_again")
    assert len(asked) == told
    assert not asked or f"lacks {lacking} of its 60 rows of those days" in asked[0]
