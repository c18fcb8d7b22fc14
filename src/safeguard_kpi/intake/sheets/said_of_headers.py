"""The sentences about headers: which column is missing, meant twice, or left alone on purpose."""

from collections.abc import Iterator

import polars as pl

from safeguard_kpi.contracts.model import Feed, Field, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.text import label

MOST_NAMED = 12
"""Columns named in one sentence: more would hide the one that matters."""

MOST_OFFERED = 3
"""Headers offered for a missing column: enough to see what is meant."""

LONGEST = 60
"""Letters of a header that are quoted: a longer text at the top of a column is no header."""


def two_feeds(sheet: str, file: str, one: Feed, other: Feed) -> pl.DataFrame:
    """Say that the headers fit two feeds alike."""
    return findings.one(
        "sheet_ambiguous",
        Level.ERROR,
        f"{file}, sheet {sheet} may be {one.title} or {other.title}: its headers fit both.",
        f"Name the sheet {' or '.join(feed.sheets[0] for feed in (one, other) if feed.sheets)}.",
    )


def two_rows(match: Match) -> Iterator[pl.DataFrame]:
    """Say that a header of two rows was read, and which columns needed both."""
    if match.together:
        heads = both(
            [f"column {letter} ({quoted(match.headers[letter])})" for letter in match.together]
        )
        yield findings.one(
            "header_in_two_rows",
            Level.NOTE,
            f"The header is in two rows, {match.row - 1} and {match.row}, and read together: {heads}.",
            "Nothing to do if that is what they hold; a header in one row leaves no doubt.",
            feed=match.feed.name,
            row=match.row,
        )


def beside(match: Match) -> Iterator[pl.DataFrame]:
    """Say that a pivot table beside the list is left alone."""
    if match.aside:
        first, last = match.aside[0], match.aside[-1]
        where = f"Column {first} holds" if first == last else f"Columns {first} to {last} hold"
        yield findings.one(
            "columns_of_summary",
            Level.NOTE,
            f"{where} a pivot table or summary beside the list, and nothing of it is read.",
            "Nothing to do; put it on a sheet of its own.",
            feed=match.feed.name,
            column=first,
        )


def no_columns(match: Match, sheet: str, file: str) -> pl.DataFrame:
    """Say which required columns a sheet that looks like a feed does not have."""
    names = both([f"`{name}`" for name in match.missing])
    # A row that is not surely a header may hold a child's name: letters tell enough.
    unused = list(match.unused)
    more = f" and {len(unused) - MOST_NAMED} more" if len(unused) > MOST_NAMED else ""
    alone = len(match.missing) == 1
    hints = [
        f"{'it' if alone else f'`{name}`'} may be headed {headed(match.feed.fields[name])}"
        for name in match.missing
    ]
    here = f"; columns not used here: {', '.join(unused[:MOST_NAMED])}{more}" if unused else ""
    message = f"{file}, sheet {sheet} has no column for {names}; {'; '.join(hints)}{here}."
    return findings.one(
        "column_missing",
        Level.ERROR,
        message,
        f"Head the column one of those ways, or declare its header in feeds/{match.feed.name}.toml.",
        feed=match.feed.name,
        row=match.row,
        field=match.missing[0],
    )


def clashes(
    match: Match, field: Field, letters: tuple[str, ...], sheet: str, file: str
) -> pl.DataFrame:
    """Say that two columns are headed for one field."""
    heads = both([f"column {letter} ({quoted(match.headers[letter])})" for letter in letters])
    outcome = "the sheet cannot be used" if field.required else "neither is used"
    return findings.one(
        "columns_clash",
        Level.ERROR,
        f"{file}, sheet {sheet}: {heads} are both headed for `{field.name}`, so {outcome}.",
        "Take one of the columns out, or rename its header.",
        feed=match.feed.name,
        row=match.row,
        column=letters[0],
        field=field.name,
    )


def not_used_on_purpose(match: Match) -> Iterator[pl.DataFrame]:
    """Say why a known column is left alone."""
    for letter, header in match.unused.items():
        if reason := match.feed.unused.get(label(header)):
            yield findings.one(
                "column_not_used",
                Level.NOTE,
                f"Column {letter} ({quoted(header)}) is not used: {reason.rstrip('.')}.",
                "Nothing to do.",
                feed=match.feed.name,
                row=match.row,
                column=letter,
            )


def quoted(header: str) -> str:
    """Shorten a header that is too long to be one."""
    return header if len(header) <= LONGEST else header[:LONGEST].rstrip() + "…"


def headed(field: Field) -> str:
    """Give a few of a field's headers, as people write them rather than as databases do."""
    written = [header for header in field.headers if " " in header] or list(field.headers)
    return either(written[:MOST_OFFERED])


def both(words: list[str]) -> str:
    """Join words in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def either(words: list[str]) -> str:
    """Join words of which one is meant."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
