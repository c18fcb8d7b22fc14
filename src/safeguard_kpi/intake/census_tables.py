"""The census as people open it in Excel: the table CINdetails holds more than referrals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from safeguard_kpi.contracts.answers import YES
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.headers import text_columns
from safeguard_kpi.intake.model import Grid, SheetRead
from safeguard_kpi.text import label

EPISODES = "episodes of need"
"""What the sheet of episodes is called after the table's own name."""

LOOKED_AT = 10
"""Rows in which the header of such a table is looked for."""


def with_others(grid: Grid) -> Iterator[Grid]:
    """Give a sheet, and after a table of CINdetails its episodes of need and its conferences.

    The first are its rows that are no referral with no further action; the second those with a
    conference of their own, as of a child who transferred in.
    """
    yield grid
    found = _header(grid)
    if found is None:
        return
    row, letters = found
    referral, flag = letters["cinreferraldate"], letters["referralnfa"]
    under = pl.col("_row") > row
    nfa = pl.col(flag).str.strip_chars().str.to_lowercase().is_in(sorted(YES))
    kept = grid.cells.filter(~under | ~nfa.fill_null(value=False))
    hide = [letters[name] for name in ("referralsource", "referralnfa", _HELD) if name in letters]
    yield _headed(grid, kept, row, {referral: "CIN Start Date", **dict.fromkeys(hide)}, EPISODES)
    held = letters.get(_HELD)
    if held:
        whole = pl.col(held).str.strip_chars().str.len_chars() > 0
        rows = grid.cells.filter((pl.col("_row") <= row) | whole.fill_null(value=False))
        if rows.filter(under).height:
            started = {referral: "S47ActualStartDate"}
            other = set(letters.values()) - {letters["lachildid"], referral, held}
            rows = rows.with_columns(pl.when(~under).then(referral).alias(referral))
            heads = {**dict.fromkeys(other), **started}
            yield _headed(grid, rows, row, heads, "DateOfInitialCPC")


_HELD = "dateofinitialcpc"
_NEEDED = {"lachildid", "cinreferraldate", "cinclosuredate", "referralnfa"}


def _header(grid: Grid) -> tuple[int, dict[str, str]] | None:
    """Find the header row of a table of CINdetails, and its letters by label."""
    for cells in grid.cells.head(LOOKED_AT).iter_rows(named=True):
        letters = {label(cells[name]): name for name in text_columns(grid.cells) if cells[name]}
        if letters.keys() >= _NEEDED:
            return cells["_row"], letters
    return None


def _headed(
    grid: Grid, cells: pl.DataFrame, row: int, heads: dict[str, str | None], name: str
) -> Grid:
    """Head some columns otherwise; those headed with nothing are left alone."""
    named = cells.with_columns(
        pl.when(pl.col("_row") == row).then(pl.lit(head, pl.String)).otherwise(letter).alias(letter)
        for letter, head in heads.items()
    )
    return replace(grid, sheet=f"{grid.sheet} ({name})", cells=named)


def with_year(sheet: SheetRead) -> tuple[SheetRead, pl.DataFrame]:
    """Say which year a table of CINdetails covers: cases still open reach back for years.

    The year to 31 March is taken in which most of its cases were closed.
    """
    if sheet.feed != "referrals" or "cindetailsid" not in {label(each) for each in sheet.unused}:
        return sheet, findings.none()
    closed = sheet.rows.select(pl.col("closed_on").dt.offset_by("-3mo").dt.year() + 1).to_series()
    year = closed.drop_nulls().mode().max()
    if not isinstance(year, int):
        return sheet, findings.none()
    found = findings.one(
        "census_year_inferred",
        Level.NOTE,
        f"The table is read as that of a children in need census of the year to 31 March {year}, in which most of its cases were closed; referrals from before are only those still open then.",
        "If it covers other months, say so under [coverage] in the settings.",
        feed=sheet.feed,
        sheet=sheet.sheet,
    )
    return replace(sheet, covers=(date(year - 1, 4, 1), date(year, 3, 31))), found
