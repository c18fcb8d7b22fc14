"""Where definitions changed between releases, or since the last one."""

from collections.abc import Sequence

import polars as pl

from safeguard_kpi.frozen.changes import changes
from safeguard_kpi.frozen.definitions import Definitions
from safeguard_kpi.frozen.folder import Frozen
from safeguard_kpi.measures.breaks import BREAKS


def breaks_of(releases: Sequence[Frozen], now: Definitions) -> pl.DataFrame:
    """List the changes of definitions from release to release and to those of now: the table BREAKS.

    Args:
        releases: in the order in which they were made.
        now: the definitions in use.
    """
    told = []
    for place, release in enumerate(releases):
        later = releases[place + 1].definitions if place + 1 < len(releases) else now
        last = max(releases[: place + 1], key=lambda each: each.as_of)
        told += [
            {
                "indicator": key,
                "after": last.as_of,
                "release": last.name,
                "note": f"Break in the series after release {last.name}: {words}",
            }
            for key, words in changes(release.definitions, later).items()
        ]
    return pl.DataFrame(told, schema=BREAKS, orient="row")
