"""The commands about a quarter that is done: release it, verify it, see what moved, explain a number."""

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from safeguard_kpi.cli import options

Release = Annotated[
    str, typer.Argument(help="The release's name, such as 2019-20-Q4; without it, the last.")
]
To = Annotated[
    Optional[Path],  # noqa: UP045 (typer reads it at run time)
    typer.Option(
        "--to", help="File that every figure that moved is written to, as CSV or Parquet."
    ),
]
Rows = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(
        "--rows",
        help="File that the rows behind it are written to, under pseudonyms, where the settings allow it.",
    ),
]


def add(app: typer.Typer) -> None:
    """Put the commands among the others."""
    for command in (release, verify, diff, explain):
        app.command()(command)


def release(
    reason: Annotated[str, typer.Option(help="Why it is released, in a sentence.")],
    reviewed_by: Annotated[str, typer.Option(help="Who has looked it through.")],
    outputs: options.Outputs = None,
    inputs: options.Inputs = None,
    schemas: options.Schemas = None,
    as_of: options.AsOf = None,
    again: Annotated[
        bool, typer.Option("--again", help="Release it once more though nothing has changed.")
    ] = False,
    settings: options.SettingsFile = options.SETTINGS,
    quiet: options.Quiet = False,
) -> int:
    """Freeze the quarter of the last refresh.

    Writes releases/<quarter>/ in the outputs: the workbook without DRAFT, figures, comparisons,
    definitions, declarations and checksums; no row about a child. Nothing in it is ever changed.
    """
    from safeguard_kpi.cli import frozen_quarters  # noqa: PLC0415 (heavy)

    asked = _asked(settings, inputs, outputs, schemas, as_of=as_of, quiet=quiet)
    return frozen_quarters.release(asked, reason=reason, reviewed_by=reviewed_by, again=again)


def verify(
    name: Release = "",
    outputs: options.Outputs = None,
    settings: options.SettingsFile = options.SETTINGS,
    as_json: options.AsJson = False,
) -> int:
    """Recount a release from the store.

    Checks its checksums, counts its submissions again under its own declarations, and compares every
    number. Exit code 0: all equal, 1: something differs, 2: it cannot be told.
    """
    from safeguard_kpi.cli import frozen_quarters  # noqa: PLC0415 (heavy)

    return frozen_quarters.verify(_asked(settings, None, outputs, None, as_json=as_json), name)


def diff(
    name: Release = "",
    to: To = None,
    outputs: options.Outputs = None,
    inputs: options.Inputs = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    as_json: options.AsJson = False,
) -> int:
    """Show every number of the last refresh that is not as released, and what moved it.

    Attributes each to the submissions whose rows count now and did not, or not alike.
    """
    from safeguard_kpi.cli import frozen_quarters  # noqa: PLC0415 (heavy)

    asked = _asked(settings, inputs, outputs, schemas, as_json=as_json)
    return frozen_quarters.diff(asked, name, to)


def explain(
    indicator: Annotated[str, typer.Argument(help="The indicator's key.")],
    period: Annotated[str, typer.Option(help="The period's name, such as 2019-20 Q4.")],
    cut: Annotated[str, typer.Option(help="A category, such as locality=North.")] = "",
    rows: Rows = None,
    outputs: options.Outputs = None,
    inputs: options.Inputs = None,
    schemas: options.Schemas = None,
    settings: options.SettingsFile = options.SETTINGS,
    as_json: options.AsJson = False,
) -> int:
    """Explain one number of the last refresh.

    Prints definition, numerator, denominator, filters, submissions and comparators.
    """
    from safeguard_kpi.cli import frozen_quarters  # noqa: PLC0415 (heavy)

    asked = _asked(settings, inputs, outputs, schemas, as_json=as_json)
    return frozen_quarters.explain(asked, indicator, period, cut, rows)


def _asked(
    settings: Path,
    inputs: Path | None,
    outputs: Path | None,
    schemas: Path | None,
    **flags: Any,
) -> Any:
    from safeguard_kpi.cli.stages import Asked  # noqa: PLC0415 (heavy)

    return Asked(settings=settings, inputs=inputs, outputs=outputs, schemas=schemas, **flags)
