"""The front door: contacts with the MASH, how soon they were decided and what they led to."""

import polars as pl

from safeguard_kpi.indicators.links import known_to
from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Rate,
    Share,
    Tally,
    Theme,
    Typical,
    sent,
)
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import came_again, has_time, hours_between

LOCAL = "No national definition; agreed in the partnership"
CONTACTS = Events(feed="mash_contacts", on="received_on")
GRADED = Events(feed="mash_contacts", on="received_on", where=pl.col("rag").is_not_null())

OUTCOMES = {
    "no_further_action": ("no further action", "those closed with no further action"),
    "information_and_advice": (
        "information and advice",
        "those that ended in information or advice",
    ),
    "early_help": ("early help", "those passed to early help"),
    "strategy_discussion": (
        "a strategy discussion",
        "those that led straight to a strategy discussion",
    ),
}
"""The outcomes of a contact other than referral, with the words of title and meaning."""


def contacts(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of contacts with the MASH."""
    rag = standards.rag_hours
    allowed = pl.col("rag").replace_strict(rag, default=None, return_dtype=pl.Int64)
    return (
        Tally(
            key="mash_contacts",
            title="MASH contacts",
            means="Contacts received in the period. One row is one contact about one child, so a call about three children is three.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
        ),
        Rate(
            key="mash_contacts_per_10k",
            title="MASH contacts per 10,000 children aged 0 to 17",
            means="Contacts received in the period for every 10,000 children living here.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
        ),
        Share(
            key="mash_decided_in_one_working_day",
            title="MASH contacts decided within one working day",
            means="Of contacts received, those with a decision by the end of the next working day. Not yet decided counts as not in time.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source="Working Together to Safeguard Children: a decision within one working day",
            cohort=CONTACTS,
            meeting=(standards.calendar.working_days("received_on", "decided_on") <= 1).fill_null(
                value=False
            ),
        ),
        Share(
            key="mash_decided_in_24_hours",
            title="MASH contacts decided within 24 hours",
            means="Of contacts received and decided with a time of day, those decided within 24 clock hours, nights and weekends counted. Not yet decided counts as not in time.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source=LOCAL,
            differs="Working Together counts working days; this counts clock hours.",
            cohort=CONTACTS,
            meeting=_decided_within(pl.lit(24)),
        ),
        Typical(
            key="mash_days_to_decision",
            title="Working days from contact to decision (median)",
            means="Half of the contacts received and decided took no longer than this. Decided on the day of receipt is nought.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            source=LOCAL,
            cohort=CONTACTS,
            of=standards.calendar.working_days("received_on", "decided_on"),
        ),
        Share(
            key="mash_rag_in_time",
            title="Graded MASH contacts decided within the standard of their grade",
            means="Of contacts with a RAG grade and times, those decided within "
            + ", ".join(f"{hours} hours ({grade})" for grade, hours in rag.items())
            + ", in clock hours from receipt.",
            theme=Theme.FRONT_DOOR,
            better=Better.HIGHER,
            source="The authority's own standard for each grade (settings: [standards.rag_hours])",
            cohort=GRADED,
            meeting=_decided_within(allowed),
        ),
        *(
            Share(
                key=f"mash_to_{outcome}"
                if outcome in {"early_help", "strategy_discussion"}
                else f"mash_{outcome}",
                title=f"MASH contacts ending in {words}",
                means=f"Of contacts received whose outcome is known, {meaning}.",
                theme=Theme.FRONT_DOOR,
                source=LOCAL,
                cohort=CONTACTS,
                meeting=pl.col("outcome") == outcome,
            )
            for outcome, (words, meaning) in OUTCOMES.items()
        ),
        Share(
            key="mash_to_referral",
            title="MASH contacts that became referrals",
            means="Of contacts received, those whose outcome is a referral. Where a sheet sends no outcomes: those followed within 7 days by a referral of the same child from the same source, with no other contact between.",
            theme=Theme.FRONT_DOOR,
            source=LOCAL,
            cohort=CONTACTS,
            meeting=pl.when(sent("outcome"))
            .then(pl.col("outcome") == "referral")
            .otherwise(_followed_by_referral()),
        ),
        Share(
            key="mash_repeat_within_12_months",
            title="Repeat MASH contacts within 12 months",
            means="Of contacts received, those about a child who had an earlier contact, on another day, in the 12 months before. Known only where the 12 months before were sent.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            source=LOCAL,
            cohort=CONTACTS,
            meeting=came_again("received_on", link="previous_contact_on", months=12),
        ),
    )


def _decided_within(hours: pl.Expr) -> pl.Expr:
    taken = hours_between("received_at", "decided_at")
    undecided = pl.col("decided_at").is_null()
    return pl.when(has_time("received_at") & hours.is_not_null()).then(
        pl.when(undecided).then(statement=False).otherwise(taken <= hours)
    )


def _followed_by_referral() -> pl.Expr:
    referral, contact = pl.col("referral_after_contact_on"), pl.col("next_contact_on")
    until = pl.col("received_on").dt.offset_by("7d")
    soon = referral <= until
    none_between = contact.is_null() | (contact >= referral)
    known = (
        sent("referring_agency")
        & pl.col("referring_agency").is_not_null()
        & (known_to("referral_after_contact_on") >= until)
        & (known_to("next_contact_on") >= until)
    )
    return pl.when(known).then((soon & none_between).fill_null(value=False))
