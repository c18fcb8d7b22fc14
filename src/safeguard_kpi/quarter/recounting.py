"""Work out again, from the store alone, what the rows of some submissions come to."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import polars as pl

from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen.chosen import taken_up
from safeguard_kpi.frozen.folder import Frozen
from safeguard_kpi.intake import Admitted
from safeguard_kpi.journey.earlier.remembering import recall
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.store import Store
from safeguard_kpi.store.model import KEPT
from safeguard_kpi.tables import FINDINGS, SUBMISSIONS

SETTINGS, SCHEMAS, REFERENCE = "settings.json", "schemas", "reference"
"""What a release has of settings, declarations and national figures."""


class Again(Journey):
    """A run under the settings, declarations and national figures of a release."""

    release: Frozen

    @classmethod
    def of(cls, release: Frozen, journey: Journey) -> "Again":
        """Take up what a release has frozen; where the store and its key lie, the run says.

        Raises:
            SafeguardError: the settings of the release cannot be read.
        """
        try:
            text = (release.folder / SETTINGS).read_text(encoding="utf-8")
        except OSError as fault:
            raise SafeguardError(
                f"the release {release.name} has no {SETTINGS}",
                hint="bring its folder back from a copy",
            ) from fault
        again = cls(settings=taken_up(text, journey.settings), today=journey.today)
        again.release = release
        return again

    @cached_property
    def declarations(self) -> Declarations:
        """Give the declarations in force when it was released."""
        return Declarations(roots=(self.release.folder / SCHEMAS,))

    @cached_property
    def contracts(self) -> Contracts:
        """Give every feed and code set; what words meant is in the rows by now."""
        return load_contracts(self.declarations)

    @cached_property
    def reference(self) -> Reference:
        """Give the national figures of the time."""
        return read_reference(self.release.folder / REFERENCE)


def recalled(
    store: Store, journey: Journey, ids: frozenset[str], numbers: Mapping[str, int]
) -> Admitted:
    """Give the rows of some submissions as they would count together, each once."""
    nothing = Admitted(
        frames={},
        findings=pl.DataFrame(schema=FINDINGS),
        submissions=pl.DataFrame(schema=SUBMISSIONS),
        today=journey.today,
    )
    return recall(store, journey.contracts, nothing, numbers=numbers, ids=ids).admitted


def counted_of(record: Mapping[str, Any], store: Store) -> pl.DataFrame:
    """List the submissions that a run counted, with the numbers that it gave them: KEPT and `number`.

    Raises:
        SafeguardError: the store has changed since the run.
    """
    told = record.get("store") or {}
    if told.get("commit") != store.pointer.commit:
        raise SafeguardError(
            "the store has changed since the last run, so its figures are not those of what is kept now",
            hint="run `safeguard-kpi refresh` first",
        )
    place = ["sha256", "sheet", "feed"]
    numbers = pl.DataFrame(
        [{name: row[name] for name in (*place, "submission")} for row in record["submissions"]],
        schema={**dict.fromkeys(place, pl.String), "submission": pl.Int64},
    ).rename({"submission": "number"})
    # The one sheet of a CSV is called after its file, and an erased child's identifier is taken out of that.
    alone = numbers.filter(pl.len().over("sha256", "feed") == 1).select(
        "sha256", "feed", _alone="number"
    )
    counted = (
        store.current.join(numbers, on=place, how="left", maintain_order="left")
        .join(alone, on=["sha256", "feed"], how="left", maintain_order="left")
        .with_columns(number=pl.coalesce("number", "_alone"))
    )
    if counted["number"].null_count() or counted.height != store.current.height:
        raise SafeguardError(
            "the last run does not tell of every submission that is kept",
            hint="run `safeguard-kpi refresh` first",
        )
    return counted.select(*KEPT.names(), "number")


def rows_kept(store: Store, contracts: Contracts, submissions: pl.DataFrame) -> pl.DataFrame:
    """Count the rows that the store has of each submission: `id`, `rows`.

    Args:
        store: the store.
        contracts: every feed.
        submissions: with `id` and `feed`.
    """
    counts = [pl.DataFrame(schema={"submission": pl.String, "rows": pl.Int64})]
    for (name,), mine in submissions.group_by("feed"):
        if (feed := contracts.feeds.get(str(name))) is not None:
            rows = store.rows(feed, mine["id"].to_list())
            counts.append(rows.group_by("submission").agg(rows=pl.len().cast(pl.Int64)))
    found = pl.concat(counts).rename({"submission": "id"})
    return submissions.select("id").join(found, on="id", how="left").fill_null(0)
