"""Which rows count: promises kept, dates that have come, and the same thing sent twice."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from intake_drawn import CONTRACTS, HEADERS, book, contacts, only, row, said, sheets, taken


def test_an_admitted_frame_has_the_feeds_columns_and_types(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row()))
    assert set(admitted.frames) == set(CONTRACTS.feeds)
    for name, frame in admitted.frames.items():
        wanted = {**CONTRACTS.feeds[name].columns, "_submission": pl.UInt32(), "_row": pl.Int64()}
        assert dict(frame.schema) == wanted
    (counted,) = contacts(admitted).to_dicts()
    assert counted["received_at"] == datetime(2019, 4, 1)  # noqa: DTZ001 - local, as partners write
    assert (counted["child_id"], counted["outcome"]) == ("1001", "no_further_action")


def test_a_decision_before_the_contact_refuses_the_row(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row(E=date(2019, 3, 31)), row(A=2)))
    found = only(admitted, "rule_decision_follows_contact")
    assert (found["file"], found["sheet"], found["row"], found["column"]) == (
        "x.xlsx",
        "Contacts",
        2,
        "E",
    )
    assert found["message"] == "The decision is dated before the contact."
    assert found["remedy"] == "Correct whichever date is wrong and send the row again."
    assert contacts(admitted)["child_id"].to_list() == ["2"]


def test_a_rule_binds_only_who_sent_all_its_columns(tmp_path: Path) -> None:
    headers = ["Child ID", "Assessment start date", "Reason for closure"]
    path = book(tmp_path / "x.xlsx", [1, "1/4/2019", None], headers=headers, sheet="Early Help")
    assert not said(taken(path), "rule_reason_when_closed")


def test_an_impossible_date_and_one_to_come_refuse_their_rows(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", row(D="31/02/2019"), row(A=2, D="1/1/2020", E=None), row(A=3, D=None),
                row(A=4, C="1/6/2020"))  # fmt: skip
    admitted = taken(path)
    assert only(admitted, "date_unreadable")["row"] == 2
    assert "in the future" in only(admitted, "date_in_future")["message"]
    blank = only(admitted, "cell_blank")
    assert (blank["row"], blank["column"], blank["level"]) == (4, "D", "reject")
    assert contacts(admitted)["child_id"].to_list() == ["4"], "an expected birth may lie ahead"


def test_an_unknown_code_is_warned_of_and_the_row_counts(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row(F="Zebra crossing")))
    found = only(admitted, "code_unknown")
    assert (found["column"], found["level"]) == ("F", "warn")
    assert "counts as not known" in found["message"]
    assert contacts(admitted)["referring_agency"].to_list() == [None]


def test_numbers_as_text_and_dates_as_serials_are_read(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx", row(A="1001.0", D=43556, E="43557"), row(A=1002.0, D="43556.5", E=None)
    )
    frame = contacts(taken(path))
    assert frame["child_id"].to_list() == ["1001", "1002"]
    assert frame["received_on"].to_list() == [date(2019, 4, 1)] * 2
    assert frame["received_at"].dt.hour().to_list() == [0, 12]


def test_a_number_out_of_range_is_emptied_and_the_row_counts(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", [*row(), 99], [*row(A=2), -1], headers=[*HEADERS, "Age"])
    admitted = taken(path)
    found = only(admitted, "number_out_of_range")
    assert (found["row"], found["column"], found["level"]) == (2, "H", "warn")
    assert contacts(admitted)["age"].to_list() == [None, -1.0]


def test_what_says_nothing_was_recorded_is_blank_and_counted_once_a_column(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row(G="n/a"), row(A=2, G=" - "), row(A=3, E="NULL")))
    notes = {found["column"]: found["message"] for found in said(admitted, "said_blank")}
    assert set(notes) == {"E", "G"}
    assert "2 cells say" in notes["G"]
    assert contacts(admitted)["outcome"].to_list() == [None, None, "no_further_action"]


def test_a_row_repeated_in_a_sheet_counts_once(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row(), row(), row(G="Early help")))
    same, other = only(admitted, "row_repeated"), only(admitted, "key_repeated")
    assert (same["row"], same["level"]) == (3, "warn")
    assert same["message"] == "The same row is also in x.xlsx, sheet Contacts, row 2; counted once."
    assert (other["row"], other["level"]) == (4, "reject")
    assert contacts(admitted)["_row"].to_list() == [2]


def test_a_key_with_a_gap_is_not_compared_in_a_sheet_but_the_same_row_sent_again_is(
    tmp_path: Path,
) -> None:
    one = book(tmp_path / "a.xlsx", row(F=None), row(F=None, G="Early help"))
    admitted = taken(one)
    assert contacts(admitted).height == 2
    again = book(tmp_path / "b.xlsx", row(F=None), row(A=5, D=date(2019, 5, 1), E=None))
    admitted = taken(one, again)
    assert contacts(admitted).height == 3
    assert only(admitted, "rows_sent_again")["file"] == "a.xlsx"


def test_a_later_extract_replaces_the_earlier_ones_row(tmp_path: Path) -> None:
    first = book(tmp_path / "b_first.xlsx", row(G=None), row(A=2))
    later = book(tmp_path / "a_later.xlsx", row(), row(A=2), row(A=3, D=date(2019, 7, 1), E=None))
    admitted = taken(first, later)
    replaced, same = only(admitted, "row_replaced"), only(admitted, "rows_sent_again")
    assert (replaced["file"], replaced["row"], replaced["level"]) == ("b_first.xlsx", 2, "note")
    assert replaced["message"].startswith("Replaced by a later extract: a_later.xlsx")
    assert (same["file"], same["row"], same["level"]) == ("b_first.xlsx", None, "note")
    assert same["message"] == (
        "1 row is also in a_later.xlsx, sheet Contacts, the same in every cell, and counted there."
    )
    assert contacts(admitted)["outcome"].to_list() == ["no_further_action"] * 3
    assert admitted.submissions.select("rows_in", "rows_admitted", "rows_refused").rows() == [
        (3, 3, 0),
        (2, 0, 2),
    ]


def test_rows_that_three_extracts_share_are_told_once_for_each_two_sheets(tmp_path: Path) -> None:
    rows = [row(A=1 + number, D=date(2019, 4, 1 + number % 28), E=None) for number in range(60)]
    months = [row(A=100 + n, D=date(2019, 5 + n, 3), E=None) for n in range(3)]
    paths = [
        book(tmp_path / f"{name}.xlsx", *rows[: 20 * (n + 1)], months[n])
        for n, name in enumerate("abc")
    ]
    admitted = taken(*paths)
    told = [
        (each["file"], each["message"].split(" also ")[0])
        for each in said(admitted, "rows_sent_again")
    ]
    assert told == [("a.xlsx", "20 rows are"), ("b.xlsx", "40 rows are")]
    assert admitted.submissions["rows_refused"].to_list() == [20, 40, 0]
    assert admitted.findings.filter(pl.col("row").is_not_null()).is_empty()


def test_of_two_extracts_that_end_alike_the_later_file_name_is_kept(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "a.xlsx", row(G=None)), book(tmp_path / "b.xlsx", row()))
    assert only(admitted, "row_replaced")["file"] == "a.xlsx"


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("contacts.xlsx", "contacts (2).xlsx", "contacts (2).xlsx"),
        ("contacts.xlsx", "contacts corrected.xlsx", "contacts corrected.xlsx"),
        ("contacts.xlsx", "contacts-v2.xlsx", "contacts-v2.xlsx"),
        ("contacts v9.xlsx", "contacts v10.xlsx", "contacts v10.xlsx"),
    ],
)
def test_of_two_names_the_longer_and_the_higher_number_is_the_later(
    tmp_path: Path, first: str, second: str, counts: str
) -> None:
    rows = [row(A=n, D=date(2019, 4, n), E=None) for n in range(1, 4)]
    other = [row(A=n, D=date(2019, 4, n), E=None, G="Early help") for n in range(1, 4)]
    admitted = taken(book(tmp_path / first, *rows), book(tmp_path / second, *other))
    names = dict(admitted.submissions.select("submission", "file").iter_rows())
    assert {names[n] for n in contacts(admitted)["_submission"]} == {counts}
    told = only(admitted, "sheets_contradict")
    assert (told["level"], told["file"]) == ("warn", first)
    assert told["message"].startswith(
        f"3 of the 3 rows that {counts}, sheet Contacts has too are not"
    )


def test_two_extracts_that_say_otherwise_of_few_rows_do_not_contradict_one_another(
    tmp_path: Path,
) -> None:
    rows = [row(A=n, D=date(2019, 4, n), E=None) for n in range(1, 7)]
    other = [row(A=n, D=date(2019, 4, n), E=None, G="Early help") for n in range(1, 4)]
    admitted = taken(book(tmp_path / "a.xlsx", *rows), book(tmp_path / "b.xlsx", *other, *rows[3:]))
    assert not said(admitted, "sheets_contradict")
    two = taken(book(tmp_path / "a.xlsx", *rows[:2]), book(tmp_path / "b.xlsx", *other[:2]))
    assert not said(two, "sheets_contradict")


def test_a_list_with_fewer_columns_contradicts_nothing(tmp_path: Path) -> None:
    rows = [row(A=n, D=date(2019, 4, n), E=None) for n in range(1, 7)]
    fewer = [cells[:6] for cells in rows]
    admitted = taken(
        book(tmp_path / "a.xlsx", *rows), book(tmp_path / "b.xlsx", *fewer, headers=HEADERS[:6])
    )
    assert not said(admitted, "sheets_contradict")


def test_a_conference_without_an_enquiry_is_known_again_though_a_cell_changed(
    tmp_path: Path,
) -> None:
    headers = ["Child ID", "Strategy discussion date", "ICPC date", "Gender"]
    sent: list[list[object]] = [[1, None, "3/4/2019", "F"], [2, "1/4/2019", "9/4/2019", "M"]]
    again: list[list[object]] = [[1, None, "3/4/2019", "M"], [1, None, "4/4/2019", "M"], *sent[1:]]
    admitted = taken(
        book(tmp_path / "a.xlsx", *sent, headers=headers, sheet="Section 47"),
        book(tmp_path / "b.xlsx", *again, headers=headers, sheet="Section 47"),
    )
    rows = admitted.frames["section_47_enquiries"]
    assert sorted(rows["conference_on"]) == [date(2019, 4, day) for day in (3, 4, 9)]


def test_an_extract_with_more_columns_is_compared_by_the_key_both_have(tmp_path: Path) -> None:
    old = book(tmp_path / "a.xlsx", row())
    new = book(
        tmp_path / "b.xlsx", [*row(), "C1"], [*row(), "C2"], headers=[*HEADERS, "Contact ID"]
    )
    admitted = taken(old, new)
    assert contacts(admitted)["contact_id"].to_list() == ["C1", "C2"]


def test_a_submission_covers_whole_months_from_its_first_to_its_last_date(tmp_path: Path) -> None:
    admitted = taken(book(tmp_path / "x.xlsx", row(), row(D=date(2019, 6, 10), E=None)))
    months = admitted.submissions.select("covers_from", "covers_to").row(0)
    assert months == (date(2019, 4, 1), date(2019, 6, 30))


def test_with_none_of_the_first_dates_the_month_of_the_last_is_covered(tmp_path: Path) -> None:
    headers = ["Child ID", "Plan start date", "Plan end date"]
    open_plans = book(
        tmp_path / "x.xlsx", [1, "1/4/2018", None], [2, "9/5/2019", None], headers=headers
    )
    months = taken(open_plans).submissions.select("covers_from", "covers_to").row(0)
    assert months == (date(2019, 5, 1), date(2019, 5, 31))
    closed = book(
        tmp_path / "y.xlsx", [1, "1/4/2018", "3/3/2019"], [2, "9/5/2019", None], headers=headers
    )
    months = taken(closed).submissions.select("covers_from", "covers_to").row(0)
    assert months == (date(2019, 3, 1), date(2019, 5, 31))


def test_findings_are_the_same_whatever_order_files_are_given_in(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", row(), row(C="x"))
    two = sheets(tmp_path / "b.xlsx", {"Contacts": [HEADERS, row(G="?z")], "Empty": []})
    forth, back = taken(one, two), taken(two, one)
    assert forth.findings.equals(back.findings)
    assert forth.submissions.equals(back.submissions)


def test_identifiers_that_differ_in_capitals_or_leading_noughts_are_one(tmp_path: Path) -> None:
    headers = ["Contact ID", *HEADERS]
    one = book(
        tmp_path / "a.xlsx", ["c01", *row(A="00abc")], ["0201", *row(A="00077")], headers=headers
    )
    two = book(tmp_path / "b.xlsx", ["C01", *row(A="00ABC")], [201, *row(A=77)], headers=headers)
    admitted = taken(one, two)
    assert sorted(contacts(admitted)["contact_id"]) == ["201", "C01"]
    assert sorted(contacts(admitted)["child_id"]) == ["00ABC", "77"]
    assert only(admitted, "rows_sent_again")["message"].startswith("2 rows are also in b.xlsx")


def test_two_contacts_of_a_child_on_one_day_at_other_times_are_two(tmp_path: Path) -> None:
    hours = [row(D=datetime(2019, 4, 1, hour), E=datetime(2019, 4, 2)) for hour in (9, 15)]  # noqa: DTZ001
    assert contacts(taken(book(tmp_path / "x.xlsx", *hours))).height == 2
