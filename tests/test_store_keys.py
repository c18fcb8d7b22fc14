"""The key: pseudonyms anybody can work out again, and a file that is refused unless it can be trusted."""

import hashlib
import hmac
import stat
from pathlib import Path

import polars as pl
import pytest

from conftest import KEYS
from drawn_store import desk
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.store import Keys, open_store, read_keys
from safeguard_kpi.store.keys import kind_of, new_secret, write_keys
from safeguard_kpi.store.reduced import with_pseudonyms

SECOND = bytes(range(100, 132))
BOTH = Keys(secrets=(*KEYS.secrets, SECOND))


def by_hand(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def test_a_pseudonym_is_hmac_sha_256_cut_to_128_bits() -> None:
    (made,) = KEYS.pseudonyms(["W1001"], of=kind_of("E08000030", "child_id"))
    assert made == by_hand(KEYS.secrets[0], "E08000030/child_id/W1001")
    # Worked out with openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f.
    in_order = Keys(secrets=(bytes(range(32)),))
    assert in_order.pseudonyms(["W1001"], of="E08000030/child_id") == [
        "b5eb6cc025ebcf9ee662ee9c1992e098"
    ]


def test_a_further_key_is_laid_over_the_pseudonym_of_the_one_before() -> None:
    kind = kind_of("E08000030", "child_id")
    (first,) = KEYS.pseudonyms(["W1001"], of=kind)
    (second,) = BOTH.pseudonyms(["W1001"], of=kind)
    assert second == by_hand(SECOND, first)
    assert BOTH.laid_over([first], KEYS) == [second]


def test_a_child_and_a_contact_of_the_same_number_have_nothing_in_common() -> None:
    rows = pl.DataFrame({"child_id": ["7", None, "7"], "contact_id": ["7", "8", None]})
    made = with_pseudonyms(rows, ["child_id", "contact_id"], KEYS, "E08000030")
    assert made["child_id"][0] == made["child_id"][2]
    assert made["child_id"].null_count() == made["contact_id"].null_count() == 1
    assert not set(made["child_id"].drop_nulls()) & set(made["contact_id"].drop_nulls())
    elsewhere = with_pseudonyms(rows, ["child_id"], KEYS, "E08000031")
    assert elsewhere["child_id"][0] != made["child_id"][0]


def test_keys_know_what_they_were_called_before() -> None:
    assert BOTH.known_as(BOTH.key_id) == BOTH
    assert BOTH.known_as(KEYS.key_id) == KEYS
    assert KEYS.known_as(BOTH.key_id) is None
    assert len({KEYS.key_id, BOTH.key_id, Keys(secrets=(SECOND,)).key_id}) == 3


def test_a_key_gives_itself_away_nowhere_in_words() -> None:
    assert KEYS.secrets[0].hex() not in repr(KEYS)
    assert repr(KEYS.secrets[0]) not in repr(KEYS)
    assert KEYS.key_id not in KEYS.secrets[0].hex()


def test_keys_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    keys = Keys(secrets=(new_secret(), new_secret()))
    write_keys(path, keys)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(path, store=tmp_path / "store") == keys
    assert [each.name for each in tmp_path.iterdir()] == ["a.key"]


GOOD = KEYS.secrets[0].hex()


@pytest.mark.parametrize(
    ("text", "mode", "says", "hint"),
    [
        (None, 0o600, "there is no key file", "key create"),
        (GOOD, 0o644, "can be read or changed by others", "chmod 600"),
        (GOOD, 0o620, "can be read or changed by others", "chmod 600"),
        ("", 0o600, "holds no key that can be used", "64 hexadecimal digits"),
        ("# a comment alone\n", 0o600, "holds no key that can be used", "64 hexadecimal digits"),
        (GOOD[:-2], 0o600, "holds no key that can be used", "64 hexadecimal digits"),
        ("00" * 32, 0o600, "holds no key that can be used", "64 hexadecimal digits"),
        ("correct horse battery staple", 0o600, "holds no key", "64 hexadecimal digits"),
        ("clé" * 30, 0o600, "holds no key", "64 hexadecimal digits"),
        (f"{GOOD}\n{GOOD[:20]}\n", 0o600, "holds no key", "64 hexadecimal digits"),
    ],
)  # fmt: skip
def test_a_key_file_that_cannot_be_trusted_is_a_sentence(
    tmp_path: Path, text: str | None, mode: int, says: str, hint: str
) -> None:
    path = tmp_path / "a.key"
    if text is not None:
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
    with pytest.raises(SafeguardError, match=says) as told:
        read_keys(path, store=tmp_path / "store")
    assert hint in told.value.hint
    assert not text or GOOD[:20] not in str(told.value)


@pytest.mark.parametrize("place", ["store/a.key", "store/deep/a.key", "link/a.key"])
def test_a_key_in_the_store_is_refused_however_it_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "store/deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "store")
    write_keys(tmp_path / place, KEYS)
    with pytest.raises(SafeguardError, match="lies in the store"):
        read_keys(tmp_path / place, store=tmp_path / "store")


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path)
    at.give("contacts.csv", ("Child Unique ID", "Date of Contact", "Contact Source", "Outcome"),
            [(f"W{day}", f"2020-04-{day:02}", "6: Police", "Referral") for day in range(1, 31)])  # fmt: skip
    at.read()
    before = at.bytes()
    other = Keys(secrets=(SECOND,))
    for to_write in (False, True):
        with pytest.raises(SafeguardError, match="not the one that the store") as told:
            open_store(at.store_folder, "E08000030", other, to_write=to_write)
        assert KEYS.key_id in told.value.message
    assert at.bytes() == before
