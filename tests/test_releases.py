"""A release is frozen whole, says what it is, and comes out of the store again."""

import hashlib
import json
import re
import stat
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

import safeguard_kpi.quarter.releasing as releasing_module
from drawn_quarters import Q3, Q4, Desk, laid_out
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen.folder import next_name
from safeguard_kpi.store import delta
from safeguard_kpi.store.model import TOLD


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = laid_out(tmp_path_factory.mktemp("released") / "desk", q3=Q3, q4=Q4)
    made.refresh(workbook=True)
    made.release()
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Desk:
    made = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    made.refresh()
    return made


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_it_has_every_file_that_it_takes_and_no_row(desk: Desk) -> None:
    folder = desk.outputs / "releases" / "2019-20-Q4"
    names = {path.relative_to(folder).as_posix() for path in files(folder)}
    assert names >= {
        "performance_subgroup.xlsx", "figures.parquet", "figures.csv", "comparisons.parquet",
        "comparisons.csv", "definitions.json", "release.json", "settings.json", "SHA256SUMS",
        "schemas/feeds/mash_contacts.toml", "schemas/bank_holidays.toml", "reference/comparators.csv",
    }  # fmt: skip
    store = desk.journey().store()
    rows = store.rows(
        desk.journey().contracts.feeds["mash_contacts"], store.current["id"].to_list()
    )
    children = [*rows["child_id"].head(20), "CHILD-", Path(desk.journey().settings.key).read_text()]
    for path in files(folder):
        held = path.read_bytes()
        assert not [child for child in children if child.encode() in held], path.name
    assert "No row about a child" in json.loads((folder / "release.json").read_text())["not_in_it"]


def test_its_files_can_be_read_and_not_written_by_their_owner_alone(desk: Desk) -> None:
    folder = desk.outputs / "releases" / "2019-20-Q4"
    for path in (folder.parent, folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o400), path


def test_sha256sum_agrees_with_its_checksums(desk: Desk) -> None:
    folder = desk.outputs / "releases" / "2019-20-Q4"
    done = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, check=False, capture_output=True)  # noqa: S607  # fmt: skip
    assert done.returncode == 0, done.stderr
    summed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    there = {path.relative_to(folder).as_posix() for path in files(folder)}
    assert summed == there - {"SHA256SUMS"}


def test_it_says_what_it_was_made_of(desk: Desk) -> None:
    told = desk.frozen().told
    assert (told["as_of"], told["reason"], told["reviewed_by"]) == (
        "2020-03-31",
        "To the subgroup",
        "A. Reviewer",
    )
    sent = {each["file"]: each for each in told["submissions"]}
    assert set(sent) == {"q3.csv", "q4.csv"}
    assert sent["q4.csv"]["rows"] == len(Q4)
    given = (desk.folder / "inputs" / "q4.csv").read_bytes()
    assert sent["q4.csv"]["sha256"] == hashlib.sha256(given).hexdigest()
    assert len(told["product"]["source"]) == 64
    assert told["key_id"] == desk.journey().keys.key_id


def test_its_numbers_are_those_of_the_run(desk: Desk) -> None:
    folder, run = desk.outputs / "releases" / "2019-20-Q4", desk.outputs
    assert pl.read_parquet(folder / "figures.parquet").equals(
        pl.read_parquet(run / "figures.parquet")
    )
    for name in ("figures.csv", "comparisons.csv"):
        assert (folder / name).read_bytes() == (run / name).read_bytes()


def test_every_sheet_says_draft_until_it_is_released(desk: Desk) -> None:
    drafted = load_workbook(desk.outputs / "performance_subgroup.xlsx")
    released = load_workbook(desk.outputs / "releases/2019-20-Q4/performance_subgroup.xlsx")
    for sheet in drafted:
        top = " ".join(str(cell.value) for row in sheet["A1:B5"] for cell in row)
        assert "DRAFT: not yet reviewed and released" in top, sheet.title
        assert "DRAFT" in sheet.oddHeader.center.text
    for sheet in released:
        top = " ".join(str(cell.value) for row in sheet["A1:B5"] for cell in row)
        assert "reviewed by A. Reviewer, release 2019-20-Q4" in top, sheet.title
        assert "release 2019-20-Q4" in sheet.oddHeader.center.text
        words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert not [word for word in words if "DRAFT" in word]
    assert drafted.properties.title.startswith("DRAFT: Walsall")
    assert released.properties.title.startswith("Walsall")
    assert (drafted.properties.contentStatus, released.properties.contentStatus) == (
        "Draft",
        "Final",
    )


def test_it_comes_out_of_the_store_again(desk: Desk) -> None:
    told = desk.verify()
    assert told.holds
    assert told.tables[0].equal == pl.read_parquet(desk.outputs / "figures.parquet").height
    assert [table.different for table in told.tables] == [0, 0]
    assert (told.gone, told.otherwise) == ((), ())


def test_it_comes_out_again_after_files_were_sent_again_and_standards_changed(fresh: Desk) -> None:
    fresh.release()
    fresh.send("q4.csv", Q4[:-1])
    fresh.set("red = 4", "red = 2")
    fresh.refresh()
    assert fresh.figure("mash_contacts", "2019-20 Q4")["numerator"] == len(Q4) - 1
    assert fresh.verify("2019-20-Q4").holds


