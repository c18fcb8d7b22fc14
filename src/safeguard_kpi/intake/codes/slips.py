"""Slips of the pen: a long word with one letter missing, one too many, another, or two swapped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHORTEST = 7
"""Letters from which one slip cannot make one word of another: police is not policy."""

LONGEST = 24
"""Letters beyond which a text without a space is no word."""


@dataclass(frozen=True)
class Slips:
    """The long words that are known, by themselves and by themselves less one letter."""

    words: dict[str, frozenset[str]]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Slips":
        """Lay out words for finding what is nearly one of them."""
        found: dict[str, set[str]] = {}
        for word in words:
            if len(word) >= SHORTEST and word.isalpha():
                for less in (word, *_less_one(word)):
                    found.setdefault(less, set()).add(word)
        return cls({less: frozenset(of) for less, of in found.items()})

    def mended(self, word: str) -> str:
        """Give the one known word that is a slip away, or else the word itself."""
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return word
        near = {
            known
            for less in (word, *_less_one(word))
            for known in self.words.get(less, ())
            if known[0] == word[0] and _one_slip(known, word)
        }
        return near.pop() if len(near) == 1 else word


def _less_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_slip(one: str, other: str) -> bool:
    """Tell whether two words that share all but a letter are one slip apart."""
    if len(one) != len(other):
        return True
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]  # noqa: PLR2004 (a swap is of two)
    return len(apart) <= 1 or swapped
