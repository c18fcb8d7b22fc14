"""Import and verify releases for a person: what each file was taken for, and what came out."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
from rich.table import Table

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.comparators.checking import Verified, verify
from safeguard_kpi.comparators.gathering import Gathered, gather
from safeguard_kpi.comparators.given import files_given
from safeguard_kpi.comparators.importing import Taken, import_release
from safeguard_kpi.comparators.naming import refuse_unknown_measures
from safeguard_kpi.comparators.neighbours import load_models
from safeguard_kpi.comparators.reading import read_reference
from safeguard_kpi.comparators.recognising import Ignored
from safeguard_kpi.comparators.reference import Reference
from safeguard_kpi.comparators.release import Release, load_releases
from safeguard_kpi.comparators.writing import write_reference
from safeguard_kpi.contracts.declared import Declarations, bundled
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.settings import read_settings


def import_files(
    given: Sequence[Path],
    *,
    folder: Path | None,
    schemas: Path | None,
    settings: Path,
    anew: bool,
    quiet: bool,
) -> int:
    """Write the reference files from the releases given; exit 1 where a file was nearly a table.

    ``anew`` leaves out what an earlier import wrote, or the project ships.

    Raises:
        SafeguardError: a file is not whole or not what it should be; nothing is written then.
    """
    teller = Teller(quiet=quiet, as_json=False)
    chosen = read_settings(settings)
    target = folder or chosen.inputs / "reference"
    declarations = Declarations.standard(schemas or chosen.schemas)
    gathered = gather(
        files_given(given),
        releases=_releases(declarations),
        models=load_models(declarations.folder("neighbours").values()),
        la_codes=[chosen.authority.la_code],
        held=None if anew else _held(target),
    )
    written = write_reference(gathered.reference, target)
    _tell_import(teller, gathered)
    verified = verify(gathered.imported)
    checked, matched = _sums(verified.counts)
    _say(teller, f"{matched:,} of {checked:,} printed rates and percentages come out again")
    if verified.mismatches.height:
        _say(teller, "`safeguard-kpi comparators verify` on the same files names the others")
    for path in written:
        _say(teller, f"wrote {path}")
    near = [one for one in gathered.ignored if one.near]
    if near and quiet:
        teller.words.print(
            f"passed over {near[0].file}: {near[0].reason}", highlight=False, soft_wrap=True
        )
    return ExitCode.FINDINGS if near else ExitCode.DONE


def verify_files(
    given: Sequence[Path], *, schemas: Path | None, settings: Path, quiet: bool
) -> int:
    """Print matched of checked by table; exit 1 where a printed value does not come out again.

    Raises:
        SafeguardError: a file is not whole, or none is a declared table.
    """
    teller = Teller(quiet=quiet, as_json=False)
    own = schemas or (read_settings(settings).schemas if settings.is_file() else None)
    imported = import_release(files_given(given), _releases(Declarations.standard(own)))
    verified = verify(imported)
    if not quiet:
        teller.results.print(_counted(verified))
        for line in _mismatched(verified):
            teller.results.print(line, highlight=False, soft_wrap=True)
        _tell_ignored(teller, [one for one in imported.ignored if one.near])
    elif verified.mismatches.height:
        teller.words.print(f"{verified.mismatches.height} printed values do not come out again")
    return ExitCode.FINDINGS if verified.mismatches.height else ExitCode.DONE


def _releases(declarations: Declarations) -> list[Release]:
    releases = load_releases(declarations.folder("releases").values())
    refuse_unknown_measures(releases, [one.key for one in catalogue() if one.national])
    return releases


def _held(target: Path) -> Reference:
    """Read what an earlier import left, or what ships; nothing of it is dropped unasked."""
    try:
        return read_reference(target if any(target.glob("*.csv")) else bundled("inputs/reference"))
    except SafeguardError as fault:
        raise SafeguardError(
            f"the reference files of an earlier import can't be used, and nothing was written: {fault.message}",
            hint="put the file back, or add --anew to keep nothing of them",
        ) from fault


def _tell_import(teller: Teller, gathered: Gathered) -> None:
    if teller.quiet:
        return
    table = Table(title="What was read", title_justify="left")
    for name in ("file", "taken for"):
        table.add_column(name, overflow="fold")
    table.add_column("years")
    table.add_column("rows", justify="right")
    for one in sorted(gathered.taken):
        table.add_row(one.file, one.title, _years(one), f"{one.rows:,}")
    teller.results.print(table)
    _tell_ignored(teller, gathered.ignored)
    for note in gathered.notes:
        _say(teller, note)


def _tell_ignored(teller: Teller, ignored: Sequence[Ignored]) -> None:
    for one in ignored:
        _say(teller, f"passed over {one.file}: {one.reason}")


def _years(one: Taken) -> str:
    return f"{one.first} to {one.last}" if one.first else ""


def _counted(verified: Verified) -> Table:
    """Lay out matched of checked by table, of authorities and of England with its regions."""
    kind = pl.col("kind")
    rounded = pl.col("area_level") != "authority"
    sums = [
        pl.col(what).filter(of).sum().alias(f"{name} {what}")
        for name, of in (("exact", rounded.not_()), ("rounded", rounded))
        for what in ("matched", "checked")
    ]
    counts = verified.counts.group_by("release", "table", "kind").agg(sums)
    every = counts.group_by("release", "kind").agg(
        pl.lit("all").alias("table"), pl.col(pl.Int64).sum()
    )
    shown = pl.concat([counts, every.select(counts.columns)]).sort(
        "release", kind, pl.col("table") == "all", "table", descending=[False, True, False, False]
    )
    table = Table(title="Printed values worked out again: matched of checked", title_justify="left")
    for name in ("release", "table", "values"):
        table.add_column(name)
    for name in ("authorities, to the digit", "England and regions, within rounding"):
        table.add_column(name, justify="right")
    for row in shown.iter_rows(named=True):
        cells = (
            f"{row[f'{of} matched']:,} of {row[f'{of} checked']:,}" for of in ("exact", "rounded")
        )
        table.add_row(row["release"], row["table"], row["kind"], *cells)
    return table


def _mismatched(verified: Verified) -> list[str]:
    """Name every value that does not come out again, with what its counts allow."""
    if verified.mismatches.is_empty():
        return ["every printed value comes out again"]
    return [
        f"{row['release']}, {row['table']}, {row['measure']}, {row['area_name']} {row['time_period']}: "
        f"printed {row['value']}, but {row['numerator']:,} of {row['denominator']:,} gives {_between(row)}"
        for row in verified.mismatches.iter_rows(named=True)
    ]


def _between(row: dict[str, float | None]) -> str:
    low, high = row["lowest"], row["highest"]
    return f"{low}" if low == high else f"{low} to {high}"


def _sums(counts: pl.DataFrame) -> tuple[int, int]:
    return int(counts["checked"].sum()), int(counts["matched"].sum())


def _say(teller: Teller, words: str) -> None:
    if not teller.quiet:
        teller.words.print(words, highlight=False, soft_wrap=True)
