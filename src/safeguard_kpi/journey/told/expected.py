"""What `submissions.toml` in the inputs says of files: when each was due, what it covers, who sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from safeguard_kpi.contracts.declared import only, read_toml
from safeguard_kpi.errors import DeclarationError
from safeguard_kpi.intake.model import Admitted
from safeguard_kpi.text import label

FILE = "submissions.toml"
"""Lies among the partners' files and is not one of them."""

DUE = 30
"""Days after the end of a quarter by which it is due, unless the file says otherwise."""


@dataclass(frozen=True, kw_only=True)
class FileTold:
    """What is said of one file that it does not say of itself."""

    covers: tuple[date, date] | None = None
    received: date | None = None
    replaces: tuple[str, ...] = ()
    partner: str = ""
    """Who sent it, where that is not the partner of its feed."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is said of all files, and how many days after a quarter's end each partner's are due."""

    files: Mapping[str, FileTold] = field(default_factory=dict)
    days: int = DUE
    partners: Mapping[str, int] = field(default_factory=dict)

    def due_days(self, partner: str) -> int:
        """Give the days after a quarter's end by which a partner's files of it are due."""
        return self.partners.get(partner, self.days)

    @property
    def covers(self) -> dict[str, tuple[date, date]]:
        """Give the days that each file covers, where they are told."""
        return {name: told.covers for name, told in self.files.items() if told.covers}

    @property
    def received(self) -> dict[str, date]:
        """Give the day that each file came, where it is told."""
        return {name: told.received for name, told in self.files.items() if told.received}

    @property
    def senders(self) -> dict[str, str]:
        """Give who sent each file, where it is told."""
        return {name: told.partner for name, told in self.files.items() if told.partner}

    @property
    def replaces(self) -> dict[str, tuple[str, ...]]:
        """Give the files that each file takes the place of, where it is told."""
        return {name: told.replaces for name, told in self.files.items() if told.replaces}


def read_expected(inputs: Path, *, partners: frozenset[str]) -> Expected:
    """Read what is said of the files; nothing is said where there is no such file.

    Raises:
        DeclarationError: it says something that means nothing, or names a partner that no feed has.
    """
    path = inputs / FILE
    if not path.is_file():
        return Expected()
    given = read_toml(path)
    only({"due", "files"}, given, where=FILE)
    due = _table(given.get("due", {}), "[due]", {"days", "partners"})
    days = {"days": due.get("days", DUE), **_table(due.get("partners", {}), "`partners`", None)}
    for name, number in days.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise DeclarationError(
                f"{FILE} [due] gives `{name}` no whole number of days",
                hint='days = 30 and partners = { "Council: early help" = 45 }',
            )
    own = {name: number for name, number in days.items() if name != "days"}
    for name in own:
        if name not in partners:
            raise DeclarationError(
                f"{FILE} [due] names a partner that no feed has, `{name}`",
                hint=f"partners: {', '.join(sorted(partners))}",
            )
    files = _table(given.get("files", {}), "[files]", None)
    return Expected(
        files={name: _file(name, table, partners) for name, table in files.items()},
        days=days["days"],
        partners=own,
    )


def given_in(admitted: Admitted) -> frozenset[str]:
    """Name the files of a run, also those that could not be opened and are nothing but a finding."""
    return frozenset([*admitted.submissions["file"], *admitted.findings["file"]])


def hold_to_files(expected: Expected, known: frozenset[str]) -> None:
    """Hold that every file named is one that is given or was kept: a slip would be of no effect.

    Raises:
        DeclarationError: names the file.
    """
    for name in expected.replaces:
        if name in _after(name, expected.replaces):
            raise DeclarationError(
                f"{FILE} says of `{name}` that it replaces, by itself or through others, itself",
                hint="take one of the `replaces` out: of two files one is the later",
            )
    named = {*expected.files, *(each for told in expected.replaces.values() for each in told)}
    for name in sorted(named - known):
        raise DeclarationError(
            f"{FILE} speaks of `{name}`, which is neither in the inputs nor in the store",
            hint="write the name as `safeguard-kpi ingest` or `safeguard-kpi store list` prints it",
        )


def _after(name: str, replaces: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Name the files that one takes the place of, and those that these do."""
    found: set[str] = set()
    ahead = list(replaces.get(name, ()))
    while ahead:
        each = ahead.pop()
        if each not in found:
            found.add(each)
            ahead += replaces.get(each, ())
    return found


def _file(name: str, given: Any, partners: frozenset[str]) -> FileTold:
    table = _table(given, f'[files."{name}"]', {"from", "to", "received", "replaces", "partner"})
    first, last, came = (table.get(key) for key in ("from", "to", "received"))
    replaces = table.get("replaces", [])
    days = [day for day in (first, last, came) if day is not None]
    whole = (first is None) == (last is None) and (first is None or first <= last)
    texts = isinstance(replaces, list) and all(isinstance(each, str) for each in replaces)
    if not all(type(day) is date for day in days) or not whole or not texts:
        raise DeclarationError(
            f'{FILE} [files."{name}"] does not say what can be used',
            hint='from = 2019-04-01, to = 2019-06-30, received = 2019-07-12, replaces = ["first.xlsx"]',
        )
    return FileTold(
        covers=(first, last) if first and last else None,
        received=came,
        replaces=tuple(replaces),
        partner=_partner(name, table["partner"], partners) if "partner" in table else "",
    )


def _partner(name: str, given: Any, partners: frozenset[str]) -> str:
    """Take a partner of any name: who sends a feed in another's place is declared nowhere else."""
    if not isinstance(given, str) or not given.strip() or not given.isprintable():
        raise DeclarationError(
            f'{FILE} [files."{name}"] names no `partner`',
            hint='partner = "Walsall Healthcare NHS Trust"',
        )
    # Two spellings of one partner would be two workbooks, and neither would be all of theirs.
    meant = next((each for each in sorted(partners) if label(each) == label(given)), given)
    if meant != given:
        raise DeclarationError(
            f'{FILE} [files."{name}"] has a partner that is written otherwise elsewhere, `{meant}`',
            hint=f'partner = "{meant}"',
        )
    return given


def _table(given: Any, what: str, known: set[str] | None) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise DeclarationError(
            f"{FILE} needs {what} as a table", hint="see the how-to on what is due"
        )
    if known is not None:
        only(known, given, where=f"{FILE} {what}")
    return given
