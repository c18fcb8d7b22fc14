"""What a guard gathers of one sheet as it passes through, and how far a sheet may reach."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from safeguard_kpi.intake.model import FileRefusedError, SheetLook

WIDEST = 702
"""The last column that is read, ZZ: a cell beyond makes readers ask for memory without end."""

NARROWEST = 26
"""Columns that a sheet is reckoned to have at least."""

MOST_CELLS = 60_000_000
"""Rows times columns of the used range; each takes some 24 bytes while it is read."""

MOST_ALIKE = 10_000
"""Filled rows of a workbook that may be written once and said to be repeated: no list has so many alike."""

TOO_LONG = 1e15
"""The least number of 16 figures: a spreadsheet keeps 15, and what the last ones were is lost."""

MOST_LISTED = 200_000
"""Cells with errors that are listed for one sheet; beyond that the sheet is past help."""


def far_away(sheet: str, row: int, column: str) -> FileRefusedError:
    """Say that a cell lies beyond any table."""
    return FileRefusedError(
        "cell_far_away",
        f"Sheet {sheet} has a cell far from any table, in column {column}.",
        "Delete the columns right of the table (select them, Delete, save) and send it again.",
        row=row,
        column=column,
    )


def too_tall(sheet: str, row: int) -> FileRefusedError:
    """Say that a sheet is used too far down for its width."""
    return FileRefusedError(
        "sheet_too_large",
        f"Sheet {sheet} is used down to row {row:,}, far below any table.",
        "Delete the rows under the table (select them, Delete, save) and send it again.",
        row=row,
    )


def too_many_alike(sheet: str, row: int) -> FileRefusedError:
    """Say that one filled row stands for very many."""
    return FileRefusedError(
        "sheet_too_large",
        f"Sheet {sheet} says in row {row:,} that one filled row stands for very many, which no list of children does.",
        "Delete the rows that are all alike (select them, Delete, save) and send it again.",
        row=row,
    )


def password() -> FileRefusedError:
    """Say that a workbook has a password."""
    return FileRefusedError(
        "file_encrypted",
        "The workbook is protected with a password and cannot be read.",
        "Ask the partner to take the password off and send it by a secure way.",
    )


def letters_of(number: int) -> str:
    """Name a column, counted from one, as a spreadsheet does."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def columns_between(first: int, last: int) -> Iterator[str]:
    """Name columns, counted from one, as far as they could hold a table."""
    return map(letters_of, range(max(first, 1), min(last, WIDEST) + 1))


@dataclass(slots=True, kw_only=True)
class Passing:
    """One sheet while a guard passes through it; rows and columns are counted from one."""

    sheet: str
    hidden: bool = False
    tall: int = 1
    wide: int = NARROWEST
    hidden_rows: int = 0
    hidden_columns: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    uncached: list[tuple[int, str]] = field(default_factory=list)
    long_numbers: list[tuple[int, str]] = field(default_factory=list)

    def reaches(self, row: int, column: int) -> None:
        """Note that a cell holds something.

        Raises:
            FileRefusedError: it makes the used range too large to be read safely.
        """
        if column > self.wide:
            if column > WIDEST:
                raise far_away(self.sheet, row, letters_of(column))
            self.wide = column
        self.tall = max(self.tall, row)
        if self.tall * self.wide > MOST_CELLS:
            raise too_tall(self.sheet, self.tall)

    def lists(self, cells: list[tuple[int, str]], rows: range, columns: range) -> None:
        """Add every cell of some rows and columns to a list, as long as there is room."""
        for row, column in product(rows, columns):
            if len(cells) >= MOST_LISTED:
                return
            cells.append((row, letters_of(column)))

    def seen(self) -> SheetLook:
        """Give what was seen."""
        return SheetLook(
            hidden=self.hidden,
            errors=tuple(self.errors),
            uncached=tuple(self.uncached),
            long_numbers=tuple(self.long_numbers),
            hidden_rows=self.hidden_rows,
            hidden_columns=tuple(dict.fromkeys(self.hidden_columns)),
        )
