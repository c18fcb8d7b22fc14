"""Run a stage for a person or for cron: who is told what, and where."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.cli.quietly import STDERR, STDOUT, silence
from safeguard_kpi.errors import NothingToReportError, SafeguardError
from safeguard_kpi.journey import refresh as stages
from safeguard_kpi.journey.logged import events_of
from safeguard_kpi.journey.outcome import Outcome
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.settings import Settings, read_settings
from safeguard_kpi.unattended.around import one_run

STAGES: dict[str, Callable[[Journey], Outcome]] = {
    "ingest": stages.ingest,
    "validate": stages.validate,
    "compute": stages.compute,
    "report": stages.report,
    "refresh": stages.refresh,
}
"""What each command does."""

READING = frozenset({"ingest"})
"""Stages that write nothing, and so need not wait for one that does."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for on the command line; what was not is None and the settings tell."""

    settings: Path
    inputs: Path | None = None
    outputs: Path | None = None
    schemas: Path | None = None
    as_of: date | None = None
    quiet: bool = False
    as_json: bool = False
    returns: bool = True
    wait: float = 0.0
    anew: bool = False


def run_stage(name: str, asked: Asked) -> int:
    """Run one stage, tell what came of it, and give the exit code.

    Raises:
        SafeguardError: it could not run.
    """
    teller = Teller(quiet=asked.quiet, as_json=asked.as_json)
    with _unheard(asked), teller.progress() as told:
        today = date.today()  # noqa: DTZ011 (a day where the analyst is)
        journey = Journey(
            settings=settings_for(asked, today),
            today=today,
            told=told,
            returns=asked.returns,
            anew=asked.anew,
        )
        try:
            outcome = _done(name, journey, asked.wait)
        except NothingToReportError as fault:
            if asked.quiet:
                raise SafeguardError(fault.message, hint=UNSEEN) from fault
            teller.findings(fault.findings)
            raise
    teller.outcome(name, outcome, journey)
    return outcome.code


UNSEEN = "`safeguard-kpi validate` shows what to mend; the outputs are as they were"
"""What to do about findings that were not shown, as quiet was asked for."""


def _unheard(asked: Asked) -> AbstractContextManager[None]:
    """Keep libraries from speaking where quiet was asked for."""
    if not asked.quiet or os.environ.get("SAFEGUARD_KPI_TRACEBACK"):
        return nullcontext()
    return silence(STDERR) if asked.as_json else silence(STDERR, STDOUT)


def _done(name: str, journey: Journey, wait: float) -> Outcome:
    """Do a stage; one that writes does so alone, and what came of it is kept in the log."""
    if name in READING:
        return STAGES[name](journey)
    with one_run(name, journey.settings, wait=wait) as run:
        journey.timed_by = run.timed
        outcome = STAGES[name](journey)
        run.code = outcome.code
        for event, facts in events_of(outcome, [] if name == "report" else journey.files):
            run.tell(event, **facts)
    return outcome


def settings_for(asked: Asked, today: date) -> Settings:
    """Read the settings, with what was asked for on the command line over them.

    Raises:
        SafeguardError: they say what cannot be.
    """
    settings = read_settings(asked.settings)
    flags = {
        name: value
        for name in ("inputs", "outputs", "schemas", "as_of")
        if (value := getattr(asked, name)) is not None
    }
    chosen = replace(settings, **flags)
    if chosen.as_of and chosen.as_of > today:
        raise SafeguardError(
            f"the day reported, {chosen.as_of.isoformat()}, lies in the future",
            hint="give --as-of the last day of a month that was sent, such as 2020-03-31",
        )
    for what, folder, flag in (
        ("outputs, {}, lie", chosen.outputs, "give --outputs"),
        ("store, {}, lies", chosen.store_folder, "give `store` under [folders]"),
    ):
        if folder.resolve().is_relative_to(chosen.inputs.resolve()):
            raise SafeguardError(
                f"the {what.format(folder)} in the inputs, {chosen.inputs}",
                hint=f"{flag} a folder of its own: the next run would read it as partners' files",
            )
    return chosen
