"""What the room of intake hands on: cells as text, sheets as typed rows, and what was admitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from safeguard_kpi.tables import FINDINGS, SPELLINGS


class FileRefusedError(Exception):
    """A file that cannot be used at all; it becomes one finding and the run goes on."""

    def __init__(
        self, problem: str, message: str, remedy: str, *, row: int | None = None, column: str = ""
    ) -> None:
        """Keep the stable name of the problem, the sentence, the remedy and, if known, the cell."""
        super().__init__(message)
        self.problem = problem
        self.message = message
        self.remedy = remedy
        self.row = row
        self.column = column


@dataclass(frozen=True, kw_only=True)
class SheetLook:
    """What the guard saw in one sheet's XML that the reader of workbooks cannot tell."""

    hidden: bool = False
    errors: tuple[tuple[int, str], ...] = ()
    """Cells that hold an error such as #N/A: sheet row and column letters."""
    uncached: tuple[tuple[int, str], ...] = ()
    """Formulas whose value was never saved."""
    long_numbers: tuple[tuple[int, str], ...] = ()
    """Cells with a number of 16 figures or more: a spreadsheet keeps 15 of them."""
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the guard saw in a whole file, before anything reads it."""

    kind: str
    """ooxml, ods, xlsb, xls, text or xml."""
    date1904: bool = False
    macros: bool = False
    links: bool = False
    """Whether it names other files to fetch values from."""
    objects: bool = False
    """Whether other files lie inside it."""
    sheets: Mapping[str, SheetLook] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet as text: columns named by their letters, and `_row` counted from 1."""

    sheet: str
    cells: pl.DataFrame
    look: SheetLook = field(default_factory=SheetLook)
    date1904: bool = False
    cut_short: int | None = None
    """The row of a delimited file in the middle of which it seems to end."""
    widths: pl.Series = field(default_factory=lambda: pl.Series("_width", [], pl.Int64))
    """How many cells each row of a delimited file has, from row 1; none of a workbook."""


@dataclass(frozen=True, kw_only=True)
class CellCount:
    """How many cells under a header hold something, counted column by column as they were read."""

    sent: int
    unused: int
    """In columns that belong to no field."""
    said_blank: int
    """In used columns, with a word that says that nothing was recorded."""
    strays: int
    """In used columns, in rows that are no rows of the table."""


@dataclass(frozen=True, kw_only=True)
class SheetRead:
    """One sheet of one file: what it was taken for, and its rows, typed."""

    sheet: str
    feed: str = ""
    recognised_by: str = ""
    header_row: int | None = None
    letters: Mapping[str, str] = field(default_factory=dict)
    """The column letter of each field that was found."""
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rows_in: int = 0
    rows_blank: int = 0
    rows_refused: int = 0
    """Rows under the header that are no rows of the table."""
    cells: CellCount | None = None
    """None where cells were not counted: the sheet is no table of a feed."""
    note: str = ""
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    """`_row`, the admitted columns of the fields that were sent and, where cells were counted,
    `_cells`: how many of the row's used columns hold something."""
    parts: pl.DataFrame = field(default_factory=pl.DataFrame)
    """`_row` and `_part`: which rows of the sheet were gathered into each row that stands for several."""
    spellings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SPELLINGS))
    covers: tuple[date, date] | None = None
    """The days that the file itself says it covers; otherwise they are told by its dates."""
    children: pl.DataFrame = field(default_factory=pl.DataFrame)
    """For a census: `_row` and `_child`, which child of the file each row is about."""
    whole: bool = True
    """Whether all of the list could be read; if rows of it stand where they could not, none counts."""
    summary: bool = False
    """Whether it is a pivot table or the like."""
    annex_a: bool = False
    """Whether it is a list of Annex A with one row a child, where that limits what it tells."""
    authority: str = ""
    """The Department's number of the authority that a return says it is of."""
    like: tuple[str, ...] = ()
    """Feeds of which rows may lie on it that are not read; they may be another partner's."""
    others: bool = False
    """Whether rows of a table that nobody knows may lie on it: of whom they are cannot be told."""


@dataclass(frozen=True, kw_only=True)
class FileRead:
    """One file: its sheets, and the findings made while reading it."""

    file: str
    sha256: str = ""
    sheets: tuple[SheetRead, ...] = ()
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDINGS))

    @property
    def spellings(self) -> pl.DataFrame:
        """Give the spellings of every sheet, with the file filled in."""
        parts = [pl.DataFrame(schema=SPELLINGS), *(sheet.spellings for sheet in self.sheets)]
        return pl.concat(parts).with_columns(file=pl.lit(self.file))


@dataclass(frozen=True, kw_only=True)
class ReadIn:
    """Every sheet of every file given, typed and not yet judged."""

    sheets: Mapping[int, SheetRead]
    """By the number of the submission."""
    findings: pl.DataFrame
    submissions: pl.DataFrame
    spellings: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """The rows that count, by feed, with all that was found on the way.

    A frame has the feed's columns, `_submission` and `_row`, sorted by the last two.
    """

    frames: dict[str, pl.DataFrame]
    findings: pl.DataFrame
    submissions: pl.DataFrame
    today: date
    annex_a: frozenset[int] = frozenset()
    """The submissions that are lists of Annex A with one row a child."""
    begins: Mapping[str, date] = field(default_factory=dict)
    """By feed: the first day of which rows are kept, where those before it were let go."""
    sound: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By feed, every row that its own sheet admits, also where a later extract has it too."""
    reach: Mapping[int, date | None] = field(default_factory=dict)
    """The latest day that each submission with rows tells of."""
    whole: frozenset[int] = frozenset()
    """The submissions that cover every month of their days, quiet or not, as a census its year."""
    windows: pl.DataFrame = field(default_factory=pl.DataFrame)
    """COVERAGE: the days that each submission with rows covers, and the last that it tells of."""
    days: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By feed, `_submission` and the dates of the window of every row that its sheets sent, also where
    a later extract has it too: what was sent is told by these, never by the rows that are left."""
    refused: Mapping[int, tuple[date, date] | None] = field(default_factory=dict)
    """The submissions of which nothing is used though rows were read, and the days that these tell of;
    None where that cannot be known."""
    filled: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """By submission, the columns that had a cell filled when it came; none where the rows must tell."""
