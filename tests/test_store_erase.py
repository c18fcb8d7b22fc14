"""Erasing a child: gone from every byte, kept out for ever after, and never half done."""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from conftest import KEYS
from drawn_store import CONTACTS, REFERRALS, Desk, contacts, desk, referrals, tables_of
from drawn_tables import contracts
from safeguard_kpi.intake import identifier
from safeguard_kpi.store import Store, delta, open_store, pointer, rewriting
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.erasure import erased, held_of, pseudonym_of, pseudonyms_of
from safeguard_kpi.store.pointer import POINTER
from safeguard_kpi.store.scanning import FOUND, Sought, held_elsewhere, scanned

ROWS = contacts(date(2020, 4, 1), 91, seed=1)
CHILD = ROWS[0][1]
HERS = sum(row[1] == CHILD for row in ROWS)
COUNTS = ("identifier", "pseudonym", "key", "cells")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    at = desk(tmp_path_factory.mktemp("begun"))
    at.give("contacts.csv", CONTACTS, ROWS)
    at.read()
    # Appended and listed anew, so that there are earlier versions and files that no version uses.
    at.give("referrals.csv", REFERRALS, referrals(date(2020, 4, 1), 91, seed=1))
    at.read()
    return at


@pytest.fixture
def at(begun: Desk, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(begun.folder, folder)
    return Desk(folder=folder)


def sought(store: Store, child: str = CHILD) -> Sought:
    return Sought(child, tuple(pseudonyms_of(store, child)), store.keys.secrets)


def hits(at: Desk, child: str = CHILD) -> int:
    found = scanned(at.store_folder, sought(at.store(), child))
    assert found.schema == FOUND
    assert found["bytes"].sum() == sum(path.stat().st_size for path in at.files())
    return int(sum(found[name].sum() for name in COUNTS))


def test_an_erased_child_is_in_no_byte_and_no_cell_of_the_store(at: Desk) -> None:
    store = at.store(to_write=True)
    name = pseudonym_of(store, CHILD)
    held = held_of(store, CHILD)
    assert held.filter(feed="mash_contacts").row(0)[1:] == (HERS, 1)
    assert hits(at) > 0
    before = {name: rows.height for name, rows in tables_of(at).items()}
    erased(store, CHILD)
    assert hits(at) == 0
    bytes_left = at.bytes()
    for form in (CHILD.encode(), name.encode(), bytes.fromhex(name), *KEYS.secrets):
        assert form not in bytes_left
    gone = {feed: count for feed, count, _ in held.iter_rows()}
    for table, rows in tables_of(at).items():
        assert rows.height == before[table] - gone.get(table, 0)
    assert held_of(at.store(), CHILD).is_empty()


def test_no_other_child_loses_a_row(at: Desk) -> None:
    name = pseudonym_of(at.store(), CHILD)
    before = tables_of(at)
    erased(at.store(to_write=True), CHILD)
    for table, rows in tables_of(at).items():
        kept = before[table]
        if "child_id" in kept.columns:
            kept = kept.filter(pl.col("child_id") != name)
        assert rows.equals(kept.select(rows.columns))


def test_figures_after_erasing_are_those_of_files_without_the_child(
    at: Desk, tmp_path: Path
) -> None:
    erased(at.store(to_write=True), CHILD)
    without = desk(tmp_path / "without")
    without.give("contacts.csv", CONTACTS, [row for row in ROWS if row[1] != CHILD])
    others = [row for row in referrals(date(2020, 4, 1), 91, seed=1) if row[0] != CHILD]
    without.give("referrals.csv", REFERRALS, others)
    assert at.figures().equals(without.figures())


def test_what_stays_outside_is_told_and_a_new_file_brings_nobody_back(at: Desk) -> None:
    erased(at.store(to_write=True), CHILD)
    told = at.read().told
    assert told is not None
    assert told["new"] == []
    again = contacts(date(2020, 4, 1), 95, seed=1)  # four days more
    at.give("contacts.csv", CONTACTS, again)
    told = at.read().told
    assert told is not None
    assert told["new"] == ["contacts.csv, sheet contacts"]
    outside = sum(row[1] == CHILD for row in again)
    more = sum(row[0] == CHILD for row in referrals(date(2020, 4, 1), 91, seed=1))
    assert told["left_outside"] == {"erased": outside + more, "past": 0}
    assert hits(at) == 0


def test_what_tells_an_erased_child_is_no_pseudonym_and_needs_the_key(at: Desk) -> None:
    store = at.store(to_write=True)
    everyone = set(tables_of(at)["mash_contacts"]["child_id"])
    erased(store, CHILD)
    told = json.loads((at.store_folder / POINTER).read_text())["erased"]
    assert len(told) == 1
    assert not everyone & set(told)
    erased(at.store(to_write=True), CHILD)
    assert json.loads((at.store_folder / POINTER).read_text())["erased"] == told


def test_another_authoritys_child_of_the_same_number_stays(at: Desk) -> None:
    journey = at.journey()
    admitted = journey.validate(journey.ingest())
    from safeguard_kpi.journey.earlier.remembering import remember  # noqa: PLC0415
    from safeguard_kpi.journey.told.expected import Expected  # noqa: PLC0415

    theirs = open_store(at.store_folder, "E08000025", KEYS, to_write=True)
    remember(
        admitted, theirs, contracts(), Expected(), authority="E08000025", synthetic=False
    ).store.commit()
    erased(at.store(to_write=True), CHILD)
    assert held_of(at.store(), CHILD).is_empty()
    other = open_store(at.store_folder, "E08000025", KEYS)
    assert held_of(other, CHILD).filter(feed="mash_contacts")["rows"].to_list() == [HERS]


class Killed(BaseException):
    """What ends a run at once: nothing tidies up after it."""


@pytest.mark.parametrize(
    "moment", ["first table", "last table", "pointer", "after", "half deleted"]
)
def test_an_erasing_that_is_killed_is_done_or_not_begun(
    at: Desk, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    before = tables_of(at)
    count = len(before)
    with monkeypatch.context() as patch:
        _kill(patch, moment, count)
        with pytest.raises(Killed):
            erased(at.store(to_write=True), CHILD)
    committed = moment in {"after", "half deleted"}
    if committed:
        assert held_of(at.store(), CHILD).is_empty()
        assert hits(at) > 0, "the old folder is not deleted yet, and the scan says so"
    else:
        for table, rows in tables_of(at).items():
            assert rows.equals(before[table])
    store = at.store(to_write=True)
    assert store.mended
    assert [path.name for path in at.store_folder.glob("tables-*")] == [store.pointer.tables_folder]
    if not committed:
        for table, rows in tables_of(at).items():
            assert rows.equals(before[table])
        erased(store, CHILD)
    assert hits(at) == 0
    assert not at.store(to_write=True).mended


def _kill(patch: pytest.MonkeyPatch, moment: str, tables: int) -> None:
    append, write, rmtree = delta.append, pointer.write_pointer, shutil.rmtree
    written: list[Path] = []

    def appending(table: Path, *args: Any, **kwargs: Any) -> int:
        version = append(table, *args, **kwargs)
        written.append(table)
        if len(written) == {"first table": 1, "last table": tables}.get(moment):
            raise Killed
        return version

    def pointing(*args: Any) -> None:
        if moment == "pointer":
            raise Killed
        write(*args)

    def deleting(folder: Path, *_args: Any, **_kwargs: Any) -> None:
        if moment == "half deleted":
            rmtree(next(path for path in folder.iterdir() if path.name == "submissions"))
        raise Killed

    patch.setattr(delta, "append", appending)
    patch.setattr(rewriting, "write_pointer", pointing)
    if moment in {"after", "half deleted"}:
        patch.setattr(shutil, "rmtree", deleting)


def test_an_old_folder_that_cannot_be_deleted_is_told(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", refused)
        with pytest.raises(StoreError, match="cannot be deleted") as told:
            erased(at.store(to_write=True), CHILD)
        assert "give the command again" in told.value.hint
    assert at.store(to_write=True).mended
    assert hits(at) == 0


@pytest.mark.parametrize(
    ("written", "read"),
    [("w1001", "W1001"), (" W1001 ", "W1001"), ("0012", "12"), ("12.0", "12"),
     ("c 1\u00a02", "C 1 2"), ("", None), ("  ", None), ("1.2E+5", None), ("1.2e11", None),
     ("1E+11", None), ("4e123456", "4E123456"), ("7E00123", "7E00123")],
)  # fmt: skip
def test_an_identifier_is_read_as_intake_reads_a_cell(written: str, read: str | None) -> None:
    assert identifier(written) == read


def planted(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


SOUGHT = Sought("W123456", ("ab" * 16,), KEYS.secrets)


@pytest.mark.parametrize(
    ("name", "content", "column"),
    [
        ("a.json", b'{"path":"W123456.csv"}', "identifier"),
        ("a.json", b'{"x":"w123456"}', "identifier"),
        ("deep/.b", b"\x00W123456\x00", "identifier"),
        ("a.parquet.tmp", b"\x07\x00\x00\x00W123456Q", "identifier"),
        ("a.bin", b"..." + b"ab" * 16 + b"...", "pseudonym"),
        ("a.bin", b"..." + b"AB" * 16 + b"...", "pseudonym"),
        ("a.bin", b"..." + b"\xab" * 16, "pseudonym"),
        ("a.bin", KEYS.secrets[0] + b"...", "key"),
        ("a.bin", b"x" + KEYS.secrets[0].hex().encode(), "key"),
        ("a.bin", b"x" + KEYS.secrets[0].hex().upper().encode(), "key"),
    ],
)  # fmt: skip
def test_the_scan_finds_what_was_planted(
    tmp_path: Path, name: str, content: bytes, column: str
) -> None:
    planted(tmp_path, name, content)
    (row,) = scanned(tmp_path, SOUGHT).to_dicts()
    assert {each for each in COUNTS if row[each]} == {column}
    assert row["file"] == name


def test_the_scan_decodes_what_is_compressed(tmp_path: Path) -> None:
    rows = pl.DataFrame({"a": ["about W123456 here"] * 50, "b": [["ab" * 16]] * 50})
    rows.write_parquet(tmp_path / "part.parquet", compression="zstd")
    assert scanned(tmp_path, SOUGHT)["cells"].to_list() == [100]


@pytest.mark.parametrize(
    "content", [b'{"size":123456,"n":[123456]}', b'{"x":"9123456"}', b'{"x":"123456a"}', b"", b"x"]
)
def test_a_number_or_a_part_of_a_word_is_not_the_identifier(tmp_path: Path, content: bytes) -> None:
    planted(tmp_path, "a.json", content)
    found = scanned(tmp_path, Sought("123456", ("ab" * 16,), KEYS.secrets))
    assert found.select(COUNTS).sum().row(0) == (0, 0, 0, 0)


def test_a_short_identifier_is_held_to_whole_cells_alone(tmp_path: Path) -> None:
    seven = Sought("7", ("ab" * 16,), KEYS.secrets)
    pl.DataFrame({"a": ["7", "07", "17", "about 7"]}).write_parquet(tmp_path / "a.parquet")
    planted(tmp_path, "b.json", b'{"a":"7"}')
    found = scanned(tmp_path, seven)
    assert found["cells"].sum() == 2
    assert found["identifier"].sum() == 0


def test_a_file_that_cannot_be_read_is_no_clean_bill(tmp_path: Path) -> None:
    planted(tmp_path, "part.parquet", b"PAR1 nonsense PAR1")
    with pytest.raises(StoreError, match="cannot be looked through"):
        scanned(tmp_path, SOUGHT)


def test_files_that_are_not_the_stores_are_looked_through_in_zips_too(tmp_path: Path) -> None:
    planted(tmp_path, "a.csv", b"id\nW123456\nW123456\n")
    planted(tmp_path, "wide.csv", "id\nW123456\n".encode("utf-16"))
    planted(tmp_path, "old.xls", b"")
    planted(tmp_path, "none.csv", b"id\nW1234567\n")
    planted(tmp_path, "store/a.csv", b"W123456")
    planted(tmp_path, "broken.xlsx", b"PK\x05\x06" + b"\x00" * 10)
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", "<t>W123456</t>")
    found = held_elsewhere(tmp_path, SOUGHT, but=tmp_path / "store")
    assert found.rows() == [
        ("a.csv", "", 2, True, False), ("book.xlsx", "xl/sharedStrings.xml", 1, True, False),
        ("old.xls", "", 0, False, False), ("wide.csv", "", 1, True, False),
    ]  # fmt: skip


def test_a_file_that_bears_the_child_in_its_name_is_named_without_it(tmp_path: Path) -> None:
    planted(tmp_path, "W123456 chronology.csv", b"id\nW999999\n")
    planted(tmp_path, "of w123456/list.xls", b"")
    planted(tmp_path, "W1234567.csv", b"id\n")
    found = held_elsewhere(tmp_path, SOUGHT, but=tmp_path / "store")
    assert found.rows() == [
        ("(erased) chronology.csv", "", 1, True, True),
        ("of (erased)/list.xls", "", 1, True, True),
        ("of (erased)/list.xls", "", 0, False, False),
    ]


def test_a_file_called_after_the_child_is_kept_without_the_name(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.give(
        "list of CH004711_again.csv",
        CONTACTS,
        [(*ROWS[0][:1], "CH004711", *ROWS[0][2:]), *ROWS[1:]],
    )
    at.give("CH0047110.csv", REFERRALS, referrals(date(2020, 4, 1), 91, seed=1))
    at.read()
    assert hits(at, "CH004711")
    erased(at.store(to_write=True), "CH004711")
    assert hits(at, "CH004711") == 0
    kept = at.store().kept["file"].to_list()
    assert sorted(kept) == ["CH0047110.csv", "list of (erased)_again.csv"]
    assert at.read().told is not None  # the same bytes under the old name bring it back no more
    assert hits(at, "CH004711") == 0
