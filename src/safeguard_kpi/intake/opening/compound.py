"""The compound file that old workbooks come in: a small file system, read as far as one stream."""

import struct
from array import array
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA
"""From here on a sector's number is a mark: the end, or free."""

_ENTRY = 128
_NOTHING, _ROOT = 0, 5


class Compound:
    """A compound file's directory, and the streams it names.

    Raises:
        ValueError: the file is not as a compound file should be; also from `stream`.
    """

    def __init__(self, raw: bytes) -> None:
        """Read the tables of sectors and the directory."""
        self._raw = raw
        try:
            self._open()
        except (struct.error, IndexError) as fault:
            raise ValueError("no compound file") from fault

    @property
    def names(self) -> frozenset[str]:
        """Name every stream and storage."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """Read one stream whole."""
        start, size = self._entries[name]
        if size < self._cutoff:
            small = self._sectors(self._small_fat, start, self._small, self._small_size)
            return b"".join(small)[:size]
        return b"".join(self._sectors(self._fat, start, self._raw, self._size, self._size))[:size]

    def _open(self) -> None:
        head = self._raw
        if not head.startswith(MAGIC):
            raise ValueError("no compound file")
        sizes = struct.unpack_from("<HH", head, 30)
        if sizes not in {(9, 6), (12, 6)}:
            raise ValueError("sectors of a size that there is not")
        self._size, self._small_size = 1 << sizes[0], 1 << sizes[1]
        (first,) = struct.unpack_from("<I", head, 48)
        self._cutoff, small_first, _, more, _ = struct.unpack_from("<IIIII", head, 56)
        self._fat = _numbers(self._sector(each) for each in self._fat_sectors(more))
        names = b"".join(self._sectors(self._fat, first, self._raw, self._size, self._size))
        self._entries, root = _entries(names)
        chain = self._sectors(self._fat, small_first, self._raw, self._size, self._size)
        self._small_fat = _numbers(chain)
        self._small = b"".join(self._sectors(self._fat, root, self._raw, self._size, self._size))

    def _fat_sectors(self, more: int) -> Iterator[int]:
        yield from (each for each in struct.unpack_from("<109I", self._raw, 76) if each < _END)
        for _ in range(len(self._raw) // self._size):
            if more >= _END:
                return
            *listed, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            yield from (each for each in listed if each < _END)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._raw[start : start + self._size]
        if not sector:
            raise ValueError("a sector that is not there")
        return sector.ljust(self._size, b"\0")

    def _sectors(
        self, fat: "array[int]", number: int, held: bytes, size: int, before: int = 0
    ) -> Iterator[bytes]:
        """Follow a chain of sectors; one that is longer than the file turns in a circle."""
        for _ in range(len(held) // size + 2):
            if number >= _END:
                return
            start = before + number * size
            if start >= len(held) or number >= len(fat):
                raise ValueError("a sector that is not there")
            yield held[start : start + size]
            number = fat[number]
        raise ValueError("a chain without an end")


def _numbers(sectors: Iterator[bytes]) -> "array[int]":
    held = b"".join(sectors)
    return array("I", struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4]))


def _entries(held: bytes) -> tuple[dict[str, tuple[int, int]], int]:
    """Read the directory: where each stream begins and how long it is; and the root's beginning."""
    entries: dict[str, tuple[int, int]] = {}
    root = _END
    for at in range(0, len(held) - _ENTRY + 1, _ENTRY):
        letters, kind = struct.unpack_from("<HB", held, at + 64)
        if kind == _NOTHING:
            continue
        start, size = struct.unpack_from("<II", held, at + 116)
        if kind == _ROOT:
            root = start
        name = held[at : at + max(min(letters, 64) - 2, 0)].decode("utf-16-le", "replace")
        entries.setdefault(name, (start, size))
    return entries, root
