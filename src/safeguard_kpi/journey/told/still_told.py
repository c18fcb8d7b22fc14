"""How far what the settings say was sent still holds: not past what was let go, nor what was refused."""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from safeguard_kpi.intake import Admitted
from safeguard_kpi.measures.evidence import Evidence
from safeguard_kpi.measures.periods import month_start


def still_told(
    told: Mapping[str, tuple[date, date]], admitted: Admitted, evidence: Evidence
) -> dict[str, tuple[date, date]]:
    """Leave of what the settings say are covered the days of which rows are there.

    Of a feed of which a sheet that was refused whole still stands, none: whoever wrote that those
    months are covered had that sheet in mind, and without it they would be nought. Of one whose old
    rows were let go, the days since.

    Args:
        told: by feed, the first and the last day that the settings give.
        admitted: what counts.
        evidence: the same, without what is told.
    """
    first = admitted.begins
    stand = unanswered(told, admitted, evidence)
    return {
        feed: (max(days[0], first.get(feed, days[0])), days[1])
        for feed, days in told.items()
        if feed not in stand.values() and days[1] >= first.get(feed, days[1])
    }


def unanswered(feeds: Collection[str], admitted: Admitted, evidence: Evidence) -> dict[int, str]:
    """Give the sheets of feeds that were refused whole and whose days no other sheet covers, with the feed."""
    of = dict(admitted.submissions.select("submission", "feed").iter_rows())
    return {
        number: of[number]
        for number, days in admitted.refused.items()
        if of.get(number) in feeds and not _answered(of[number], days, admitted, evidence)
    }


def _answered(
    feed: str, days: tuple[date, date] | None, admitted: Admitted, evidence: Evidence
) -> bool:
    if days is None:
        return False
    first = max(days[0], admitted.begins.get(feed, days[0]))
    if first > days[1]:
        return True
    months = pl.date_range(month_start(first), days[1], interval="1mo", eager=True)
    return bool(months.is_in(evidence.covered(feed)["month"].implode()).all())
