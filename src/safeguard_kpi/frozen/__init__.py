"""The room of releases: quarters frozen with all that it takes to work them out again."""

from safeguard_kpi.frozen.changes import changes
from safeguard_kpi.frozen.definitions import Definitions, definitions_of
from safeguard_kpi.frozen.folder import Frozen, find_release, releases_in

__all__ = [
    "Definitions",
    "Frozen",
    "changes",
    "definitions_of",
    "find_release",
    "releases_in",
]
