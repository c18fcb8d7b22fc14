"""The options that commands share, each said once."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer


def a_day(text: str) -> date:
    """Read a day given on the command line."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise typer.BadParameter("write a day as 2020-03-31 or 31/03/2020")


def an_age(text: str) -> timedelta:
    """Read an age given on the command line, such as 90m, 26h or 8d."""
    given = re.fullmatch(r"([1-9]\d{0,4})([mhd])", text.strip().lower())
    if not given:
        raise typer.BadParameter("write an age as 90m, 26h or 8d: minutes, hours or days")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[given[2]]
    return timedelta(**{unit: int(given[1])})


Inputs = Annotated[
    Optional[Path],  # noqa: UP045 (typer reads it at run time)
    typer.Option(help="Folder with the partners' files; without it, the settings'."),
]
Outputs = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="Folder to write in; without it, the settings'."),
]
Schemas = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="Folder of your own declarations, added to and over the product's."),
]
AsOf = Annotated[
    Optional[date],  # noqa: UP045
    typer.Option(
        "--as-of",
        parser=a_day,
        metavar="DATE",
        help="Last day reported. Without it: the end of the last month that was sent whole.",
    ),
]
SETTINGS = Path("safeguard-kpi.toml")
"""The settings' name, looked for in the folder the command is run in."""

SettingsFile = Annotated[Path, typer.Option("--settings", help="The authority's settings.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless it went wrong.")]
Anew = Annotated[
    bool, typer.Option("--anew", help="Do it all again, even where nothing has changed.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the record of the run as JSON.")]
Returns = Annotated[
    bool,
    typer.Option(
        "--returns/--no-returns",
        help="Write marked copies of partners' sheets, to send back what was refused.",
    ),
]

Wait = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="Seconds to wait for another run to end."),
]
MaxAge = Annotated[
    Optional[timedelta],  # noqa: UP045
    typer.Option(
        "--max-age",
        parser=an_age,
        metavar="AGE",
        help="Say nothing, but end with 1 and one line if no refresh went well within 90m, 26h or 8d.",
    ),
]
