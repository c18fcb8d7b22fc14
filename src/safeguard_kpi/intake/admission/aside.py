"""Rows of a list that are no rows of the feed by what they say: asked about, and not refused."""

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places

_PLACE = ["_submission", "_row"]


def no_rows_of_the_feed(
    rows: pl.DataFrame, feed: Feed, places: Places, earlier: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out the rows that the feed's declaration sets aside.

    Args:
        rows: the feed's columns, `_submission` and `_row`.
        feed: the contract.
        places: where the rows lie.
        earlier: findings made so far; a row with a cell that could not be read is judged as any other.

    Returns:
        The findings, and the rows that are left.
    """
    found = []
    illegible = places.rows_of(earlier)
    for rule in feed.aside.values():
        asked = [feed.field_of(column).name for column in rule.columns]
        unread = illegible.filter(pl.col("field").is_in(asked))
        meant = (
            rows.filter(rule.expression.fill_null(value=False))
            .select(_PLACE)
            .join(unread, on=_PLACE, how="anti", maintain_order="left")
        )
        if meant.height:
            sentence = findings.sentence(rule.say, rule.census)
            found.append(
                places.said(
                    meant, f"aside_{rule.name}", Level.QUERY, sentence, rule.remedy,
                    field=feed.field_of(rule.columns[0]).name,
                )
            )  # fmt: skip
            rows = rows.join(meant, on=_PLACE, how="anti", maintain_order="left")
    return findings.gather(found), rows
