"""What `store erase` does: the plan, the erasing, and what a look through every byte finds after it."""

import sys
import time
from pathlib import Path

import polars as pl
import typer

from safeguard_kpi.cli.held_store import NOT_DONE, Opened, opened, tell
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.intake import identifier
from safeguard_kpi.store.erasure import erased, held_of, pseudonyms_of
from safeguard_kpi.store.scanning import SHORT, Sought, held_elsewhere, scanned

FROM_STDIN = "-"
"""Given in place of an identifier: read it from the standard input, where no list of processes shows it."""


def erase(settings: Path, child: str, *, yes: bool) -> int:
    """Erase a child from the store, then look through every byte of it; never say whom.

    Raises:
        SafeguardError: nothing was given that intake would read as an identifier.
    """
    written = sys.stdin.readline() if child == FROM_STDIN else child
    name = identifier(written)
    if name is None:
        raise SafeguardError(
            "no identifier was given that a partner's file could hold",
            hint="give it as the partners write it: --child C123, or --child - to read it from the standard input",
        )
    with opened(settings, doing="store erase" if yes else "") as at:
        held = held_of(at.store, name)
        tell(held)
        typer.echo(_told(held), err=True)
        if not yes:
            typer.echo(NOT_DONE, err=True)
            return ExitCode.DONE
        after = erased(at.store, name)
        sought = Sought(
            identifier=name,
            pseudonyms=tuple(pseudonyms_of(after, name)),
            keys=after.keys.secrets,
        )
        code = ExitCode.FINDINGS if _look_through(at, sought) else ExitCode.DONE
        if at.run:
            at.run.code = code
    _elsewhere(at, sought)
    return code


def _told(held: pl.DataFrame) -> str:
    if held.is_empty():
        return "the store holds no row of that child; --yes keeps any from coming in"
    return f"the store holds {held['rows'].sum():,} rows of that child, of {held.height} feeds"


def _look_through(at: Opened, sought: Sought) -> int:
    """Tell what every byte of the store holds, and give how much of it should not be there."""
    started = time.perf_counter()
    found = scanned(at.settings.store_folder, sought)
    seconds = time.perf_counter() - started
    tell(found)
    columns = ("identifier", "pseudonym", "key", "cells")
    total = int(sum(found[name].sum() for name in columns))
    if sought.short:
        typer.echo(
            f"the identifier has fewer than {SHORT} characters and stands in bytes by chance: only whole cells were held to it",
            err=True,
        )
    typer.echo(
        f"looked through {found.height} files, {found['bytes'].sum():,} bytes, in {seconds:.1f} seconds: found {total}",
        err=True,
    )
    if total:
        typer.echo(
            "what was found stands in the table above: a file there that the product did not write is to be taken out",
            err=True,
        )
    return total


def _elsewhere(at: Opened, sought: Sought) -> None:
    """Tell which files that are not the store's hold the child still: partners', and what was made of them."""
    chosen = at.settings
    for folder in (chosen.inputs, chosen.outputs):
        if sought.short or not folder.is_dir():
            continue
        for row in held_elsewhere(folder, sought, but=chosen.store_folder).iter_rows(named=True):
            inside = f", in {row['member']}" if row["member"] else ""
            says = f"holds the identifier {row['times']} times{inside}"
            if row["named"]:
                says = "bears the identifier in its name: rename it, or the next run writes that name into run.json, the log and the store"
            typer.echo(
                f"{folder / row['file']} {says if row['read'] else 'could not be looked through'}",
                err=True,
            )
    unread = " (of a short identifier, no file is named)" if sought.short else ""
    typer.echo(
        f"the partners' files in {chosen.inputs}, what was made of them in {chosen.outputs}, releases and backups are not the store's: see docs/how-to/erase-a-child.md{unread}",
        err=True,
    )