def test_rows_that_are_kept_no_more_are_told(fresh: Desk) -> None:
    fresh.release()
    journey = fresh.journey()
    store, feed = journey.store(to_write=True), journey.contracts.feeds["mash_contacts"]
    rows = store.rows(feed, store.current["id"].to_list())
    version = delta.overwrite(store.table(feed.name), rows.head(-2), told=TOLD)
    store.at({**store.pointer.tables, feed.name: version}).commit()

    told = fresh.verify()
    assert not told.holds
    assert told.tables[0].different
    assert told.tables[0].first
    ((then, now),) = [re.findall(r"(\d+) rows then, (\d+) now", each)[0] for each in told.gone]
    assert int(then) - int(now) == 2


def test_a_store_that_is_not_there_is_told_from_one_whose_rows_were_let_go(fresh: Desk) -> None:
    fresh.release()
    store = fresh.outputs / "store"
    store.rename(fresh.folder / "elsewhere")
    with pytest.raises(SafeguardError, match="there is no store in") as told:
        fresh.verify()
    assert "from a copy" in told.value.hint
    (fresh.folder / "elsewhere").rename(store)
    assert fresh.verify().holds


def test_a_changed_added_or_missing_file_is_named_and_nothing_recounted(fresh: Desk) -> None:
    made = fresh.release()
    (made.folder / "note.txt").write_text("added")
    figures = made.folder / "figures.csv"
    figures.chmod(0o600)
    figures.write_text(figures.read_text().replace("2019-20 Q4", "2019-20 Q3", 1))
    (made.folder / "settings.json").unlink()

    told = fresh.verify()
    assert told.broken == ("figures.csv", "note.txt", "settings.json")
    assert not told.holds
    assert not told.tables


def test_the_same_quarter_is_not_released_twice_unless_it_is_asked_for(fresh: Desk) -> None:
    assert fresh.release().name == "2019-20-Q4"
    with pytest.raises(SafeguardError, match="nothing has changed since 2019-20-Q4"):
        fresh.release()
    assert fresh.release(again=True).name == "2019-20-Q4-r2"
    fresh.send("q4.csv", Q4[:-1])
    fresh.refresh()
    assert fresh.release().name == "2019-20-Q4-r3"
    assert fresh.frozen().name == "2019-20-Q4-r3"
    assert fresh.verify("2019-20-Q4-r2").holds


def test_names_are_never_used_twice() -> None:
    taken = frozenset({"2019-20-Q4", "2019-20-Q4-r9", "2019-20-Q3", "something"})
    assert next_name("2019-20-Q4", taken) == "2019-20-Q4-r10"
    assert next_name("2020-21-Q1", taken) == "2020-21-Q1"


@pytest.mark.parametrize(
    ("what", "match"),
    [
        ("settings", "are not what the store now gives"),
        ("store", "the store has changed since the last run"),
        ("table", "is not the file that its run wrote"),
    ],
)
def test_a_run_that_is_not_what_the_store_gives_is_refused(
    fresh: Desk, what: str, match: str
) -> None:
    if what == "settings":
        fresh.set("red = 4", "red = 2")
    elif what == "store":
        store = fresh.journey().store(to_write=True)
        store.taking(store.kept, {}).commit()
    else:
        table = fresh.outputs / "figures.csv"
        table.write_text(table.read_text() + "\n")
    with pytest.raises(SafeguardError, match=match):
        fresh.release()
    assert not (fresh.outputs / "releases").exists()


def test_a_run_that_ends_in_mid_quarter_or_on_another_day_is_refused(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    desk.refresh(as_of=date(2020, 2, 29))
    with pytest.raises(SafeguardError, match="2020-02-29, which ends no quarter"):
        desk.release()
    with pytest.raises(SafeguardError, match="reports to 2020-02-29, not to 2020-03-31"):
        desk.release(as_of=date(2020, 3, 31))


def test_a_release_that_fails_leaves_nothing(fresh: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(releasing_module, "write_performance", full)
        with pytest.raises(SafeguardError, match="No space left"):
            fresh.release()
    assert not list((fresh.outputs / "releases").iterdir())
    assert fresh.release().name == "2019-20-Q4"


def test_what_a_killed_release_left_is_swept_away(fresh: Desk) -> None:
    left = fresh.outputs / "releases" / ".new-abc"
    left.mkdir(parents=True)
    (left / "figures.csv").write_text("half")
    fresh.release()
    assert [path.name for path in (fresh.outputs / "releases").iterdir()] == ["2019-20-Q4"]


def test_a_released_table_falsified_with_its_checksum_is_seen(fresh: Desk) -> None:
    release = fresh.release()
    folder = fresh.outputs / "releases" / release.name
    table, sums = folder / "figures.csv", folder / "SHA256SUMS"
    for path in (table, sums):
        path.chmod(0o600)
    before = hashlib.sha256(table.read_bytes()).hexdigest()
    table.write_text(table.read_text().replace("mash_contacts,", "mash_contact5,", 1))
    after = hashlib.sha256(table.read_bytes()).hexdigest()
    sums.write_text(sums.read_text().replace(before, after))
    told = fresh.verify()
    assert told.broken == ("figures.csv, which is not what its Parquet holds",)
    assert not told.holds
