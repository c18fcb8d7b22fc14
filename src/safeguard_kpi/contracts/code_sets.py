"""What the words of one column of codes mean, as values: declared, and what the authority adds."""

from dataclasses import dataclass

from safeguard_kpi.text import label

UNREADABLE = "unreadable"
"""Stands in a list of codes for what of its cell could not be read: the others are not all there is."""


@dataclass(frozen=True, kw_only=True)
class CodeValue:
    """One meaning, with the department's codes for it and the words partners write.

    A phrase of `first` decides wherever it stands; one of `words` where it stands in the first part
    of a text that has any; one of `last` only where nothing else does; one of `least`, which only
    names the authority that writes, where there is not even that. A word that ends in `*` is the
    beginning of words.
    """

    key: str
    title: str
    codes: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Phrases beside which its words are about somebody else, or no longer or not so: nothing is read."""
    like: tuple[str, ...] = ()
    """Meanings of the set of `words_of`, whose words and labels mean this one here."""
    alone: bool = False
    """Whether it says that there is none of them, so that another beside it contradicts it."""


@dataclass(frozen=True, kw_only=True)
class CodeSet:
    """What the words of one column mean; no spelling has two meanings."""

    name: str
    title: str
    values: tuple[CodeValue, ...]
    several: str = ""
    """The meaning of a text that has the words of two meanings or more; without it, none."""
    alternatives: bool = False
    """Whether two meanings joined by a slash, a comma, `and` or `or` leave a text undecided."""
    flags: tuple[str, ...] = ()
    """The meanings that a text of Y and N stands for, letter by letter, as in YNNN."""
    undecided: tuple[str, ...] = ()
    """Phrases that mean now this, now that: they are left for the analyst."""
    abbreviations: tuple[tuple[str, str], ...] = ()
    """Words as they are shortened and whole, for texts of which no word is known otherwise."""
    words_of: str = ""
    """Another code set, of whose meanings `like` takes the words."""
    own: tuple[tuple[str, str], ...] = ()
    """What the authority says, laid over all the rest: a label and its meaning."""

    @property
    def titles(self) -> dict[str, str]:
        """Give each meaning's title, in the order declared."""
        return {value.key: value.title for value in self.values}

    @property
    def spelt(self) -> dict[str, str]:
        """Give the meaning of each label that is declared whole: key, title, code or spelling."""
        return {
            label(spelling): value.key
            for value in self.values
            for spelling in (value.key, value.title, *value.spellings, *value.codes)
        }
