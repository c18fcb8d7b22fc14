"""The sentences about sheets: where, what is wrong and what to do."""

from collections.abc import Iterator

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.model import SheetLook
from safeguard_kpi.intake.sheets.said_of_headers import both, headed


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
    needed = [headed(field) for field in feed.fields.values() if field.required]
    return findings.one(
        "headers_not_found",
        Level.QUERY,
        f"{file}, sheet {sheet} is named as {feed.title} and has no row with its headers.",
        f"If it is the return, head its columns {both(needed)}.",
        feed=feed.name,
    )


def no_list(like: Feed | None, sheet: str, file: str, rows: int) -> pl.DataFrame:
    """Say that a sheet is filled like a list and has no headers that are known."""
    named = f" and is named as {like.title}" if like else ""
    return findings.one(
        "table_not_recognised",
        Level.ERROR if like else Level.WARN,
        f"{file}, sheet {sheet} has {rows:,} rows with dates{named}; its headers are not known, so none of them is counted.",
        "If it is a list that is collected, `safeguard-kpi feeds map FILE` proposes which of its columns are meant.",
        feed=like.name if like else "",
    )


def summary(like: Feed | None, sheet: str, file: str) -> pl.DataFrame:
    """Say that a sheet is a pivot table or the like; ask for the list where the name promises one."""
    if like is None:
        return findings.one(
            "sheet_is_summary",
            Level.NOTE,
            "The sheet is passed over: it is a pivot table or summary, which has no row a child.",
            "Nothing to do if the list it is made of is on another sheet.",
        )
    return findings.one(
        "sheet_is_summary",
        Level.QUERY,
        f"{file}, sheet {sheet} is named as {like.title} and is a pivot table or summary, which has no row a child.",
        "Send the list that it is made of; where that is on another sheet there is nothing to do.",
        feed=like.name,
    )


def hidden_parts(feed: Feed, look: SheetLook, used: frozenset[str]) -> Iterator[pl.DataFrame]:
    """Say that a sheet, or rows or used columns of it, are hidden: a filter left on, or more than was meant."""
    if look.hidden:
        yield findings.one(
            "sheet_hidden",
            Level.QUERY,
            "The sheet is hidden in the workbook, and was read like any other.",
            "Ask the partner whether it was meant to be sent.",
            feed=feed.name,
        )
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
