"""What became of what partners were asked to put right: told by rows, wherever they stand now.

A row is known again by a number made of its key with a seed of the run's own: no value is kept, and a
row that has moved, or come in a file of another name, is still the same row.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Feed, Level
from safeguard_kpi.intake.model import ReadIn, SheetRead

ASKED = pl.Schema(
    {
        "file": pl.String,
        "feed": pl.String,
        "sheet": pl.String,
        "field": pl.String,
        "problem": pl.String,
        "known_by": pl.UInt64,
    }
)
"""One thing asked; `known_by` is null where it is about a whole sheet or file, or a row without a key."""

NOTHING_ASKED = frozenset(
    {
        "row_repeated",
        "rows_sent_again",
        "row_replaced",
        "file_repeated",
        "identifiers_begin_anew",
        "file_told_otherwise",
    }
)
"""Problems that ask a partner for nothing: they name another file, which may be another's, or are the analyst's own."""

KNOWN_AGAIN = 0.5
"""The part of the rows asked about on a sheet that, sent again, tell it in a file of another name."""

_SAME = ["feed", "field", "problem", "known_by", "_sheet", "_nth"]


def asks(findings: pl.DataFrame, by: Sequence[str] = ("file",)) -> pl.DataFrame:
    """Take the findings that ask a partner for something, of files that could not be used whole.

    Where every row and cell of a file counts as it is, its queries and broken rules that only warn
    are for the analyst to ask: no sheet of children goes about for a question.

    Args:
        findings: FINDINGS, perhaps with more columns.
        by: what tells one request from another: the file, or the file and who is asked about it.
    """
    asked = findings.filter(
        (pl.col("level") != Level.NOTE.value) & ~pl.col("problem").is_in(NOTHING_ASKED)
    )
    left_out = pl.col("level").is_in([Level.ERROR.value, Level.REJECT.value]) | (
        (pl.col("level") == Level.WARN.value) & ~pl.col("problem").str.starts_with("rule_")
    )
    grave = asked.filter(left_out & (pl.col("file") != ""))
    return asked.join(grave.select(by).unique(), on=by, how="semi", maintain_order="left")


def asked_of(read: ReadIn, findings: pl.DataFrame, contracts: Contracts, seed: int) -> pl.DataFrame:
    """Give what findings ask, as ASKED, a row each, in their order."""
    keys = [pl.DataFrame(schema=_KNOWN)]
    rows = findings.filter(pl.col("row").is_not_null() & (pl.col("feed") != ""))
    for feed, field in rows.select("feed", "field").unique(maintain_order=True).iter_rows():
        keys += _known(read, contracts.feeds[feed], field, seed)
    sheets = read.submissions.select("file", "sheet", _submission="submission")
    return (
        findings.join(sheets, on=["file", "sheet"], how="left", maintain_order="left")
        .join(
            pl.concat(keys),
            left_on=["_submission", "row", "feed", "field"],
            right_on=["_submission", "_row", "feed", "field"],
            how="left",
            maintain_order="left",
        )
        .select(ASKED.names())
        .cast(ASKED)
    )


def reckoned(
    earlier: pl.DataFrame, now: pl.DataFrame, read: ReadIn, contracts: Contracts, seed: int
) -> pl.DataFrame:
    """Say of each thing asked before what became of it.

    Returns:
        ASKED with `became`: `still` (asked again), `put_right` (the row or sheet is there and is no
        longer asked about), `gone` (the row is not there any more, or its key has changed) or
        `waiting` (nothing of its feed came this time; or it is about a file, a sheet or a row without
        a key, and neither came by its name nor, as its other rows tell, by another).
    """
    if earlier.is_empty():
        return earlier.with_columns(became=pl.lit(None, pl.String))
    names = earlier.select("file").join(read.submissions, on="file", how="semi")["file"]
    again = _numbered(now, names).select(*_SAME, _again=pl.lit(value=True))
    there = [pl.DataFrame(schema=_KNOWN)]
    about_rows = earlier.filter(pl.col("known_by").is_not_null())
    for feed, field in about_rows.select("feed", "field").unique(maintain_order=True).iter_rows():
        if feed in contracts.feeds:
            there += _known(read, contracts.feeds[feed], field, seed)
    rows = pl.concat(there).select("feed", "field", "known_by", _there=pl.lit(value=True)).unique()
    came = pl.col("feed").is_in(read.submissions["feed"].unique().implode())
    whole = pl.col("known_by").is_null()
    known_again = pl.col("_there").filter(~whole).mean().over("file", "feed", "sheet")
    file = pl.col("_named") | (known_again >= KNOWN_AGAIN).fill_null(value=False)
    became = (
        pl.when(pl.col("_again")).then(pl.lit("still"))
        .when(pl.when(whole).then(~file).otherwise(~came)).then(pl.lit("waiting"))
        .when(whole | pl.col("_there")).then(pl.lit("put_right"))
        .otherwise(pl.lit("gone"))
    )  # fmt: skip
    return (
        _numbered(_named(earlier, read), names)
        .join(again, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
        .join(rows, on=["feed", "field", "known_by"], how="left", maintain_order="left")
        .with_columns(pl.col("_again", "_there").fill_null(value=False))
        .select(*ASKED.names(), became.alias("became"))
    )


_KNOWN = pl.Schema(
    {
        "_submission": pl.UInt32,
        "_row": pl.Int64,
        "feed": pl.String,
        "field": pl.String,
        "known_by": pl.UInt64,
    }
)


def _named(asked: pl.DataFrame, read: ReadIn) -> pl.DataFrame:
    """Add whether the file came by its name, and with it the sheet or another of its feed."""
    sent = read.submissions
    yes = pl.lit(value=True)
    there = (pl.col("feed") == "") | pl.col("_sheet_came") | pl.col("_feed_came")
    return (
        asked.join(sent.select("file", _came=yes).unique(), on="file", how="left")
        .join(
            sent.select("file", "sheet", _sheet_came=yes).unique(), on=["file", "sheet"], how="left"
        )
        .join(sent.select("file", "feed", _feed_came=yes).unique(), on=["file", "feed"], how="left")
        .with_columns(_named=(pl.col("_came") & there).fill_null(value=False))
        .select(*ASKED.names(), "_named")
    )


def _numbered(asked: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Tell apart what is asked twice of the same row, and name the sheet only where no row is known.

    What is asked of a file that came again by its name, of `names`, is that file's alone.
    """
    what = pl.when(pl.col("feed") == "").then(pl.lit("file")).otherwise(pl.lit("sheet"))
    which = pl.when(pl.col("file").is_in(names.implode())).then("file").otherwise(pl.lit(""))
    whole = pl.when(pl.col("known_by").is_null()).then(pl.format("{} {}", what, which))
    same = ["feed", "field", "problem", "known_by", "_sheet"]
    return asked.with_columns(whole.alias("_sheet")).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).over(same).alias("_nth")
    )


