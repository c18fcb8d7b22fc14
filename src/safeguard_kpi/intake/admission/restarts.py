"""Identifiers that begin anew in each extract: 1, 2, 3 of another quarter are other rows."""

from collections.abc import Collection, Mapping

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings

CHILD = "child_id"
"""Whose row it is."""

BORN = "date_of_birth"
"""Whose row it is where the child's identifier was put right: of two dates of birth it is two children's."""


SEVERAL = 3
"""Identifiers in common that name other rows which show a habit; fewer are slips."""


def restarting(rows: pl.DataFrame, feed: Feed, sheets: Collection[int]) -> pl.DataFrame:
    """Find the pairs of sheets in which the same identifiers name other rows.

    A row that was put right keeps its child, and its day or one that both sheets tell of; or it keeps its day
    and is of a child with the same date of birth. Where most of the identifiers that two sheets have in common
    do neither, they were numbered anew, and tell nothing. The same child is not enough, as children may be
    numbered anew with the rows; nor is the same day, as the events of a list may all fall on a panel's days.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract; its first key may be an identifier alone, its last is child and day.
        sheets: the submissions compared.

    Returns:
        `_submission` and `_other_submission`, the lower number first, `both`, `others`, `same_child`,
        `strangers` and `habit`: the identifiers in common; those that name another row; of these those with
        the same child's identifier, and those of another child and another day or date of birth; and whether these are so many
        that no identifier tells a row of the one sheet again in the other.
    """
    key, day = feed.keys[0], feed.keys[-1][-1]
    if CHILD in key or BORN not in feed.columns or len(sheets) < 2:  # noqa: PLR2004 (a pair)
        return pl.DataFrame(schema=_PAIRS)
    dated = rows.filter(
        pl.col(day).is_not_null() & pl.col("_submission").is_in(list(sheets))
    ).with_columns(_day=pl.col(day))
    spans = dated.group_by("_submission").agg(
        _first=pl.col("_day").min(), _last=pl.col("_day").max()
    )
    known = (
        dated.filter(pl.all_horizontal(pl.col(*key, CHILD).is_not_null()))
        .select(*key, CHILD, BORN, "_day", "_submission")
        .filter(pl.struct(key).is_duplicated())
        .join(spans, on="_submission")
    )
    pairs = known.join(known, on=list(key), suffix="_other").filter(
        pl.col("_submission") < pl.col("_submission_other")
    )
    child, same_day = (pl.col(name) == pl.col(f"{name}_other") for name in (CHILD, "_day"))
    born = pl.col(BORN) == pl.col(f"{BORN}_other")
    both_tell = pl.col("_day").is_between("_first_other", "_last_other") & pl.col(
        "_day_other"
    ).is_between("_first", "_last")
    same = (child & (same_day | both_tell)) | (same_day & born.fill_null(value=False))
    strangers = ~child & (~same_day | ~born.fill_null(value=True))
    return (
        pairs.group_by("_submission", _other_submission="_submission_other")
        .agg(
            both=pl.len(),
            others=(~same).sum(),
            same_child=(~same & child).sum(),
            strangers=strangers.sum(),
        )
        .with_columns(habit=(pl.col("others") >= SEVERAL) & (pl.col("others") * 2 > pl.col("both")))
        .filter(pl.col("habit") | (pl.col("strangers") > 0))
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
    for first, second, both, others, same_child, strangers, habit in pairs.iter_rows():
        at, other = (second, first) if second in here else (first, second)
        if at not in here:
            continue
        file, sheet = names[at]
        there = ", sheet ".join(filter(None, names[other]))
        if habit:
            of_others = _OR_DAYS if same_child else "are of other children there"
            children = _CHILDREN if same_child * 2 > others else ""
            words = f"{others:,} of the {both:,} that {there} has too {of_others}, so they tell no row again: child and day do.{children}"
        else:
            words = f"{strangers:,} of the {both:,} that {there} has too {'is' if strangers == 1 else 'are'} of another child there, so each is a row of its own and both count."
        found.append(
            findings.one(
                "identifiers_begin_anew",
                Level.WARN,
                f"{title}: {words}",
                _NEVER_TWICE if habit else _WHOSE,
                feed=feed.name,
                file=file,
                sheet=sheet,
            )
        )
    return found


_NEVER_TWICE = "Ask for identifiers that are never used twice; until then two of one child and day in two files count once."
_WHOSE = "Ask for identifiers that are never used twice; where it is one row and its child was put right, take the wrong one out."
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
        "strangers": pl.Int64,
        "habit": pl.Boolean,
    }
)
