"""Imports point one way, every outside thing has one door, and no module needs scrolling far."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).resolve().parents[1] / "src" / "safeguard_kpi"
MODULES: Final = sorted(SOURCE.rglob("*.py"))
NAMES: Final = [str(path.relative_to(SOURCE)) for path in MODULES]

MAY_SEE: Final = {
    "errors": set[str](),
    "tables": set[str](),
    "reference_tables": set[str](),
    "text": set[str](),
    "days": set[str](),
    "indicators": {"errors"},
    "contracts": {"tables", "errors", "text"},
    "intake": {"contracts", "days", "tables", "errors", "text"},
    "measures": {"indicators", "days", "tables", "reference_tables", "errors"},
    "comparators": {
        "measures.intervals",
        "measures.rounding",
        "tables",
        "reference_tables",
        "errors",
        "text",
    },
    "reports": {"indicators", "contracts.model", "tables", "errors", "text"},
    "sample": {"contracts", "tables", "errors", "text"},
    "settings": {"contracts", "setting_spans", "errors"},
    "setting_spans": {"errors"},
    "store": {"contracts.model", "contracts.keep", "indicators.people", "days", "tables", "errors"},
    "frozen": {
        "contracts",
        "indicators",
        "measures",
        "settings",
        "unattended.private",
        "tables",
        "errors",
    },
    "unattended": {"settings", "errors"},
    "pattern": set(),
}
"""What each room may import of ours; a room that is not here puts the others together."""

INSIDE: Final = {
    "intake": {
        "": {"model", "findings"},
        "codes": set[str](),
        "cells": {"codes"},
        "opening": set[str](),
        "sheets": {"cells", "codes"},
        "admission": set[str](),
        "census": {"admission", "sheets", "cells", "opening"},
        "files": {"census", "sheets", "codes", "opening"},
        "analyst": {"files", "sheets", "cells", "opening"},
    },
    "journey": {
        "": set[str](),
        "told": set[str](),
        "earlier": {"told"},
        "sent_back": set[str](),
    },
    "reports": {
        "": {"contents", "layout", "ledger", "scoring", "words"},
        "drawing": set[str](),
        "charts": {"drawing"},
        "sheets": {"drawing"},
        "asking": {"drawing", "sheets"},
    },
}
"""What each room inside a room may import of the others there, and all of what stands outside them."""

TOGETHER: Final = {"cli", "journey", "quarter", "status", "__main__", "__init__"}
"""The rooms that see several others, because they join them."""

DOORS: Final = {
    "fastexcel": {"intake/opening/workbooks.py"},
    "deltalake": {"store/delta.py"},
    "pandera": {"contracts/schema.py", "comparators/promises.py"},
    "typer": {"cli/*"},
    "rich": {"cli/*"},
    "openpyxl": {"reports/*", "reports/*/*", "sample/books.py"},
}
"""Who may import each outside thing: one door, or one room whose trade it is."""

LONGEST: Final = 200
CROWDED: Final = 30
"""Modules in one folder: more are no longer seen at a glance."""

LONGER: Final = {"cli/app.py": 245}
"""The commands stand one after another, a paragraph each, with their options in another module."""


@pytest.mark.parametrize("name", NAMES)
def test_imports_point_one_way(name: str) -> None:
    room = _room(name)
    assert room in MAY_SEE.keys() | TOGETHER, f"say in MAY_SEE what {room} may import"
    if room in MAY_SEE:
        seen = {ours for ours in _ours(name) if ours.split(".")[0] != room}
        allowed = MAY_SEE[room]
        strange = {
            ours
            for ours in seen
            if not any(ours == door or ours.startswith(f"{door}.") for door in allowed)
        }
        assert not strange


@pytest.mark.parametrize("great", INSIDE)
def test_the_rooms_inside_a_room_import_one_way_too(great: str) -> None:
    here = [Path(name).parts for name in NAMES if name.startswith(f"{great}/")]
    assert {parts[1] for parts in here if len(parts) > 2} == INSIDE[great].keys() - {""}
    for room in INSIDE[great].keys() - {""}:
        names = [name for name in NAMES if name.startswith(f"{great}/{room}/")]
        told = [ours.split(".") for name in names for ours in _ours(name)]
        seen = {parts[1] for parts in told if parts[0] == great and len(parts) > 1}
        assert seen - {room} <= INSIDE[great][room] | INSIDE[great][""]


def test_intake_keeps_outside_its_rooms_only_what_all_of_them_use() -> None:
    outside = {Path(name).name for name in NAMES if Path(name).parent == Path("intake")}
    assert outside == {"__init__.py", "model.py", "findings.py"}


@pytest.mark.parametrize("name", NAMES)
def test_no_room_is_crowded(name: str) -> None:
    beside = [one for one in NAMES if Path(one).parent == Path(name).parent]
    assert len(beside) <= CROWDED


@pytest.mark.parametrize("name", NAMES)
def test_nothing_imports_what_puts_the_rooms_together_but_they_themselves(name: str) -> None:
    if _room(name) not in TOGETHER:
        assert not {ours.split(".")[0] for ours in _ours(name)} & TOGETHER


@pytest.mark.parametrize("name", NAMES)
def test_the_rooms_that_join_others_stand_above_one_another(name: str) -> None:
    order = ["journey", "quarter", "status", "cli"]
    if _room(name) in order:
        above = order[order.index(_room(name)) + 1 :]
        assert not {ours.split(".")[0] for ours in _ours(name)} & set(above)


@pytest.mark.parametrize("outside", DOORS)
def test_every_outside_thing_has_its_door(outside: str) -> None:
    users = {name for name in NAMES if outside in _outside(name)}
    assert users
    strange = {name for name in users if not any(Path(name).match(door) for door in DOORS[outside])}
    assert not strange


@pytest.mark.parametrize("name", NAMES)
def test_pandas_numpy_and_pyarrow_are_not_asked_for(name: str) -> None:
    assert not _outside(name) & {"pandas", "numpy", "pyarrow"}


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("cli/")])
def test_only_the_command_line_prints_and_exits(name: str) -> None:
    called = {
        ast.unparse(node.func) for node in ast.walk(_tree(name)) if isinstance(node, ast.Call)
    }
    raised = {
        ast.unparse(node.exc).split("(")[0]
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.Raise) and node.exc
    }
    assert not called & {"print", "exit", "quit", "sys.exit", "os._exit", "breakpoint", "input"}
    assert "SystemExit" not in raised


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_never_looped_over_with_python(name: str) -> None:
    used = {node.attr for node in ast.walk(_tree(name)) if isinstance(node, ast.Attribute)}
    assert not used & {"map_elements", "map_batches", "apply", "map_rows"}


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_in_its_first_line_what_it_is_for(name: str) -> None:
    told = ast.get_docstring(_tree(name))
    assert told
    assert told.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_no_module_is_longer_than_can_be_understood(name: str) -> None:
    lines = len((SOURCE / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGER.get(name, LONGEST)


@pytest.mark.parametrize("name", NAMES)
def test_no_module_is_named_for_odds_and_ends(name: str) -> None:
    assert not set(Path(name).with_suffix("").parts) & {
        "utils",
        "helpers",
        "common",
        "base",
        "misc",
    }


def test_each_room_of_the_table_is_there() -> None:
    rooms = {_room(name) for name in NAMES}
    assert rooms == MAY_SEE.keys() | TOGETHER


def _room(name: str) -> str:
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def _tree(name: str) -> ast.Module:
    return ast.parse((SOURCE / name).read_text(encoding="utf-8"))


def _imported(name: str) -> Iterator[str]:
    """Name every module, and what is taken from it, anywhere in a file: inside functions too."""
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def _ours(name: str) -> set[str]:
    return {
        found.removeprefix("safeguard_kpi.")
        for found in _imported(name)
        if found.startswith("safeguard_kpi.") and found != "safeguard_kpi.__version__"
    }


def _outside(name: str) -> set[str]:
    return {found.split(".")[0] for found in _imported(name)}
