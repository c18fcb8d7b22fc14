"""Dates read the day always first, and those left alone whose day and month may be swapped."""

import polars as pl

from safeguard_kpi.intake.cells.date_forms import NUMBERS, WRITTEN, in_any_form, plain_dates
from safeguard_kpi.intake.cells.labels import narrowed

EARLIEST, LATEST = 1900, 2100
"""Years outside these are slips of the keyboard: nobody in the data was born before 1900."""

SWAPPED = 3
"""Cells that can only be month first which show how a column is written, where others can only be day
first or are real dates past the 12th; fewer may be slips. Where there is none of those, one is enough."""


def months_first(text: pl.Series) -> pl.Series:
    """Find the cells whose day and month may be swapped, in a column that is written month first.

    Returns:
        True where both readings give a date and they differ; nowhere in a column that is
        written day first.
    """
    text = narrowed(text)
    nowhere = pl.repeat(value=False, n=text.len(), eager=True)
    if not text.str.contains(_BEGINS).any():
        return nowhere
    known = text.alias("text").drop_nulls().value_counts(name="cells")
    plain = plain_dates(known["text"])
    parts = plain.str.extract_groups(NUMBERS).struct.unnest()
    first, second = (parts[name].cast(pl.Int64, strict=False) for name in ("day", "month"))
    monthly = known["cells"].filter(first.is_between(1, 12) & second.is_between(13, 31)).sum()
    daily = known["cells"].filter(first.is_between(13, 31) & second.is_between(1, 12)).sum()
    # A real date past the 12th is one that was typed well: beside it one text may be a slip.
    real = plain.str.extract(_REAL, 2).cast(pl.Int64, strict=False)
    against = daily or (real > MONTHS).any()
    if monthly < (SWAPPED if against else 1) or monthly <= daily:
        return nowhere
    either = first.is_between(1, 12) & second.is_between(1, 12) & (first != second)
    return text.is_in(known["text"].filter(either).implode()).fill_null(value=False)


def swapped_by_program(text: pl.Series) -> pl.Series:
    """Find the real dates that a spreadsheet program may have made with day and month swapped.

    One that takes dates month first makes a date, the wrong one, of every text whose first figure may be a month and
    leaves the others as text: then no real date is past the 12th, and no text is before the 13th.

    Returns:
        True at each real date but those that are the same either way; nowhere in other columns.
    """
    text = narrowed(text)
    nowhere = pl.repeat(value=False, n=text.len(), eager=True)
    if not text.str.contains(_BEGINS).any():
        return nowhere
    plain = plain_dates(text)
    real = plain.str.extract_groups(_REAL).struct.unnest().cast(pl.Int64, strict=False)
    parts = plain.str.extract_groups(NUMBERS).struct.unnest()
    first, second = (parts[name].cast(pl.Int64, strict=False) for name in ("day", "month"))
    left = (first.is_between(13, 31) & second.is_between(1, 12)).fill_null(value=False)
    made = (real["day"] <= MONTHS).fill_null(value=False)
    if min(left.sum(), made.sum()) < SWAPPED:
        return nowhere
    if left.sum() < first.count() or made.sum() < real["day"].count():
        return nowhere
    return made & (real["day"] != real["month"])


MONTHS = 12
"""A figure above this is no month."""

_REAL = r"^[0-9]{4}-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[ t]|$)"
"""How a real date comes from a workbook, or from one that a program has written out as text."""

_BEGINS = r"^\s*(?:[A-Za-z]{3,9},? +)?[0-9]{1,2} ?[/.\- ]"
"""How a date in figures that is not year first begins: most columns have none, and this is quick."""


def read_dates(text: pl.Series, *, date1904: bool = False) -> pl.Series:
    """Read a column of texts as dates with times; null where it is none that can be told.

    Args:
        text: cells with spaces taken off the ends, nulls where blank.
        date1904: the workbook counts its days from 1904, as old Macintoshes did.
    """
    text = narrowed(text)
    iso = text.str.to_datetime(WRITTEN, strict=False, time_unit="us")
    left = text.filter(iso.is_null() & text.is_not_null()).unique()
    if left.len():
        # Few distinct texts remain: the slower forms are tried once for each.
        read = pl.DataFrame({"text": left, "when": in_any_form(left, date1904=date1904)})
        iso = (
            text.to_frame("text")
            .with_columns(iso.alias("iso"))
            .join(read, on="text", how="left", maintain_order="left")
            .select(pl.coalesce("iso", "when"))
            .to_series()
        )
    years = iso.dt.year()
    swapped = months_first(text) | swapped_by_program(text)
    return (
        iso.to_frame("when")
        .select(pl.when(years.is_between(EARLIEST, LATEST) & ~swapped).then("when"))
        .to_series()
        .alias(text.name)
    )
