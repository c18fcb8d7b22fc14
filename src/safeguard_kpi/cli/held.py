"""Print what the reference files hold: of every indicator where it is from, of one its years."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import polars as pl
from rich.table import Table

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.contracts.declared import bundled
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.measures.others import is_region
from safeguard_kpi.settings import Settings, read_settings


def list_comparators(folder: Path | None, settings: Path) -> None:
    """Print a line for each indicator and release: day, table, vintage, years and areas."""
    comparators = _read(folder, read_settings(settings)).comparators
    lines = (
        comparators.group_by("indicator", "release", "published", "table", "population_vintage")
        .agg(
            pl.col("period").min().alias("first"),
            pl.col("period").max().alias("last"),
            pl.col("area_name").n_unique().alias("areas"),
        )
        .sort("indicator", "published", "table")
    )
    table = Table(title="What figures are compared with", title_justify="left")
    for name in ("indicator", "release", "published", "table", "years to March", "population"):
        table.add_column(name, overflow="fold")
    table.add_column("areas", justify="right")
    for row in lines.iter_rows(named=True):
        years = row["first"] if row["first"] == row["last"] else f"{row['first']} to {row['last']}"
        table.add_row(
            row["indicator"],
            row["release"],
            f"{row['published']}",
            row["table"],
            years,
            row["population_vintage"],
            f"{row['areas']}",
        )
    _print(table)


def show_comparator(key: str, folder: Path | None, settings: Path) -> None:
    """Print one indicator year by year for the authority, its region and England.

    Raises:
        SafeguardError: the reference files hold no such indicator.
    """
    chosen = read_settings(settings)
    comparators = _read(folder, chosen).comparators
    series = comparators.filter(pl.col("indicator") == key)
    if series.is_empty():
        near = get_close_matches(key, comparators["indicator"].unique().to_list(), n=1)
        raise SafeguardError(
            f"there is no national figure for `{key}`",
            hint=f"did you mean `{near[0]}`?"
            if near
            else "`safeguard-kpi comparators list` prints those there are",
        )
    authority = chosen.authority
    own = pl.col("la_code") == authority.la_code
    places = {
        authority.name: own,
        authority.region: (pl.col("area_level") == "region")
        & is_region(comparators, authority.region),
        "England": pl.col("area_level") == "country",
    }
    table = Table(title=key, title_justify="left")
    table.add_column("year to March")
    for name in places:
        table.add_column(name, justify="right")
    for name in ("release", "published", "table"):
        table.add_column(name, overflow="fold")
    for (period,), rows in series.sort("period").group_by("period", maintain_order=True):
        from_ = rows.sort("area_level", descending=True).row(0, named=True)
        cells = (_cell(rows.filter(is_it)) for is_it in places.values())
        origin = (from_["release"], from_["published"], from_["table"])
        table.add_row(f"{period}", *cells, *(f"{one}" for one in origin))
    _print(table, [f"population: {one}" for one in _vintages(series)])


def _read(folder: Path | None, settings: Settings) -> Reference:
    own = folder or settings.inputs / "reference"
    return read_reference(own if folder or own.is_dir() else bundled("inputs/reference"))


def _vintages(series: pl.DataFrame) -> list[str]:
    vintages = series.filter(pl.col("population_vintage") != "")["population_vintage"]
    return sorted(vintages.unique())


def _cell(row: pl.DataFrame) -> str:
    """Write a value with its parts, or the symbol in its place."""
    if row.is_empty():
        return ""
    said = row.row(0, named=True)
    if said["value"] is None:
        return f"[{said['status']}]"
    if said["denominator"] is None:
        return f"{said['value']:,g}"
    return f"{said['value']} ({said['numerator']:,} of {said['denominator']:,})"


def _print(table: Table, below: Sequence[str] = ()) -> None:
    results = Teller(quiet=False, as_json=False).results
    results.print(table)
    for line in below:
        results.print(line, highlight=False, soft_wrap=True)
