"""Rows of other tables on a list's sheet: where nobody can tell whose they are, they are not its partner's."""

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.intake.sheets.headers import Match
from safeguard_kpi.intake.sheets.like_data import SEVERAL
from safeguard_kpi.text import label

A_PAIR = 2
"""Cells of a row, or rows, that make a table of them: one alone is a title, a note or an example."""

HARDLY = 0.1
"""The share of rows up to which a column without a header is a gap between tables, with notes in it."""

_A_VALUE = r"^\s*(?:\d{4}-\d\d-\d\d|[+-]?\d[\d.,\s]*%?\s*$|\d{1,2}[/.-]|\S*\d\S*\s*$)"
"""A date, a figure or an identifier: what a row of a table has, and hardly any header."""


def holds_others(match: Match, grid: Grid, contracts: Contracts) -> bool:
    """Tell whether a sheet may hold rows of a table that is not the list's.

    Columns of the partner's own under the list's header are the list's, if they touch it: what stands
    over its header, past an empty column, under no header, in rows of its own or under words
    that seem to head another table is not surely the partner's.

    Args:
        match: the header of the list.
        grid: the sheet.
        contracts: every feed: tables under known headers are told by those.
    """
    letters = [letter for letter in text_columns(grid.cells) if letter not in match.aside]
    filled = grid.cells.select(
        "_row",
        *(pl.col(letter).str.strip_chars().replace("", None) for letter in letters),
    )
    under = filled.filter(pl.col("_row") > match.row)
    own = _columns_of_its_own(match, under, letters)
    return (
        _above(filled, match, letters)
        or _past_a_gap(under, own, letters)
        or _in_rows_of_their_own(under, match, own)
        or _under_other_words(under, match, letters, contracts)
    )


def _above(filled: pl.DataFrame, match: Match, letters: list[str]) -> bool:
    """Tell a table over the header: two rows of three cells, or of two of which both are values."""
    above = filled.filter(pl.col("_row") < match.first_row)
    cells, values = _filled(letters), _values(letters)
    return above.filter((cells >= SEVERAL) | (values >= A_PAIR)).height >= A_PAIR


def _columns_of_its_own(match: Match, under: pl.DataFrame, letters: list[str]) -> list[str]:
    """Name the columns of the list: those that touch one another, and parts of which all are used.

    A column that another is headed like is the second table's, if it stands past an empty column.
    """
    used = {columns[0] for columns in match.columns.values()}
    blocks: list[list[str]] = [[]]
    for letter in letters:
        if letter not in match.headers and _hardly(under, letter):
            blocks.append([])
        else:
            blocks[-1].append(letter)
    main = max(blocks, key=lambda block: len(used & set(block)))
    return [
        letter for block in blocks if block is main or used.issuperset(block) for letter in block
    ]


def _hardly(under: pl.DataFrame, letter: str) -> bool:
    """Tell a column in which there is next to nothing."""
    return under.height - under[letter].null_count() <= HARDLY * under.height


def _past_a_gap(under: pl.DataFrame, own: list[str], letters: list[str]) -> bool:
    """Tell columns of which several rows are filled, and that an empty column parts from the list."""
    apart = [letter for letter in letters if letter not in own]
    return under.filter(_filled(apart) >= 1).height >= A_PAIR


def _in_rows_of_their_own(under: pl.DataFrame, match: Match, own: list[str]) -> bool:
    """Tell rows in which the list's columns are empty and others differ from row to row."""
    used = [columns[0] for columns in match.columns.values()]
    beside = [letter for letter in own if letter not in used and letter in under.columns]
    headless = [letter for letter in beside if letter not in match.headers]
    if under.filter(_filled(headless) >= A_PAIR).height >= A_PAIR:
        return True
    present = [letter for letter in used if letter in under.columns]
    rows = under.filter((_filled(present) == 0) & (_filled(beside) >= A_PAIR))
    # What formulas leave under a list is the same in every row.
    return rows.height >= A_PAIR and any(rows[letter].n_unique() > 1 for letter in beside)


def _under_other_words(
    under: pl.DataFrame, match: Match, letters: list[str], contracts: Contracts
) -> bool:
    """Tell a row of words that stand nowhere else in their columns, with rows under it and no wider.

    Rows of words alone are a table only past a blank row; headers that are known are told elsewhere.
    """
    rows = under.filter(_filled(letters) > 0)
    heads = [pl.col(letter).is_not_null() for letter in letters]
    after_a_blank = pl.col("_row") - pl.col("_row").shift(1, fill_value=match.row) > 1
    rows = rows.with_columns(_values=_values(letters))
    table = (_filled(letters) >= A_PAIR) & (pl.col("_values") == 0)
    for place in range(1, A_PAIR + 1):
        filled = [
            pl.col(letter).is_not_null().shift(-place, fill_value=False) for letter in letters
        ]
        under_it = pl.sum_horizontal(one & other for one, other in zip(heads, filled, strict=True))
        wider = pl.any_horizontal(~one & other for one, other in zip(heads, filled, strict=True))
        values = pl.col("_values").shift(-place, fill_value=0) > 0
        table &= (under_it >= A_PAIR) & ~wider & (values | after_a_blank)
    # The row next to the header explains it.
    heading = rows.filter(table & (pl.col("_row") > match.row + 1))
    if heading.is_empty():
        return False
    known = _known(contracts)
    for cells in heading.select(letters).iter_rows():
        written = {letter: cell for letter, cell in zip(letters, cells, strict=True) if cell}
        told = sum(label(cell) in known for cell in written.values())
        if told >= SEVERAL and 2 * told >= len(written):
            continue
        if all((rows[letter] == cell).sum() == 1 for letter, cell in written.items()):
            return True
    return False


def _known(contracts: Contracts) -> set[str]:
    return {
        label(header)
        for feed in contracts.feeds.values()
        for field in feed.fields.values()
        for header in field.headers
    }


def _filled(letters: list[str]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0), *(pl.col(letter).is_not_null() for letter in letters))


def _values(letters: list[str]) -> pl.Expr:
    held = [pl.col(letter).str.contains(_A_VALUE).fill_null(value=False) for letter in letters]
    return pl.sum_horizontal(pl.lit(0), *held)
