"""To whom what was found goes back: each sheet to one partner, and never two partners' rows to one."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.census.tables import CONFERENCES, EPISODES
from safeguard_kpi.intake.model import ReadIn

TO = ("to_partner", "to_file")
"""Who is asked: a partner, or with no partner whoever sent the file."""

NOBODY = ""
"""In place of a partner: rows of which nobody can tell whose they are."""

_MADE_OF_A_TABLE = rf" \((?:{EPISODES}|{CONFERENCES})\)$"


class Recipient(NamedTuple):
    """A partner; or, where nobody can tell which, a file."""

    partner: str = ""
    file: str = ""

    @property
    def title(self) -> str:
        """Give what the workbook is named after."""
        return self.partner or self.file

    @property
    def heading(self) -> str:
        """Say what stands above the workbook's summary."""
        return f"To put right by {self.partner}" if self.partner else f"To put right in {self.file}"


def in_the_file(sheet: pl.Expr) -> pl.Expr:
    """Name the sheet as the file has it: what is made of a table of the census stands in the table itself."""
    return sheet.str.replace(_MADE_OF_A_TABLE, "")


@dataclass(frozen=True, kw_only=True)
class Recipients:
    """Whose each file and sheet is, as far as it can be told."""

    told: Mapping[str, str]
    """The partner that somebody named for a file."""
    feeds: Mapping[str, str]
    """The partner of each feed."""
    sheets: Mapping[tuple[str, str], frozenset[str]]
    """By file and sheet, every partner of whom it may hold rows, and NOBODY where there are others."""
    files: Mapping[str, frozenset[str]]
    """By file, every partner of whom one of its sheets may hold rows."""

    def of(self, file: str, sheet: str) -> Recipient:
        """Find who is asked about a sheet, or with no sheet about the file as a whole."""
        whose = self.sheets.get((file, sheet)) or self.files.get(file, frozenset())
        return self._only(file, whose)

    def of_before(self, file: str, sheet: str, feed: str) -> Recipient:
        """Find who is told of what was asked before, of a sheet that may be another's or gone by now."""
        whose = self.sheets.get((file, sheet)) or frozenset[str]()
        if feed in self.feeds:
            return self._only(file, whose | {self.feeds[feed]})
        return self._only(file, whose or self.files.get(file, frozenset()))

    def addressed(self, found: pl.DataFrame) -> pl.DataFrame:
        """Add TO to findings by their file and sheet."""
        placed = found.with_columns(_sheet=in_the_file(pl.col("sheet")))
        return _with(placed, ["file", "_sheet"], self.of).drop("_sheet")

    def addressed_before(self, became: pl.DataFrame) -> pl.DataFrame:
        """Add TO to what was asked before."""
        placed = became.with_columns(_sheet=in_the_file(pl.col("sheet")))
        return _with(placed, ["file", "_sheet", "feed"], self.of_before).drop("_sheet")

    def _only(self, file: str, whose: frozenset[str]) -> Recipient:
        if file in self.told:
            return Recipient(partner=self.told[file])
        sure = len(whose) == 1 and NOBODY not in whose
        return Recipient(partner=min(whose)) if sure else Recipient(file=file)


def recipients(
    read: ReadIn, findings: pl.DataFrame, contracts: Contracts, told: Mapping[str, str]
) -> Recipients:
    """Tell whose each sheet is: of its feed's partner, and of every other whose list it looks like.

    A sheet that may hold rows of nobody knows whom is nobody's.

    Args:
        read: every sheet of every file, also those nothing is asked about.
        findings: all of them; some say of a sheet that is not used which feed it seems to be of.
        contracts: every feed and its partner.
        told: the partner that somebody named for a file.
    """
    feeds = {name: feed.partner for name, feed in contracts.feeds.items()}
    seen = [
        (file, read.sheets[number].sheet, feed)
        for file, number in read.submissions.select("file", "submission").iter_rows()
        for feed in (read.sheets[number].feed, *read.sheets[number].like)
    ]
    places = pl.DataFrame(
        seen, schema=dict.fromkeys(("file", "sheet", "feed"), pl.String), orient="row"
    )
    both = pl.concat([places, findings.select(places.columns)])
    sheets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    files: defaultdict[str, set[str]] = defaultdict(set)
    for file, sheet, feed in both.with_columns(in_the_file(pl.col("sheet"))).unique().iter_rows():
        if feed in feeds:
            files[file].add(feeds[feed])
            if sheet:
                sheets[file, sheet].add(feeds[feed])
    for file, number in read.submissions.select("file", "submission").iter_rows():
        # Of a list that no feed knows, the rest of its file does not tell whose rows it holds.
        one = sheets[file, read.sheets[number].sheet]
        if read.sheets[number].others or not one:
            one.add(NOBODY)
    return Recipients(
        told=told,
        feeds=feeds,
        sheets={place: frozenset(whose) for place, whose in sheets.items()},
        files={file: frozenset(whose) for file, whose in files.items()},
    )


def _with(rows: pl.DataFrame, by: list[str], whose: Callable[..., Recipient]) -> pl.DataFrame:
    places = rows.select(by).unique(maintain_order=True)
    who = pl.DataFrame(
        [whose(*place) for place in places.iter_rows()],
        schema=dict.fromkeys(TO, pl.String),
        orient="row",
    )
    return rows.join(places.hstack(who), on=by, how="left", maintain_order="left")
