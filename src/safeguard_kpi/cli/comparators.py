"""The commands about national figures: import, verify, list, show, fetch; nothing heavy at the top."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from safeguard_kpi.cli import options

app = typer.Typer(help="National figures to compare with.")

Files = Annotated[
    list[Path],
    typer.Argument(help="The release's CSV files, zip archives, or folders of them."),
]
Folder = Annotated[
    Optional[Path],  # noqa: UP045 (typer reads it at run time)
    typer.Option(
        "--reference",
        help="Folder of the reference files.",
        show_default="reference, in the inputs",
    ),
]


@app.command("import")
def import_releases(
    files: Files,
    reference: Folder = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    anew: Annotated[
        bool, typer.Option("--anew", help="Keep nothing of an earlier import.")
    ] = False,
    quiet: options.Quiet = False,
) -> int:
    """Read releases; write the reference files."""
    from safeguard_kpi.cli import releases  # noqa: PLC0415 (heavy)

    return releases.import_files(
        files, folder=reference, schemas=schemas, settings=settings, anew=anew, quiet=quiet
    )


@app.command()
def verify(
    files: Files,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
) -> int:
    """Work the printed figures out again."""
    from safeguard_kpi.cli import releases  # noqa: PLC0415 (heavy)

    return releases.verify_files(files, schemas=schemas, settings=settings, quiet=quiet)


@app.command("list")
def list_comparators(
    reference: Folder = None, settings: options.SettingsFile = options.SETTINGS
) -> None:
    """List what figures are compared with."""
    from safeguard_kpi.cli import held  # noqa: PLC0415 (heavy)

    held.list_comparators(reference, settings)


@app.command("show")
def show_comparator(
    key: Annotated[str, typer.Argument(help="The indicator's key.")],
    reference: Folder = None,
    settings: options.SettingsFile = options.SETTINGS,
) -> None:
    """Show one national figure, year by year."""
    from safeguard_kpi.cli import held  # noqa: PLC0415 (heavy)

    held.show_comparator(key, reference, settings)


@app.command()
def fetch(
    publication: Annotated[
        Optional[str],  # noqa: UP045 (typer reads it at run time)
        typer.Argument(help="The publication's title, or words of it.", show_default=False),
    ] = None,
    into: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder to write CSV files in. Without it the data sets are listed."),
    ] = None,
    data_set: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--data-set", help="Title or id of a data set; may be repeated. Without: all."
        ),
    ] = None,
    version: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="An older version of the data sets, such as 1.0."),
    ] = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
) -> int:
    """Fetch files from the Department's API."""
    from safeguard_kpi.cli import fetched  # noqa: PLC0415 (heavy)

    wanted = fetched.Wanted(
        publication=publication, titles=data_set or (), version=version, into=into
    )
    return fetched.fetch_data_sets(wanted, schemas=schemas, settings=settings, quiet=quiet)
