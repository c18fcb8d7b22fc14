"""What an indicator needs to know of the same child's other rows, in this feed or another."""

from dataclasses import dataclass
from typing import Literal

import polars as pl


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The date of the same child's nearest event before or after a date of this row.

    Two further columns tell how far the other feed can be relied on around that date:
    ``<name>__known_from`` and ``<name>__known_to``, the first and last day of the unbroken run of
    months that was sent; both null where the month itself was not.
    """

    name: str
    feed: str
    at: str
    to: str
    date: str
    look: Literal["before", "after"]
    same_day: bool
    by: tuple[str, ...] = ("child_id",)
    unless: str = ""
    """A yes/no column of the other feed whose yes takes its row out; what is not known stays."""
    instead: str = ""
    """What a figure says of itself where the link stands in for a date that a sheet did not send."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Every date of another feed's rows that belong to this row, in order, as a list.

    ``<name>__known_from`` and ``<name>__known_to`` tell of the run of months sent that the first
    of those dates lies in, or, where there is none, this row's own date.
    """

    name: str
    feed: str
    at: str
    by: tuple[str, ...]
    to: str
    to_by: tuple[str, ...]
    date: str


Link = Nearest | Gathered

LINKS: tuple[Link, ...] = (
    Nearest(
        name="previous_contact_on", feed="mash_contacts", at="received_on",
        to="mash_contacts", date="received_on", look="before", same_day=False,
    ),
    Nearest(
        name="next_contact_on", feed="mash_contacts", at="received_on",
        to="mash_contacts", date="received_on", look="after", same_day=False,
    ),
    Nearest(
        name="referral_after_contact_on", feed="mash_contacts", at="received_on",
        to="referrals", date="received_on", look="after", same_day=True,
        by=("child_id", "referring_agency"),
    ),
    Nearest(
        name="referral_before_on", feed="referrals", at="received_on",
        to="referrals", date="received_on", look="before", same_day=False,
    ),
    Nearest(
        name="referral_assessed_on", feed="assessments", at="started_on",
        to="referrals", date="received_on", look="before", same_day=True,
        unless="no_further_action",
        instead="Where a sheet of assessments has no date of referral, the clock starts at the child's last referral that went on to something, which need not be the one assessed.",
    ),
    Nearest(
        name="episode_before_closed_on", feed="early_help_episodes", at="started_on",
        to="early_help_episodes", date="closed_on", look="before", same_day=False,
    ),
    Nearest(
        name="referral_after_closing_on", feed="early_help_episodes", at="closed_on",
        to="referrals", date="received_on", look="after", same_day=True,
    ),
    Nearest(
        name="plan_after_conference_on", feed="section_47_enquiries", at="conference_on",
        to="child_protection_plans", date="started_on", look="after", same_day=True,
    ),
    Gathered(
        name="reviews_held", feed="child_protection_plans", at="started_on",
        by=("child_id", "started_on"),
        to="child_protection_reviews", to_by=("child_id", "plan_started_on"), date="reviewed_on",
    ),
)  # fmt: skip
"""Every link that an indicator of the catalogue uses."""


def columns_of(link: Link) -> tuple[str, ...]:
    """Name the columns of the other feed without which a sheet of it tells a link nothing."""
    return (link.date, *(link.by if isinstance(link, Nearest) else link.to_by))


def known_from(name: str) -> pl.Expr:
    """Give the first day from which a link can be relied on, going back from this row."""
    return pl.col(name + "__known_from")


def known_to(name: str) -> pl.Expr:
    """Give the last day to which a link can be relied on, going on from this row."""
    return pl.col(name + "__known_to")
