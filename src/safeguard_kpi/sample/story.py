"""The whole invented journey, from the front door to the plan, of every child."""

from dataclasses import dataclass
from random import Random

from safeguard_kpi.sample.assessments import Assessment, assess
from safeguard_kpi.sample.contacts import Contact, contact
from safeguard_kpi.sample.early_help import EarlyHelp, help_early
from safeguard_kpi.sample.enquiries import Enquiry, enquire
from safeguard_kpi.sample.need import Episode, close, opened, opening
from safeguard_kpi.sample.not_in_need import settle
from safeguard_kpi.sample.people import Town
from safeguard_kpi.sample.plan_details import categorise, review
from safeguard_kpi.sample.plans import Plan, plan
from safeguard_kpi.sample.referrals import refer
from safeguard_kpi.sample.referred_before import Referral
from safeguard_kpi.sample.totals import Totals


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that happened, by feed."""

    contacts: list[Contact]
    early_help: list[EarlyHelp]
    referrals: list[Referral]
    assessments: list[Assessment]
    enquiries: list[Enquiry]
    need: list[Episode]
    plans: list[Plan]


def invent(totals: Totals, *, seed: int) -> Story:
    """Invent the children and what happened to them; the same seed invents the same.

    Raises:
        SafeguardError: the totals contradict one another.
    """
    town = Town(Random(seed))
    referrals = refer(town, totals)
    known = opening(town, totals)
    assessments = assess(town, totals, referrals, [each.person for each in known])
    settle(town, totals, assessments)
    need = known + opened(referrals)
    enquiries = enquire(town, totals, need)
    plans = plan(town, totals, enquiries, known)
    categorise(town, totals, plans)
    review(town, totals, plans)
    close(town, totals, need)
    contacts = contact(town, totals, referrals, enquiries)
    early_help = help_early(town, totals, contacts, referrals, need)
    return Story(
        contacts=contacts,
        early_help=early_help,
        referrals=referrals,
        assessments=assessments,
        enquiries=enquiries,
        need=need,
        plans=sorted(plans, key=lambda each: (each.started_on, each.person.child_id)),
    )
