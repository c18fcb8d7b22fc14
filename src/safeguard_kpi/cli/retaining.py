"""What `store retain` does: the plan, and letting go of rows that are older than they are to be kept."""

from datetime import date
from pathlib import Path

import typer

from safeguard_kpi.cli.held_store import NOT_DONE, Opened, opened, tell
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.journey.earlier.letting_go import rows_to_go
from safeguard_kpi.measures.periods import add_months, month_start
from safeguard_kpi.store.retention import days_kept, let_go, past_rows


def retain(settings: Path, *, today: date, yes: bool) -> int:
    """Let go of rows that are older than the settings keep them.

    Raises:
        SafeguardError: the settings do not say how long, or name a feed that is none.
    """
    with opened(settings, doing="store retain" if yes else "") as at:
        begins = days_kept(at.store, _begins(at, today))
        going = rows_to_go(at.store, at.feeds, begins)
        plan = past_rows(at.store, at.feeds, begins, going)
        tell(plan)
        rows = plan["rows"].sum()
        if not yes:
            typer.echo(NOT_DONE, err=True)
            return ExitCode.DONE
        let_go(at.store, at.feeds, begins, going)
    typer.echo(
        f"let go of {rows:,} rows; rows before those days are left outside from now on, and months before them are [x]",
        err=True,
    )
    return ExitCode.DONE


def _begins(at: Opened, today: date) -> dict[str, date]:
    """Give by feed the first day kept: the first of the month that lies so many months back."""
    asked = at.settings.retain
    strange = asked.keys() - at.feeds.keys() - {"default"}
    if strange or not asked:
        raise SafeguardError(
            f"[store.retain] names `{min(strange)}`, which is no feed"
            if strange
            else "the settings do not say how long rows are kept, so they are kept",
            hint=f"feeds: {', '.join(sorted(at.feeds))}"
            if strange
            else 'say so under [store]: retain = { default = "6 years" }',
        )
    months = {name: asked.get(name, asked.get("default")) for name in at.feeds}
    first = month_start(today)
    return {name: add_months(first, -span) for name, span in months.items() if span}
