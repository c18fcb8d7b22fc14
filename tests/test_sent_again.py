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
    assert not few or f"({sent}, of 29)" in few[0]


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
    assert "(5, of 91)" in warned


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
