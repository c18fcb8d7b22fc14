"""What is said of rows that are sent twice: each in its own sheet, and once for two sheets that overlap."""

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places


def repeated_rows(repeats: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Say of each row that is not counted again which row is counted in its place.

    Of rows that another sheet has alike in every cell there is nothing to do: they are told once for
    each two sheets, with how many they are.
    """
    other = places.sheets.select(
        pl.col("_submission").alias("_other_submission"), _file="file", _sheet="sheet"
    )
    known = repeats.join(other, on="_other_submission", how="left", maintain_order="left")
    elsewhere = (pl.col("problem") == "row_repeated") & (
        pl.col("_submission") != pl.col("_other_submission")
    )
    found = [_sent_again(known.filter(elsewhere), places)]
    for (problem,), rows in known.filter(~elsewhere).group_by("problem", maintain_order=True):
        level, words, remedy = _REPEATED[str(problem)]
        before, after = words.split("{}")
        where = pl.concat_str(
            pl.col("_file"),
            pl.lit(", sheet "),
            pl.col("_sheet"),
            pl.lit(", row "),
            pl.col("_other_row"),
        )
        message = pl.concat_str(pl.lit(before), where, pl.lit(after))
        found.append(places.said(rows, str(problem), level, message, remedy))
    return findings.gather(found)


def _sent_again(rows: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Say of each two sheets how many rows of the one are counted in the other."""
    pairs = rows.group_by("_submission", "_file", "_sheet", maintain_order=True).agg(
        pl.len().alias("_many")
    )
    told = pairs.join(places.sheets, on="_submission", how="left", maintain_order="left")
    return findings.gather(
        findings.one(
            "rows_sent_again",
            Level.NOTE,
            f"{_rows(pair['_many'])} also in {pair['_file']}, sheet {pair['_sheet']}, the same in every cell, and counted there.",
            "Nothing to do where extracts overlap; otherwise take one of them out.",
            feed=places.feed,
            file=pair["file"],
            sheet=pair["sheet"],
        )
        for pair in told.iter_rows(named=True)
    )


def _rows(many: int) -> str:
    return "1 row is" if many == 1 else f"{many:,} rows are"


_REPEATED = {
    "row_repeated": (
        Level.WARN,
        "The same row is also in {}; counted once.",
        "Take one of them out.",
    ),
    "row_replaced": (
        Level.NOTE,
        "Replaced by a later extract: {} has the same key with other content.",
        "Nothing to do where extracts overlap.",
    ),
    "key_repeated": (
        Level.REJECT,
        "The key is that of {} and other cells are not the same, so only the first is counted.",
        "Give each its own identifier, or take the one out that is wrong.",
    ),
}  # fmt: skip
