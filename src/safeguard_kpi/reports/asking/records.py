"""What is asked about an XML file, as a table a kind of record: where each stands, and none of its values."""

from collections.abc import Mapping

import polars as pl
from openpyxl.utils import get_column_letter

from safeguard_kpi.reports.asking.marked import SheetSent

HEADS = ("Record", "Child in the file")
"""The columns before those of the elements."""

_CHILD = r"In child (\d+) of the file"


def records(
    findings: pl.DataFrame, modules: Mapping[str, str]
) -> tuple[pl.DataFrame, list[SheetSent]]:
    """Lay out the records of a census that something is asked about.

    Args:
        findings: what is asked; a row is a record's number among those of its kind, a column an element.
        modules: by sheet, what its records are called in the file.

    Returns:
        The findings with rows and columns where the tables have them, and the tables.
    """
    placed, sheets = [], []
    for (name,), part in findings.group_by("sheet", maintain_order=True):
        rows = part.drop_nulls("row")
        if rows.is_empty():
            placed.append(part)
            continue
        elements = sorted(set(rows["column"]) - {""})
        letters = {
            element: get_column_letter(len(HEADS) + n) for n, element in enumerate(elements, 1)
        }
        module = modules.get(str(name), str(name))
        numbered = _numbered(rows, module)
        sheets.append(SheetSent(sheet=str(name), cells=_cells(numbered, letters), header_row=1))
        at = numbered.select("row", "_row")
        placed.append(
            part.join(at, on="row", how="left", maintain_order="left")
            .with_columns(row="_row", column=pl.col("column").replace(letters))
            .select(findings.columns)
        )
    return pl.concat([findings.clear(), *placed]), sheets


def _numbered(rows: pl.DataFrame, module: str) -> pl.DataFrame:
    """Give each record its row in the table, its place in the file and its child's number."""
    own = pl.col("row").cast(pl.String) if module == "Child" else pl.lit(None, pl.String)
    said = pl.col("message").str.extract(_CHILD)
    return (
        rows.group_by("row")
        .agg(pl.coalesce(said, own).drop_nulls().first().alias("child"))
        .sort("row")
        .with_columns(
            _row=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
            place=pl.format("(//{})[{}]", pl.lit(module), "row"),
        )
    )


def _cells(numbered: pl.DataFrame, letters: Mapping[str, str]) -> pl.DataFrame:
    heads = {"A": HEADS[0], "B": HEADS[1], **{letter: name for name, letter in letters.items()}}
    top = pl.DataFrame({"_row": [1], **{letter: [head] for letter, head in heads.items()}})
    nothing = [pl.lit(None, pl.String).alias(letter) for letter in letters.values()]
    rows = numbered.select("_row", pl.col("place").alias("A"), pl.col("child").alias("B"), *nothing)
    return pl.concat([top, rows])
