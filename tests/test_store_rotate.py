"""A new key over the old: the same figures, no old pseudonym in any byte, and no kill that parts store and key."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from conftest import KEYS
from drawn_store import CONTACTS, SETTINGS, WALSALL, Desk, contacts, desk, tables_of
from safeguard_kpi.cli import held_keys
from safeguard_kpi.store import Keys, open_store, read_keys
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.erasure import erased, held_of
from safeguard_kpi.store.keys import kind_of, write_keys
from safeguard_kpi.store.rewriting import laid_over

ROWS = contacts(date(2020, 4, 1), 91, seed=1)
OTHER = ROWS[1][1]
NEW = Keys(secrets=(*KEYS.secrets, bytes(range(7, 39))))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    at = desk(tmp_path_factory.mktemp("begun"))
    (at.folder / "safeguard-kpi.toml").write_text(SETTINGS, encoding="utf-8")
    at.give("contacts.csv", CONTACTS, ROWS)
    at.read()
    erased(at.store(to_write=True), OTHER)
    return at


@pytest.fixture
def at(begun: Desk, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(begun.folder, folder)
    return Desk(folder=folder)


def old_pseudonyms(at: Desk) -> list[str]:
    rows = tables_of(at)["mash_contacts"]
    return [each for name in ("child_id", "contact_id") for each in rows[name].drop_nulls()]


def test_no_old_pseudonym_is_left_and_the_new_ones_are_those_of_both_keys(at: Desk) -> None:
    old = old_pseudonyms(at)
    before = tables_of(at)["mash_contacts"]
    laid_over(at.store(to_write=True), NEW)
    held = at.bytes()
    assert not [each for each in old if each.encode() in held or bytes.fromhex(each) in held]
    after = tables_of(at, NEW)
    known = dict(zip(old, NEW.laid_over(old, KEYS), strict=True))
    assert after["mash_contacts"]["child_id"].to_list() == [
        known[each] for each in before["child_id"]
    ]
    hidden = ["child_id", "contact_id"]
    assert (
        after["mash_contacts"]
        .drop(hidden)
        .equals(before.drop(hidden).select(after["mash_contacts"].drop(hidden).columns))
    )
    (one,) = NEW.pseudonyms([ROWS[0][1]], of=kind_of(WALSALL.code, "child_id"))
    assert one in set(after["mash_contacts"]["child_id"])


def test_figures_are_the_same_and_an_erased_child_stays_outside(at: Desk) -> None:
    before = at.figures()
    assert held_keys.rotate(at.folder / "safeguard-kpi.toml", yes=True) == 0
    keys = read_keys(at.settings.key, store=at.store_folder)
    assert keys.secrets[:1] == KEYS.secrets
    assert len(keys.secrets) == 2
    again = at.read()
    assert again.told is not None
    assert again.told["new"] == []
    assert again.told["key_id"] == keys.key_id
    assert again.told["left_outside"]["erased"] == sum(row[1] == OTHER for row in ROWS)
    assert at.journey().compute(again.admitted).figures.equals(before)
    assert held_of(at.store(keys=keys), OTHER).is_empty()


def test_without_yes_nothing_is_changed(at: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before, key = at.bytes(), at.settings.key.read_bytes()
    assert held_keys.rotate(at.folder / "safeguard-kpi.toml", yes=False) == 0
    assert (at.bytes(), at.settings.key.read_bytes()) == (before, key)
    told = capsys.readouterr()
    assert "--yes" in told.err
    assert KEYS.secrets[0].hex() not in told.err + told.out


def test_killed_between_key_and_store_all_opens_and_the_next_writer_finishes(at: Desk) -> None:
    old, before = old_pseudonyms(at), at.store().kept
    write_keys(at.settings.key, NEW)
    reader = open_store(at.store_folder, WALSALL.code, NEW)
    assert reader.keys == KEYS
    assert reader.kept.equals(before)
    assert old_pseudonyms(at) == old
    writer = open_store(at.store_folder, WALSALL.code, NEW, to_write=True)
    assert "change of key" in writer.mended
    assert writer.keys == NEW
    assert not [each for each in old if each.encode() in at.bytes()]
    assert open_store(at.store_folder, WALSALL.code, NEW).keys == NEW
    with pytest.raises(StoreError, match="not the one"):
        at.store()


def test_rotating_again_after_a_kill_finishes_and_adds_no_third_key(at: Desk) -> None:
    write_keys(at.settings.key, NEW)
    assert held_keys.rotate(at.folder / "safeguard-kpi.toml", yes=True) == 0
    assert read_keys(at.settings.key, store=at.store_folder) == NEW
    assert open_store(at.store_folder, WALSALL.code, NEW).keys == NEW


def test_two_changes_of_key_are_folded_in_order(at: Desk) -> None:
    third = Keys(secrets=(*NEW.secrets, bytes(range(50, 82))))
    old = old_pseudonyms(at)
    store = open_store(at.store_folder, WALSALL.code, third, to_write=True)
    assert store.keys == third
    at_once = third.laid_over(old, KEYS)
    assert at_once == third.laid_over(NEW.laid_over(old, KEYS), NEW)
