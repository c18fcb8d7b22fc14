"""Identifiers that begin anew in each extract: 1, 2, 3 of another quarter are other rows."""

from collections.abc import Collection, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings

CHILD = "child_id"
"""Whose row it is."""

SEVERAL = 3
"""Identifiers in common that are another child's on another day which show a habit; fewer are slips."""


def restarting(rows: pl.DataFrame, feed: Feed, sheets: Collection[int]) -> pl.DataFrame:
    """Find the pairs of sheets in which the same identifiers mostly name other rows.

    A row that was put right keeps its child or its day: where neither is the same in most of the
    identifiers that two sheets have in common, they were numbered anew, and tell nothing.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract; its first key may be an identifier alone, its last is child and day.
        sheets: the submissions compared.

    Returns:
        `_submission` and `_other_submission`, the lower number first, `both` and `others`: the identifiers
        in common, and those of another child on another day.
    """
    key, day = feed.keys[0], feed.keys[-1][-1]
    nothing = pl.DataFrame(schema=_PAIRS)
    if CHILD in key or len(sheets) < 2:  # noqa: PLR2004 (a pair)
        return nothing
    known = rows.filter(
        pl.all_horizontal(pl.col(*key, CHILD, day).is_not_null())
        & pl.col("_submission").is_in(list(sheets))
    ).select(*key, CHILD, pl.col(day).alias("_day"), "_submission")
    alike = known.filter(pl.struct(key).is_duplicated())
    pairs = alike.join(alike, on=list(key), suffix="_other").filter(
        pl.col("_submission") < pl.col("_submission_other")
    )
    same = (pl.col(CHILD) == pl.col(f"{CHILD}_other")) | (pl.col("_day") == pl.col("_day_other"))
    return (
        pairs.group_by("_submission", _other_submission="_submission_other")
        .agg(both=pl.len().cast(pl.Int64), others=(~same).sum().cast(pl.Int64))
        .filter((pl.col("others") >= SEVERAL) & (pl.col("others") * 2 > pl.col("both")))
        .sort("_submission", "_other_submission")
        .cast(_PAIRS)
    )


def said_of_restarts(
    pairs: pl.DataFrame, feed: Feed, names: Mapping[int, tuple[str, str]], here: Collection[int]
) -> list[pl.DataFrame]:
    """Say of each pair of sheets that their identifiers are not the same rows', at one that is here.

    Args:
        pairs: what `restarting` gives.
        feed: the contract.
        names: file and sheet of each submission.
        here: the submissions of this run.
    """
    title = feed.fields[feed.field_of(feed.keys[0][0]).name].title
    found = []
    for first, second, both, others in pairs.iter_rows():
        at, other = (second, first) if second in here else (first, second)
        if at not in here:
            continue
        file, sheet = names[at]
        found.append(
            findings.one(
                "identifiers_begin_anew",
                Level.WARN,
                f"{title}: {others:,} of the {both:,} that {', sheet '.join(filter(None, names[other]))} has too are"
                " of other children on other days there, so they tell no row again: child and day do.",
                "Ask for identifiers that are never used twice; until then two of one child and day in two files count once.",
                feed=feed.name,
                file=file,
                sheet=sheet,
            )
        )
    return found


_PAIRS = pl.Schema(
    {
        "_submission": pl.UInt32,
        "_other_submission": pl.UInt32,
        "both": pl.Int64,
        "others": pl.Int64,
    }
)
