"""The front door: referrals to social care, who made them, how many came again and what came of them."""

import polars as pl

from safeguard_kpi.indicators.model import (
    Better,
    Events,
    Indicator,
    Rate,
    Share,
    Tally,
    Theme,
    sent,
)
from safeguard_kpi.indicators.timing import came_again, months_before

CENSUS = "Department for Education, Children in need census, table c1"
REFERRALS = Events(feed="referrals", on="received_on")

SOURCES = {
    "individual": "an individual",
    "schools": "schools",
    "education_services": "education services",
    "health_services": "health services",
    "housing": "housing",
    "la_services": "local authority services",
    "police": "the police",
    "other_legal_agency": "another legal agency",
    "other": "another source",
    "anonymous": "an anonymous source",
    "unknown": "a source not known",
}
"""The groups of the Department's table c5."""


def referrals() -> tuple[Indicator, ...]:
    """Declare what is counted of referrals to social care."""
    return (
        Tally(
            key="referrals",
            title="Referrals",
            means="Referrals received in the period, repeat ones too.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
        ),
        Rate(
            key="referrals_per_10k",
            title="Referrals per 10,000 children aged 0 to 17",
            means="Referrals received in the period for every 10,000 children living here.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
        ),
        Share(
            key="re_referrals_within_12_months",
            title="Re-referrals within 12 months",
            means="Of referrals received, those of a child with an earlier referral in the 12 months before, by the sheet's date of the previous referral or by the referrals sent.",
            theme=Theme.FRONT_DOOR,
            better=Better.LOWER,
            national=True,
            source=CENSUS,
            differs="A second referral on the same day is not a re-referral here.",
            cohort=REFERRALS,
            meeting=_referred_again(),
        ),
        Share(
            key="referrals_no_further_action",
            title="Referrals with no further action",
            means="Of referrals received, those marked no further action.",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
            meeting=pl.col("no_further_action"),
        ),
        Share(
            key="referrals_assessed_not_in_need",
            title="Referrals assessed and not in need",
            means="Of referrals received, those not marked no further action that were closed after assessment with no further action (RC8) or with referral to early help (RC9).",
            theme=Theme.FRONT_DOOR,
            national=True,
            source=CENSUS,
            cohort=REFERRALS,
            meeting=_closed_not_in_need(),
        ),
        *(
            Share(
                key=f"referrals_from_{source}",
                title=f"Referrals from {words}",
                means=f"Of referrals received whose sheet names the source, those from {words}.",
                theme=Theme.FRONT_DOOR,
                national=True,
                source="Department for Education, Children in need census, table c5",
                cohort=REFERRALS,
                meeting=pl.col("referring_agency") == source,
            )
            for source, words in SOURCES.items()
        ),
        Share(
            key="referrals_from_early_help",
            title="Referrals stepped up from early help",
            means="Of referrals received with the Department's own source code, those from the authority's early help (5D, a code from 2023).",
            theme=Theme.FRONT_DOOR,
            source="CIN census source code 5D",
            since=2023,
            cohort=REFERRALS,
            meeting=pl.col("referral_source_code") == "5D",
        ),
    )


def _referred_again() -> pl.Expr:
    since = months_before("received_on", 12)
    told = pl.col("previous_referral_on")
    either = pl.max_horizontal(
        pl.col("referral_before_on"), pl.when(told < pl.col("received_on")).then(told)
    )
    return (
        pl.when(sent("previous_referral_on"))
        .then((either >= since).fill_null(value=False))
        .otherwise(came_again("received_on", link="referral_before_on", months=12))
    )


def _closed_not_in_need() -> pl.Expr:
    reason = pl.col("closure_reason")
    met = reason.is_in(["assessed_no_further_action", "assessed_to_early_help"])
    # A case still open has no reason and is not "not in need"; a closed one without a reason is not known.
    untold = sent("closed_on") & pl.col("closed_on").is_not_null() & reason.is_null()
    not_acted_on = pl.col("no_further_action").fill_null(value=False)
    return (
        pl.when(not_acted_on).then(statement=False).when(~untold).then(met.fill_null(value=False))
    )
