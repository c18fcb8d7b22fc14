"""Rows with a fault each, which come on top of the good ones and are to be refused."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random

from safeguard_kpi.sample.rows import Row

Fault = Callable[[Row], Row]
"""What is wrong, as the fields that are changed; text in a date's place is written as it is."""

DAY = timedelta(days=1)
NO_SUCH_DAY = "31/02/2019"


def _nobody(_: Row) -> Row:
    return {"child_id": None}


FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "mash_contacts": (
        _nobody,
        lambda _: {"received_at": NO_SUCH_DAY},
        lambda _: {"received_at": "morning of the 3rd"},
        lambda row: {"decided_at": row["received_at"] - 3 * DAY},
        lambda row: {"decided_at": row["received_at"] - 40 * DAY},
    ),
    "early_help_episodes": (
        _nobody,
        lambda _: {"started_on": NO_SUCH_DAY},
        lambda row: {"closed_on": row["started_on"] - 9 * DAY, "assessment_completed_on": None},
        lambda row: {"assessment_completed_on": row["started_on"] - 30 * DAY},
    ),
    "referrals": (
        _nobody,
        lambda _: {"received_on": NO_SUCH_DAY},
        lambda row: {"closed_on": row["received_on"] - 5 * DAY},
        lambda row: {"previous_referral_on": row["received_on"] + 20 * DAY},
    ),
    "assessments": (
        _nobody,
        lambda _: {"started_on": "30/02/2020"},
        lambda row: {"completed_on": row["started_on"] - DAY},
        lambda row: {"referral_on": row["started_on"] + 8 * DAY},
    ),
    "section_47_enquiries": (
        _nobody,
        lambda _: {"started_on": None, "conference_on": None},
        lambda row: {"conference_on": row["started_on"] - 6 * DAY},
        lambda _: {"started_on": "31/09/2018"},
    ),
    "children_in_need": (
        _nobody,
        lambda _: {"started_on": "31/11/2018"},
        lambda row: {"closed_on": row["started_on"] - 12 * DAY},
    ),
    "child_protection_plans": (
        _nobody,
        lambda row: {"ended_on": row["started_on"] - 20 * DAY},
        lambda row: {"ended_on": row["started_on"]},
        lambda _: {"started_on": "31/04/2019"},
    ),
    "child_protection_reviews": (
        _nobody,
        lambda row: {"reviewed_on": row["plan_started_on"] - 2 * DAY},
        lambda _: {"reviewed_on": NO_SUCH_DAY},
    ),
}
"""Every feed's faults; each is refused for one reason."""

REPEATED = 2
"""Rows of each sheet that are sent twice."""

STRANGERS = 9_900_000
"""Identifiers of the faulty rows begin here, so that none can be a good row's child."""


def with_refused(rng: Random, feed: str, rows: list[Row]) -> list[Row]:
    """Set among good rows those with a fault, and at the end the ones sent twice."""
    made = list(rows)
    usable = [row for row in rows if row.get("started_on") or "started_on" not in row]
    for place, fault in enumerate(FAULTS[feed]):
        row = dict(rng.choice(usable))
        row["child_id"] = str(STRANGERS + rng.randint(1, 90_000))
        if "contact_id" in row:
            row["contact_id"] = f"{row['contact_id']}-{place}"
        made.insert(rng.randrange(len(made)), row | fault(row))
    return made + [dict(row) for row in rng.sample(rows, REPEATED)]


def how_many_refused(feed: str, *, sheets: int = 1) -> int:
    """Say how many rows of a feed are to be refused or left out as sent twice."""
    return sheets * (len(FAULTS[feed]) + REPEATED)
