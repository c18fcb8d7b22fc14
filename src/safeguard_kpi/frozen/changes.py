"""What became of a definition between two releases, in sentences; nothing where nothing did."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from safeguard_kpi.frozen.definitions import Definition, Definitions

AROUND = 3
"""Words that stand before and after what is another, so that a reader knows where."""

LONGEST = 240
"""Characters of a change: it stands in a note beside a figure."""


def changes(before: Definitions, now: Definitions) -> dict[str, str]:
    """Say of each indicator that counts otherwise what is another.

    Words that no longer read the same are no change, nor are spellings of codes or bank holidays of
    years that were not known before: what was counted then is counted alike.
    """
    found = {}
    for key, definition in now.indicators.items():
        old = before.indicators.get(key)
        if old is not None and (said := list(_said(old, definition, before, now))):
            found[key] = " ".join(said)
    return found


def _said(old: Definition, new: Definition, before: Definitions, now: Definitions) -> Iterator[str]:
    if not _same(old, new, before, now):
        yield _reworded(old.means, new.means) or _elsewhere(old, new)
    for name in sorted({*old.codes} & {*new.codes}):
        title = now.titles[name]
        if before.meanings[name] != now.meanings[name]:
            yield f"The meanings of {title} are others."
        was, is_ = before.codes[name], now.codes[name]
        if many := sum(is_.get(spelling) != key for spelling, key in was.items()):
            yield f"{many} {'spelling' if many == 1 else 'spellings'} of {title} no longer {'means' if many == 1 else 'mean'} the same."
    if new.working_days and (years := _years(before.holidays, now.holidays)):
        yield f"The bank holidays of {', '.join(years)} are others."


def _same(old: Definition, new: Definition, before: Definitions, now: Definitions) -> bool:
    """Say whether two definitions count alike, whichever version of Polars wrote them down."""
    if old.fingerprint == new.fingerprint:
        return True
    told = ("unit", "feed", "dates", "once", "population", "since", "codes", "working_days")
    if any(getattr(old, name) != getattr(new, name) for name in told):
        return False
    if before.polars == now.polars and old.expressions != new.expressions:
        return False
    return (old.where, old.condition) == (new.where, new.condition)


def _reworded(old: str, new: str) -> str:
    """Quote what is another in two texts, with a few words around it; empty where nothing is."""
    was, is_ = old.split(), new.split()
    blocks = [
        code for code in SequenceMatcher(a=was, b=is_, autojunk=False).get_opcodes()
        if code[0] != "equal"
    ]  # fmt: skip
    if not blocks:
        return ""
    first = blocks[0]
    last = blocks[-1]
    said = f"“{_part(was, first[1], last[2])}” became “{_part(is_, first[3], last[4])}”."
    return said if len(said) <= LONGEST else "Its meaning was written anew: see the definitions."


def _part(words: list[str], first: int, last: int) -> str:
    begin, end = max(first - AROUND, 0), min(last + AROUND, len(words))
    return f"{'…' if begin else ''}{' '.join(words[begin:end])}{'…' if end < len(words) else ''}"


def _elsewhere(old: Definition, new: Definition) -> str:
    """Name what is another, where the words that tell the meaning are the same."""
    parts = {
        "the unit": ("unit",),
        "the feed": ("feed",),
        "the date that places a row": ("dates",),
        "whom it counts once": ("once",),
        "the population": ("population",),
        "the first year of its code": ("since",),
        "the code sets it looks at": ("codes",),
        "the rows that are in it": ("where",),
        "the condition that rows must meet": ("condition",),
    }
    named = [
        words
        for words, names in parts.items()
        if any(getattr(old, name) != getattr(new, name) for name in names)
    ]
    said = ", ".join(named) or "how its condition is worked out"
    return f"{said[0].upper()}{said[1:]} changed."


def _years(before: tuple[str, ...], now: tuple[str, ...]) -> list[str]:
    """Name the years, of those known before, whose bank holidays are not the same."""
    known = {day[:4] for day in before}
    return sorted({day[:4] for day in {*before} ^ {*now} if day[:4] in known})
