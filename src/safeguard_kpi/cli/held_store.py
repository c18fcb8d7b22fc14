"""What the commands about the store share, and `store list`."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import typer

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Feed
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.settings import Settings, read_settings
from safeguard_kpi.store import Store, open_store, read_keys
from safeguard_kpi.unattended.around import Run, one_run

LISTED = (
    "file", "sheet", "feed", "covers_from", "covers_to", "received", "standing", "rows", "why", "id",
)  # fmt: skip
"""What `store list` tells of each submission."""

NOT_DONE = "nothing was changed: look it through and give the command again with --yes"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The store, and what was chosen of it."""

    settings: Settings
    feeds: Mapping[str, Feed]
    store: Store
    run: Run | None = None
    """What the log is told of, where something is done to it."""


@contextmanager
def opened_store(chosen: Settings, *, doing: str = "") -> Iterator[tuple[Store, Run | None]]:
    """Open the store for the length of a block; to do something to it, alone and with a line in the log.

    Raises:
        SafeguardError: there is no store, it cannot be opened, or another run is at work.
    """
    folder = chosen.store_folder
    if not folder.is_dir():
        raise SafeguardError(
            f"there is no store in {folder}",
            hint="a refresh begins one; name another with `store` under [folders] in the settings",
        )
    with one_run(doing, chosen) if doing else nullcontext() as run:
        keys = read_keys(chosen.key, store=folder)
        store = open_store(folder, chosen.authority.code, keys, to_write=bool(doing))
        if store.mended:
            typer.echo(store.mended, err=True)
        yield store, run


@contextmanager
def opened(settings: Path, *, doing: str = "") -> Iterator[Opened]:
    """Open the store of the settings, with the feeds that are declared."""
    chosen = read_settings(settings)
    with opened_store(chosen, doing=doing) as (store, run):
        feeds = load_contracts(Declarations.standard(chosen.schemas)).feeds
        yield Opened(settings=chosen, feeds=feeds, store=store, run=run)


def list_submissions(settings: Path, *, as_json: bool) -> int:
    """Print every submission that is kept, and whether it counts."""
    with opened(settings) as at:
        found = listed(at)
    if as_json:
        sys.stdout.write(json.dumps(found.to_dicts(), ensure_ascii=False, default=str) + "\n")
    elif found.is_empty():
        typer.echo("nothing is kept yet", err=True)
    else:
        tell(found.drop("why"))
    return ExitCode.DONE


def tell(table: pl.DataFrame) -> None:
    """Print a table in columns that line up, its heading first."""
    cells = [[_cell(value) for value in row] for row in table.iter_rows()]
    heading = [name.replace("_", " ") for name in table.columns]
    widths = [max(map(len, column)) for column in zip(heading, *cells, strict=True)]
    right = [dtype.is_numeric() for dtype in table.dtypes]
    for row in (heading, *cells):
        typer.echo(_line(row, widths, right))


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    laid = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(row, widths, right, strict=True)
    ]
    return "  ".join(laid).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def listed(at: Opened) -> pl.DataFrame:
    """Give a line of LISTED for each submission that is kept."""
    kept = at.store.kept
    rows = _rows_of(at.store, at.feeds)
    return (
        kept.join(rows, left_on="id", right_on="submission", how="left", maintain_order="left")
        .with_columns(pl.col("rows").fill_null(0))
        .select(LISTED)
    )


def _rows_of(store: Store, feeds: Mapping[str, Feed]) -> pl.DataFrame:
    """Count the rows that are kept of each submission."""
    ids = store.kept["id"].to_list()
    parts = [store.rows(feed, ids).select("submission") for feed in feeds.values()]
    return pl.concat(parts).group_by("submission").len("rows").cast({"rows": pl.Int64})
