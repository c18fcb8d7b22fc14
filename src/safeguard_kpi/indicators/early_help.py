"""Early help: whether families get the right help at the right time, and go on without it."""

import polars as pl

from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Open,
    Rate,
    Share,
    Tally,
    Theme,
    Typical,
)
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import came_again, days_between, followed_within

LOCAL = "No national definition; agreed in the partnership"
STARTED = Events(feed="early_help_episodes", on="started_on")
CLOSED = Events(feed="early_help_episodes", on="closed_on")
ASSESSED = Events(feed="early_help_episodes", on="assessment_completed_on")
OPEN = Open(feed="early_help_episodes", start="started_on", end="closed_on")


def early_help(standards: Standards) -> tuple[Indicator, ...]:
    """Declare what is counted of early help episodes."""
    limit = standards.early_help_assessment_days
    return (
        Tally(
            key="early_help_started",
            title="Early help episodes started",
            means="Episodes started in the period. An episode is about one child.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=STARTED,
        ),
        Rate(
            key="early_help_started_per_10k",
            title="Early help episodes started per 10,000 children aged 0 to 17",
            means="Episodes started in the period for every 10,000 children living here.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=STARTED,
        ),
        Tally(
            key="early_help_open",
            title="Early help episodes open at the end of the period",
            means="Episodes started by the last day and not closed by then.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=OPEN,
        ),
        Tally(
            key="early_help_closed",
            title="Early help episodes closed",
            means="Episodes closed in the period, for whatever reason.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=CLOSED,
        ),
        _closed_because(
            "early_help_stepped_down_to_universal",
            "step_down_universal",
            "Early help episodes closed with step-down to universal services",
            "those whose needs were met and that went on to universal services",
            Better.HIGHER,
        ),
        _closed_because(
            "early_help_stepped_up_to_social_care",
            "step_up_social_care",
            "Early help episodes closed with step-up to social care",
            "those that were stepped up to social care",
            Better.NEITHER,
        ),
        _closed_because(
            "early_help_disengaged",
            "disengaged",
            "Early help episodes closed because the family disengaged or refused consent",
            "those whose family disengaged or refused consent",
            Better.LOWER,
        ),
        Share(
            key="early_help_from_social_care",
            title="Early help episodes that stepped down from social care",
            means="Of episodes started in the period whose origin is known, those that came from social care.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=STARTED,
            meeting=pl.col("came_from") == "social_care_step_down",
        ),
        Share(
            key="early_help_assessment_in_time",
            title="Early help assessments completed in time",
            means=f"Of early help assessments completed in the period, those completed within {limit} working days of the episode's start.",
            theme=Theme.EARLY_HELP,
            better=Better.HIGHER,
            source="The authority's own standard (settings: standards.early_help_assessment_days)",
            cohort=ASSESSED,
            meeting=standards.calendar.working_days("started_on", "assessment_completed_on")
            <= limit,
        ),
        Share(
            key="early_help_returned_within_12_months",
            title="Children who returned to early help within 12 months",
            means="Of episodes started in the period, those of a child with an episode closed on an earlier day, in the 12 months before. Known only where the 12 months before were sent.",
            theme=Theme.EARLY_HELP,
            better=Better.LOWER,
            source=LOCAL,
            cohort=STARTED,
            meeting=came_again("started_on", link="episode_before_closed_on", months=12),
        ),
        *(_referred_within(months) for months in (6, 12)),
        Typical(
            key="early_help_length",
            title="Length of early help in days (median)",
            means="Half of the episodes closed in the period had lasted no longer than this, in calendar days.",
            theme=Theme.EARLY_HELP,
            source=LOCAL,
            cohort=CLOSED,
            of=days_between("started_on", "closed_on"),
        ),
    )


def _closed_because(key: str, reason: str, title: str, part: str, better: Better) -> Share:
    return Share(
        key=key,
        title=title,
        means=f"Of the episodes closed in the period with a known reason, {part}.",
        theme=Theme.EARLY_HELP,
        better=better,
        source=LOCAL,
        cohort=CLOSED,
        meeting=pl.col("closure_reason") == reason,
    )


def _referred_within(months: int) -> Share:
    return Share(
        key=f"early_help_referred_within_{months}_months",
        title=f"Early help closures followed by a referral to social care within {months} months",
        means=f"Of episodes closed in the period, those whose child was referred to social care on the day of closing or in the {months} months after. Known only once {months} months of referrals have been sent after the closing.",
        theme=Theme.EARLY_HELP,
        better=Better.LOWER,
        source=LOCAL,
        cohort=CLOSED,
        meeting=followed_within("closed_on", link="referral_after_closing_on", months=months),
    )
