"""How like one another two headers are, and how well a column's cells fit a field's kind."""

from difflib import SequenceMatcher
from functools import lru_cache

import polars as pl

from safeguard_kpi.contracts.answers import NO, NOT_KNOWN, YES
from safeguard_kpi.contracts.model import Contracts, Field, Kind
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.cells.labels import tidied, tokens
from safeguard_kpi.text import label

GENERAL = frozenset(
    {
        "date",
        "time",
        "of",
        "the",
        "and",
        "child",
        "childs",
        "child's",
        "id",
        "number",
        "no",
        "type",
        "a",
    }
)
"""Words that many headers share, and that tell little about which is meant."""

CELLS = 0.4
"""What the cells weigh beside the words of a header: they tell the kind, the words the field."""

CODED = 0.6
"""What cells weigh that are all among the codes of one field: few other columns hold those."""

TELLING = frozenset(
    {Kind.DATE, Kind.DATETIME, Kind.CODE, Kind.CODES, Kind.YES_NO, Kind.INTEGER, Kind.NUMBER}
)
"""Kinds that cells can speak for or against; anything may be an identifier or a text."""

SHORT = 4
"""Letters up to which two words share some by chance, as `Ref` and `Age` do."""

ALIKE = 0.7
"""How alike two such words must be to be alike at all."""

_BARE_NUMBER = r"^\d+(?:\.\d+)?$"
"""A number may be a spreadsheet's day or an identifier: it does not speak for a date."""


@lru_cache(maxsize=65536)
def words_alike(header: str, known: str) -> float:
    """Score two headers from 0 to 1, by their letters and by the words that tell something."""
    one, other = label(header), label(known)
    if one == other:
        return 1.0
    whole = max(
        _ratio(one, other), _ratio(*(" ".join(sorted(text.split())) for text in (one, other)))
    )
    said, meant = (
        " ".join(word for word in text.split() if word not in GENERAL) for text in (one, other)
    )
    if max(len(one), len(other)) <= SHORT and whole < ALIKE:
        return 0.0
    if not said or not meant:
        return 0.5 * whole
    return min(0.99, 0.5 * whole + 0.5 * _ratio(said, meant))


def cells_fit(text: pl.Series, field: Field, contracts: Contracts) -> float | None:
    """Give the share of a column's cells that read as the field's kind.

    Returns:
        From 0 to 1; None where the kind can not be told by cells, or there are none.
    """
    if field.kind not in TELLING:
        return None
    tidy = text.to_frame("text").select(tidied(pl.col("text"))).to_series()
    filled = tidy.filter(~tokens(tidy, contracts.blanks)).drop_nulls()
    if filled.is_empty():
        return None
    wrong = read_column(filled, field, contracts.codes.get(field.codes)).unreadable
    if field.kind in {Kind.DATE, Kind.DATETIME}:
        wrong = wrong | filled.str.contains(_BARE_NUMBER)
    if field.kind in {Kind.INTEGER, Kind.NUMBER}:
        wrong = wrong | _out_of_bounds(filled, field)
    return 1 - int(wrong.sum()) / filled.len()


def cells_particular(text: pl.Series, field: Field, contracts: Contracts) -> bool:
    """Tell cells that nearly all are words of one field's codes, of several meanings, from yes and no.

    Answers and single letters fit many a field, and so are particular to none.
    """
    if field.kind not in {Kind.CODE, Kind.CODES}:
        return False
    tidy = text.to_frame("text").select(tidied(pl.col("text"))).to_series()
    filled = tidy.filter(~tokens(tidy, contracts.blanks)).drop_nulls()
    telling = filled.filter(
        (filled.str.len_chars() > 1) & ~filled.str.to_lowercase().is_in(sorted(_ANSWERS))
    )
    if telling.is_empty() or telling.len() < _NEARLY_ALL * filled.len():
        return False
    read = read_column(telling, field, contracts.codes.get(field.codes))
    meant = [str(each) for each in read.typed[field.name].filter(~read.unreadable)]
    return len(meant) >= _NEARLY_ALL * telling.len() and len(set(meant)) > 1


_NEARLY_ALL = 0.9
_ANSWERS = YES | NO | NOT_KNOWN


def _out_of_bounds(text: pl.Series, field: Field) -> pl.Series:
    number = text.cast(pl.Float64, strict=False)
    lowest = float("-inf") if field.lowest is None else field.lowest
    highest = float("inf") if field.highest is None else field.highest
    return ~number.is_between(lowest, highest).fill_null(value=True)


def score(words: float, cells: float | None, kind: Kind) -> float:
    """Put words and cells together; cells that mostly do not fit speak strongly against."""
    if cells is None or words == 1:
        return words
    weight = CODED if kind in {Kind.CODE, Kind.CODES} else CELLS
    both = (1 - weight) * words + weight * cells
    return both if cells >= _MOSTLY else both * cells


_MOSTLY = 0.5

WORDED = 0.5
"""From where a header says something of a field: less is what any two words have in common."""

ANSWERED = 0.6
"""The same of a field whose cells may be answers or codes: a yes or no fits many, and adds nothing."""


def header_tells(header: str, like: str, words: float, kind: Kind) -> bool:
    """Tell whether a header itself says something of a field, by likeness or a whole word."""
    if kind in {Kind.CODE, Kind.CODES, Kind.YES_NO}:
        return words >= ANSWERED
    one, other = ({*label(text).split()} - GENERAL for text in (header, like))
    return words >= WORDED or any(len(word) >= _WHOLE for word in one & other)


_WHOLE = 3


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
