"""What a new submission does to those kept before, each case by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from safeguard_kpi.store.model import KEPT
from safeguard_kpi.store.settling import Settled, settle


def sheet(name: str, **given: Any) -> dict[str, Any]:
    told = {
        "id": name,
        "authority": "E08000030",
        "feed": "mash_contacts",
        "file": "contacts.xlsx",
        "sheet": "Contacts",
        "sha256": f"bytes of {name}",
        "covers_from": date(2019, 4, 1),
        "covers_to": date(2019, 6, 30),
        "kept_at": datetime(2019, 7, 1, 6, 0),  # noqa: DTZ001 (UTC)
        "standing": "current",
    }
    return {**dict.fromkeys(KEPT.names()), **told, **given}


def settled(
    kept: list[dict[str, Any]],
    arrived: list[dict[str, Any]],
    told: Mapping[str, tuple[str, ...]] | None = None,
) -> Settled:
    before, now = (pl.DataFrame(rows, schema=KEPT) for rows in (kept, arrived))
    return settle(before, now, told or {})


def standing(found: Settled) -> dict[str, str]:
    return dict(found.kept.select("id", "standing").iter_rows())


def test_the_same_again_changes_nothing() -> None:
    found = settled([sheet("a")], [sheet("a")])
    assert not found.changed
    assert standing(found) == {"a": "current"}


def test_a_sheet_sent_again_under_its_name_takes_the_place_of_the_first() -> None:
    found = settled([sheet("a")], [sheet("b")])
    assert standing(found) == {"a": "replaced", "b": "current"}
    (one,) = found.replaced
    assert (one.before, one.now, one.why) == ("a", "b", "sent again")


def test_a_later_quarter_under_the_same_name_is_one_more() -> None:
    later = sheet("b", covers_from=date(2019, 7, 1), covers_to=date(2019, 9, 30))
    found = settled([sheet("a")], [later])
    assert standing(found) == {"a": "current", "b": "current"}
    assert not found.partly


def test_one_that_covers_a_day_less_takes_no_place_and_is_told() -> None:
    found = settled([sheet("a")], [sheet("b", covers_from=date(2019, 5, 1))])
    assert standing(found) == {"a": "current", "b": "current"}
    assert [(each.before, each.now) for each in found.partly] == [("a", "b")]


def test_another_name_takes_no_place() -> None:
    found = settled([sheet("a")], [sheet("b", file="contacts v2.xlsx")])
    assert standing(found) == {"a": "current", "b": "current"}


def test_another_name_takes_the_place_that_somebody_says_it_takes() -> None:
    told = {"contacts v2.xlsx": ("contacts.xlsx",)}
    found = settled([sheet("a")], [sheet("b", file="contacts v2.xlsx")], told)
    assert standing(found) == {"a": "replaced", "b": "current"}


def test_what_is_told_holds_though_both_are_given_in_every_run() -> None:
    told = {"contacts v2.xlsx": ("contacts.xlsx",)}
    both = [sheet("a"), sheet("b", file="contacts v2.xlsx")]
    first = settled([], both, told)
    assert standing(first) == {"a": "replaced", "b": "current"}
    again = settled(first.kept.to_dicts(), both, told)
    assert standing(again) == {"a": "replaced", "b": "current"}
    assert not again.changed


def test_two_of_one_name_given_together_take_no_place_of_each_other() -> None:
    both = [sheet("a", file="first/contacts.xlsx"), sheet("b", file="second/contacts.xlsx")]
    found = settled([sheet("a")], both)
    assert standing(found) == {"a": "current", "b": "current"}


def test_another_reading_of_the_same_bytes_takes_the_place_of_the_first() -> None:
    found = settled([sheet("a", sha256="same")], [sheet("b", sha256="same")])
    assert standing(found) == {"a": "replaced", "b": "current"}
    assert found.replaced[0].why == "read again under other declarations"


def test_a_sheet_now_taken_for_another_feed_no_longer_counts_for_the_first() -> None:
    found = settled([sheet("a", sha256="same")], [sheet("b", sha256="same", feed="referrals")])
    assert standing(found) == {"a": "replaced", "b": "current"}


def test_another_feed_of_the_same_sheet_takes_no_place() -> None:
    census = [sheet("a", sha256="same"), sheet("b", sha256="same", feed="referrals")]
    found = settled([], census)
    assert standing(settled(found.kept.to_dicts(), census)) == {"a": "current", "b": "current"}


def test_the_first_given_again_in_place_of_the_second_counts_again() -> None:
    both = settled([sheet("a")], [sheet("b")])
    found = settled(both.kept.to_dicts(), [sheet("a")])
    assert standing(found) == {"a": "current", "b": "replaced"}
    assert found.back == ("a",)


def test_what_was_withdrawn_stays_so_and_is_told() -> None:
    found = settled([sheet("a", standing="withdrawn")], [sheet("a")])
    assert standing(found) == {"a": "withdrawn"}
    assert found.withdrawn == ("a",)
    assert not found.changed


def test_a_sheet_without_a_row_takes_no_place() -> None:
    empty = sheet("b", covers_from=None, covers_to=None)
    assert standing(settled([sheet("a")], [empty])) == {"a": "current", "b": "current"}


def test_what_was_withdrawn_stays_so_also_where_it_is_read_otherwise() -> None:
    taken_out = sheet("a", sha256="same", standing="withdrawn")
    found = settled([taken_out], [sheet("b", sha256="same")])
    assert standing(found) == {"a": "withdrawn"}
    assert (found.withdrawn, found.new) == (("b",), ())


def test_what_is_no_longer_said_to_be_replaced_counts_again() -> None:
    both = [sheet("a"), sheet("b", file="contacts v2.xlsx")]
    first = settled([], both, {"contacts v2.xlsx": ("contacts.xlsx",)})
    again = settled(first.kept.to_dicts(), both)
    assert standing(again) == {"a": "current", "b": "current"}
    assert again.back == ("a",)


REFUSED = {
    "covers_from": None,
    "covers_to": None,
    "refused": True,
    "refused_from": date(2019, 4, 1),
    "refused_to": date(2019, 6, 30),
}


def test_a_refused_sheet_gives_way_to_one_of_its_name_that_covers_its_days() -> None:
    assert standing(settled([sheet("a", **REFUSED)], [sheet("b")]))["a"] == "replaced"


def test_a_refused_sheet_stands_beside_the_next_quarter_under_its_name() -> None:
    later = sheet("b", covers_from=date(2019, 7, 1), covers_to=date(2019, 9, 30))
    found = settled([sheet("a", **REFUSED)], [later])
    assert standing(found) == {"a": "current", "b": "current"}


def test_a_refused_sheet_whose_days_nobody_knows_gives_way_to_one_of_its_name() -> None:
    unread = REFUSED | {"refused_from": None, "refused_to": None}
    assert standing(settled([sheet("a", **unread)], [sheet("b")]))["a"] == "replaced"


def test_a_refused_sheet_takes_the_place_of_none_that_counts() -> None:
    found = settled([sheet("a")], [sheet("b", **REFUSED)])
    assert standing(found) == {"a": "current", "b": "current"}


def test_a_refused_sheet_gives_way_to_itself_read_under_other_declarations() -> None:
    found = settled([sheet("a", **REFUSED)], [sheet("b", sha256="bytes of a")])
    assert standing(found)["a"] == "replaced"


def test_what_is_said_to_be_replaced_stays_so_when_what_replaced_it_is_no_longer_given() -> None:
    told = {"b.xlsx": ("a.xlsx",)}
    first, second = sheet("a", file="a.xlsx"), sheet("b", file="b.xlsx")
    both = settled([first], [second], told)
    found = settled(both.kept.to_dicts(), [first], told)
    assert standing(found) == {"a": "replaced", "b": "current"}
    assert standing(settled(both.kept.to_dicts(), [first])) == {"a": "current", "b": "current"}


def test_a_part_that_reaches_over_an_earlier_part_corrects_both() -> None:
    whole, part = sheet("a"), sheet("b", covers_from=date(2019, 5, 1), covers_to=date(2019, 5, 31))
    found = settled([whole], [part])
    over = sheet("c", covers_from=date(2019, 5, 1))
    kept = settled(found.kept.to_dicts(), [over]).kept
    corrects = dict(kept.select("id", "corrects").iter_rows())
    assert corrects == {"a": None, "b": "a", "c": "a b"}
