"""Submissions that count no more because somebody says so, and that count again where they do."""

from collections.abc import Sequence

import polars as pl

from safeguard_kpi.store.model import Standing


def without(kept: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Give the table KEPT with some submissions withdrawn: they stay so, also when they are given again."""
    return _standing(kept, ids, Standing.WITHDRAWN)


def counting_again(kept: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Give the table KEPT with some submissions current that were withdrawn."""
    return _standing(kept, ids, Standing.CURRENT)


def _standing(kept: pl.DataFrame, ids: Sequence[str], standing: Standing) -> pl.DataFrame:
    asked = pl.col("id").is_in(list(ids))
    return kept.with_columns(
        standing=pl.when(asked).then(pl.lit(standing.value)).otherwise("standing")
    )
