"""Say where what the settings tell of a feed does not hold, because a sheet of it was refused whole."""

import polars as pl

from safeguard_kpi.contracts.model import Contracts, Level
from safeguard_kpi.intake import Admitted, findings
from safeguard_kpi.journey.assembly import evidence_of
from safeguard_kpi.journey.told.still_told import unanswered
from safeguard_kpi.settings import Settings

REMEDY = (
    "Give it put right, under its name or named under `replaces` in submissions.toml; if it is not to count,"
    " take it out (`safeguard-kpi store withdraw`)."
)


def coverage_left_out(admitted: Admitted, contracts: Contracts, settings: Settings) -> pl.DataFrame:
    """Ask about each sheet that was refused whole and stands, where `[coverage]` tells of its feed.

    The file may be long gone from the inputs, so that nothing else would say why months are [x].
    """
    if not (settings.coverage and admitted.refused):
        return findings.none()
    evidence = evidence_of(admitted, contracts, settings)
    feeds = settings.coverage.keys() - evidence.told.keys()
    stand = unanswered(feeds, admitted, evidence)
    sheets = admitted.submissions.filter(pl.col("submission").is_in(list(stand)))
    return findings.gather(
        findings.one(
            "coverage_left_out",
            Level.QUERY,
            f"What [coverage] in the settings says of {contracts.feeds[row['feed']].title} is left aside:"
            f" nothing of {row['file']}{', sheet ' + row['sheet'] if row['sheet'] else ''} could be used,"
            " and no other sheet covers its days.",
            REMEDY,
            feed=row["feed"],
        )
        for row in sheets.iter_rows(named=True)
    )
