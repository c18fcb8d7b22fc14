"""The sentences about sheets and headers: where, what is wrong and what to do."""

from collections.abc import Iterator

import polars as pl

from safeguard_kpi.contracts.model import Feed, Field, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.headers import Match
from safeguard_kpi.intake.model import SheetLook
from safeguard_kpi.text import label

MOST_NAMED = 12
"""Columns named in one sentence: more would hide the one that matters."""

MOST_OFFERED = 3
"""Headers offered for a missing column: enough to see what is meant."""

LONGEST = 60
"""Letters of a header that are quoted: a longer text at the top of a column is no header."""


def no_feed(why: str) -> pl.DataFrame:
    """Say that a sheet is passed over."""
    return findings.one(
        "sheet_not_recognised",
        Level.NOTE,
        f"The sheet is passed over: {why}.",
        "Nothing to do if it holds guidance or lists that are not used here.",
    )


def no_headers(feed: Feed, sheet: str, file: str) -> pl.DataFrame:
    """Say that a sheet has a feed's name and none of its headers."""
    needed = [_headed(field) for field in feed.fields.values() if field.required]
    return findings.one(
        "headers_not_found",
        Level.QUERY,
        f"{file}, sheet {sheet} is named as {feed.title} and has no row with its headers.",
        f"If it is the return, head its columns {_and(needed)}.",
        feed=feed.name,
    )


def hidden(feed: Feed) -> pl.DataFrame:
    """Say that a sheet that is used is hidden."""
    return findings.one(
        "sheet_hidden",
        Level.QUERY,
        "The sheet is hidden in the workbook, and was read like any other.",
        "Ask the partner whether it was meant to be sent.",
        feed=feed.name,
    )


def hidden_parts(feed: Feed, look: SheetLook, used: frozenset[str]) -> Iterator[pl.DataFrame]:
    """Say that rows or used columns of a sheet are hidden: a filter left on, or more than was meant."""
    if look.hidden_rows:
        rows = "1 row is" if look.hidden_rows == 1 else f"{look.hidden_rows:,} rows are"
        yield findings.one(
            "rows_hidden",
            Level.QUERY,
            f"{rows} hidden in the sheet, perhaps by a filter, and read like any other.",
            "Ask the partner whether they were meant to be sent.",
            feed=feed.name,
        )
    for letter in look.hidden_columns:
        if letter in used:
            yield findings.one(
                "column_hidden",
                Level.QUERY,
                f"Column {letter} is hidden in the sheet, and was read like any other.",
                "Ask the partner whether it was meant to be sent.",
                feed=feed.name,
                column=letter,
            )


def two_feeds(sheet: str, file: str, one: Feed, other: Feed) -> pl.DataFrame:
    """Say that the headers fit two feeds alike."""
    return findings.one(
        "sheet_ambiguous",
        Level.ERROR,
        f"{file}, sheet {sheet} may be {one.title} or {other.title}: its headers fit both.",
        f"Name the sheet {' or '.join(feed.sheets[0] for feed in (one, other) if feed.sheets)}.",
    )


def no_columns(match: Match, sheet: str, file: str) -> pl.DataFrame:
    """Say which required columns a sheet that looks like a feed does not have."""
    names = _and([f"`{name}`" for name in match.missing])
    # A row that is not surely a header may hold a child's name: letters tell enough.
    unused = list(match.unused)
    more = f" and {len(unused) - MOST_NAMED} more" if len(unused) > MOST_NAMED else ""
    alone = len(match.missing) == 1
    hints = [
        f"{'it' if alone else f'`{name}`'} may be headed {_headed(match.feed.fields[name])}"
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
    heads = _and([f"column {letter} ({quoted(match.headers[letter])})" for letter in letters])
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


def no_dates(feed: Feed, rows: pl.Series) -> pl.DataFrame:
    """Say at a header's row, or at each module of a census, that not one date is given."""
    return findings.at(
        rows,
        "dates_all_blank",
        Level.ERROR,
        "The table has rows and every date in it is blank, so it cannot be used: nothing of it is counted, not even as nought.",
        "Ask the partner to send it again with its dates.",
        feed=feed.name,
    )


def one_a_child(feed: Feed) -> pl.DataFrame:
    """Say what a list of Annex A cannot tell."""
    return findings.one(
        "annex_a_one_a_child",
        Level.NOTE,
        f"The sheet is {feed.annex_a} of Annex A. {' '.join(dict.fromkeys(feed.annex_a_limits.values()))}",
        "Send every row of the months, not each child's latest, if the figures are to be compared with national ones.",
        feed=feed.name,
    )


def no_rows(feed: Feed) -> pl.DataFrame:
    """Say that a sheet has its headers and nothing under them."""
    return findings.one(
        "sheet_without_rows",
        Level.QUERY,
        "The sheet has its headers and no rows.",
        "Ask the partner whether there was nothing to send.",
        feed=feed.name,
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


def _headed(field: Field) -> str:
    """Give a few of a field's headers, as people write them rather than as databases do."""
    written = [header for header in field.headers if " " in header] or list(field.headers)
    return _or(written[:MOST_OFFERED])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
