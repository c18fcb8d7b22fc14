"""The commands about the key that pseudonyms are made with."""

from typing import Annotated

import typer

from safeguard_kpi.cli import options

key = typer.Typer(help="The key of the pseudonyms.")


@key.command("create")
def create_key(
    settings: options.SettingsFile = options.SETTINGS,
    if_missing: Annotated[
        bool,
        typer.Option("--if-missing", help="Where there is one already, leave it and be content."),
    ] = False,
) -> int:
    """Make the key that children's pseudonyms are made with.

    Writes the key file, readable by its owner alone; nothing is kept of a child without it.
    """
    from safeguard_kpi.cli.held_keys import create  # noqa: PLC0415 (heavy)

    return create(settings, if_missing=if_missing)


@key.command("show")
def show_key(settings: options.SettingsFile = options.SETTINGS) -> int:
    """Say where the key is and what it is called; never the key.

    The name is the one that the store and every release carry.
    """
    from safeguard_kpi.cli.held_keys import show  # noqa: PLC0415 (heavy)

    return show(settings)
