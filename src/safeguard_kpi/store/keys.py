"""The key that pseudonyms are made with: a file of its own, outside the store, for its owner alone."""

import hmac
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from safeguard_kpi.errors import SafeguardError

SHORTEST = 32
"""Bytes of a key: as many as SHA-256 gives."""

PSEUDONYM = 32
"""Hexadecimal digits of a pseudonym, 128 bits of the 256 (RFC 2104, section 5, allows half)."""

KEY_ID = 12
"""Hexadecimal digits of a key's own name."""

PREAMBLE = """\
# The key of safeguard-kpi's pseudonyms. Whoever has it and a list of children can tell who is who.
# Keep a copy where the store's copies are not. Without it no run can use the store.
"""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The key, and those that `key rotate` has laid over it since, in order."""

    secrets: tuple[bytes, ...] = field(repr=False)

    @property
    def key_id(self) -> str:
        """Name the key without giving it away: stores and releases carry it."""
        return _folded(self.secrets, b"safeguard-kpi key id")[:KEY_ID]

    def pseudonyms(self, identifiers: Iterable[str], *, of: str) -> list[str]:
        """Give for each identifier, as admitted, its pseudonym: HMAC-SHA-256 (RFC 2104), cut to 128 bits.

        With more than one key, each is laid over the pseudonym that the one before it gave.

        Args:
            identifiers: as intake gives them.
            of: what they are identifiers of, so that a child and a contact of the same number
                have nothing in common: see `kind_of`.
        """
        return [_folded(self.secrets, f"{of}/{each}".encode()) for each in identifiers]

    def laid_over(self, pseudonyms: Iterable[str], before: "Keys") -> list[str]:
        """Give for each pseudonym of the keys before the one that these make of it."""
        later = self.secrets[len(before.secrets) :]
        return [_folded(later, each.encode()) for each in pseudonyms]

    def known_as(self, key_id: str) -> "Keys | None":
        """Give these keys as they were when they were called so; None if they never were."""
        lengths = range(len(self.secrets), 0, -1)
        stages = (Keys(secrets=self.secrets[:length]) for length in lengths)
        return next((each for each in stages if each.key_id == key_id), None)


def kind_of(authority: str, column: str) -> str:
    """Name what a column's identifiers are identifiers of: each authority numbers its own."""
    return f"{authority}/{column}"


def _folded(keys: tuple[bytes, ...], text: bytes) -> str:
    for key in keys:
        text = hmac.digest(key, text, "sha256").hex()[:PSEUDONYM].encode()
    return text.decode()


def new_secret() -> bytes:
    """Draw a key at random."""
    return secrets.token_bytes(SHORTEST)


def write_keys(path: Path, keys: Keys) -> None:
    """Write the key file, for its owner alone, in one move.

    Raises:
        SafeguardError: it cannot be written there.
    """
    lines = PREAMBLE + "".join(f"{key.hex()}\n" for key in keys.secrets)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as fault:
        raise SafeguardError(
            f"the key file {path} cannot be written: {fault.strerror or 'no reason given'}",
            hint="name a place of your own with `key` under [store] in the settings",
        ) from fault


def read_keys(path: Path, *, store: Path) -> Keys:
    """Read the key file.

    Raises:
        SafeguardError: it is not there, lies in the store, can be read by others, or holds no key.
    """
    if not path.is_file():
        raise SafeguardError(
            f"there is no key file {path}, and nothing about a child is kept without one",
            hint="make one with `safeguard-kpi key create`, or bring back the one that the store was begun with",
        )
    if path.resolve().is_relative_to(store.resolve()):
        raise SafeguardError(
            f"the key file {path} lies in the store, which it is to protect",
            hint="move it out of there and name its place with `key` under [store] in the settings",
        )
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SafeguardError(
                f"the key file {path} can be read or changed by others than its owner",
                hint=f"make it yours alone: chmod 600 {path}",
            )
        lines = path.read_text(encoding="ascii").splitlines()
        keys = tuple(bytes.fromhex(x) for line in lines if (x := line.strip()) and x[0] != "#")
    except OSError as fault:
        raise SafeguardError(
            f"the key file {path} cannot be read: {fault.strerror or 'no reason given'}",
            hint="check that it is yours to read",
        ) from fault
    except ValueError:
        keys = ()
    if not keys or any(len(key) < SHORTEST or len(set(key)) == 1 for key in keys):
        raise SafeguardError(
            f"the key file {path} holds no key that can be used",
            hint="bring it back from its copy: it is 64 hexadecimal digits on a line of their own",
        )
    return Keys(secrets=keys)
