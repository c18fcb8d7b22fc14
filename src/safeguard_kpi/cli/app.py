"""The commands: each says what it takes and hands over to the room that does it.

Nothing heavy is imported here: `--help` and `--version` answer without reading data libraries.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from safeguard_kpi import __version__
from safeguard_kpi.cli import comparators, keeping, options, quarters

app = typer.Typer(
    name="safeguard-kpi",
    help="Partners' safeguarding spreadsheets in, the performance subgroup's workbook out.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
indicators = typer.Typer(help="What is counted.")
feeds = typer.Typer(help="What partners send.")
app.add_typer(indicators, name="indicators")
app.add_typer(feeds, name="feeds")
app.add_typer(comparators.app, name="comparators")
app.add_typer(keeping.key, name="key")
app.add_typer(keeping.store, name="store")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"safeguard-kpi {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def refresh(
    inputs: options.Inputs = None,
    outputs: options.Outputs = None,
    schemas: options.Schemas = None,
    as_of: options.AsOf = None,
    settings: options.SettingsFile = options.SETTINGS,
    returns: options.Returns = True,
    anew: options.Anew = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
    wait: options.Wait = 0,
) -> int:
    """Do it all: files in, workbook out.

    Reads, checks, counts, compares and writes the workbook, figures.parquet, figures.csv,
    comparisons.csv, findings.csv, findings.xlsx, codes.xlsx, for_partners/ and run.json.
    """
    asked = {"inputs": inputs, "outputs": outputs, "schemas": schemas, "as_of": as_of}
    flags = {"quiet": quiet, "as_json": as_json, "wait": wait, "returns": returns, "anew": anew}
    return _stage("refresh", asked, settings, **flags)


@app.command()
def ingest(
    inputs: options.Inputs = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
) -> int:
    """Say what each sheet is taken for.

    Reads the files and writes nothing.
    """
    asked = {"inputs": inputs, "schemas": schemas}
    return _stage("ingest", asked, settings, quiet=quiet, as_json=as_json)


@app.command()
def validate(
    inputs: options.Inputs = None,
    outputs: options.Outputs = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    returns: options.Returns = True,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
    wait: options.Wait = 0,
) -> int:
    """Hold the files to their contracts.

    Reads the files and writes findings.csv, findings.xlsx, codes.xlsx and for_partners/.
    """
    asked = {"inputs": inputs, "outputs": outputs, "schemas": schemas}
    return _stage(
        "validate", asked, settings, quiet=quiet, as_json=as_json, wait=wait, returns=returns
    )


@app.command()
def compute(
    inputs: options.Inputs = None,
    outputs: options.Outputs = None,
    schemas: options.Schemas = None,
    as_of: options.AsOf = None,
    settings: options.SettingsFile = options.SETTINGS,
    anew: options.Anew = False,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
    wait: options.Wait = 0,
) -> int:
    """Count and compare, without the workbook.

    Reads and checks the files, and writes figures.parquet, figures.csv, comparisons.csv,
    findings.csv, findings.xlsx, codes.xlsx and run.json.
    """
    asked = {"inputs": inputs, "outputs": outputs, "schemas": schemas, "as_of": as_of}
    flags = {"quiet": quiet, "as_json": as_json, "wait": wait, "anew": anew}
    return _stage("compute", asked, settings, **flags)


@app.command()
def report(
    inputs: options.Inputs = None,
    outputs: options.Outputs = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
    as_json: options.AsJson = False,
    wait: options.Wait = 0,
) -> int:
    """Write the workbook of the last figures.

    Takes the figures that are in the outputs; the partners' files are not read.
    """
    asked = {"inputs": inputs, "outputs": outputs, "schemas": schemas}
    return _stage("report", asked, settings, quiet=quiet, as_json=as_json, wait=wait)


@app.command()
def status(
    outputs: options.Outputs = None,
    settings: options.SettingsFile = options.SETTINGS,
    max_age: options.MaxAge = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> int:
    """Say how things stand: runs, outputs, feeds.

    Waits for nothing. Puts right what a killed run left, unless a run is at work.
    """
    from safeguard_kpi.cli.status import tell_status  # noqa: PLC0415 (heavy)

    return tell_status(settings, outputs, max_age, as_json=as_json)


@app.command()
def sample(
    inputs: options.Inputs = None,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
) -> int:
    """Write sample spreadsheets.

    The children are invented; the totals are those published for Walsall for 2018-19 and 2019-20.
    """
    from safeguard_kpi.cli.sampling import write  # noqa: PLC0415 (heavy)

    return write(inputs, settings, quiet=quiet)


@indicators.command("list")
def list_indicators(
    settings: options.SettingsFile = options.SETTINGS, schemas: options.Schemas = None
) -> None:
    """List every indicator."""
    from safeguard_kpi.cli import declarations  # noqa: PLC0415 (heavy)

    declarations.list_indicators(settings, schemas)


@indicators.command("show")
def show_indicator(
    key: Annotated[str, typer.Argument(help="The indicator's key.")],
    settings: options.SettingsFile = options.SETTINGS,
    schemas: options.Schemas = None,
) -> None:
    """Show how one indicator is counted."""
    from safeguard_kpi.cli import declarations  # noqa: PLC0415 (heavy)

    declarations.show_indicator(key, settings, schemas)


@feeds.command("list")
def list_feeds(schemas: options.Schemas = None) -> None:
    """List every feed."""
    from safeguard_kpi.cli import declarations  # noqa: PLC0415 (heavy)

    declarations.list_feeds(schemas)


@feeds.command("show")
def show_feed(
    name: Annotated[str, typer.Argument(help="The feed's name.")],
    schemas: options.Schemas = None,
) -> None:
    """Show what one feed must look like."""
    from safeguard_kpi.cli import declarations  # noqa: PLC0415 (heavy)

    declarations.show_feed(name, schemas)


@feeds.command("map")
def map_feed(
    file: Annotated[Path, typer.Argument(help="A partner's file.")],
    sheet: Annotated[str, typer.Option(help="The one sheet to look at; without it, all.")] = "",
    feed: Annotated[str, typer.Option(help="The feed it is, where you know.")] = "",
    to: Annotated[Path, typer.Option(help="Folder the proposal is written in.")] = Path("proposed"),
    schemas: options.Schemas = None,
) -> int:
    """Propose what an unknown sheet's columns are.

    Writes headers/<feed>.toml in a folder of proposals; nothing is used until you keep it.
    """
    from safeguard_kpi.cli.mapping import propose  # noqa: PLC0415 (heavy)

    return propose(file, schemas=schemas, to=to, sheet=sheet, feed=feed)


quarters.add(app)


def _stage(name: str, asked: dict[str, Any], settings: Path, **flags: Any) -> int:
    from safeguard_kpi.cli.stages import Asked, run_stage  # noqa: PLC0415 (heavy)

    return run_stage(name, Asked(settings=settings, **flags, **asked))
