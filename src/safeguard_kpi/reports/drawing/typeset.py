"""Measures text in Arial, so that a row can be made as high as its words without being drawn first."""

from functools import lru_cache

PIXELS_A_DIGIT = 7
"""A column's width counts digits of the Normal style, Arial 10, each 7 pixels wide."""

PADDING = 5
"""Pixels Excel adds to every column for its margins and rule."""

INDENT = 9
"""Pixels one step of indent takes."""

SAFETY = 1.06
"""A little over the true width: screens, printers and programs round each letter differently."""

BOLDER = 1.07
"""How much wider bold letters are."""

SMALLER = 0.9
"""How much narrower letters of 9 points are."""

_PIXELS_AN_EM = 13.33

_EMS = {
    **dict.fromkeys("ijl'|", 0.22),
    **dict.fromkeys(" .,:;/!I[]ft", 0.28),
    **dict.fromkeys("r()-`", 0.34),
    **dict.fromkeys('kscvxyzJ*"', 0.50),
    **dict.fromkeys("ABEKPSVXY&", 0.67),
    **dict.fromkeys("CDHNRUwGOQ", 0.75),
    **dict.fromkeys("mM", 0.83),
    **dict.fromkeys("W%@…", 0.95),
}
"""Advance widths of Arial's letters in ems, gathered into steps; any other letter or digit is 0.556."""

_OTHER = 0.556


def pixels(width: float) -> int:
    """Give the pixels of a column of so many digits."""
    return int(width * PIXELS_A_DIGIT + PADDING)


@lru_cache(maxsize=8192)
def lines_of(text: str, width: float, letters: float = 1.0) -> int:
    """Count the lines a text takes in a column, indented one step, on the safe side.

    Letters of 1.0 are Arial 10; bold ones are BOLDER, those of Arial 9 are SMALLER.
    """
    room = (pixels(width) - PADDING - INDENT) / letters
    blank = _measure(" ")
    lines, used = 1, 0.0
    for word in text.split():
        needed = _measure(word)
        if used and used + blank + needed > room:
            lines, used = lines + 1, 0.0
        used += needed + (blank if used else 0.0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


def _measure(text: str) -> float:
    return sum(_EMS.get(letter, _OTHER) for letter in text) * _PIXELS_AN_EM * SAFETY
