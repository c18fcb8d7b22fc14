"""Identifiers that begin anew in each extract: 1, 2, 3 of another quarter are other rows."""

from collections.abc import Collection, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings

CHILD = "child_id"
"""Whose row it is."""

SEVERAL = 3
"""Identifiers in common that name other rows which show a habit; fewer are slips."""


def restarting(rows: pl.DataFrame, feed: Feed, sheets: Collection[int]) -> pl.DataFrame:
    """Find the pairs of sheets in which the same identifiers mostly name other rows.

    A row that was put right keeps its day, or its child and then a day that both sheets tell of: where
    most of the identifiers that two sheets have in common do neither, they were numbered anew, and tell
    nothing. The same child is not enough, as children may be numbered anew with the rows.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract; its first key may be an identifier alone, its last is child and day.
        sheets: the submissions compared.

    Returns:
        `_submission` and `_other_submission`, the lower number first, `both`, `others` and
        `same_child`: the identifiers in common, those that name another row, and those of these with the
        same child's identifier.
    """
    key, day = feed.keys[0], feed.keys[-1][-1]
    nothing = pl.DataFrame(schema=_PAIRS)
    if CHILD in key or len(sheets) < 2:  # noqa: PLR2004 (a pair)
        return nothing
    dated = rows.filter(
        pl.col(day).is_not_null() & pl.col("_submission").is_in(list(sheets))
    ).with_columns(_day=pl.col(day))
    spans = dated.group_by("_submission").agg(
        _first=pl.col("_day").min(), _last=pl.col("_day").max()
    )
    known = (
        dated.filter(pl.all_horizontal(pl.col(*key, CHILD).is_not_null()))
        .select(*key, CHILD, "_day", "_submission")
        .filter(pl.struct(key).is_duplicated())
        .join(spans, on="_submission")
    )
    pairs = known.join(known, on=list(key), suffix="_other").filter(
        pl.col("_submission") < pl.col("_submission_other")
    )
    child = pl.col(CHILD) == pl.col(f"{CHILD}_other")
    both_tell = pl.col("_day").is_between("_first_other", "_last_other") & pl.col(
        "_day_other"
    ).is_between("_first", "_last")
    other = ~((pl.col("_day") == pl.col("_day_other")) | (child & both_tell))
    return (
        pairs.group_by("_submission", _other_submission="_submission_other")
        .agg(both=pl.len(), others=other.sum(), same_child=(other & child).sum())
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
    for first, second, both, others, same_child in pairs.iter_rows():
        at, other = (second, first) if second in here else (first, second)
        if at not in here:
            continue
        file, sheet = names[at]
        children = same_child * 2 > others
        of_others = _OR_DAYS if same_child else "are of other children on other days there"
        found.append(
            findings.one(
                "identifiers_begin_anew",
                Level.WARN,
                f"{title}: {others:,} of the {both:,} that {', sheet '.join(filter(None, names[other]))} has too"
                f" {of_others}, so they tell no row again: child and day do.{_CHILDREN if children else ''}",
                "Ask for identifiers that are never used twice; until then two of one child and day in two files count once.",
                feed=feed.name,
                file=file,
                sheet=sheet,
            )
        )
    return found


_OR_DAYS = "are of other children there, or of days that only one of the two tells of"
_CHILDREN = (
    " Most of these have the same child's identifier in both: the children's identifiers may begin anew as well,"
    " and then no child can be followed from one to the other."
)
_PAIRS = pl.Schema(
    {
        "_submission": pl.UInt32,
        "_other_submission": pl.UInt32,
        "both": pl.Int64,
        "others": pl.Int64,
        "same_child": pl.Int64,
    }
)
