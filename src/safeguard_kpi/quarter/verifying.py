"""Verify a release: its files are as they were, and its figures come out of the store again."""

import platform
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import polars as pl

from safeguard_kpi import __version__
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen import Frozen
from safeguard_kpi.journey.breaking import with_known_breaks
from safeguard_kpi.journey.pipeline import Computed, Journey
from safeguard_kpi.measures.breaks import BREAKS
from safeguard_kpi.measures.moved import COMPARISON, FIGURE, side_by_side
from safeguard_kpi.quarter.recounting import Again, recalled, rows_kept
from safeguard_kpi.quarter.releasing import source_digest
from safeguard_kpi.store import Store


@dataclass(frozen=True, kw_only=True)
class Table:
    """How one table of a release came out again."""

    name: str
    equal: int
    different: int
    first: str
    """The first that differs, in words."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What came of verifying a release."""

    name: str
    broken: tuple[str, ...]
    """Files that are not as they were released; nothing was recounted where there are any."""
    tables: tuple[Table, ...] = ()
    gone: tuple[str, ...] = ()
    """In sentences, the submissions whose rows are no longer all kept."""
    otherwise: tuple[str, ...] = ()
    """What is not as it was: the product, its libraries, the key."""

    @property
    def holds(self) -> bool:
        """Tell whether everything came out as it was released."""
        return not self.broken and not any(table.different for table in self.tables)


def verify(release: Frozen, journey: Journey) -> Verified:
    """Recount a release from the store, with the declarations and settings that it has frozen.

    Raises:
        SafeguardError: the store cannot be read, or none of the release's rows are kept any more.
    """
    if broken := list(release.broken()) or _not_alike(release):
        return Verified(name=release.name, broken=tuple(broken))
    again = Again.of(release, journey)
    store = again.store()
    if store.kept.is_empty():
        raise SafeguardError(
            f"there is no store in {store.folder}, so nothing can be recounted",
            hint="bring it back from a copy, or name where it lies with `store` under [folders] in the settings;"
            f" the files of {release.name} are as they were released",
        )
    kept = rows_kept(store, again.contracts, _told(release))
    if not kept["rows"].sum():
        raise SafeguardError(
            f"no row of {release.name} is kept any more, so nothing can be recounted",
            hint="its files are as they were released; retention or erasure has taken the rows",
        )
    computed = _recounted(release, again, store)
    return Verified(
        name=release.name,
        broken=(),
        tables=(
            _held("figures", release.figures, computed.figures, FIGURE),
            _held("comparisons", release.comparisons, computed.comparisons, COMPARISON),
        ),
        gone=tuple(_gone(release, dict(kept.iter_rows()))),
        otherwise=tuple(_otherwise(release.told, store)),
    )


def _not_alike(release: Frozen) -> list[str]:
    """Name the tables that say otherwise for a spreadsheet than for a program."""
    pairs = {"figures.csv": release.figures, "comparisons.csv": release.comparisons}
    return [
        f"{name}, which is not what its Parquet holds"
        for name, table in pairs.items()
        if table.write_csv().encode() != (release.folder / name).read_bytes()
    ]


def _recounted(release: Frozen, again: Again, store: Store) -> Computed:
    computed = again.compute(recalled(store, again, release.ids, release.numbers))
    breaks = pl.DataFrame(release.told["breaks"], schema={**BREAKS, "after": pl.String})
    return with_known_breaks(computed, breaks.with_columns(pl.col("after").str.to_date()))


def _told(release: Frozen) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: each[name] for name in ("id", "feed")} for each in release.told["submissions"]],
        schema={"id": pl.String, "feed": pl.String},
    )


def _held(name: str, then: pl.DataFrame, now: pl.DataFrame, key: list[str]) -> Table:
    both = side_by_side(then, now, key)
    differs = both.filter(~pl.col("alike")).sort(key, nulls_last=True)
    return Table(
        name=name,
        equal=both.height - differs.height,
        different=differs.height,
        first=_first(differs, key) if differs.height else "",
    )


def _first(differs: pl.DataFrame, key: list[str]) -> str:
    row = differs.row(0, named=True)
    where = ", ".join(str(row[name]) for name in key if row[name])
    names = [name.removesuffix("_then") for name in row if name.endswith("_then")]
    told = [
        f"{name} {_plain(row[f'{name}_then'])} then, {_plain(row[f'{name}_now'])} now"
        for name in names
        if row[f"{name}_then"] != row[f"{name}_now"]
    ]
    return f"{where}: {'; '.join(told) or 'there then or now alone'}"


def _plain(value: Any) -> str:
    return "nothing" if value is None or value == "" else str(value)


def _gone(release: Frozen, kept: dict[str, int]) -> list[str]:
    """Say of which submissions rows have been erased or retention has taken them."""
    return [
        f"{each['file']}{', sheet ' + each['sheet'] if each['sheet'] else ''}: {each['rows']:,} rows then, {kept[each['id']]:,} now"
        for each in release.told["submissions"]
        if kept[each["id"]] != each["rows"]
    ]


def _otherwise(told: Any, store: Store) -> list[str]:
    """Say what the recount was made with that the release was not."""
    pairs = {
        "the product": (told["product"]["version"], __version__),
        "the product's program": (told["product"]["source"][:12], source_digest()[:12]),
        "Python": (told["python"], platform.python_version()),
        **{name: (then, version(name)) for name, then in told["libraries"].items()},
        "the key": (told["key_id"], store.keys.key_id),
    }
    return [f"{name}: {then} then, {now} now" for name, (then, now) in pairs.items() if then != now]
