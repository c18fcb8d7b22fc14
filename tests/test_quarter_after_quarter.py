"""Run after run as an analyst or cron has them: what is remembered, replaced, and left alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commanding import CONTACTS, command, desk, sheet
from safeguard_kpi.sample.marker import INVENTED


def days(first: date, last: date) -> list[list[object]]:
    """Draw a contact on every other day."""
    span = pl.date_range(first, last, interval="2d", eager=True)
    return [[f"{2000 + n}", day, "6: Police", "Referral"] for n, day in enumerate(span)]


SPRING = days(date(2019, 4, 1), date(2019, 6, 30))
SUMMER = days(date(2019, 7, 1), date(2019, 9, 30))


@pytest.fixture
def at_desk(tmp_path: Path) -> Path:
    folder = desk(tmp_path / "desk", *SPRING)
    assert command("refresh", cwd=folder).code == 0
    return folder


def contacts(folder: Path, period: str) -> tuple[int | None, str]:
    figures = pl.read_parquet(folder / "outputs" / "figures.parquet")
    row = figures.filter(indicator="mash_contacts", period=period, cut="all").row(0, named=True)
    return row["numerator"], row["status"]


def kept(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "outputs" / "run.json").read_text())["store"]
    return told


def test_a_quarter_that_is_no_longer_in_the_inputs_still_counts(at_desk: Path) -> None:
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    sheet(at_desk / "inputs" / "summer.xlsx", CONTACTS, *SUMMER)
    told = command("refresh", cwd=at_desk)
    assert told.code == 0, told.err
    assert contacts(at_desk, "2019-20 Q1") == (len(SPRING), "")
    assert contacts(at_desk, "2019-20 Q2") == (len(SUMMER), "")
    assert "kept: 2 sheets, 1 of them new" in told.err


def test_two_runs_give_what_one_run_of_both_files_gives(at_desk: Path, tmp_path: Path) -> None:
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    sheet(at_desk / "inputs" / "summer.xlsx", CONTACTS, *SUMMER)
    command("refresh", cwd=at_desk)
    both = desk(tmp_path / "both", *SPRING)
    sheet(both / "inputs" / "summer.xlsx", CONTACTS, *SUMMER)
    command("refresh", cwd=both)
    one, other = ((folder / "outputs" / "figures.csv").read_bytes() for folder in (at_desk, both))
    assert one == other


def test_inputs_that_were_cleared_leave_the_figures_as_they_were(at_desk: Path) -> None:
    before = (at_desk / "outputs" / "figures.csv").read_bytes()
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    told = command("refresh", cwd=at_desk)
    assert told.code == 0, told.err
    assert (at_desk / "outputs" / "figures.csv").read_bytes() == before


def test_a_sheet_sent_again_replaces_the_first_and_says_what_changed(at_desk: Path) -> None:
    again = [
        ["2000", date(2019, 4, 1), "6: Police", "Early help"],
        *SPRING[2:],
        ["9", date(2019, 6, 30), "", ""],
    ]
    sheet(at_desk / "inputs" / "contacts.xlsx", CONTACTS, *again)
    told = command("refresh", cwd=at_desk)
    assert contacts(at_desk, "2019-20 Q1") == (len(SPRING), "")
    (one,) = kept(at_desk)["replaced"]
    rows = {name: one[name] for name in ("same", "changed", "added", "gone")}
    assert rows == {"same": len(SPRING) - 2, "changed": 1, "added": 1, "gone": 1}
    assert "sent again; rows: 44 as before, 1 changed, 1 new, 1 gone" in told.err


def test_overlapping_extracts_count_each_contact_once_and_the_later_wins(at_desk: Path) -> None:
    june = [[*row[:3], "No further action"] for row in SPRING if row[1] >= date(2019, 6, 1)]  # type: ignore[operator]
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    sheet(at_desk / "inputs" / "june to september.xlsx", CONTACTS, *june, *SUMMER)
    told = command("refresh", cwd=at_desk)
    assert contacts(at_desk, "2019-20 Q1") == (len(SPRING), "")
    assert (
        f"has {len(june)} rows that contacts.xlsx, sheet Contacts has too, {len(june)} of them otherwise"
        in told.err
    )
    figures = pl.read_parquet(at_desk / "outputs" / "figures.parquet")
    referred = figures.filter(indicator="mash_to_referral", period="June 2019", cut="all")
    assert referred["numerator"].to_list() == [0]


def test_a_quarter_nobody_sent_is_not_available_and_never_nought(at_desk: Path) -> None:
    autumn = days(date(2019, 10, 1), date(2019, 12, 31))
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    sheet(at_desk / "inputs" / "autumn.xlsx", CONTACTS, *autumn)
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "2019-20 Q2") == (None, "x")
    arrivals = json.loads((at_desk / "outputs" / "run.json").read_text())["arrivals"]
    states = {row["quarter"]: row["state"] for row in arrivals if row["feed"] == "mash_contacts"}
    assert states["2019-20 Q1"] == "sent"
    assert states["2019-20 Q2"] == "missing"
    assert states["2019-20 Q3"] == "sent"


def test_a_run_without_a_key_is_refused_and_leaves_all_as_it_was(
    at_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (at_desk / "outputs" / "store" / "store.json").read_bytes()
    monkeypatch.setenv("SAFEGUARD_KPI_KEY", str(at_desk / "nowhere.key"))
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert "there is no key file" in told.err
    assert "safeguard-kpi key create" in told.err
    assert (at_desk / "outputs" / "store" / "store.json").read_bytes() == before


def test_a_new_key_for_an_old_store_is_not_made(
    at_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFEGUARD_KPI_KEY", str(at_desk / "nowhere.key"))
    told = command("key", "create", cwd=at_desk)
    assert told.code == 2
    assert "was written with the key" in told.err
    assert not (at_desk / "nowhere.key").exists()


def test_what_submissions_toml_says_of_a_file_holds(at_desk: Path) -> None:
    (at_desk / "inputs" / "submissions.toml").write_text(
        '[due]\ndays = 10\n[files."contacts.xlsx"]\nreceived = 2019-07-11\n'
    )
    command("refresh", cwd=at_desk)
    arrivals = json.loads((at_desk / "outputs" / "run.json").read_text())["arrivals"]
    (row,) = (r for r in arrivals if r["feed"] == "mash_contacts" and r["quarter"] == "2019-20 Q1")
    assert (row["state"], row["due"], row["received"]) == ("late", "2019-07-10", "2019-07-11")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[files."contact.xlsx"]\nreceived = 2019-07-11\n',
            "neither in the inputs nor in the store",
        ),
        ('[files."contacts.xlsx"]\nfrom = 2019-07-11\n', "does not say what can be used"),
        ('[files."contacts.xlsx"]\nform = 2019-07-11\n', "did you mean `from`"),
        ('[files."contacts.xlsx"]\nreplaces = ["contacts.xlsx"]\n', "itself"),
        ('[due]\ndays = "soon"\n', "no whole number of days"),
        ('[due.partners]\n"The hub" = 3\n', "a partner that no feed has"),
        ('[files."contacts.xlsx"]\npartner = " "\n', "names no `partner`"),
        ('[files."contacts.xlsx"]\npartner = ["Health"]\n', "names no `partner`"),
        ('[files."contacts.xlsx"]\npartner = "Health\\nPolice"\n', "names no `partner`"),
        (
            '[files."contacts.xlsx"]\npartner = "council: early help "\n',
            "written otherwise elsewhere, `Council: early help`",
        ),
    ],
)
def test_a_slip_in_submissions_toml_is_told(at_desk: Path, text: str, said: str) -> None:
    (at_desk / "inputs" / "submissions.toml").write_text(text)
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert said in told.err


@pytest.mark.parametrize("stage", ["validate", "refresh"])
def test_nothing_goes_back_where_the_file_that_somebody_sent_is_misspelt(
    tmp_path: Path, stage: str
) -> None:
    folder = desk(tmp_path / "desk", ["1001", "no date", "Police", "Referral"])
    told = folder / "inputs" / "submissions.toml"
    told.write_text('[files."contact.xlsx"]\npartner = "Health: trust"\n')
    slip = command(stage, cwd=folder)
    assert slip.code == 2
    assert "neither in the inputs nor in the store" in slip.err
    assert not (folder / "outputs" / "for_partners").exists()
    told.write_text('[files."contacts.xlsx"]\npartner = "Health: trust"\n')
    command(stage, cwd=folder)
    back = [path.name for path in (folder / "outputs" / "for_partners").glob("*.xlsx")]
    assert back == ["Health - trust to put right.xlsx"]


def test_who_sent_a_file_that_cannot_be_opened_can_be_told(at_desk: Path) -> None:
    (at_desk / "inputs" / "broken.xlsx").write_bytes(b"no workbook")
    (at_desk / "inputs" / "submissions.toml").write_text(
        '[files."broken.xlsx"]\npartner = "Health: trust"\n'
    )
    assert command("refresh", cwd=at_desk).code == 1
    back = [path.name for path in (at_desk / "outputs" / "for_partners").glob("*.xlsx")]
    assert back == ["Health - trust to put right.xlsx"]


def test_real_children_never_stand_beside_invented_ones(at_desk: Path) -> None:
    before = (at_desk / "outputs" / "store" / "store.json").read_bytes()
    (at_desk / "inputs" / "SAMPLE.txt").write_text(f"{INVENTED}\n", encoding="utf-8")
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert "are invented and those of the store in outputs/store are real" in told.err
    assert (at_desk / "outputs" / "store" / "store.json").read_bytes() == before


def test_cleared_inputs_do_not_make_invented_children_real(tmp_path: Path) -> None:
    folder = desk(tmp_path / "desk", *SPRING)
    marker = folder / "inputs" / "SAMPLE.txt"
    marker.write_text(f"{INVENTED}\n", encoding="utf-8")
    command("refresh", cwd=folder)
    for path in (folder / "inputs" / "contacts.xlsx", marker):
        path.unlink()
    told = command("refresh", "--json", cwd=folder)
    assert told.record["synthetic"] is True


def test_a_month_that_is_told_to_be_covered_is_nought_where_nothing_happened(at_desk: Path) -> None:
    quiet = [row for row in SPRING if row[1].month != 5]  # type: ignore[attr-defined]
    sheet(at_desk / "inputs" / "contacts.xlsx", CONTACTS, *quiet)
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "May 2019") == (None, "x")
    (at_desk / "inputs" / "submissions.toml").write_text(
        '[files."contacts.xlsx"]\nfrom = 2019-04-01\nto = 2019-06-30\n'
    )
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "May 2019") == (0, "")


@pytest.mark.parametrize("how", ["lost", "older"])
def test_tables_ahead_of_their_pointer_are_never_deleted(at_desk: Path, how: str) -> None:
    store = at_desk / "outputs" / "store"
    older = (store / "store.json").read_bytes()
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    sheet(at_desk / "inputs" / "summer.xlsx", CONTACTS, *SUMMER)
    command("refresh", cwd=at_desk)
    if how == "lost":
        (store / "store.json").unlink()
    else:
        (store / "store.json").write_bytes(older)
    before = sorted(path.name for path in store.rglob("*.parquet"))
    sheet(
        at_desk / "inputs" / "autumn.xlsx", CONTACTS, *days(date(2019, 10, 1), date(2019, 12, 31))
    )
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert "are not those that its store.json names" in told.err
    assert sorted(path.name for path in store.rglob("*.parquet")) == before


def test_days_told_of_a_file_that_was_taken_out_hold(at_desk: Path) -> None:
    quiet = [row for row in SPRING if row[1].month != 5]  # type: ignore[attr-defined]
    sheet(at_desk / "inputs" / "contacts.xlsx", CONTACTS, *quiet)
    command("refresh", cwd=at_desk)
    (at_desk / "inputs" / "contacts.xlsx").unlink()
    (at_desk / "inputs" / "submissions.toml").write_text(
        '[files."contacts.xlsx"]\nfrom = 2019-04-01\nto = 2019-06-30\n'
    )
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "May 2019") == (0, "")


def test_a_month_whose_rows_may_have_been_refused_is_not_nought(at_desk: Path) -> None:
    few: list[list[object]] = [
        [f"{n}", date(2019, month, 9), "6: Police", "Referral"]
        for n, month in enumerate((4, 5, 6, 7, 9), start=1)
    ]
    (at_desk / "inputs" / "contacts.xlsx").unlink()  # under its name they would be rows put right
    sheet(at_desk / "inputs" / "few.xlsx", CONTACTS, *few)
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "August 2019") == (0, "")
    few.append(["9", "31/31/2019", "6: Police", "Referral"])
    sheet(at_desk / "inputs" / "few.xlsx", CONTACTS, *few)
    command("refresh", cwd=at_desk)
    assert contacts(at_desk, "August 2019") == (None, "x")


def test_outputs_behind_the_store_are_told_by_status(at_desk: Path) -> None:
    assert "whole, as of" in command("status", cwd=at_desk).out
    told = command("store", "withdraw", "contacts.xlsx", "--yes", cwd=at_desk)
    assert told.code == 0, told.err
    assert "the store has been changed since" in command("status", cwd=at_desk).out


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("chosen", [[], ["--as-of", "2019-06-30"]])
def test_everything_withdrawn_ends_with_a_sentence_and_leaves_the_figures(
    at_desk: Path, chosen: list[str], *, given: bool
) -> None:
    assert command("store", "withdraw", "contacts.xlsx", "--yes", cwd=at_desk).code == 0
    if not given:
        (at_desk / "inputs" / "contacts.xlsx").unlink()
    before = (at_desk / "outputs" / "figures.csv").read_bytes()
    told = command("refresh", *chosen, cwd=at_desk)
    assert told.code == 2
    assert "so there is nothing to report" in told.err
    assert "hint: " in told.err
    assert "the product itself failed" not in told.err
    assert (at_desk / "outputs" / "figures.csv").read_bytes() == before
