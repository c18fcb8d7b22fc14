"""From a row's submission and number to its file, sheet and column letter, and back."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake.model import ReadIn, SheetRead
from safeguard_kpi.tables import FINDINGS


def columns_sent(sheet: SheetRead, feed: Feed) -> frozenset[str]:
    """Name the admitted columns of the fields that a sheet had."""
    return frozenset(column for name in sheet.letters for column in feed.fields[name].columns)


def with_child(found: pl.DataFrame, read: ReadIn) -> pl.DataFrame:
    """Say in a finding about a census which child of the file it is about, counted from the first."""
    children = [
        sheet.children.with_columns(_submission=pl.lit(number, pl.UInt32))
        for number, sheet in read.sheets.items()
        if sheet.children.height
    ]
    if not children:
        return found
    files = read.submissions.select(pl.col("submission").alias("_submission"), "file", "sheet")
    known = pl.concat(children).join(files, on="_submission", how="inner")
    which = known.select("file", "sheet", pl.col("_row").alias("row"), "_child").unique()
    said = pl.format("{} In child {} of the file.", "message", "_child")
    return (
        found.join(which, on=["file", "sheet", "row"], how="left", maintain_order="left")
        .with_columns(pl.coalesce(said, "message").alias("message"))
        .select(found.columns)
    )


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the rows of one feed lie."""

    feed: str
    sheets: pl.DataFrame
    """`_submission`, `file`, `sheet`."""
    columns: pl.DataFrame
    """`_submission`, `field`, `column`."""

    @classmethod
    def of(cls, sheets: Mapping[int, SheetRead], feed: Feed, submissions: pl.DataFrame) -> "Places":
        """Note the places of a feed's sheets."""
        letters = [
            (number, name, letter)
            for number, sheet in sheets.items()
            for name, letter in sheet.letters.items()
        ]
        return cls(
            feed=feed.name,
            sheets=submissions.filter(pl.col("feed") == feed.name).select(
                pl.col("submission").alias("_submission"), "file", "sheet"
            ),
            columns=pl.DataFrame(
                letters,
                schema={"_submission": pl.UInt32, "field": pl.String, "column": pl.String},
                orient="row",
            ),
        )

    @property
    def names(self) -> dict[int, tuple[str, str]]:
        """Give the file and sheet of each submission."""
        return {number: (file, sheet) for number, file, sheet in self.sheets.iter_rows()}

    def said(
        self,
        rows: pl.DataFrame,
        problem: str,
        level: Level,
        message: pl.Expr | str,
        remedy: str,
        *,
        field: str = "",
    ) -> pl.DataFrame:
        """Make a finding at each row of `_submission` and `_row`, in the column of a field."""
        told = message if isinstance(message, pl.Expr) else pl.lit(message)
        letters = self.columns.filter(pl.col("field") == field)
        return (
            rows.with_columns(message=told, row=pl.col("_row"))
            .join(self.sheets, on="_submission", how="left", maintain_order="left")
            .join(letters, on="_submission", how="left", maintain_order="left")
            .with_columns(
                feed=pl.lit(self.feed),
                field=pl.lit(field),
                column=pl.col("column").fill_null(""),
                problem=pl.lit(problem),
                level=pl.lit(level.value),
                remedy=pl.lit(remedy),
            )
            .select(FINDINGS.names())
            .cast(FINDINGS)
        )

    def rejected(self, found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
        """Find which rows a finding refuses, as `_submission` and `_row`, each once."""
        refused = self.rows_of(found.filter(pl.col("level") == Level.REJECT.value))
        place = ["_submission", "_row"]
        return rows.select(place).join(refused.select(place).unique(), on=place, how="semi")

    def rows_of(self, found: pl.DataFrame) -> pl.DataFrame:
        """Find the rows that findings are about, as `_submission`, `_row` and `field`."""
        return (
            found.filter((pl.col("feed") == self.feed) & pl.col("row").is_not_null())
            .join(self.sheets, on=["file", "sheet"], how="inner")
            .select("_submission", pl.col("row").alias("_row"), "field")
        )
