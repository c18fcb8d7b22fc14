"""Which row of a sheet is its header, and which feed's the sheet is, told by the headers themselves."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import Head, Top, heads, top_of
from safeguard_kpi.intake.sheets.like_data import SEVERAL, rows_like_data
from safeguard_kpi.text import label

NAMED = 3
"""What a sheet's own name is worth beside the number of headers that match."""

TITLED = 2
"""What a title above the header, or the file's name, is worth."""

LIKE = 2
"""Columns of a feed's own, beside its required ones, that make a sheet look like the feed."""


@dataclass(frozen=True, kw_only=True)
class Match(Head):
    """One row of a sheet, or two, read as the header of one feed."""

    feed: Feed
    named: int
    """How well the names agree: the sheet's, a title's, the file's."""
    score: int
    aside: tuple[str, ...] = ()
    """Columns of a pivot table beside the list."""

    @property
    def first_row(self) -> int:
        """Give the first row of the header, which may have two."""
        return self.row - len(self.rows) + 1

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the required fields that no column is headed for."""
        required = (field.name for field in self.feed.fields.values() if field.required)
        return tuple(name for name in required if name not in self.columns)

    @property
    def unused(self) -> dict[str, str]:
        """Give the headers that belong to no field, by column letter."""
        used = {letter for letters in self.columns.values() for letter in letters}
        return {letter: header for letter, header in self.headers.items() if letter not in used}

    @property
    def told_by(self) -> str:
        """Say in words what the feed was recognised by."""
        also = {NAMED: " and the sheet's name", TITLED: " and a title"}.get(self.named, "")
        rows = " in two rows" if len(self.rows) > 1 else ""
        return f"{len(self.columns)} headers{rows}{also}"


class Verdict(NamedTuple):
    """What a sheet was taken for."""

    best: Match | None
    rival: Match | None
    """Another feed that the headers fit just as well: nobody can tell which."""


def recognise(grid: Grid, file: str, contracts: Contracts) -> Verdict:
    """Find the feed and header row that fit a sheet best: of several tables the first.

    Returns:
        A match with every required field where there is one; else the nearest that looks like a
        feed; else nothing.
    """
    top = top_of(grid)
    verdict = _fitting(top, grid.sheet, file, contracts)
    while verdict.best is not None:
        # A later table may have more columns that are known, and yet the first one's rows are first.
        top = top.above(verdict.best.first_row)
        earlier = _fitting(top, grid.sheet, file, contracts)
        if earlier.best is None or not _heads_rows(earlier.best, grid, verdict.best.first_row):
            return verdict
        verdict = earlier
    return verdict


def _heads_rows(match: Match, grid: Grid, before: int) -> bool:
    """Tell whether a header has rows of a table under it, before a later header."""
    under = rows_like_data(grid, below=match.row, above=before, with_dates=bool(match.missing))
    return len(match.columns) >= SEVERAL and under.height > 0


def _fitting(top: Top, sheet: str, file: str, contracts: Contracts) -> Verdict:
    matches = [
        found for feed in contracts.feeds.values() if (found := _best_row(feed, top, sheet, file))
    ]
    ranked = sorted(matches, key=_rank, reverse=True)
    if not ranked or not _looks_like(ranked[0], contracts):
        return Verdict(None, None)
    best, *others = ranked
    tied = next((other for other in others if _rank(other) == _rank(best)), None)
    return Verdict(best, tied if not best.missing else None)


def _best_row(feed: Feed, top: Top, sheet: str, file: str) -> Match | None:
    known = {
        label(header): field.name for field in feed.fields.values() for header in field.headers
    }
    # Of several alike the first: one that is repeated further down heads nothing else.
    best = max(heads(top, known), key=lambda head: (head.strength, -head.row), default=None)
    if best is None:
        return None
    earlier = [cells for above, cells in top.labels.items() if above < best.row]
    named = _named(feed, sheet, {cell for cells in earlier for cell in cells.values()}, file)
    return Match(
        **best.__dict__,
        feed=feed,
        named=named,
        score=len(best.columns) + named,
        aside=top.aside,
    )


def _named(feed: Feed, sheet: str, above: set[str], file: str) -> int:
    """Weigh the names around a table: `List 1` is never `List 10`."""
    names = _names(feed)
    if label(sheet) in names:
        return NAMED
    stem = label(file.rsplit(".", 1)[0])
    titled = any(cell.split(":")[0].strip() in names for cell in above)
    return TITLED if titled or stem in names or stem == label(feed.name) else 0


def named_like(sheet: str, contracts: Contracts) -> Feed | None:
    """Find the feed that a sheet's own name belongs to."""
    return next((feed for feed in contracts.feeds.values() if label(sheet) in _names(feed)), None)


def set_aside(grid: Grid, contracts: Contracts) -> str:
    """Name the list of Annex A that a sheet's headers are of, where it is one that is not collected."""
    for cells in top_of(grid).labels.values():
        # In a sheet of codes a header may be a word among others; that of a list says who.
        if len(cells) >= SEVERAL and any(_WHO.search(cell) for cell in cells.values()):
            labels = set(cells.values())
            if found := next(
                (words for key, words in contracts.set_aside.items() if key in labels), ""
            ):
                return found
    return ""


_WHO = re.compile(r"\b(?:id|identifier|number)\b")
"""What heads the column of a list that says who a row is about."""


def _names(feed: Feed) -> set[str]:
    return {label(name) for name in (*feed.sheets, feed.annex_a, feed.title) if name}


def _rank(match: Match) -> tuple[bool, int, bool, int]:
    telling = any(name in match.columns for name in match.feed.recognised_by)
    # A sheet that bears a feed's name and has a column of its own lacks one; it is no other feed's.
    whole = not match.missing or (telling and match.named == NAMED)
    return (whole, match.score, telling, -len(match.unused))


def _looks_like(match: Match, contracts: Contracts) -> bool:
    """Tell a feed with a column missing from a sheet that is none of ours."""
    if not match.missing:
        return True
    feed = match.feed
    if not any(feed.fields[name].required for name in match.columns):
        return False
    # What several feeds declare alike is about any child, and so tells no feed from another list.
    often = Counter(field for other in contracts.feeds.values() for field in other.fields.values())
    shared = {field.name for field, feeds in often.items() if feeds > 1}
    telling = any(name in match.columns for name in feed.recognised_by)
    own = match.columns.keys() - shared
    return telling or len(own) >= LIKE or match.named == NAMED
