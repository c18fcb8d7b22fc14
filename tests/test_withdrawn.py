"""What a withdrawal took counts again together: no more, no less, and the last withdrawal first."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commanding import CONTACTS, command, desk, sheet
from safeguard_kpi.store.model import KEPT
from safeguard_kpi.store.withdrawn import counting_again, in_the_way, last_taken, without

DAYS = [date(2019, month, day) for month in (4, 5, 6) for day in range(1, 31)]
MAY = [day for day in DAYS if day.month == 5]


def row(name: str, **given: Any) -> dict[str, Any]:
    told = {
        "id": name,
        "file": "contacts.csv",
        "sheet": "",
        "feed": "mash_contacts",
        "covers_from": date(2019, 4, 1),
        "covers_to": date(2019, 6, 30),
        "standing": "current",
    }
    return {**dict.fromkeys(KEPT.names()), **told, **given}


def kept(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=KEPT, orient="row")


def taken_out(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(standing="withdrawn")


def in_way(table: pl.DataFrame, name: str) -> str | None:
    (mine,) = table.filter(id=name).to_dicts()
    found = in_the_way(mine, table.filter(standing="current"))
    return found["id"] if found else None


def test_withdrawals_are_undone_the_last_first_each_whole() -> None:
    table = without(kept(row("a"), row("b", corrects="a"), row("c")), ["a", "b"])
    table = without(table, ["c"])
    assert last_taken(taken_out(table)) == ["c"]
    table = counting_again(table, ["c"])
    assert table.filter(id="c").select("standing", "why").row(0) == ("current", None)
    assert sorted(last_taken(taken_out(table))) == ["a", "b"]


def test_a_list_and_its_correction_are_not_in_one_anothers_way() -> None:
    table = without(kept(row("a"), row("b", corrects="a")), ["b"])
    assert in_way(table, "b") is None
    both = without(kept(row("a"), row("b", corrects="a")), ["a", "b"])
    assert in_way(counting_again(both, ["b"]), "a") is None


def test_a_version_that_came_since_is_in_the_way() -> None:
    table = pl.concat([without(kept(row("a")), ["a"]), kept(row("b"))])
    assert in_way(table, "a") == "b"


@pytest.mark.parametrize("other", [{"sheet": "July"}, {"feed": "referrals"}, {"file": "b.csv"}])
def test_what_bears_other_names_is_in_nobodys_way(other: dict[str, str]) -> None:
    table = pl.concat([without(kept(row("a")), ["a"]), kept(row("b", **other))])
    assert in_way(table, "a") is None


@pytest.mark.parametrize(("first", "way"), [(date(2019, 6, 30), "b"), (date(2019, 7, 1), None)])
def test_what_covers_no_day_of_it_is_not_in_its_way(first: date, way: str | None) -> None:
    later = row("b", covers_from=first, covers_to=date(2019, 9, 30))
    table = pl.concat([without(kept(row("a")), ["a"]), kept(later)])
    assert in_way(table, "a") == way


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_two_lists_that_counted_together_are_independent(order: str) -> None:
    table = kept(row("a", file="north/contacts.csv"), row("b", file="south/contacts.csv"))
    for name in "ab":
        table = without(table, [name])
    for name in order:
        assert in_way(table, name) is None
        table = counting_again(table, [name])
    assert table["standing"].to_list() == ["current", "current"]


def test_an_older_store_gives_the_last_version_and_what_it_corrects() -> None:
    came = [pl.datetime(2019, 7, day) for day in (1, 2, 3)]
    (days,) = pl.select(pl.concat_list(came)).to_series().to_list()
    table = kept(
        row("old", standing="withdrawn", kept_at=days[0]),
        row("a", standing="withdrawn", kept_at=days[1]),
        row("b", standing="withdrawn", kept_at=days[2], corrects="a"),
    )
    assert last_taken(table) == ["b", "a"]


def rows(days: list[date]) -> list[list[object]]:
    return [[f"{2000 + n}", day, "6: Police", "Referral"] for n, day in enumerate(days)]


def counted(folder: Path) -> int:
    assert command("compute", cwd=folder).code == 0
    figures = pl.read_parquet(folder / "outputs" / "figures.parquet")
    (number,) = figures.filter(indicator="mash_contacts", period="May 2019", cut="all")["numerator"]
    return int(number)


def test_a_list_and_its_correction_come_back_together_and_one_is_taken_alone_by_its_id(
    tmp_path: Path,
) -> None:
    folder = desk(tmp_path / "desk", *rows(DAYS))
    assert counted(folder) == 30
    part = [each for each in rows(DAYS) if each[1] in MAY]
    sheet(folder / "inputs" / "contacts.xlsx", CONTACTS, *part[:10], *part[14:])
    assert counted(folder) == 26
    (folder / "inputs" / "contacts.xlsx").unlink()
    sheet(folder / "inputs" / "other.xlsx", CONTACTS, ["9", DAYS[-1], "6: Police", "Referral"])
    counted_with = {}
    for name, undo in (("contacts.xlsx", ()), ("contacts.xlsx", ("--undo",))):
        assert command("store", "withdraw", name, *undo, "--yes", cwd=folder).code == 0
        standing = json.loads(command("store", "list", "--json", cwd=folder).out)
        counted_with[undo] = sorted(each["standing"] for each in standing)
    assert counted_with == {(): ["withdrawn"] * 2, ("--undo",): ["current"] * 2}
    assert counted(folder) == 26
    listed = json.loads(command("store", "list", "--json", cwd=folder).out)
    (correction,) = [each["id"] for each in listed if each["rows"] == 26]
    assert correction in command("store", "list", cwd=folder).out
    plan = command("store", "withdraw", "contacts.xlsx", cwd=folder)
    assert correction in plan.out
    assert "give its id" in plan.err
    assert command("store", "withdraw", correction, "--yes", cwd=folder).code == 0
    assert counted(folder) == 30
    assert command("store", "withdraw", correction, "--undo", "--yes", cwd=folder).code == 0
    assert counted(folder) == 26
