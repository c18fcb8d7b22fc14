"""What is said of rows that are typed: dates ahead of today, broken promises, repeats."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Feed, Field, Kind, Level, Unreadable
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places

UNBORN = "date_of_birth"
"""The one date that may lie ahead: that of a child expected."""

_DATES = frozenset({Kind.DATE, Kind.DATETIME})


def future_dates(
    rows: pl.DataFrame, feed: Feed, places: Places, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Find events dated after today; where the field only warns, the cell is emptied.

    Returns:
        The findings, and the rows.
    """
    found = []
    for field in feed.fields.values():
        if field.kind not in _DATES or field.name == UNBORN:
            continue
        ahead = rows[field.name].cast(pl.Date) > today
        if ahead.any():
            found.append(
                places.said(
                    rows.filter(ahead).select("_submission", "_row"),
                    "date_in_future",
                    _gravity(field),
                    f"{field.title}: the date is in the future, {_outcome(field)}.",
                    "Correct the date and send the row again.",
                    field=field.name,
                )
            )
            rows = _emptied(rows, field, ahead.fill_null(value=False))
    return findings.gather(found), rows


def broken_promises(
    rows: pl.DataFrame,
    feed: Feed,
    sent: Mapping[int, frozenset[str]],
    places: Places,
    earlier: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Hold rows against their contract.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract.
        sent: the columns each submission sent.
        places: where the rows lie.
        earlier: findings made so far; a cell that could not be read is not also called blank, nor
            held against a rule.

    Returns:
        The findings, and the rows.
    """
    from safeguard_kpi.contracts import schema  # noqa: PLC0415 - a child that reads needs no Pandera

    failed = schema.failures(rows, feed, sent)
    unread = places.rows_of(earlier)
    illegible = places.rows_of(earlier.filter(pl.col("problem") != "date_in_future"))
    found = []
    for (check, subject), cases in failed.group_by("check", "subject", maintain_order=True):
        at = rows[cases["index"]].select("_submission", "_row")
        if check == schema.Promise.RULE:
            rule = feed.rules[str(subject)]
            sentence, field = (
                findings.sentence(rule.say, rule.census),
                feed.field_of(rule.columns[0]),
            )
            asked = [feed.field_of(column).name for column in rule.columns]
            known = illegible.filter(pl.col("field").is_in(asked))
            if not rule.census:  # the Department's own rules also name what is not valid
                at = at.join(known, on=["_submission", "_row"], how="anti", maintain_order="left")
            said = places.said(
                at, f"rule_{rule.name}", rule.level, sentence, rule.remedy, field=field.name
            )
        elif check == schema.Promise.BLANK:
            field = feed.fields[str(subject)]
            known = unread.filter(pl.col("field") == field.name)
            said = places.said(
                at.join(known, on=["_submission", "_row"], how="anti", maintain_order="left"),
                "cell_blank",
                Level.REJECT,
                findings.sentence(
                    f"{field.title}: the cell is empty and may not be, so the row is refused",
                    field.census_blank,
                ),
                "Fill the cell and send the row again.",
                field=field.name,
            )
        else:
            field = feed.fields[str(subject)]
            said = places.said(
                at,
                "number_out_of_range",
                _gravity(field),
                f"{field.title}: the number is {_bounds(field)}, {_outcome(field)}.",
                "Correct the number and send the row again.",
                field=field.name,
            )
            outside = pl.int_range(rows.height, eager=True).is_in(cases["index"].implode())
            rows = _emptied(rows, field, outside)
        found.append(said)
    return findings.gather(found), rows


def _emptied(rows: pl.DataFrame, field: Field, cells: pl.Series) -> pl.DataFrame:
    """Empty the cells of a field that are not used; those of a refused row are left."""
    if field.unreadable is Unreadable.REJECT:
        return rows
    return rows.with_columns(pl.when(~cells).then(name).alias(name) for name in field.columns)


def _gravity(field: Field) -> Level:
    return Level.REJECT if field.unreadable is Unreadable.REJECT else Level.WARN


def _outcome(field: Field) -> str:
    refused = field.unreadable is Unreadable.REJECT
    return "so the row is refused" if refused else "so it counts as not known"


def _bounds(field: Field) -> str:
    bounds = [
        *([f"below {field.lowest:g}"] if field.lowest is not None else []),
        *([f"above {field.highest:g}"] if field.highest is not None else []),
    ]
    return " or ".join(bounds)
