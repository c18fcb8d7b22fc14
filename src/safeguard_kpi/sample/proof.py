"""Counts the finished rows again, by the indicators' rules, before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping

from safeguard_kpi.sample.days import months_on, working_days
from safeguard_kpi.sample.deal import hold
from safeguard_kpi.sample.rows import Row
from safeguard_kpi.sample.totals import Totals, Year

IN_TIME = 45
"""Working days from referral to assessment (Working Together to Safeguard Children)."""

CONFERENCE_IN_TIME = 15
"""Working days from strategy discussion to conference (the same)."""


def prove(rows: Mapping[str, list[Row]], totals: Totals) -> None:
    """Hold the rows to the declared totals of every year.

    Raises:
        SafeguardError: names the total, what is wanted and what came out.
    """
    again = _re_referrals(rows["referrals"])
    for year in totals.years:
        counted = _counted(rows, year, again)
        for (section, key), number in counted.items():
            wanted = getattr(year, section)[key]
            hold(number == wanted, f"{section} {key} of {year.ending} is {number}, not {wanted}")


def _counted(
    rows: Mapping[str, list[Row]], year: Year, again: Iterable[int]
) -> dict[tuple[str, str], int]:
    referred = _in(rows["referrals"], "received_on", year)
    assessed = _in(rows["assessments"], "completed_on", year)
    held = _in(rows["section_47_enquiries"], "conference_on", year)
    started = _in(rows["child_protection_plans"], "started_on", year)
    numbers = set(again)
    closed_without_need = {"assessed_no_further_action", "assessed_to_early_help"}
    factors = Counter(factor for row in assessed for factor in row["factors"] or ())
    return {
        ("referrals", "received"): len(referred),
        ("referrals", "children"): len({row["child_id"] for row in referred}),
        ("referrals", "re_referrals"): sum(id(row) in numbers for row in referred),
        ("referrals", "children_re_referred"): len(
            {row["child_id"] for row in referred if id(row) in numbers}
        ),
        ("referrals", "no_further_action"): sum(row["no_further_action"] for row in referred),
        ("referrals", "not_in_need"): sum(
            row["closure_reason"] in closed_without_need and not row["no_further_action"]
            for row in referred
        ),
        ("assessments", "completed"): len(assessed),
        ("assessments", "in_45_days"): sum(
            working_days(row["referral_on"], row["completed_on"]) <= IN_TIME for row in assessed
        ),
        ("assessments", "with_factors"): sum(bool(row["factors"]) for row in assessed),
        **{("factors", key): factors[key] for key in year.factors},
        ("enquiries", "started"): len(_in(rows["section_47_enquiries"], "started_on", year)),
        ("enquiries", "conferences"): len(held),
        ("enquiries", "conferences_in_15_days"): sum(
            row["started_on"] is not None
            and working_days(row["started_on"], row["conference_on"]) <= CONFERENCE_IN_TIME
            for row in held
        ),
        ("plans", "started"): len(started),
        ("plans", "subsequent"): sum(row["previous_plans"] > 0 for row in started),
        ("plans", "open"): _open(rows["child_protection_plans"], "ended_on", year),
        ("need", "started"): len(_in(rows["children_in_need"], "started_on", year)),
        ("need", "open"): _open(rows["children_in_need"], "closed_on", year),
    }


def _in(rows: list[Row], column: str, year: Year) -> list[Row]:
    return [row for row in rows if row[column] and year.first_day <= row[column] <= year.last_day]


def _open(rows: list[Row], ended: str, year: Year) -> int:
    """Count children with an open row on the last day, each once."""
    day = year.last_day
    return len(
        {
            row["child_id"]
            for row in rows
            if row["started_on"] <= day and (row[ended] is None or row[ended] > day)
        }
    )


def _re_referrals(rows: list[Row]) -> set[int]:
    """Find the rows with an earlier referral, here or by the sheet, in the 12 months before."""
    last: Row = {}
    found = set()
    for row in rows:
        known = [last.get(row["child_id"]), row["previous_referral_on"]]
        previous = max((day for day in known if day and day < row["received_on"]), default=None)
        if previous and previous >= months_on(row["received_on"], -12):
            found.add(id(row))
        last[row["child_id"]] = row["received_on"]
    return found
