"""Sheets of which so much is refused that none of it may be used."""

from collections.abc import Collection

import polars as pl

from safeguard_kpi.contracts.model import Feed, Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.admission.places import Places


def beyond_limits(
    rows: pl.DataFrame,
    rejected: pl.DataFrame,
    feed: Feed,
    places: Places,
    not_whole: Collection[int] = (),
) -> tuple[pl.DataFrame, pl.DataFrame, list[int]]:
    """Find the sheets with more refused rows than their feed bears; all their rows are refused.

    Those of a list that is not whole are refused as well; that was said when it was read.

    What is sent twice is no fault of the rows and is not counted.

    Returns:
        A finding for each such sheet; the rows refused, as `_submission` and `_row`; and those sheets.
    """
    limits = feed.limits
    arrived = rows.group_by("_submission").len("_rows")
    refused = rejected.group_by("_submission").len("_refused")
    beyond = (
        arrived.join(refused, on="_submission")
        .with_columns(
            _share=pl.when(pl.col("_rows") >= limits.from_rows)
            .then(pl.lit(limits.refused_share))
            .when(pl.col("_rows") >= limits.small_from_rows)
            .then(pl.lit(limits.small_share))
            .otherwise(1.0)
        )
        .filter(
            (pl.col("_refused") > pl.col("_share") * pl.col("_rows"))
            & ~pl.col("_submission").is_in(list(not_whole))
        )
        .join(places.sheets, on="_submission")
        .sort("_submission")
    )
    found = [
        findings.one(
            "sheet_beyond_limit",
            Level.ERROR,
            f"{sheet['file']}, sheet {sheet['sheet']}: {sheet['_refused']:,} of {sheet['_rows']:,} rows"
            f" are refused, more than the {sheet['_share']:.0%} that"
            f" {'a list as short as this' if sheet['_rows'] < limits.from_rows else feed.title} may have, so none of the sheet is used.",
            "Put right what the sheet's other findings say, and send the whole sheet again.",
            feed=feed.name,
            file=sheet["file"],
            sheet=sheet["sheet"],
        )
        for sheet in beyond.iter_rows(named=True)
    ]
    place = ["_submission", "_row"]
    numbers = [*beyond["_submission"], *not_whole]
    whole = rows.select(place).filter(pl.col("_submission").is_in(numbers))
    refused_rows = pl.concat([rejected.select(place), whole]).unique()
    return findings.gather(found), refused_rows, beyond["_submission"].to_list()
