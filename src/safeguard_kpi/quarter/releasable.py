"""Whether the last run can be released: it ends a quarter, and something in it is new."""

from collections.abc import Sequence
from datetime import date

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen import Definitions, Frozen, changes
from safeguard_kpi.journey.pipeline import Computed
from safeguard_kpi.measures.periods import month_end


def hold_to_quarter(as_of: date, asked: date | None) -> None:
    """Refuse a run of another day than is asked for, or one that ends in mid-quarter."""
    if asked and asked != as_of:
        raise SafeguardError(
            f"the last run reports to {as_of.isoformat()}, not to {asked.isoformat()}",
            hint=f"run `safeguard-kpi refresh --as-of {asked.isoformat()}` first",
        )
    if as_of.month % 3 or as_of != month_end(as_of):
        raise SafeguardError(
            f"the last run reports to {as_of.isoformat()}, which ends no quarter",
            hint="run `safeguard-kpi refresh --as-of` with the last day of the quarter first",
        )


def hold_to_last(
    made: Sequence[Frozen], quarter: str, computed: Computed, definitions: Definitions
) -> None:
    """Refuse to release a quarter again of which nothing has changed."""
    of_quarter = [each for each in made if each.told["quarter"] == quarter]
    if of_quarter and _alike(of_quarter[-1], computed, definitions):
        raise SafeguardError(
            f"nothing has changed since {of_quarter[-1].name}: every figure, comparison and definition is the same",
            hint="there is nothing to release; to release it again all the same, say so with --again",
        )


def _alike(last: Frozen, computed: Computed, definitions: Definitions) -> bool:
    return (
        last.figures.equals(computed.figures)
        and last.comparisons.equals(computed.comparisons)
        and not changes(last.definitions, definitions)
    )
