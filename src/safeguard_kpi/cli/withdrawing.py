"""What `store withdraw` does: let a file count no more, or let it count again."""

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

import polars as pl
import typer

from safeguard_kpi.cli.held_store import NOT_DONE, listed, opened, tell
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.store.model import Standing
from safeguard_kpi.store.withdrawn import counting_again, without


def withdraw(settings: Path, file: str, sheet: str, *, undo: bool, yes: bool) -> int:
    """Let the rows of a file, or of one sheet of it, count no more; or again, where they were withdrawn.

    Raises:
        SafeguardError: no submission that counts, or that was withdrawn, is of that file and sheet; or a
            sheet of the same names counts in the place of one that is to count again.
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
        if undo:
            asked = _latest(asked)
            _hold_alone(at.store.current, asked)
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


def _latest(withdrawn: pl.DataFrame) -> pl.DataFrame:
    """Take of several versions of one list the one that was kept last."""
    chosen: list[dict[str, Any]] = []
    for row in withdrawn.sort("kept_at", descending=True).iter_rows(named=True):
        if not any(_versions(row, other) for other in chosen):
            chosen.append(row)
    return withdrawn.filter(pl.col("id").is_in([row["id"] for row in chosen]))


def _hold_alone(current: pl.DataFrame, asked: pl.DataFrame) -> None:
    """Hold that no other version of a list counts, so that no two of them ever count together."""
    for row in asked.iter_rows(named=True):
        for other in current.iter_rows(named=True):
            if _versions(row, other):
                sheet = f", sheet {other['sheet']}" if other["sheet"] else ""
                raise SafeguardError(
                    f"{other['file']}{sheet}, received {other['received']}, counts and bears the same names: both would count",
                    hint=f'withdraw that first: `safeguard-kpi store withdraw "{other["file"]}"`',
                )


def _versions(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two sheets are versions of one list: of the same names, and of days in common."""
    if _named(row) != _named(other):
        return False
    if row["covers_from"] is None or other["covers_from"] is None:
        return True
    return bool(
        row["covers_from"] <= other["covers_to"] and other["covers_from"] <= row["covers_to"]
    )


def _named(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Tell a list by its file's own name, sheet and feed, as a list sent again is told."""
    return PurePath(row["file"]).name.casefold(), row["sheet"].casefold(), row["feed"]
