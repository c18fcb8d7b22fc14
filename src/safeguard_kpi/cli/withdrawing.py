"""What `store withdraw` does: let a file count no more, or let it count again."""

from pathlib import Path

import polars as pl
import typer

from safeguard_kpi.cli.held_store import NOT_DONE, listed, opened, tell
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.store.model import Standing
from safeguard_kpi.store.withdrawn import counting_again, without


def withdraw(settings: Path, file: str, sheet: str, *, undo: bool, yes: bool) -> int:
    """Let the rows of a file, or of one sheet of it, count no more; or again, where they were withdrawn.

    Raises:
        SafeguardError: no submission that counts, or that was withdrawn, is of that file and sheet.
    """
    with opened(settings, doing="store withdraw" if yes else "") as at:
        of_now = Standing.WITHDRAWN if undo else Standing.CURRENT
        asked = at.store.kept.filter(pl.col("file") == file, standing=of_now.value)
        if sheet:
            asked = asked.filter(pl.col("sheet") == sheet)
        if asked.is_empty():
            raise SafeguardError(
                f"no submission that {'was withdrawn' if undo else 'counts'} is of that file and sheet",
                hint="`safeguard-kpi store list` has them all, named as the inputs name them",
            )
        ids = asked["id"].to_list()
        tell(listed(at).filter(pl.col("id").is_in(ids)).drop("why", "id", "standing"))
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
