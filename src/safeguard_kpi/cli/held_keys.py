"""What the commands about the key do."""

from pathlib import Path

import typer

from safeguard_kpi.cli.held_store import NOT_DONE, opened_store
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.settings import Settings, read_settings
from safeguard_kpi.store.keys import Keys, new_secret, read_keys, write_keys
from safeguard_kpi.store.pointer import read_pointer
from safeguard_kpi.store.rewriting import laid_over


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


def rotate(settings: Path, *, yes: bool) -> int:
    """Lay a new key over the one there is: over the key file first, then over the store.

    Killed between the two, the store opens with the keys that it was written with, and whatever
    writes in it next finishes the change.
    """
    chosen = read_settings(settings)
    keys = read_keys(chosen.key, store=chosen.store_folder)
    written_with = read_pointer(chosen.store_folder).key_id
    begun = bool(written_with) and written_with != keys.key_id
    if not yes:
        says = (
            "a change of key was begun and would be finished"
            if begun
            else "a new key would be laid over"
        )
        typer.echo(f"{says}: {chosen.key}, the key {keys.key_id}", err=True)
        typer.echo(NOT_DONE, err=True)
        return ExitCode.DONE
    with opened_store(chosen, doing="key rotate") as (store, _):
        if not begun:
            keys = Keys(secrets=(*keys.secrets, new_secret()))
            write_keys(chosen.key, keys)
            if store.pointer.key_id:
                laid_over(store, keys)
    typer.echo(f"the key is now {keys.key_id}: keep a copy of {chosen.key}", err=True)
    return ExitCode.DONE
