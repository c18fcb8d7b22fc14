"""The sentences about cells that could not be read: never what a cell holds."""

import polars as pl

from safeguard_kpi.contracts.model import Feed, Field, Kind, Level, Unreadable
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.date_forms import ZONES


def unreadable_cells(
    rows: pl.Series, problem: str, feed: Feed, field: Field, letter: str
) -> pl.DataFrame:
    """Say at each row that a cell held something that could not be read."""
    what, remedy = _CELLS[problem]
    refused = field.unreadable is Unreadable.REJECT
    outcome = "so the row is refused" if refused else "so it counts as not known"
    return findings.at(
        rows,
        problem,
        Level.REJECT if refused else Level.WARN,
        f"{field.title}: {what}, {outcome}.",
        remedy,
        feed=feed.name,
        column=letter,
        field=field.name,
    )


def zones_dropped(text: pl.Series, feed: Feed, field: Field, letter: str) -> list[pl.DataFrame]:
    """Say once of a column of dates that its times give a zone, and how many do."""
    if field.kind not in {Kind.DATE, Kind.DATETIME}:
        return []
    # Nearly every column has none of these anywhere, which one quick look tells.
    if not text.str.contains_any(["Z", "z", "+0"]).any():
        return []
    many = sum(int(text.str.ends_with(zone).sum()) for zone in ZONES)
    if not many:
        return []
    cells = "1 cell gives" if many == 1 else f"{many:,} cells give"
    return [
        findings.one(
            "zone_left_off",
            Level.NOTE,
            f"{field.title}: {cells} a time zone, which is left off: the clock is taken as it is written.",
            "Give local times; in summer a time that ends in Z is an hour behind the clock here.",
            feed=feed.name,
            column=letter,
            field=field.name,
        )
    ]


def month_first(feed: Feed, field: Field, letter: str) -> pl.DataFrame:
    """Say that a column of dates is written month first."""
    return findings.one(
        "dates_month_first",
        Level.ERROR,
        f"{field.title}: column {letter} holds dates written month first, so those whose day and month "
        "may be swapped are not read.",
        "Ask the partner to send real dates or dd/mm/yyyy; dates that a spreadsheet made of the others "
        "may be swapped already.",
        feed=feed.name,
        column=letter,
        field=field.name,
    )


def swapped(feed: Feed, field: Field, letter: str) -> pl.DataFrame:
    """Say that a spreadsheet program has swapped the day and month of a column's real dates."""
    return findings.one(
        "dates_swapped",
        Level.ERROR,
        f"{field.title}: in column {letter} no real date is past the 12th of a month and every date left "
        "as text is, as where a spreadsheet program takes days for months; its real dates whose day and "
        "month may be swapped are not read.",
        "Ask the partner to set their computer to English (United Kingdom), make the extract again and "
        "send that.",
        feed=feed.name,
        column=letter,
        field=field.name,
    )


_CELLS = {
    "date_unreadable": (
        "the cell holds something that is no date there can be",
        "Give a date as dd/mm/yyyy, or leave the cell empty.",
    ),
    "number_unreadable": (
        "the cell holds something that is no number of the kind asked for",
        "Give a number in figures, or leave the cell empty.",
    ),
    "code_unknown": (
        "the cell holds a word or code that is not among those known",
        "Use one of the codes, or say in codes.xlsx what the word means.",
    ),
    "yes_no_unreadable": (
        "the cell holds neither yes nor no",
        "Write Yes or No, or leave the cell empty; or say in codes.xlsx what the word means.",
    ),
    "identifier_unreadable": (
        "the cell holds no identifier, or one that a spreadsheet has shortened or made a date of",
        "Format the column as text before the identifiers are put in.",
    ),
    "identifier_names_nobody": (
        "the cell holds a word such as Unknown in place of an identifier, which identifies nobody",
        "Give the identifier; rows without one cannot be told apart and are not counted.",
    ),
    "text_unreadable": ("the cell holds an error", "Mend the formula and send it again."),
    "cell_error": (
        "the cell holds a spreadsheet error such as #N/A",
        "Mend the formula, or put the value itself in the cell.",
    ),
    "formula_not_worked_out": (
        "the cell holds a formula whose result was never saved",
        "Open the workbook, let it calculate, save it and send it again.",
    ),
}
