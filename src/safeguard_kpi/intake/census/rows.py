"""The rows of a census before anything is typed: each module's texts, by the field they are for."""

from collections.abc import Callable

import polars as pl

from safeguard_kpi.contracts.answers import YES
from safeguard_kpi.contracts.census import ALL, COUNT, SAME, WITHOUT, Census, CensusSheet
from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.model import Contracts, Kind
from safeguard_kpi.intake.cells.several import fullest
from safeguard_kpi.intake.census.modules import Module
from safeguard_kpi.intake.model import CellCount

_AROUND = ("/", "../", COUNT, SAME, ALL, WITHOUT)
"""How the path of a text begins that does not stand in the module itself."""

Get = Callable[[Module], "str | None"]


def codes_of(sheet: CensusSheet, contracts: Contracts) -> dict[str, CodeSet]:
    """Give the code set of each element that a sheet takes one code from."""
    feed = contracts.feeds.get(sheet.feed)
    fields = {name: feed.fields[name] for name in sheet.fields} if feed else {}
    return {
        path.rpartition("/")[2]: contracts.codes[field.codes]
        for name, field in fields.items()
        if field.kind is Kind.CODE
        for path in sheet.fields[name]
    }


class Rows:
    """The rows of one sheet, gathered module by module."""

    def __init__(self, sheet: CensusSheet, contracts: Contracts, census: Census) -> None:
        """Prepare a way to each column's text."""
        self.sheet = sheet
        self.rows: list[int] = []
        self.children: list[int] = []
        self.twice: dict[str, set[int]] = {}
        """By element, the rows in which it stands twice and not alike."""
        feed = contracts.feeds.get(sheet.feed)
        kinds = {name: feed.fields[name].kind for name in sheet.fields} if feed else {}
        self._several = census.several
        self._codes = codes_of(sheet, contracts)
        self._ways: list[tuple[str, Get]] = [
            *((name, self._first(paths, kinds[name])) for name, paths in sheet.fields.items()),
            *((f"_{name}", self._way(beside.path)) for name, beside in sheet.also.items()),
        ]
        self._texts: list[list[str | None]] = [[] for _ in self._ways]
        self._own = [
            tuple(path for path in paths if not path.startswith(_AROUND))
            for paths in sheet.fields.values()
        ]
        self._cells: list[int] = []
        self._sent = self._unused = self._blank = 0

    def take(self, module: Module) -> None:
        """Take a module, if it is a row of this sheet."""
        sheet = self.sheet
        if sheet.when and sheet.when not in module.texts:
            return
        if sheet.unless and (self._one(module, sheet.unless) or "").casefold() in YES:
            return
        self.rows.append(module.number)
        self.children.append(module.child)
        for texts, (_, get) in zip(self._texts, self._ways, strict=True):
            texts.append(get(module))
        self._count(module)

    @property
    def cells(self) -> CellCount:
        """Give the ledger's first side: what stands in the modules, and what is taken from around them."""
        return CellCount(sent=self._sent, unused=self._unused, said_blank=self._blank, strays=0)

    def _count(self, module: Module) -> None:
        """Count the values of a row: one for each field that has any, wherever it stands."""
        cells, here = 0, set[str]()
        for texts, own in zip(self._texts, self._own, strict=False):
            stand = next((path for path in own if path in module.texts), "")
            here |= {stand} - {""}
            cells += bool(stand) or texts[-1] is not None
        listed = sum(len(module.texts[name]) - 1 for name in here)
        self._sent += module.values - listed + cells - len(here)
        self._unused += sum(len(text) for name, text in module.texts.items() if name not in here)
        self._blank += module.blank
        self._cells.append(cells)

    def frame(self) -> pl.DataFrame:
        """Lay the rows out: `_row`, `_child`, `_cells`, and the text of each column."""
        return pl.DataFrame(
            {
                "_row": pl.Series(self.rows, dtype=pl.Int64),
                "_child": pl.Series(self.children, dtype=pl.Int64),
                "_cells": pl.Series(self._cells, dtype=pl.Int64),
                **{
                    name: pl.Series(texts, dtype=pl.String)
                    for texts, (name, _) in zip(self._texts, self._ways, strict=True)
                },
            }
        )

    def _first(self, paths: tuple[str, ...], kind: Kind) -> Get:
        """Take the first of several elements that is filled."""
        ways = [self._way(path, listed=kind is Kind.CODES) for path in paths]
        return lambda module: next(
            (text for way in ways if (text := way(module)) is not None), None
        )

    def _way(self, path: str, *, listed: bool = False) -> Get:
        """Find the way from a module to the text that a path names."""
        operator, _, rest = path.rpartition(":")
        if operator:
            return self._asked(f"{operator}:", rest)
        name = path.removeprefix("../").removeprefix("/")
        take = self._all if listed else self._one
        if path.startswith("../"):
            return lambda module: take(module.around, name) if module.around else None
        if path.startswith("/"):
            return lambda module: take(_outermost(module), name)
        return lambda module: take(module, name)

    def _asked(self, operator: str, path: str) -> Get:
        """Find the way to what is asked of the modules inside a module, or inside the one around it."""
        outer, path = path.startswith("../"), path.removeprefix("../")
        inner, _, element = path.rpartition("/")

        def answered(module: Module) -> str | None:
            asked = module.around if outer else module
            if asked is None:
                return None
            if operator == COUNT:
                return str(asked.counts.get(path, 0))
            if operator == SAME:
                return "yes" if _also_inside(asked, inner, element) else "no"
            inside = [asked] if not inner else [m for m in asked.inside if m.name == inner]
            if operator == WITHOUT:
                return str(sum(element not in other.texts for other in inside))
            texts = [text for other in inside for text in other.texts.get(element, ())]
            return ";".join(texts) or None

        return answered

    def _all(self, module: Module, name: str) -> str | None:
        return ";".join(module.texts.get(name, ())) or None

    def _one(self, module: Module, name: str) -> str | None:
        texts = module.texts.get(name)
        if not texts:
            return None
        if len(texts) == 1 or len(set(texts)) == 1:
            return texts[0]
        if name in self._several:
            return fullest(texts, self._codes[name]) if name in self._codes else texts[0]
        self.twice.setdefault(name, set()).add(self.rows[-1] if self.rows else module.number)
        return None


def _outermost(module: Module) -> Module:
    while module.around is not None:
        module = module.around
    return module


def _also_inside(module: Module, inner: str, element: str) -> bool:
    own = set(module.texts.get(element, ()))
    return any(
        own & set(other.texts.get(element, ())) for other in module.inside if other.name == inner
    )
