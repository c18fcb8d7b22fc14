"""What a stage leaves besides figures: findings, codes nobody knows, partners' own sheets marked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeguard_kpi.errors import NothingToReportError
from safeguard_kpi.intake import Admitted, ReadIn
from safeguard_kpi.journey.chosen import CODES
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.journey.record import write_codes, write_findings
from safeguard_kpi.journey.sent_back.asked import Reckoning, reckon
from safeguard_kpi.journey.sent_back.returns import write_returns
from safeguard_kpi.journey.told.expected import given_in, hold_to_files
from safeguard_kpi.journey.workbooks import cover_of, write_found
from safeguard_kpi.unattended.outputs import published

FINDINGS_BOOK = "findings.xlsx"
"""What was found, for whoever works through it in a spreadsheet."""

WORKBOOK = "performance_subgroup.xlsx"
"""What the performance and quality assurance subgroup reads."""


def write_all_found(folder: Path, journey: Journey, read: ReadIn, admitted: Admitted) -> None:
    """Write the findings, for a program and for a person, and the codes that nobody knows."""
    with journey.timed("findings"):
        write_findings(folder, admitted.findings)
        write_found(folder / FINDINGS_BOOK, journey, admitted)
    with journey.timed("codes"):
        write_codes(folder / CODES, journey.contracts, read)


def write_all_returns(folder: Path, journey: Journey, admitted: Admitted, told: Reckoning) -> None:
    """Write what goes back to partners, unless it was asked not to."""
    if journey.returns:
        with journey.timed("returns"):
            cover = cover_of(journey, journey.today, admitted.submissions)
            write_returns(folder, told, journey.files, journey.contracts, cover)


@contextmanager
def leaving_found(
    journey: Journey, read: ReadIn, admitted: Admitted, told: Reckoning, *, returns: bool
) -> Iterator[None]:
    """Put in the outputs what was found, where the block finds nothing else to put there.

    Figures, the workbook and their record stay those of the last run that had some.
    """
    try:
        yield
    except NothingToReportError:
        with published(journey.settings.outputs) as folder:
            write_all_found(folder, journey, read, admitted)
            if returns:
                write_all_returns(folder, journey, admitted, told)
        raise


def reckoned(journey: Journey, read: ReadIn, admitted: Admitted) -> Reckoning:
    """Set what was found beside what partners were asked last time.

    Raises:
        DeclarationError: somebody names who sent a file that there is not; its rows would go to another.
    """
    senders = journey.expected.senders
    if senders and not frozenset(senders) <= (given := given_in(admitted)):
        hold_to_files(journey.expected, given | frozenset(journey.kept["file"]))
    with journey.timed("reckon"):
        return reckon(
            read, admitted.findings, journey.contracts, journey.settings.outputs, partners=senders
        )


def names(folder: Path) -> tuple[str, ...]:
    """Name what was written, the workbook first and the record last."""
    found = [path.name for path in folder.iterdir()]
    return tuple(sorted(found, key=lambda name: (name == "run.json", name != WORKBOOK, name)))
