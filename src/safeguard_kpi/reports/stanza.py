"""One table of a TOML declaration, taken key by key so that no slip passes as an extra."""

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from safeguard_kpi.errors import DeclarationError


class Stanza:
    """A table of a declaration that knows its file and place, and which keys were asked for."""

    def __init__(self, table: Any, *, path: Path, place: str) -> None:
        """Keep the table; raise DeclarationError where something else stands in its place."""
        if not isinstance(table, dict):
            raise DeclarationError(
                f"{path.name}: {place} is not a table", hint="see schemas/workbooks"
            )
        self._table: dict[str, Any] = table
        self._asked: list[str] = []
        self.path = path
        self.place = place

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text; without a default it must be there and not be empty."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(f"`{key}` must be a text", hint=f'write {key} = "..."')
        return value

    def whole(self, key: str) -> int:
        """Take a whole number of at least 1."""
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fault(
                f"`{key}` must be a whole number of 1 or more", hint=f"write {key} = 8"
            )
        return value

    def one_of(self, key: str, choices: Collection[str]) -> str:
        """Take a text that is one of the choices."""
        value = self.text(key)
        self.check(key, [value], choices)
        return value

    def texts(self, key: str, choices: Collection[str]) -> tuple[str, ...]:
        """Take a list of different texts, each of them one of the choices."""
        values = self._take(key, None)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.fault(
                f"`{key}` must be a list of texts", hint=f'write {key} = ["...", "..."]'
            )
        self.check(key, values, choices)
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise self.fault(f"`{key}` names {', '.join(twice)} twice", hint="leave one of them")
        return tuple(values)

    def labels(self, key: str, choices: Collection[str]) -> dict[str, str]:
        """Take a table of texts whose keys are among the choices."""
        values = self._take(key, None)
        if not isinstance(values, dict) or not all(
            isinstance(each, str) for each in values.values()
        ):
            raise self.fault(
                f"`{key}` must be a table of texts", hint=f'write {key} = {{ a = "A" }}'
            )
        self.check(key, list(values), choices)
        return dict(values)

    def table(self, key: str) -> "Stanza":
        """Take a table within this one."""
        return Stanza(self._take(key, None), path=self.path, place=f"[{key}]")

    def tables(self, key: str, *, needed: bool) -> Iterator["Stanza"]:
        """Take each table of an array of tables, which may be left out unless needed."""
        values = self._take(key, None if needed else [])
        if not isinstance(values, list) or (needed and not values):
            raise self.fault(f"`{key}` must be tables", hint=f"begin each with [[{key}]]")
        for number, value in enumerate(values, start=1):
            yield Stanza(value, path=self.path, place=f"{self.place} {key} {number}".strip())

    def finish(self) -> None:
        """Refuse whatever was not asked for: an unknown key is a slip, not an extra."""
        for key in self._table:
            if key not in self._asked:
                raise self.fault(f"`{key}` is not a key", hint=nearest(key, self._asked))

    def check(self, key: str, values: Collection[str], choices: Collection[str]) -> None:
        """Refuse the first value that is none of the choices, naming the nearest."""
        for value in values:
            if value not in choices:
                raise self.fault(
                    f"`{key}` names `{value}`, which is unknown", hint=nearest(value, choices)
                )

    def fault(self, sentence: str, *, hint: str) -> DeclarationError:
        """Make the error that names the file and the place in it."""
        place = f" in {self.place}" if self.place else ""
        return DeclarationError(f"{self.path.name}{place}: {sentence}", hint=hint)

    def _take(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        if key not in self._table and default is None:
            raise self.fault(f"`{key}` is missing", hint=f"add `{key}`{self._meant(key)}")
        return self._table.get(key, default)

    def _meant(self, key: str) -> str:
        near = difflib.get_close_matches(
            key, [each for each in self._table if each not in self._asked], n=1
        )
        return f"; `{near[0]}` may be a slip for it" if near else ""


def nearest(written: str, choices: Collection[str]) -> str:
    """Say which of the choices was probably meant, or list a few of them."""
    if near := difflib.get_close_matches(written, list(choices), n=1):
        return f"did you mean `{near[0]}`?"
    return "known here: " + ", ".join(sorted(choices)[:12])
