"""The census as people open it in Excel: which of its tables a sheet is, and what a table also holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from safeguard_kpi.contracts.answers import YES
from safeguard_kpi.contracts.census import Census, CensusTable
from safeguard_kpi.contracts.model import Field, Kind
from safeguard_kpi.intake.cells.column import read_column
from safeguard_kpi.intake.cells.dates import read_dates
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.text import label

EPISODES = "episodes of need"
"""What the sheet of episodes is called after the table's own name."""

CONFERENCES = "DateOfInitialCPC"
"""What the sheet of conferences without an enquiry is called after the table's own name."""

LOOKED_AT = 10
"""Rows in which the header of such a table is looked for."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A sheet that is one of the tables of a return."""

    table: CensusTable
    grid: Grid
    row: int
    """The header's row."""
    letters: Mapping[str, str]
    """The column letter of each header, by its label."""

    def letter(self, column: str) -> str:
        """Give the letter of a column, empty where the sheet has none of that name."""
        return self.letters.get(label(column), "")

    @property
    def numbered(self) -> bool:
        """Tell a table of episodes or plans by the numbers that only a return has."""
        return bool(self.letter("CINdetailsID") or self.letter("CPPID"))

    @property
    def only_helps(self) -> bool:
        """Tell a table of which no row is counted: others take from it, or it is set aside."""
        return bool(self.table.aside) or not self.numbered

    @property
    def under(self) -> pl.DataFrame:
        """Give the rows under the header."""
        return self.grid.cells.filter(pl.col("_row") > self.row)

    def texts(self, column: str) -> pl.Series:
        """Give a column's texts, tidied, null where blank or where there is no such column."""
        letter = self.letter(column)
        if not letter:
            return pl.repeat(None, self.under.height, dtype=pl.String, eager=True).alias(column)
        plain = pl.col(letter).str.strip_chars()
        return self.under.select(pl.when(plain != "").then(plain).alias(column)).to_series()

    def dates(self, column: str) -> pl.Series:
        """Give a column's dates, null where there is none."""
        return read_dates(self.texts(column), date1904=self.grid.date1904).dt.date()

    def keys(self, *columns: str) -> pl.DataFrame:
        """Give columns of identifiers, read as identifiers are everywhere."""
        field = {
            name: Field(name=name, title=name, kind=Kind.IDENTIFIER, headers=()) for name in columns
        }
        return pl.DataFrame(
            [read_column(self.texts(name), field[name], None).typed[name] for name in columns]
        )


def told(grid: Grid, census: Census) -> Told | None:
    """Tell which table of a flattened return a sheet is, by its headers; none where it is no such."""
    for cells in grid.cells.head(LOOKED_AT).iter_rows(named=True):
        letters: dict[str, str] = {}
        for name in text_columns(grid.cells):
            if cells[name]:
                letters.setdefault(label(cells[name]), name)
        for table in census.tables:
            if {label(column) for column in table.known_by} <= letters.keys():
                return Told(table=table, grid=grid, row=cells["_row"], letters=letters)
    return None


def with_others(grid: Grid, known: Told | None, elsewhere: frozenset[int]) -> Iterator[Grid]:
    """Give a sheet, and after a table of CINdetails its episodes of need and its conferences.

    The first are its rows that are no referral with no further action; the second those with a
    conference of their own, as of a child who transferred in.

    Args:
        grid: the sheet.
        known: which table of a return it is, with the columns it took from others.
        elsewhere: the rows whose conference is counted at the enquiry.
    """
    yield grid
    if known is None or not known.letter("ReferralNFA") or not known.letter("CINclosureDate"):
        return
    referral, flag = known.letter("CINreferralDate"), known.letter("ReferralNFA")
    under = pl.col("_row") > known.row
    said = pl.col(flag).str.strip_chars().str.to_lowercase().str.replace(r"^([0-9]+)\.0+$", "${1}")
    nfa = said.is_in(sorted(YES))
    kept = grid.cells.filter(~under | ~nfa.fill_null(value=False))
    hide = [letter for name in _NOT_OF_NEED if (letter := known.letter(name))]
    yield _headed(known, kept, {referral: "CIN Start Date", **dict.fromkeys(hide)}, EPISODES)
    held = known.letter("DateOfInitialCPC")
    if held:
        whole = pl.col(held).str.strip_chars().str.len_chars() > 0
        whole = whole.fill_null(value=False) & ~pl.col("_row").is_in(sorted(elsewhere))
        rows = grid.cells.filter(~under | whole)
        if rows.filter(under).height:
            kept_too = {known.letter(name) for name in _OF_A_CHILD}
            other = set(known.letters.values()) - kept_too - {referral, held}
            rows = rows.with_columns(pl.when(~under).then(referral).alias(referral))
            heads = {**dict.fromkeys(other), referral: "S47ActualStartDate"}
            yield _headed(known, rows, heads, CONFERENCES)


_NOT_OF_NEED = ("ReferralSource", "ReferralNFA", "DateOfInitialCPC")
"""Columns that are about the referral or the conference and not about the episode."""

_OF_A_CHILD = ("LAchildID", "Sex", "PersonBirthDate", "Ethnicity", "Disability")
"""Columns about the child, whatever else a row is about."""


def _headed(known: Told, cells: pl.DataFrame, heads: Mapping[str, str | None], name: str) -> Grid:
    """Head some columns otherwise; those headed with nothing are left alone."""
    at = pl.col("_row") == known.row
    named = cells.with_columns(
        pl.when(at).then(pl.lit(head, pl.String)).otherwise(letter).alias(letter)
        for letter, head in heads.items()
    )
    return replace(known.grid, sheet=f"{known.grid.sheet} ({name})", cells=named)
