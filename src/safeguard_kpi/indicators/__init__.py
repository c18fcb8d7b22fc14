"""What is counted: every indicator, declared and never computed here."""

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.indicators.assessment import assessment
from safeguard_kpi.indicators.contacts import contacts
from safeguard_kpi.indicators.early_help import early_help
from safeguard_kpi.indicators.model import Indicator
from safeguard_kpi.indicators.plans import plans
from safeguard_kpi.indicators.referrals import referrals
from safeguard_kpi.indicators.section_47 import section_47
from safeguard_kpi.indicators.standards import Standards


def catalogue(standards: Standards | None = None) -> tuple[Indicator, ...]:
    """List every indicator under an authority's standards, in the order they are shown."""
    standards = standards or Standards()
    listed = (
        *contacts(standards),
        *referrals(),
        *assessment(standards),
        *early_help(standards),
        *section_47(standards),
        *plans(standards),
    )
    keys = [indicator.key for indicator in listed]
    if len(keys) != len(set(keys)):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise SafeguardError(
            f"two indicators share the key `{twice[0]}`", hint="one key, one meaning"
        )
    return listed
