"""Propose what an unknown sheet's columns are, and write it for the analyst to look through."""

import json
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.intake.analyst.mapping import LIKELY, Guess, Proposal, proposals
from safeguard_kpi.intake.files.not_read import Failed
from safeguard_kpi.intake.files.pool import Job, done_with
from safeguard_kpi.intake.model import FileRefusedError


def propose(
    file: Path, *, schemas: Path | None, to: Path, sheet: str = "", feed: str = ""
) -> ExitCode:
    """Print what each column may be and write `headers/<feed>.toml` under a folder of proposals.

    Raises:
        SafeguardError: the file cannot be read, nothing in it is like a feed, or a proposal is there
            already.
    """
    contracts = load_contracts(Declarations.standard(schemas))
    if feed and feed not in contracts.feeds:
        near = get_close_matches(feed, contracts.feeds, n=1)
        raise SafeguardError(
            f"there is no feed `{feed}`",
            hint=f"did you mean `{near[0]}`?"
            if near
            else "`safeguard-kpi feeds list` prints them all",
        )
    found = _found(file, contracts, sheet, feed)
    by_feed: dict[str, list[Proposal]] = {}
    for proposal in found:
        by_feed.setdefault(proposal.feed, []).append(proposal)
    paths = {name: to / "headers" / f"{name}.toml" for name in by_feed}
    for path in paths.values():
        if path.exists():
            raise SafeguardError(
                f"{path} is there already and may have been looked through",
                hint="give --to another folder, or take the old proposal away",
            )
    for name, group in by_feed.items():
        _say(_table(group, contracts, name))
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        paths[name].write_text(
            "\n".join(_toml(group, file.name, contracts)) + "\n", encoding="utf-8"
        )
        sys.stderr.write(
            f"wrote {paths[name]}; look through it, then try: safeguard-kpi ingest --schemas {to}\n"
        )
    return ExitCode.DONE


def _found(file: Path, contracts: Contracts, sheet: str, feed: str) -> tuple[Proposal, ...]:
    if not file.is_file():
        raise SafeguardError(f"there is no file {file}", hint="give the path of a partner's file")
    job = Job(file, file.name, proposals, (sheet, feed))
    answer = done_with([job], contracts, workers=1)[file.name]
    if isinstance(answer, FileRefusedError):
        raise SafeguardError(f"{file.name}: {answer.message}", hint=answer.remedy)
    if isinstance(answer, Failed):
        raise SafeguardError(
            f"{file.name}: the product could not read it, which is a fault of the product ({answer.fault})",
            hint="tell whoever looks after the product what stands in the brackets",
        )
    if not isinstance(answer, tuple):
        raise SafeguardError(
            f"{file.name}: the reader had to be stopped",
            hint="copy the table alone into a new workbook",
        )
    if not answer:
        raise SafeguardError(
            f"{file.name} has no sheet whose headers are like those of a feed",
            hint="`safeguard-kpi feeds list` prints what is collected; name a sheet with --sheet and a feed with --feed",
        )
    return answer


def _table(group: list[Proposal], contracts: Contracts, name: str) -> str:
    lines = []
    for proposal in group:
        rival = contracts.feeds[proposal.rival].title if proposal.rival else "nothing else"
        lines.append(
            f"{proposal.sheet}, header in row {proposal.header_row}: may be {contracts.feeds[name].title}"
            f" (next: {rival})"
        )
        width = max(len(guess.header) for guess in proposal.columns)
        lines += [
            f"  {guess.letter:<3} {guess.header:<{width}}  {_why(guess)}"
            for guess in proposal.columns
        ]
        lines += [f"  needed and not found: {field}" for field in proposal.missing]
    return "\n".join(lines)


def _why(guess: Guess) -> str:
    if not guess.field:
        return "nothing like it"
    if guess.score == 1:
        return f"{guess.field} (known already)"
    cells = f"; {guess.cells:.0%} of its cells fit" if guess.cells is not None else ""
    doubt = "" if guess.score >= LIKELY else ", doubtful"
    return f"{guess.field} {guess.score:.2f}{doubt}: like {_quoted(guess.like)}{cells}"


def _toml(group: list[Proposal], file: str, contracts: Contracts) -> Iterator[str]:
    feed = contracts.feeds[group[0].feed]
    yield f"# Proposed from {_quoted(file)} for {feed.title}. Look through every line: nothing here is used until you"
    yield "# give this folder to --schemas, or move the file to headers/ in your own declarations."
    yield "# A line that begins with # is not used; the number is how sure the proposal is, from 0 to 1."
    yield ""
    yield "[fields]"
    by_field: dict[str, list[Guess]] = {}
    for proposal in group:
        yield f"# sheet {_quoted(proposal.sheet)}, header in row {proposal.header_row}"
        for guess in proposal.columns:
            if not guess.field:
                yield f"# {_quoted(guess.header)} is like nothing that is collected"
            elif guess.score == 1:
                yield f"# {_quoted(guess.header)} is known already as {guess.field}"
            elif guess.score < LIKELY:
                yield f"# {guess.field} = [{_quoted(guess.header)}]  # {_why(guess)}"
            else:
                by_field.setdefault(guess.field, []).append(guess)
        for name in proposal.missing:
            yield f"# needed and not found: {name} ({feed.fields[name].title})"
    for name, guesses in by_field.items():
        headers = dict.fromkeys(guess.header for guess in guesses)
        yield f"{name} = [{', '.join(map(_quoted, headers))}]  # {_why(guesses[0])}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
