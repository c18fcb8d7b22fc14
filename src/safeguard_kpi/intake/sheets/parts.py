"""What is found in the cells of rows that were gathered into one: each at its own place."""

from collections.abc import Mapping

import polars as pl

from safeguard_kpi.contracts.code_sets import UNREADABLE
from safeguard_kpi.contracts.model import Contracts, Feed, Field, Kind, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.cells.several import NAMED, NONE, says
from safeguard_kpi.intake.cells.table_columns import Columns, typed
from safeguard_kpi.intake.codes.columns import distinct
from safeguard_kpi.intake.model import Grid
from safeguard_kpi.intake.sheets.gathered import DISABILITY, several_of


def with_parts(
    columns: Columns,
    parts: pl.DataFrame,
    feed: Feed,
    letters: Mapping[str, str],
    *,
    grid: Grid,
    contracts: Contracts,
) -> Columns:
    """Name in findings about gathered rows the very cells, and let no cell of an error be lost.

    Args:
        columns: the table's columns, typed, with the gathered rows.
        parts: the rows that were gathered, as `gathered` gives them.
        feed: the feed they belong to.
        letters: the column letter by field.
        grid: the sheet.
        contracts: the code sets.
    """
    if parts.is_empty():
        return columns
    several = several_of(feed, letters)
    own = typed(parts.drop("_row").rename({"_part": "_row"}), feed, several, grid, contracts)
    of_one = pl.col("row").is_in(parts["_row"].implode())
    kept = [
        frame.filter(~(of_one & pl.col("column").is_in(list(several.values()))))
        for frame in columns.found
    ]
    rows = columns.rows
    for name, letter in several.items():
        broken = [row for row, at in (*grid.look.errors, *grid.look.uncached) if at == letter]
        held = parts.filter(pl.col("_part").is_in(broken) & pl.col(letter).is_null())["_row"]
        if held.len():
            rows = rows.with_columns(_unsure(feed.fields[name], held, contracts))
    found = [*kept, *own.found]
    if DISABILITY in several:
        found.append(_contradictory(parts, feed, several[DISABILITY], contracts))
    # Of several disabilities one is kept; what nobody can read in the others is listed all the same.
    more = own.spellings.join(columns.spellings, on=["field", "spelling"], how="anti")
    return Columns(rows, pl.concat([columns.spellings, more]), found)


def _unsure(field: Field, held: pl.Series, contracts: Contracts) -> pl.Expr:
    """Mark the rows of which a part holds an error; a code that is named stands all the same."""
    name, at = field.name, pl.col("_row").is_in(held.implode())
    if field.kind is Kind.CODES:
        nothing = pl.lit([], pl.List(pl.String))
        listed = pl.col(name).fill_null(nothing).list.set_union(pl.lit([UNREADABLE])).list.sort()
        return pl.when(at).then(listed).otherwise(name).alias(name)
    alone = [value.key for value in contracts.codes[field.codes].values if value.alone]
    return pl.when(~(at & pl.col(name).is_in(alone))).then(name).alias(name)


def _contradictory(
    parts: pl.DataFrame, feed: Feed, letter: str, contracts: Contracts
) -> pl.DataFrame:
    """Ask about the rows that say there is none where another of the same names one."""
    field = feed.fields[DISABILITY]
    said = says(distinct(parts[letter]), contracts.codes[field.codes])
    how = pl.col(letter).replace_strict(said, default=None, return_dtype=pl.Int64)
    torn = (how == NONE) & (how == NAMED).any().over("_row")
    return findings.at(
        parts.filter(torn)["_part"],
        "codes_contradict",
        Level.QUERY,
        f"{field.title}: the cell says that there is none, and another row of the same names one, which is"
        " taken to be right.",
        "Give the same in each row.",
        feed=feed.name,
        column=letter,
        field=field.name,
    )
