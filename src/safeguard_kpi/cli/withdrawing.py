"""What `store withdraw` does: let a file count no more, or let it count again."""

from pathlib import Path

import polars as pl
import typer

from safeguard_kpi.cli.held_store import NOT_DONE, listed, opened, tell
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.store.model import Standing
from safeguard_kpi.store.withdrawn import counting_again, in_the_way, last_taken, without


def withdraw(settings: Path, file: str, sheet: str, *, undo: bool, yes: bool) -> int:
    """Let the rows of a file, of one sheet of it, or of one submission count no more; or let them count again.

    Of what was withdrawn more than once, what the last withdrawal took counts again.

    Raises:
        SafeguardError: no submission that counts, or that was withdrawn, is of that file and sheet; or a
            sheet of the same names counts in the place of one that is to count again.
    """
    with opened(settings, doing="store withdraw" if yes else "") as at:
        of_now = Standing.WITHDRAWN if undo else Standing.CURRENT
        asked = at.store.kept.filter(
            (pl.col("file") == file) | (pl.col("id") == file), standing=of_now.value
        )
        if sheet:
            asked = asked.filter(pl.col("sheet") == sheet)
        if asked.is_empty():
            raise SafeguardError(
                f"no submission that {'was withdrawn' if undo else 'counts'} is of that file and sheet",
                hint="`safeguard-kpi store list` has them all, named as the inputs name them, with their ids",
            )
        if undo:
            asked = asked.filter(pl.col("id").is_in(last_taken(asked)))
            _hold_alone(at.store.current, asked)
        ids = asked["id"].to_list()
        tell(listed(at).filter(pl.col("id").is_in(ids)).drop("why", "standing"))
        if len(ids) > 1 and not yes:
            typer.echo("to take one of them alone, give its id in place of the file", err=True)
        stood = at.store.kept.filter(pl.col("replaced_by").is_in(ids))
        for row in stood.iter_rows(named=True):
            typer.echo(
                f"{row['file']}, received {row['received']}, was replaced by it and stays so: give that file again, and it counts",
                err=True,
            )
        if not yes:
            typer.echo(NOT_DONE, err=True)
            return ExitCode.DONE
        change = counting_again if undo else without
        at.store.taking(change(at.store.kept, ids), {}).commit()
    sheets = f"{len(ids)} {'sheet' if len(ids) == 1 else 'sheets'}"
    typer.echo(
        f"{sheets} {'count' if len(ids) > 1 else 'counts'} again with the next refresh"
        if undo
        else f"withdrew {sheets}; the next refresh leaves the rows out",
        err=True,
    )
    return ExitCode.DONE


def _hold_alone(current: pl.DataFrame, asked: pl.DataFrame) -> None:
    """Hold that no other version of a list counts, so that no two of them ever count together."""
    for row in asked.iter_rows(named=True):
        if other := in_the_way(row, current):
            sheet = f", sheet {other['sheet']}" if other["sheet"] else ""
            raise SafeguardError(
                f"{other['file']}{sheet}, received {other['received']}, counts and bears the same names: both would count",
                hint=f"withdraw that first: `safeguard-kpi store withdraw {other['id']}`",
            )
