"""Write the sample: partners' spreadsheets about invented children."""

from pathlib import Path

import typer

from safeguard_kpi.cli.held_keys import make
from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.pattern import WALSALL
from safeguard_kpi.sample.write import write_sample
from safeguard_kpi.settings import read_settings


def write(inputs: Path | None, settings: Path, *, quiet: bool) -> int:
    """Write sample files where there are none, and settings if there are none.

    Raises:
        SafeguardError: the folder holds files already: a sample is never mixed with real ones.
    """
    if not settings.exists():
        settings.write_text(WALSALL, encoding="utf-8")
        if not quiet:
            typer.echo(f"wrote {settings}", err=True)
    chosen = read_settings(settings)
    if not chosen.key.exists():
        name = make(chosen).key_id
        if not quiet:
            typer.echo(f"wrote {chosen.key}, the key {name} of the pseudonyms", err=True)
    folder = inputs or chosen.inputs
    held = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    if held:
        raise SafeguardError(
            f"{folder} holds files already, {held[0].name} first",
            hint="give --inputs an empty folder: a sample is never mixed with partners' files",
        )
    for path in write_sample(folder, load_contracts(Declarations.standard())):
        if not quiet:
            typer.echo(f"wrote {path}", err=True)
    return ExitCode.DONE
