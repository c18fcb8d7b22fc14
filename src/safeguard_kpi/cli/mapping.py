"""Propose what an unknown sheet's columns are, and write it for the analyst to look through."""

import json
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.intake.analyst.agreed import agreed
from safeguard_kpi.intake.analyst.mapping import proposals
from safeguard_kpi.intake.analyst.proposal import Guess, Proposal
from safeguard_kpi.intake.files.not_read import Failed
from safeguard_kpi.intake.files.pool import Job, done_with
from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.sheets.plain_headers import shown
from safeguard_kpi.text import label


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
    for name, every in by_feed.items():
        group = agreed(every, contracts.feeds[name])
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


def _table(group: Sequence[Proposal], contracts: Contracts, name: str) -> str:
    lines = []
    for proposal in group:
        rival = contracts.feeds[proposal.rival].title if proposal.rival else "nothing else"
        lines.append(
            f"{proposal.sheet}, header in row {proposal.header_row}: may be {contracts.feeds[name].title}"
            f" (next: {rival})"
        )
        heads = [_head(guess, contracts) for guess in proposal.columns]
        width = max(map(len, heads))
        lines += [
            f"  {guess.letter:<3} {head:<{width}}  {_why(guess)}"
            for guess, head in zip(proposal.columns, heads, strict=True)
        ]
        lines += [f"  needed and not found: {field}" for field in proposal.missing]
    return "\n".join(lines)


def _head(guess: Guess, contracts: Contracts) -> str:
    """Give a header that says what it is; of any other, which may be a child's name, the column."""
    if guess.known or guess.alike or guess.proposed:
        return guess.header
    return shown({guess.letter: guess.header}, contracts)[0]


def _why(guess: Guess) -> str:
    if not guess.field:
        return "nothing like it"
    if guess.known:
        return f"{guess.field} (known already)"
    cells = f"; {guess.cells:.0%} of its cells fit" if guess.cells is not None else ""
    doubt = "" if guess.proposed else ", doubtful"
    against = f"; {guess.against}" if guess.against else ""
    words = f"like {_quoted(guess.like)}" if guess.alike else "by its cells alone"
    return f"{guess.field} {guess.score:.2f}{doubt}: {words}{cells}{against}"


def _toml(group: Sequence[Proposal], file: str, contracts: Contracts) -> Iterator[str]:
    feed = contracts.feeds[group[0].feed]
    yield f"# Proposed from {_quoted(file)} for {feed.title}. Look through every line: nothing here is used until you"
    yield "# give this folder to --schemas, or move the file to headers/ in your own declarations."
    yield "# A line that begins with # is not used; the number is how sure the proposal is, from 0 to 1."
    yield ""
    yield "[fields]"
    headers: dict[str, dict[str, str]] = {}
    for guess in (guess for proposal in group for guess in proposal.columns):
        if guess.proposed and not guess.known:
            headers.setdefault(guess.field, {}).setdefault(label(guess.header), guess.header)
    written: set[str] = set()
    for proposal in group:
        yield f"# sheet {_quoted(proposal.sheet)}, header in row {proposal.header_row}"
        for guess in proposal.columns:
            if guess.proposed and not guess.known and guess.field not in written:
                written.add(guess.field)
                every = ", ".join(map(_quoted, headers[guess.field].values()))
                yield f"{guess.field} = [{every}]  # {_why(guess)}"
            else:
                yield f"# {_remark(guess, _head(guess, contracts))}"
        for name in proposal.missing:
            yield f"# needed and not found: {name} ({feed.fields[name].title})"


def _remark(guess: Guess, head: str) -> str:
    """Say of a column what is no line in use."""
    if not guess.field:
        return f"{_quoted(head)} is like nothing that is collected"
    if guess.known:
        return f"{_quoted(head)} is known already as {guess.field}"
    if guess.proposed:
        return f"{_quoted(head)} stands in the line of {guess.field} above: {_why(guess)}"
    if head != guess.header:
        return f"{head} may be {_why(guess)}; where that is right, write its header in a line"
    return f"{guess.field} = [{_quoted(head)}]  # {_why(guess)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
