"""Which quarter of which feed was sent, and when it was due."""

from datetime import date

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.journey.told.expected import Expected
from safeguard_kpi.measures.arrivals import arrivals
from safeguard_kpi.store import Store
from safeguard_kpi.store.settling import SAID, SENT_AGAIN


def arrivals_of(
    store: Store,
    contracts: Contracts,
    expected: Expected,
    covered: pl.DataFrame,
    *,
    as_of: date,
    today: date,
) -> pl.DataFrame:
    """Say of each feed and quarter what was sent, and when it was due: the table ARRIVALS.

    A feed that never came is awaited where `submissions.toml` gives its partner days of its own.
    """
    return arrivals(
        store.kept,
        {name: feed.partner for name, feed in contracts.feeds.items()},
        expected.due_days,
        as_of=as_of,
        today=today,
        again=(SENT_AGAIN, SAID),
        covered=covered,
        expected=expected.partners,
    )