def _known(read: ReadIn, feed: Feed, field: str, seed: int) -> Iterator[pl.DataFrame]:
    """Number the rows of a feed by their key, but for the columns of a field that is asked about."""
    aside = frozenset(feed.fields[field].columns) if field in feed.fields else frozenset[str]()
    for number, sheet in read.sheets.items():
        key = _key(sheet, feed, aside) if sheet.feed == feed.name else ()
        if not key:
            continue
        cells = sheet.rows.select(pl.col(name).cast(pl.String) for name in key)
        whole = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        known = cells.hash_rows(seed)
        rows = sheet.rows.select(
            pl.lit(number, pl.UInt32).alias("_submission"),
            "_row",
            pl.lit(feed.name).alias("feed"),
            pl.lit(field).alias("field"),
            known.set(~whole, None).alias("known_by"),
        )
        yield rows
        if sheet.parts.height:
            # A row that was gathered with others is known by the key of the one that they are.
            others = sheet.parts.filter(pl.col("_row") != pl.col("_part")).join(rows, on="_row")
            yield others.drop("_row").rename({"_part": "_row"}).select(_KNOWN.names())


def _key(sheet: SheetRead, feed: Feed, aside: frozenset[str]) -> tuple[str, ...]:
    sent = frozenset(sheet.rows.columns)
    keys = (tuple(name for name in key if name not in aside) for key in feed.keys)
    return next((key for key in keys if key and set(key) <= sent), ())
