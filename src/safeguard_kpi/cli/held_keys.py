"""What the commands about the key do."""

from pathlib import Path

import typer

from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.settings import Settings, read_settings
from safeguard_kpi.store.keys import Keys, new_secret, read_keys, write_keys
from safeguard_kpi.store.pointer import read_pointer


def create(settings: Path, *, if_missing: bool) -> int:
    """Make a key where there is none.

    Raises:
        SafeguardError: there is one, or a store that was written with another.
    """
    chosen = read_settings(settings)
    if chosen.key.exists():
        if if_missing:
            return ExitCode.DONE
        raise SafeguardError(
            f"there is a key file {chosen.key} already",
            hint="a store can be read with its own key alone; `safeguard-kpi key show` names it",
        )
    made = make(chosen)
    typer.echo(f"wrote {chosen.key}, the key {made.key_id}", err=True)
    return ExitCode.DONE


def make(chosen: Settings) -> Keys:
    """Make and write a key.

    Raises:
        SafeguardError: there is a store that was written with another.
    """
    if written_with := read_pointer(chosen.store_folder).key_id:
        raise SafeguardError(
            f"the store in {chosen.store_folder} was written with the key {written_with}, which is not in {chosen.key}",
            hint="bring that key back from its copy: with a new one, every child of the store would be another",
        )
    made = Keys(secrets=(new_secret(),))
    write_keys(chosen.key, made)
    return made


def show(settings: Path) -> int:
    """Print where the key is and its name."""
    chosen = read_settings(settings)
    typer.echo(f"{chosen.key}  {read_keys(chosen.key, store=chosen.store_folder).key_id}")
    return ExitCode.DONE
