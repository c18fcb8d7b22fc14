"""Which breaks a run's series have: its definitions held against those of every release."""

import polars as pl

from safeguard_kpi.frozen import Definitions, definitions_of, releases_in
from safeguard_kpi.frozen.breaks import breaks_of
from safeguard_kpi.journey.assembly import standards_of
from safeguard_kpi.journey.pipeline import Computed, Journey
from safeguard_kpi.measures.breaks import BREAKS, with_breaks


def definitions_in_use(journey: Journey) -> Definitions:
    """Tell what every indicator counts under the standards and codes of a run."""
    standards = standards_of(journey.settings, journey.declarations)
    return definitions_of(standards, journey.contracts)


def breaks_known(journey: Journey) -> pl.DataFrame:
    """List every change of a definition since the first release: the table BREAKS."""
    settings = journey.settings
    releases = releases_in(settings.outputs, settings.authority.code)
    if not releases:
        return pl.DataFrame(schema=BREAKS)
    return breaks_of(releases, definitions_in_use(journey))


def with_known_breaks(computed: Computed, breaks: pl.DataFrame) -> Computed:
    """Mark the breaks among a run's figures; what they are compared with is as it was."""
    return computed._replace(figures=with_breaks(computed.figures, breaks))
