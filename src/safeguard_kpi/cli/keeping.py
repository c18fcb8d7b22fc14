"""The commands about the store and about the key that its pseudonyms are made with."""

from datetime import date
from typing import Annotated

import typer

from safeguard_kpi.cli import options

key = typer.Typer(help="The key of the pseudonyms.")
store = typer.Typer(help="What is kept between quarters.")

Yes = Annotated[
    bool, typer.Option("--yes", help="Do it; without it, only what would be done is told.")
]


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


@key.command("rotate")
def rotate_key(settings: options.SettingsFile = options.SETTINGS, yes: Yes = False) -> int:
    """Lay a new key over the one there is.

    Every pseudonym in the store is made anew. The key file holds both keys from then on: keep a copy of it.
    """
    from safeguard_kpi.cli.held_keys import rotate  # noqa: PLC0415 (heavy)

    return rotate(settings, yes=yes)


@store.command("list")
def list_store(
    settings: options.SettingsFile = options.SETTINGS,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> int:
    """List every sheet that is kept, and whether its rows count."""
    from safeguard_kpi.cli.held_store import list_submissions  # noqa: PLC0415 (heavy)

    return list_submissions(settings, as_json=as_json)


@store.command("withdraw")
def withdraw_from_store(
    file: Annotated[
        str, typer.Argument(help="The file, or the id of one sheet, as `store list` has them.")
    ],
    sheet: Annotated[str, typer.Option(help="The one sheet to withdraw; without it, all.")] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Let what was withdrawn last count again.")
    ] = False,
    settings: options.SettingsFile = options.SETTINGS,
    yes: Yes = False,
) -> int:
    """Let the rows of a file count no more.

    Every sheet that counts under the file's name is meant; an id means one of them alone. They stay in the store and do not count, also when the same file is read again.
    """
    from safeguard_kpi.cli.withdrawing import withdraw  # noqa: PLC0415 (heavy)

    return withdraw(settings, file, sheet, undo=undo, yes=yes)


@store.command("retain")
def retain_in_store(settings: options.SettingsFile = options.SETTINGS, yes: Yes = False) -> int:
    """Let go of rows that are older than they are to be kept.

    How long that is stands under [store] in the settings: retain = { default = "6 years" }.
    """
    from safeguard_kpi.cli.retaining import retain  # noqa: PLC0415 (heavy)

    return retain(settings, today=date.today(), yes=yes)  # noqa: DTZ011 (a day where the analyst is)


@store.command("erase")
def erase_from_store(
    child: Annotated[
        str,
        typer.Option(
            help="The child's identifier as the partners write it; - reads it from the standard input."
        ),
    ],
    settings: options.SettingsFile = options.SETTINGS,
    yes: Yes = False,
) -> int:
    """Erase a child from the store.

    Writes the whole store anew without the child, then looks through every byte of it and prints
    what it found of the child and of the key; anything found ends with 1.
    """
    from safeguard_kpi.cli.erasing import erase  # noqa: PLC0415 (heavy)

    return erase(settings, child, yes=yes)
