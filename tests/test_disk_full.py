"""Where the disk is full a sentence says so, whoever was writing: never that the product failed."""

import errno
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.frozen.writing import write_numbers
from safeguard_kpi.journey.record import write_findings, write_tables
from safeguard_kpi.tables import COMPARISONS, FIGURES, FINDINGS, write_csv, write_parquet
from safeguard_kpi.unattended.outputs import published

FULL = Path("/dev/full")
FIGURES_ONE, COMPARED_ONE, FOUND_ONE = (
    pl.DataFrame([dict.fromkeys(schema.names())], schema=schema)
    for schema in (FIGURES, COMPARISONS, FINDINGS)
)

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="the system has no full device")


def tables(folder: Path) -> None:
    write_tables(folder, figures=FIGURES_ONE, comparisons=COMPARED_ONE)


def released(folder: Path) -> None:
    write_numbers(folder, figures=FIGURES_ONE, comparisons=COMPARED_ONE)


def run(outputs: Path) -> None:
    with published(outputs) as folder:
        (folder / "figures.parquet").symlink_to(FULL)
        tables(folder)


def found(folder: Path) -> None:
    write_findings(folder, FOUND_ONE)


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (tables, "figures.parquet"),
        (tables, "figures.csv"),
        (tables, "comparisons.csv"),
        (released, "comparisons.parquet"),
        (released, "figures.csv"),
        (found, "findings.csv"),
    ],
)
def test_a_table_that_finds_the_disk_full_ends_with_the_systems_words(
    tmp_path: Path, write: Callable[[Path], None], name: str
) -> None:
    (tmp_path / name).symlink_to(FULL)
    with pytest.raises(OSError, match="No space left") as told:
        write(tmp_path)
    assert told.value.errno == errno.ENOSPC


def test_a_run_that_finds_the_disk_full_says_so_and_leaves_the_outputs(tmp_path: Path) -> None:
    with pytest.raises(SafeguardError, match="No space left on device; they are as they were"):
        run(tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_csv(tmp_path / "found.csv", FOUND_ONE)
    assert (tmp_path / "found.csv").read_text(encoding="utf-8") == FOUND_ONE.write_csv()
    write_parquet(tmp_path / "figures.parquet", FIGURES_ONE)
    assert pl.read_parquet(tmp_path / "figures.parquet").equals(FIGURES_ONE)
