"""A table with a row a month, a week or a day and figures beside it: a summary, and no list of children."""

from collections.abc import Sequence

import polars as pl

from safeguard_kpi.intake.cells.dates import read_dates

_A_FIGURE = r"^\s*(?:[£+-]?\d+(?:[.,]\d+)*\s*%?|-|n/a|\*)\s*$"
"""A count, a share or a sum, or what stands where there is none."""

_AN_IDENTIFIER = r"^\d{5,}$"
"""A whole number of five figures or more: as many children as that are no count of a month's."""

DAYS, WEEKS = (1,), (7,)
MONTHS, QUARTERS, YEARS = range(28, 32), range(89, 93), range(365, 367)


def row_a_period(rows: pl.DataFrame, letters: Sequence[str]) -> bool:
    """Tell rows of which each is the next period, with figures and nothing that could be who it is about.

    Args:
        rows: the rows that look like those of a table.
        letters: the columns of the sheet.
    """
    dated, figures = 0, 0
    for letter in letters:
        held = rows[letter].drop_nulls()
        held = held.filter(held.str.contains(r"\S"))
        if held.is_empty():
            continue
        days = read_dates(held)
        if held.str.contains(_A_FIGURE).all():
            if held.n_unique() == held.len() and _may_be_identifiers(held):
                return False
            figures += 1
        elif days.null_count() == 0 and held.len() == rows.height and _one_after_another(days):
            dated += 1
        else:
            return False
    return dated > 0 and figures > 0


def _one_after_another(days: pl.Series) -> bool:
    steps = days.dt.date().diff().drop_nulls().dt.total_days().abs()
    return any(steps.is_in(list(period)).all() for period in (DAYS, WEEKS, MONTHS, QUARTERS, YEARS))


def _may_be_identifiers(held: pl.Series) -> bool:
    """Tell long numbers, and numbers that count up row by row."""
    whole = held.str.strip_chars().cast(pl.Int64, strict=False)
    running = whole.null_count() == 0 and bool((whole.diff().drop_nulls() == 1).all())
    return bool(held.str.strip_chars().str.contains(_AN_IDENTIFIER).all()) or running
