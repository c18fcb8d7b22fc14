"""Run a stage for a person or for cron: who is told what, and where."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from safeguard_kpi import refresh as stages
from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.intake import NothingAdmittedError
from safeguard_kpi.outcome import Outcome
from safeguard_kpi.pipeline import Journey
from safeguard_kpi.settings import Settings, read_settings

STAGES: dict[str, Callable[[Journey], Outcome]] = {
    "ingest": stages.ingest,
    "validate": stages.validate,
    "compute": stages.compute,
    "report": stages.report,
    "refresh": stages.refresh,
}
"""What each command does."""


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
    anew: bool = False


def run_stage(name: str, asked: Asked) -> int:
    """Run one stage, tell what came of it, and give the exit code.

    Raises:
        SafeguardError: it could not run.
    """
    teller = Teller(quiet=asked.quiet, as_json=asked.as_json)
    with teller.progress() as told:
        today = date.today()  # noqa: DTZ011 (a day where the analyst is)
        journey = Journey(
            settings=settings_for(asked, today),
            today=today,
            told=told,
            returns=asked.returns,
            anew=asked.anew,
        )
        try:
            outcome = STAGES[name](journey)
        except NothingAdmittedError as fault:
            teller.findings(fault.findings)
            raise
    teller.outcome(name, outcome, journey)
    return outcome.code


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
    inputs, outputs = chosen.inputs.resolve(), chosen.outputs.resolve()
    if outputs.is_relative_to(inputs):
        raise SafeguardError(
            f"the outputs, {chosen.outputs}, lie in the inputs, {chosen.inputs}",
            hint="give --outputs a folder of its own: the next run would read them as partners' files",
        )
    return chosen
