"""The last run as it lies in the outputs, with the rows of the store that its figures were made of."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import Admitted
from safeguard_kpi.journey.breaking import breaks_known, with_known_breaks
from safeguard_kpi.journey.pipeline import Computed, Journey
from safeguard_kpi.journey.record import read_back
from safeguard_kpi.quarter.recounting import counted_of, recalled
from safeguard_kpi.store import Store


@dataclass(frozen=True, kw_only=True, eq=False)
class LastRun:
    """One whole run, and the store as it was computed from."""

    journey: Journey
    record: Mapping[str, Any]
    tables: dict[str, pl.DataFrame]
    as_of: date
    store: Store
    counted: pl.DataFrame
    """The submissions that it counted: KEPT and `number`."""

    @property
    def numbers(self) -> dict[str, int]:
        """Give the numbers of the submissions by their ids."""
        return dict(self.counted.select("id", "number").iter_rows())

    @cached_property
    def admitted(self) -> Admitted:
        """Give the rows that its figures were made of."""
        numbers = self.numbers
        return recalled(self.store, self.journey, frozenset(numbers), numbers)

    @cached_property
    def breaks(self) -> pl.DataFrame:
        """List the breaks in its series: the table BREAKS."""
        return breaks_known(self.journey)

    def again(self) -> Computed:
        """Work its figures out again, and see that they are the same.

        Raises:
            SafeguardError: settings, declarations or national figures are no longer those of the run.
        """
        computed = with_known_breaks(self.journey.compute(self.admitted), self.breaks)
        for name, table in (("figures", computed.figures), ("comparisons", computed.comparisons)):
            digest = hashlib.sha256(table.write_csv().encode()).hexdigest()
            if digest != self.record["outputs"][f"{name}.csv"]:
                raise SafeguardError(
                    f"the {name} of the last run are not what the store now gives: the settings, the declarations or the national figures have changed since",
                    hint="run `safeguard-kpi refresh` first, and look at it again",
                )
        return computed


def last_run(journey: Journey) -> LastRun:
    """Open the last run; from here on the journey reports to its day.

    Raises:
        SafeguardError: the outputs hold no whole run, it is another authority's, or the store has
            changed since.
    """
    settings = journey.settings
    record, tables = read_back(settings.outputs)
    if record["authority"]["code"] != settings.authority.code:
        raise SafeguardError(
            f"the last run is of {record['authority']['name']}, and the settings are of {settings.authority.name}",
            hint="give --outputs or --settings of one of them",
        )
    store = journey.store()
    as_of = date.fromisoformat(record["as_of"])
    journey.settings = replace(settings, as_of=as_of)
    return LastRun(
        journey=journey,
        record=record,
        tables=tables,
        as_of=as_of,
        store=store,
        counted=counted_of(record, store),
    )
