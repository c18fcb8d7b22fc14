"""The days that submissions.toml gives to files that are kept and no longer in the inputs."""

import polars as pl

from safeguard_kpi.journey.told.expected import Expected


def with_days_told(kept: pl.DataFrame, arrived: pl.DataFrame, expected: Expected) -> pl.DataFrame:
    """Give what is kept with the days that submissions.toml gives to files that are no longer in the inputs."""
    days = {name: told.covers for name, told in expected.files.items() if told.covers}
    gone = pl.col("file").is_in(list(days)) & ~pl.col("id").is_in(arrived["id"].implode())
    first, last = (
        pl.col("file").replace_strict(
            {name: span[end] for name, span in days.items()}, default=None, return_dtype=pl.Date
        )
        for end in (0, 1)
    )
    return kept.with_columns(
        covers_from=pl.when(gone).then(first).otherwise("covers_from"),
        covers_to=pl.when(gone).then(last).otherwise("covers_to"),
        whole=pl.when(gone).then(pl.lit(value=True)).otherwise("whole"),
    )
