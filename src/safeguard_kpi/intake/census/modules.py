"""What one pass through a census hands on: its modules, and what stands in it beside them."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True, eq=False)
class Module:
    """One module as it stands under a child: texts by element, and what stands inside."""

    name: str
    around: "Module | None"
    child: int
    """Which child of the file, counted from 1."""
    number: int
    """Which of its name in the file, counted from 1."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    inside: "list[Module]" = field(default_factory=list)
    values: int = 0
    """Elements directly in it that hold no others, counted as they begin."""
    blank: int = 0
    """How many of them are empty."""


@dataclass(slots=True, kw_only=True)
class Passed:
    """What one pass found beside the modules."""

    header: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    """Elements of no schema, and the child each is first met in (0: in none)."""
    stray: set[tuple[int, str]] = field(default_factory=set)
    """The child and the element in which text stands that belongs to no element."""
    encoding: str = ""
    """What the file was read in, where it is not what it says."""
