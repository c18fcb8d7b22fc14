"""Referrals that were assessed and found not in need, as in c1."""

from collections.abc import Mapping

from safeguard_kpi.sample.assessments import Assessment
from safeguard_kpi.sample.days import after
from safeguard_kpi.sample.deal import chosen
from safeguard_kpi.sample.people import Town
from safeguard_kpi.sample.totals import Totals, Year


def settle(town: Town, totals: Totals, assessments: list[Assessment]) -> None:
    """Close the published number of referrals after assessment as not in need."""
    last = totals.years[-1].last_day
    for year in totals.years:
        assessed = [
            each.referral
            for each in assessments
            if each.referral and each.completed_on
            and year.first_day <= each.referral.received_on <= year.last_day
        ]  # fmt: skip
        for referral in chosen(
            town.rng,
            assessed,
            year.referrals["not_in_need"],
            what=f"referrals not in need, {year.ending}",
        ):
            referral.becomes = "not_in_need"
            referral.closure = _closure(town, year)
            assert referral.completed_on is not None  # noqa: S101 (assessed, as chosen)
            until = min(referral.next_on or last, last)
            referral.closed_on = min(after(referral.completed_on, town.rng.randint(0, 4)), until)
    for each in assessments:
        if each.referral and each.completed_on:
            each.support_needed = each.referral.becomes == "need"


TO_EARLY_HELP: Mapping[int, float] = {2019: 0.08, 2020: 0.13}
"""Part of the referrals not in need that went on to early help (RC9); invented, rising."""


def _closure(town: Town, year: Year) -> str:
    to_early_help = town.rng.random() < TO_EARLY_HELP.get(year.ending, 0.1)
    return "assessed_to_early_help" if to_early_help else "assessed_no_further_action"
